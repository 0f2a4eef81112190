// The rows of an act's clocks: those that start, and those that advance, settle, are suspended or run out.
import type { CaseEvent, CaseState, ClockStart, Procedure } from '../procedure/index.ts'

export function clockRows(procedure: Procedure, event: CaseEvent, after: CaseState): object[] {
  return event.clocks.starts.map((c) => {
    const settled = event.clocks.settles.find((s) => s.key === c.key)
    const kept = after.clocks[c.key]
    return {
      key: c.key,
      rule: c.rule,
      status: settled?.status ?? 'running',
      anchor_at: c.anchorAt,
      target_at: c.target,
      breach_at: c.breach,
      provisional: c.provisional,
      settled: settled !== undefined,
      owner: ownerOf(procedure, c, after),
      calendar: c.calendar,
      visible_to: kept?.visibleTo ?? null,
    }
  })
}

export function clockChangeRows(event: CaseEvent): object[] {
  return [
    ...event.clocks.settles
      .filter((s) => !event.clocks.starts.some((c) => c.key === s.key))
      .map((s) => ({ key: s.key, status: s.status, settled: s.status !== 'suspended' })),
    ...event.clocks.advances.map((a) => ({
      key: a.key,
      status: 'running',
      target_at: a.target,
      breach_at: a.breach,
      provisional: a.provisional,
      calendar: a.calendar,
      settled: false,
    })),
    ...(event.clocks.expires ?? []).map((key) => ({ key, status: 'running', settled: false, expired: true })),
  ]
}

/** Whose duty or right it is: a part, or whom the instance is addressed to. */
function ownerOf(procedure: Procedure, { rule, on }: ClockStart, after: CaseState): string {
  const owner = procedure.clocks[rule]?.owner ?? ''
  return owner === 'addressee' ? (after.instances[on]?.addressee ?? '') : owner
}
