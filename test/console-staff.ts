// Officers of every role, as a district's organs have them: entered once, found again by role. The bench, the journeys and
// the look at all pages sign them in.

import type { Pool } from '../db/index.ts'
import { addOfficer, type OfficerRole } from '../src/agencies/index.ts'

type At = 'agency' | 'police' | 'procuratorate' | 'office' | 'upper'

interface Post {
  readonly at: At
  readonly name: string
  readonly roles: readonly OfficerRole[]
}

/** By what they do; each has a name of its own. */
export const posts = {
  handler: { at: 'agency', name: '陈静', roles: ['enforcement_officer'] },
  partner: { at: 'agency', name: '覃海涛', roles: ['enforcement_officer'] },
  reviewer: { at: 'agency', name: '黄文静', roles: ['agency_legal'] },
  head: { at: 'agency', name: '韦国强', roles: ['agency_head'] },
  investigator: { at: 'police', name: '莫永福', roles: ['enforcement_officer'] },
  acceptor: { at: 'police', name: '罗建军', roles: ['police_case_acceptor'] },
  chief: { at: 'police', name: '梁志强', roles: ['police_chief', 'police_unit_head'] },
  procurator: { at: 'procuratorate', name: '李思远', roles: ['procurator_criminal', 'procurator_administrative'] },
  chiefProcurator: { at: 'procuratorate', name: '苏丽娟', roles: ['chief_procurator'] },
  /** Of the procuratorate above; nobody's where there is none. */
  upperProcurator: { at: 'upper', name: '覃丽华', roles: ['procurator_criminal', 'chief_procurator'] },
  auditor: { at: 'office', name: '何晓燕', roles: ['auditor'] },
  operator: { at: 'office', name: '邓国栋', roles: ['operator'] },
  systemAdministrator: { at: 'office', name: '谢雪梅', roles: ['system_administrator'] },
  otherSystemAdministrator: { at: 'office', name: '唐建明', roles: ['system_administrator'] },
  securityAdministrator: { at: 'office', name: '冯秀英', roles: ['security_administrator'] },
  auditAdministrator: { at: 'office', name: '曾志华', roles: ['audit_administrator'] },
} as const satisfies Readonly<Record<string, Post>>

export type PostName = keyof typeof posts

export interface Staff {
  /** Id of the officer. */
  readonly ids: Readonly<Record<PostName, string>>
  /** As a form names them. */
  readonly officer: (post: PostName) => { readonly name: string; readonly certificateNo: string }
}

const certificateOf = (post: string, region: string) => `${region}-${post}`

/** Enters them all; `organs` are the codes of the organs they serve, `region` stands in their certificates. */
export async function engage(
  owner: Pool,
  organs: Readonly<Record<Exclude<At, 'upper'>, string>> & { readonly upper?: string | undefined },
  region: string,
): Promise<Staff> {
  const ids: Record<string, string> = {}
  for (const [post, { at, name, roles }] of Object.entries(posts)) {
    const agency = organs[at]
    if (agency === undefined) continue
    ids[post] = await addOfficer(owner, {
      ...{ agency, name, roles },
      certificate: { number: certificateOf(post, region), validFrom: '2020-01-01', validTo: '2099-12-31' },
    })
  }
  return {
    ids: ids as Staff['ids'],
    officer: (post) => ({ name: posts[post].name, certificateNo: certificateOf(post, region) }),
  }
}
