// How long a clock is: the stages in force for a domain, under the rule set that the clock belongs to. What the table
// keeps disabled binds only where the region has opted in.
import type { ClockState } from './state.ts'
import type { ClockRule, Procedure, Stage } from './table.ts'

/** `clock:stage`, the stage counted from 0 in the full list of the domain. */
export type OptIns = ReadonlySet<string>
const none: OptIns = new Set()

export const clockRule = (procedure: Procedure, id: string) => procedure.clocks[id] as ClockRule<string>

/** Every stage of a clock in a domain, in force or not: the override where there is one. */
export const stagesOf = (rule: ClockRule<string>, domain: string): readonly Stage[] =>
  rule.overrides?.[domain] ?? rule.stages

export interface StageAt {
  readonly stage: Stage
  readonly index: number
}

/** The stage it begins with; undefined where the clock does not run in this domain. */
export function firstStage(
  rule: ClockRule<string>,
  id: string,
  domain: string,
  optIns: OptIns = none,
): StageAt | undefined {
  if (rule.domains !== undefined && !rule.domains.includes(domain)) return undefined
  const stages = stagesOf(rule, domain)
  for (let index = 0; index < stages.length; index++) {
    const stage = stages[index] as Stage
    if (stage.enabled !== false || (optIns.size > 0 && optIns.has(`${id}:${index}`))) return { stage, index }
  }
  return undefined
}

/** The set a running clock was started under; its stages stay those. */
export const ownSet = (clock: ClockState, procedure: Procedure, procedures: readonly Procedure[]): Procedure =>
  procedure.version === clock.ruleSet
    ? procedure
    : (procedures.find((set) => set.version === clock.ruleSet) ?? procedure)

/** The stages after the one reached. A running clock keeps the rule set it was started under, also for these. */
export function laterStages(
  clock: ClockState,
  domain: string,
  procedure: Procedure,
  procedures: readonly Procedure[],
  optIns: OptIns = none,
): StageAt[] {
  return stagesOf(clockRule(ownSet(clock, procedure, procedures), clock.rule), domain)
    .map((stage, index) => ({ stage, index }))
    .filter(
      ({ stage, index }) => index > clock.stage && (stage.enabled !== false || optIns.has(`${clock.rule}:${index}`)),
    )
}

/** What will start, on which step, whose duty: for a receipt to list as not yet running. */
export function waitingClocks(
  procedure: Procedure,
  domain: string,
  steps: readonly string[],
  optIns: OptIns = none,
): { rule: string; startsWith: string; basis: readonly string[]; period: { amount: number; unit: string } }[] {
  const waiting = []
  for (const step of steps) {
    for (const id of procedure.steps[step]?.clocks.starts ?? []) {
      const rule = clockRule(procedure, id)
      if (rule.paper !== undefined) continue // only with a paper of that kind
      const first = firstStage(rule, id, domain, optIns)
      if (first === undefined) continue
      waiting.push({ rule: id, startsWith: step, basis: first.stage.basis, period: first.stage.period })
    }
  }
  return waiting
}
