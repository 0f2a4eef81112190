// Cases made by hand, for the tests that look at one cell of the table at a time: exactly these instances, and whatever
// else the cell needs for its step to be lawful.
import {
  allParts,
  type CaseState,
  type ClockState,
  decide,
  type Facts,
  isPrimary,
  type Part,
  type Procedure,
  primaryParts,
  ruleSets,
  type StepRequest,
  type TrackInstance,
  type Viewer,
} from '../../src/procedure/index.ts'
import { type As, calendar } from './life.ts'
import { at, elsewhere, inputOf, instant, organByCode, organs, registry } from './said.ts'

export const procedure: Procedure = ruleSets.at(-1)!
export const steps = Object.entries(procedure.steps)
export const now = '2026-03-02 10:20'

/** A clock that runs; `ranOut` long ago, or ends in three days. */
export const running = (rule: string, on: string, ranOut = false, over: Partial<ClockState> = {}): ClockState => ({
  rule,
  ruleSet: procedure.version,
  on,
  stage: 0,
  basis: ['R310 8'],
  anchorAt: instant(ranOut ? '2025-12-01 09:00' : '2026-03-02 09:00'),
  anchorVersion: 2,
  target: instant(ranOut ? '2025-12-04 23:59' : '2026-03-05 23:59'),
  breach: instant(ranOut ? '2025-12-04 23:59' : '2026-03-05 23:59'),
  localDate: ranOut ? '2025-12-04' : '2026-03-05',
  provisional: false,
  calendar: calendar.version,
  status: 'running',
  ...over,
})

/** Every part is held by its organ. */
const everyone = {
  parts: Object.fromEntries(primaryParts.map((part) => [part, organs[part]])),
  invited: allParts.filter((p) => !isPrimary(p)).map((part) => ({ part, agencyId: organs[part] })),
}

/** A case of one or two suspects with exactly these instances. */
export function caseWith(
  instances: Record<string, string | Partial<TrackInstance>>,
  over: Partial<CaseState> = {},
): CaseState {
  return {
    version: 7,
    domain: 'market',
    regionCode: '110101',
    suspects: [{ id: 's1', kind: 'person', name: '张三' }],
    ...everyone,
    gaps: [],
    custody: 'after_filing',
    persons: {},
    fined: false,
    instances: Object.fromEntries(
      Object.entries(instances).map(([key, i]) => [
        key,
        { since: 3, ...(typeof i === 'string' ? { state: i } : i) } as TrackInstance,
      ]),
    ),
    clocks: {},
    counts: { materials: 3, items: 1, receipts: 1 },
    ...over,
  }
}

/** As a part that it has in `caseWith`. */
export const as = (part: Part): Viewer => ({ part, agencyId: organs[part] })
/** The word by which an instance is addressed to a part: invited organs are named themselves. */
export const addressOf = (part: Part): string => (isPrimary(part) ? part : organs[part])

/** The track's key of a subject: persons have their own, else the table names it. */
export const subjectKey = (track: string, subject: string): string =>
  `${track}/${subject === 'suspect' ? 's1' : subject}/1`

interface Help {
  readonly over?: Record<string, unknown>
  readonly also?: Record<string, string>
  readonly on?: (key: string) => Partial<CaseState>
}
const clock = (rule: string, ranOut: boolean) => (key: string) => ({
  clocks: { [`${rule}:x:2`]: running(rule, key, ranOut) },
})
const onCriminal = (rule: string, ranOut: boolean) => () => clock(rule, ranOut)('criminal/s1/1')

/** A case that was taken over, in which every organ has something to answer. */
const takenOver = {
  imported: { installation: 'old', through: 5, at: instant('2026-02-01 09:00') },
  instances: Object.fromEntries(
    allParts.map((part, i) => [
      `administrative/reverse_review/${i + 1}`,
      { state: 'opinion_issued', since: 3, addressee: addressOf(part) },
    ]),
  ),
}

/** What a step's conditions want beside its state, with the least that satisfies them. */
export const helps: Readonly<Record<string, Help>> = {
  completeness_check: { over: { missing: [{ description: '检验报告' }] } },
  exhibits_handover_with_case: { on: () => ({ custody: 'with_transfer' }) },
  filing_review_extension: { on: (key) => ({ domain: 'environment', ...clock('filing_review', false)(key) }) },
  reverse_review_extension: { over: { ground: 'major_difficult_or_complex' }, on: clock('reverse_review', false) },
  appraisal_or_hearing_begun: { on: () => ({ domain: 'public_order' }) },
  admin_penalty_extension: { on: (key) => ({ domain: 'public_order', ...clock('admin_penalty', false)(key) }) },
  overdue_filing_complaint: { on: onCriminal('filing_review', true) },
  require_delay_reasons: { on: onCriminal('filing_review', true) },
  voluntary_filing: { also: { 'criminal/s1/1': 'not_filed' } },
  filing_after_order: { also: { 'criminal/s1/1': 'revoked' } },
  reconsideration_reversed: { also: { 'criminal/s1/1': 'not_filed' } },
  filing_order: { on: clock('police_reasons', true) },
  correction_notice: { on: clock('police_reasons', true) },
  progress_urge: { on: onCriminal('urge_letter', true) },
  imported_duty_started: { on: () => takenOver },
  imported_duty_dismissed: { on: () => takenOver },
}

export interface Cell {
  readonly over?: Record<string, unknown>
  readonly seenVersion?: number
}

/** Parsing costs far more than deciding, and a cell's input is its neighbour's. */
const parsed = new Map<string, Record<string, unknown>>()
function said(step: string, over: Record<string, unknown>, opens: boolean, held: readonly Viewer[]) {
  const key = `${step} ${opens} ${JSON.stringify(over)} ${Object.keys(over)}`
  const input =
    parsed.get(key) ??
    inputOf(procedure, step, { ...helps[step]?.over, ...over }, { when: now, opens, held: opens ? [] : held })
  parsed.set(key, input)
  return input
}

/** What `decide` says to a step on a hand-made case. */
export function ask(step: string, state: CaseState | null, who: As, { over = {}, seenVersion }: Cell = {}) {
  const rule = procedure.steps[step]!
  const viewer =
    who === null
      ? { part: null, agencyId: 'stranger' }
      : typeof who === 'string'
        ? { part: who, agencyId: who === 'gateway' ? 'gateway' : organs[who] }
        : who
  const held = everyone.invited.concat(
    Object.entries(everyone.parts).map(([part, agencyId]) => ({ part: part as Part, agencyId })),
  )
  const input = said(step, over, state === null, held)
  const organ = organByCode(input.to)
  const part = state === null ? undefined : held.find((h) => h.agencyId === organ?.id)?.part
  const kind = registry[viewer.agencyId]?.kind
  const request: StepRequest = {
    transferId: 't',
    step,
    input,
    atMs: at(now),
    part: viewer.part,
    agencyId: viewer.agencyId,
    clientId: 'c',
    ...(seenVersion !== undefined && { seenVersion }),
  }
  const facts: Facts = {
    calendar,
    regionCode: '110101',
    ...(kind && { kind }),
    ...(rule.parts === 'relays' && { parts: elsewhere }),
    ...(rule.parts === 'receiver' && {
      parts: { police_in_charge: organs.police_in_charge, supervisor: organs.supervisor },
    }),
    ...(rule.parts === 'passes' && { parts: { sender: 'agency-2' } }),
    ...(rule.invites &&
      organ && {
        invitee: { part: part ?? rule.invites.part, agencyId: organ.id, kind: organ.kind, begins: part === undefined },
      }),
  }
  return decide(procedure, state, request, facts)
}

/** The case in which the step's own instance is in `state`, and another track stands where the step wants it. */
export function placed(
  step: string,
  subject: string,
  state: string | null,
  extra: Partial<TrackInstance> = {},
): CaseState {
  const rule = procedure.steps[step]!
  const key = subjectKey(rule.track, subject)
  const [during] = rule.during ?? []
  const joint = rule.track === 'criminal' && subject === 's1' && state !== null ? { 'criminal/case/1': 'divided' } : {}
  const other = during && {
    [subjectKey(during.track, during.of ?? (during.track === 'criminal' ? 's1' : 'case'))]: during.states[0]!,
  }
  const own = state === null ? {} : { [key]: { state, ...extra } }
  return caseWith({ ...joint, ...other, ...helps[step]?.also, ...own }, helps[step]?.on?.(key))
}
