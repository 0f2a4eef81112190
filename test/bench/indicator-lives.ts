// A few lives of cases as the law grants them, told again in every month: what the indicators bench fills its store with.
// Every event is one that `decide` granted.
import { Refusal } from '../../src/kernel/index.ts'
import {
  buildCalendar,
  type CaseEvent,
  type CaseState,
  decide,
  evolve,
  expiry,
  type Part,
  procedureAt,
  publishedNotices,
  type StepRequest,
} from '../../src/procedure/index.ts'
import { inputOf } from '../procedure/said.ts'

const calendar = buildCalendar(publishedNotices())
/** What each copy of a life replaces by its own. */
export const placeholders = {
  transfer: '01900000-0000-7000-8000-0000000000a1',
  sender: '01900000-0000-7000-8000-0000000000a2',
  police: '01900000-0000-7000-8000-0000000000a3',
  supervisor: '01900000-0000-7000-8000-0000000000a4',
  region: '990099',
  charge: '某某罪名占位',
}

const organs: Partial<Record<Part, string>> = {
  sender: placeholders.sender,
  police_in_charge: placeholders.police,
  supervisor: placeholders.supervisor,
}

/** Part, step, days and hours after the dispatch, what is said beside the usual. `expire` = periods that ran out by then. */
type Act = readonly [Part | 'expire', string, number, Record<string, unknown>?]

const charges = [{ name: placeholders.charge }]
const dispatch: Act = ['sender', 'transfer_dispatch', 0, { charges }]
const signed: Act = ['police_in_charge', 'receipt_sign', 0.2]
const complete: Act = ['police_in_charge', 'completeness_check', 0.3, { missing: [] }]
const filed: Act = ['police_in_charge', 'filing_approved', 2, { charges }]
const refused: Act = ['police_in_charge', 'filing_refused', 2]
const told: Act = ['sender', 'filing_notice_receipt', 2.5]
const referred: Act = ['police_in_charge', 'prosecution_referral', 20, { charges }]

const plots: readonly (readonly Act[])[] = [
  [dispatch, signed, complete, filed, told],
  [dispatch, signed, complete, filed, told, referred, ['supervisor', 'indictment', 25, { charges }]],
  [dispatch, signed, complete, refused, ['sender', 'non_filing_notice_receipt', 3]],
  [dispatch, signed, ['expire', '', 9], ['police_in_charge', 'filing_approved', 10, { charges }]],
  [
    ...[dispatch, signed],
    ['police_in_charge', 'completeness_check', 0.5, { missing: [{ description: '检验报告' }] }] as Act,
    ['sender', 'supplement_notice_receipt', 0.6] as Act,
    ['sender', 'supplement_submission', 1] as Act,
    filed,
  ],
  [dispatch, signed, ['police_in_charge', 'out_of_remit_return', 0.8]],
  [dispatch],
  [
    ...[dispatch, signed, complete, refused],
    ['sender', 'non_filing_notice_receipt', 3] as Act,
    ['sender', 'reconsideration_request', 4] as Act,
    ['police_in_charge', 'paper_receipt', 4.2] as Act,
    ['police_in_charge', 'reconsideration_upheld', 5] as Act,
  ],
  [
    ...[dispatch, signed, complete, filed, told, referred],
    ['supervisor', 'non_prosecution', 30] as Act,
    ['supervisor', 'np_internal_handover', 31] as Act,
  ],
  [dispatch, signed, complete, ['expire', '', 12]],
]

export const plotCount = plots.length

/** The events of a plot, dispatched on a day of a month (`2026-03`), as their canonical JSON would be. */
export function lifeIn(month: string, plot: number): CaseEvent[] {
  const begun = Date.parse(`${month}-03T10:20:00+08:00`)
  let state: CaseState | null = null
  const events: CaseEvent[] = []
  const apply = (granted: { readonly event: CaseEvent }) => {
    const event = JSON.parse(JSON.stringify(granted.event)) as CaseEvent
    events.push(event)
    state = evolve(state, event)
  }
  for (const [part, step, days, said = {}] of plots[plot] ?? []) {
    const atMs = begun + Math.round(days * 24) * 3_600_000
    const procedure = procedureAt(atMs)
    if (part === 'expire') {
      for (let more = expiry(procedure, state as unknown as CaseState, placeholders.transfer, atMs); more !== null; ) {
        apply(more)
        more = expiry(procedure, state as unknown as CaseState, placeholders.transfer, atMs)
      }
      continue
    }
    const when = new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
    const held = state === null ? [] : Object.entries(organs).map(([p, agencyId]) => ({ part: p as Part, agencyId }))
    const input = inputOf(procedure, step, said, { when, opens: state === null, held })
    const agencyId = organs[part] as string
    const request: StepRequest = {
      ...{ transferId: placeholders.transfer, step, input, atMs, part, agencyId, clientId: 'bench' },
    }
    const facts = {
      calendar,
      kind: 'administrative',
      parts: organs,
      ...(state === null && { regionCode: placeholders.region }),
    }
    const granted = decide(procedure, state, request, facts as never)
    if (granted instanceof Refusal) throw new Error(`${step} in ${month}: ${granted.code} ${granted.detail}`)
    apply(granted)
  }
  return events
}
