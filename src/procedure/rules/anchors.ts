// Named points in time that a clock may be counted from: an act states them, or the case remembers them.
import { type CaseState, type ClockState, inOneOf } from '../state.ts'
import type { Anchor, Input } from '../table.ts'

interface Approval {
  readonly reportReceivedAt: string
  readonly approvedAt: string
}

function lastClock(state: CaseState | null, rule: string): ClockState | undefined {
  let last: ClockState | undefined
  for (const key in state?.clocks) {
    const clock = state?.clocks[key]
    if (clock?.rule === rule && (last === undefined || clock.anchorVersion > last.anchorVersion)) last = clock
  }
  return last
}

/** When the organ now in charge signed for the case: its review clock was anchored there. */
export const receiptSignedAt = (state: CaseState | null): string | undefined =>
  lastClock(state, 'filing_review')?.anchorAt

const approval = (input: Input) => input.approval as Approval | undefined
/** The day on a paper; the hour does not count in days. */
const onDay = (date: unknown): string | undefined => (date === undefined ? undefined : `${String(date)}T00:00:00+08:00`)

const judged = ['judged_acquitted', 'judged_exempted', 'judged_convicted']

export const anchors = {
  reportReceived: (_state, input) => approval(input)?.reportReceivedAt,
  transferApproved: (_state, input) => approval(input)?.approvedAt,
  receiptSigned: (state) => receiptSignedAt(state),
  /** That another organ is competent was found then (PSP 175); ENV 9 counts from the acceptance whatever was found when. */
  jurisdictionFound: (state, input) =>
    state?.domain === 'environment'
      ? receiptSignedAt(state)
      : ((input.foundAt as string | undefined) ?? receiptSignedAt(state)),
  /** The day on the decision, where it was made before the act that tells of it. */
  decisionDated: (_state, input, at) => onDay(input.decidedOn) ?? at,
  /** The last penalty for the same facts. */
  penaltyDecided: (_state, input) => {
    const penalties = (input.priorPenalties ?? []) as readonly { sameFacts: boolean; decisionDate: string }[]
    return onDay(
      penalties
        .filter((p) => p.sameFacts)
        .map((p) => p.decisionDate)
        .sort()
        .at(-1),
    )
  },
  /** When the reasons were found to hold (PPR 561(2)). */
  reasonsFound: (_state, input, at) => onDay(input.foundOn) ?? at,
  transferredOn: (_state, input, at) => onDay(input.transferredOn) ?? at,
  adminFiled: (_state, input, at) => onDay(input.adminFiledOn) ?? at,
  /** The day on which a duty was done, or what was posted was handed in (CPL 105). */
  performed: (_state, input, at) => onDay(input.performedOn) ?? at,
  /** Beginning and end of what ENV 16 leaves out: from the dispatch until criminal justice was done with the case. */
  transferDispatched: (state) => lastClock(state, 'dispatch')?.settledAt,
  criminalCaseEnded: (state) =>
    [
      lastClock(state, 'filing_review')?.settledAt,
      lastClock(state, 'reconsideration_request')?.anchorAt, // the notice of refusal was received
      lastClock(state, 'revocation_notice_agency')?.settledAt,
      lastClock(state, 'np_notice_to_agency')?.settledAt,
      inOneOf(state, 'criminal', judged) ? lastClock(state, 'platform_entry')?.anchorAt : undefined,
    ]
      .filter((time) => time !== undefined)
      .sort()
      .at(-1),
} as const satisfies Record<string, Anchor>
