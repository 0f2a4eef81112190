// The steps a part may take now, each with its article and the moment it should be done by. The console's buttons and a
// partner's to-do list are made from this and from nothing else.
import { Refusal } from '../kernel/index.ts'
import type { Citation } from './citation.ts'
import { selectInstances } from './select.ts'
import { type CaseState, type InstanceKey, inOneOf, instanceParts, type Part } from './state.ts'
import type { Procedure } from './table.ts'

export interface AvailableStep {
  readonly step: string
  readonly zh: string
  readonly en: string
  readonly basis: readonly Citation[]
  /** Instances it would move, all of them if the caller names none. */
  readonly instances: readonly InstanceKey[]
  readonly decidedBy?: string
  /** The nearest clock that it stops. */
  readonly due?: {
    readonly rule: string
    readonly target: string
    readonly breach: string
    readonly localDate: string
    readonly provisional: boolean
  }
}

/** What `part` may do with the case as it stands; conditions on the input are not asked for here. */
export function available(procedure: Procedure, state: CaseState, part: Part): AvailableStep[] {
  const steps: AvailableStep[] = []
  for (const [step, rule] of Object.entries(procedure.steps)) {
    if (rule.by !== part || rule.parts === 'opens') continue
    if ((rule.during ?? []).some((d) => !inOneOf(state, d.track, d.states))) continue
    const selected = selectInstances(rule, state, {}, procedure, 'all')
    if (selected instanceof Refusal) continue
    const instances =
      rule.from === 'new'
        ? []
        : [...selected.moves, ...selected.opens]
            .map((m) => m.instance)
            .filter((key) => !(rule.divides && instanceParts(key).subject === 'case'))
    const due = nearest(state, [...(rule.clocks?.stops ?? []), ...(rule.clocks?.advances ?? [])])
    steps.push({
      step,
      zh: rule.zh,
      en: rule.en,
      basis: rule.basis,
      instances,
      ...(rule.decidedBy !== undefined && { decidedBy: rule.decidedBy }),
      ...(due !== undefined && { due }),
    })
  }
  return steps
}

function nearest(state: CaseState, rules: readonly string[]): AvailableStep['due'] {
  let found: AvailableStep['due']
  for (const clock of Object.values(state.clocks)) {
    if (clock.status !== 'running' || !rules.includes(clock.rule)) continue
    if (found !== undefined && found.breach <= clock.breach) continue
    found = {
      rule: clock.rule,
      target: clock.target,
      breach: clock.breach,
      localDate: clock.localDate,
      provisional: clock.provisional,
    }
  }
  return found
}
