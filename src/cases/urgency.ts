// How urgent a running period is: by what is left and by its share of the whole, or a period of a day would be born urgent. The
// console's lights say the same (docs/decisions/0036); a test holds the two together.
import { ruleSets } from '../procedure/index.ts'

/** The worst first. */
export const urgencies = ['overdue', 'urgent', 'soon', 'watch', 'calm'] as const
export type Urgency = (typeof urgencies)[number]

/** Periods that bind nobody: running out, they are urgent and never overdue. */
export const advisoryRules: readonly string[] = Object.entries(ruleSets.at(-1)?.clocks ?? {})
  .filter(([, rule]) => rule.stages.every((stage) => stage.advisory === true))
  .map(([id]) => id)

/** Of a clock `c`; `now` and `advisory` are parameters of the statement. */
export const urgencyOf = (now: string, advisory: string): string => {
  const end = 'least(c.target_at, c.breach_at)'
  const left = `${end} - ${now}::timestamptz`
  const period = `greatest(${end} - c.anchor_at, interval '1 millisecond')`
  return `case when c.breach_at < ${now} then case when c.rule = any(${advisory}::text[]) then 'urgent' else 'overdue' end
  when ${left} <= least(interval '24 hours', ${period} / 3) then 'urgent'
  when ${left} <= least(interval '72 hours', ${period} * 2 / 3) then 'soon'
  when ${left} <= interval '168 hours' then 'watch' else 'calm' end`
}
