// The organs of the demonstration: three regions, with enforcement agency, police and procuratorate each. Places are
// real; codes, persons and certificates are invented, and every name says that it is a demonstration.
import { usccFault } from '../../../schemas/index.ts'
import type { AgencyEntry, AgencyKind } from '../../agencies/index.ts'

export interface OfficerPlan {
  readonly name: string
  readonly roles: readonly string[]
  readonly certificateNo: string
}

export interface OrganPlan {
  readonly entry: AgencyEntry
  readonly clientId: string
  /** They play; the last one decides for the organ. */
  readonly officers: readonly OfficerPlan[]
  /** Others who may sign in to the console. */
  readonly staff: readonly OfficerPlan[]
}

/** A valid unified social credit code for what does not exist: the standard's arithmetic finds the two check characters. */
export function inventedUscc(first: string, region: string, serial: number): string {
  const stem = `${first}${region}${String(serial).padStart(8, '0')}`
  for (const organ of '0123456789X')
    for (const last of '0123456789ABCDEFGHJKLMNPQRTUWXY')
      if (usccFault(stem + organ + last) === null) return stem + organ + last
  throw new Error(`no credit code begins with ${stem}`)
}

interface Named {
  readonly name: string
  readonly roles: readonly string[]
}

let serial = 100

function organ(
  kind: AgencyKind,
  regionCode: string,
  clientId: string,
  name: string,
  officers: readonly Named[],
  { staff = [], ...more }: Pick<AgencyEntry, 'domains' | 'specialty'> & { staff?: readonly Named[] } = {},
): OrganPlan {
  serial += 1
  const plan = (from: number) => (o: Named, i: number) => ({
    ...o,
    certificateNo: `演示${regionCode}-${serial}-${from + i}`,
  })
  return {
    entry: { code: inventedUscc('11', regionCode, serial), name: `${name}（演示）`, kind, regionCode, ...more },
    clientId,
    officers: officers.map(plan(1)),
    staff: staff.map(plan(officers.length + 1)),
  }
}

const agency = (...[one, two, head]: [string, string, string]): Named[] => [
  { name: one, roles: ['enforcement_officer'] },
  { name: two, roles: ['enforcement_officer'] },
  { name: head, roles: ['agency_head'] },
]
const police = (...[handler, acceptor, chief]: [string, string, string]): Named[] => [
  { name: handler, roles: ['enforcement_officer'] },
  { name: acceptor, roles: ['police_case_acceptor'] },
  { name: chief, roles: ['police_chief'] },
]
const procuratorate = (name: string): Named[] => [{ name, roles: ['procurator_criminal'] }]
const legal = (name: string): Named => ({ name, roles: ['agency_legal'] })
const chief = (name: string): Named => ({ name, roles: ['chief_procurator'] })
/** Those who keep the gateway: the three administrators are different persons (三员分立), and changes need two. */
const office: readonly Named[] = [
  { name: '潘演审', roles: ['auditor'] },
  { name: '周演维', roles: ['operator'] },
  { name: '吴演系', roles: ['system_administrator'] },
  { name: '郑演统', roles: ['system_administrator'] },
  { name: '王演安', roles: ['security_administrator'] },
  { name: '冯演计', roles: ['audit_administrator'] },
]

export const organs = {
  market: organ(
    'administrative',
    '450502',
    'demo-market',
    '北海市海城区市场监督管理局',
    agency('韦演明', '黄演岚', '覃演新'),
    { domains: ['market', 'food'], staff: [legal('农演法')] },
  ),
  police: organ('public_security', '450502', 'demo-police', '北海市公安局海城分局', police('陆演川', '梁演', '蒙演峰')),
  procuratorate: organ(
    'procuratorate',
    '450502',
    'demo-procuratorate',
    '北海市海城区人民检察院',
    procuratorate('莫演珺'),
    { staff: [chief('甘演正'), ...office] },
  ),
  customs: organ('administrative', '430100', 'demo-customs', '长沙黄花机场海关', agency('贺演舟', '谭演宁', '向演衡'), {
    domains: ['customs'],
    staff: [legal('欧演理')],
  }),
  antiSmuggling: organ(
    'public_security',
    '430100',
    'demo-anti-smuggling',
    '长沙海关缉私局',
    police('罗演江', '彭演', '易演锋'),
    { specialty: 'anti_smuggling' },
  ),
  cityProcuratorate: organ(
    'procuratorate',
    '430100',
    'demo-city-procuratorate',
    '长沙市人民检察院',
    procuratorate('文演澜'),
    { staff: [chief('龙演宪')] },
  ),
  xihuMarket: organ(
    'administrative',
    '330106',
    'demo-xihu-market',
    '杭州市西湖区市场监督管理局',
    agency('沈演', '钱演溪', '陈演堤'),
    { domains: ['market', 'food'], staff: [legal('顾演衡')] },
  ),
  xihuPolice: organ(
    'public_security',
    '330106',
    'demo-xihu-police',
    '杭州市公安局西湖区分局',
    police('章演', '傅演', '俞演岳'),
  ),
  xihuProcuratorate: organ(
    'procuratorate',
    '330106',
    'demo-xihu-procuratorate',
    '杭州市西湖区人民检察院',
    procuratorate('许演'),
    { staff: [chief('陆演直')] },
  ),
} satisfies Record<string, OrganPlan>

export type OrganKey = keyof typeof organs
