// How long a clock is: the stages in force for a domain, under the rule set that the clock belongs to.
import type { ClockState } from './state.ts'
import type { ClockRule, Procedure, Stage } from './table.ts'

export const clockRule = (procedure: Procedure, id: string) => procedure.clocks[id] as ClockRule<string>

/** The stages of a clock in a domain: the override where there is one, and only what is in force. */
export function stagesOf(rule: ClockRule<string>, domain: string): readonly Stage[] {
  return (rule.overrides?.[domain] ?? rule.stages).filter((s) => s.enabled !== false)
}

/** The stage it begins with; undefined where the clock does not run in this domain. */
export function firstStage(rule: ClockRule<string>, domain: string): Stage | undefined {
  if (rule.domains !== undefined && !rule.domains.includes(domain)) return undefined
  return (rule.overrides?.[domain] ?? rule.stages).find((s) => s.enabled !== false)
}

/** The stages after the one reached. A running clock keeps the rule set it was started under, also for these. */
export function laterStages(
  clock: ClockState,
  domain: string,
  procedure: Procedure,
  procedures: readonly Procedure[],
): { readonly stage: Stage; readonly index: number }[] {
  const own = procedures.find((set) => set.version === clock.ruleSet) ?? procedure
  return stagesOf(clockRule(own, clock.rule), domain)
    .map((stage, index) => ({ stage, index }))
    .filter(({ index }) => index > clock.stage)
}

/** Waiting clocks: what will start, on which step, whose duty. For a receipt to list as not yet running. */
export function waitingClocks(
  procedure: Procedure,
  domain: string,
  steps: readonly string[],
): { rule: string; startsWith: string; basis: readonly string[]; period: { amount: number; unit: string } }[] {
  const waiting = []
  for (const step of steps) {
    for (const id of procedure.steps[step]?.clocks?.starts ?? []) {
      const first = firstStage(clockRule(procedure, id), domain)
      if (first === undefined) continue
      waiting.push({ rule: id, startsWith: step, basis: first.basis, period: first.period })
    }
  }
  return waiting
}
