// Named points in time that a clock may be counted from: an act states them, or the case remembers them.
import type { CaseState, ClockState } from '../state.ts'
import type { Anchor } from '../table.ts'

interface Approval {
  readonly approval: { readonly reportReceivedAt: string; readonly approvedAt: string }
}

/** When the organ now in charge signed for the case: its review clock was anchored there. */
export function receiptSignedAt(state: CaseState | null): string | undefined {
  let last: ClockState | undefined
  for (const clock of Object.values(state?.clocks ?? {})) {
    if (clock.rule === 'filing_review' && (last === undefined || clock.anchorVersion > last.anchorVersion)) last = clock
  }
  return last?.anchorAt
}

export const anchors = {
  reportReceived: (_state, input) => (input as unknown as Approval).approval.reportReceivedAt,
  transferApproved: (_state, input) => (input as unknown as Approval).approval.approvedAt,
  receiptSigned: (state) => receiptSignedAt(state),
  /** The day on the decision, where it was made before the act that tells of it; the hour does not count in days. */
  decisionDated: (_state, input, at) => (input.decidedOn === undefined ? at : `${input.decidedOn}T00:00:00+08:00`),
} as const satisfies Record<string, Anchor>
