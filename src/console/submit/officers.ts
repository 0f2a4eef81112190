// The part of officers and approval: two officers of the organ, and the head who shall decide. The head's own approval is not
// typed here: it is given in the approval, or by the head who sends the letter.
import type { Context } from 'hono'
import type { ConsoleEnv } from '../env.ts'
import { field } from '../html/form.ts'
import { type Json, nothingOffered, type Offer, officerValue } from '../steps/schema-form.ts'
import { headOf, type Named } from './draft.ts'
import type { Panel, PanelAsked } from './panel.ts'
import type { PartName } from './parts.ts'

type C = Context<ConsoleEnv>

interface OfficerShown {
  readonly name: string
  readonly certificateNo: string | null
  readonly roles: readonly string[]
}

/** Officers of the own organ with a valid certificate; none where the API tells none. */
export async function officersOf(c: C): Promise<(Named & { readonly roles: readonly string[] })[]> {
  const answer = await c.get('ask')<{ items: readonly OfficerShown[] }>('GET', '/v1/officers')
  if (!answer.ok) return []
  return answer.body.items.flatMap(({ name, certificateNo, roles }) =>
    certificateNo === null ? [] : [{ name, certificateNo, roles }],
  )
}

export async function offerFor(c: C, part: PartName): Promise<Offer> {
  const { me } = c.get('session')
  const own = me.certificateNo === null ? null : { name: me.name, certificateNo: me.certificateNo }
  const base: Offer = { ...nothingOffered, step: 'transfer_dispatch', me: own }
  if (part !== 'officers') return base
  // The head who prepares a letter itself names its handlers.
  return { ...base, officers: await officersOf(c), decides: me.roles.includes('agency_head') ? 'me' : 'head' }
}

export async function officersPanel(c: C, { draft, errors }: PanelAsked): Promise<Partial<Panel>> {
  const v = c.get('view')
  const heads = (await officersOf(c)).filter(({ roles }) => roles.includes('agency_head'))
  const chosen = headOf(draft.draft) ?? (heads.length === 1 ? heads[0] : undefined)
  const options = heads.map((o) => ({
    value: officerValue(o),
    words: v.t('form.officer', { name: o.name, no: o.certificateNo }),
  }))
  return {
    after: field(v, {
      ...{ name: 'head', label: v.t('submit.head'), hint: v.t('submit.headHint'), kind: 'select', options },
      ...{ value: chosen === undefined ? '' : officerValue(chosen), error: errors.get('approval') },
    }),
  }
}

/** Who shall decide; when, is said when it is decided. */
export function withHead(given: Json, body: Json, chosen: string | null): Json {
  const at = (chosen ?? '').indexOf('\t')
  if (chosen === null || at < 1) return given
  const former = typeof body.approval === 'object' && body.approval !== null ? (body.approval as Json) : {}
  return {
    ...given,
    approval: { ...former, approvedBy: { name: chosen.slice(at + 1), certificateNo: chosen.slice(0, at) } },
  }
}
