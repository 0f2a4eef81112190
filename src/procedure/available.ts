// The steps a part may take now, each with its article and the moment it should be done by. The console's buttons and a
// partner's to-do list are made from this and from nothing else.
import { Refusal } from '../kernel/index.ts'
import { basisIn, type Citation } from './citation.ts'
import { type NamedPeriod, nameable } from './named-clock.ts'
import { ruleSets } from './rule-sets.ts'
import { selectInstances } from './select.ts'
import { laterStages, type OptIns } from './stages.ts'
import { type CaseState, type InstanceKey, inOneOf, instanceParts, type Viewer } from './state.ts'
import type { Procedure, StepRule } from './table.ts'

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
  /** Of a step that starts a period by naming it: those that it may name now. */
  readonly periods?: readonly NamedPeriod[]
}

/**
 * What `viewer` may do with the case as it sees it; conditions on the input are not asked for here. `procedures` are the
 * rule sets that running clocks may have begun under.
 */
export function available(
  procedure: Procedure,
  state: CaseState,
  viewer: Viewer,
  procedures: readonly Procedure[] = ruleSets,
  optIns?: OptIns,
): AvailableStep[] {
  const steps: AvailableStep[] = []
  for (const [step, rule] of Object.entries(procedure.steps)) {
    if (!rule.by.includes(viewer.part) && !rule.by.includes('addressee')) continue
    if (rule.onlyImported === true && state.imported === undefined) continue
    const periods = rule.startsNamed === true ? nameable(procedure, state, viewer, optIns) : undefined
    if (periods?.length === 0) continue
    if (rule.during !== undefined && !rule.during.some((d) => inOneOf(state, d.track, d.states, d.of))) continue
    if (rule.clocks.advances !== undefined && !hasLaterStage(rule, state, procedure, procedures, optIns)) continue
    // A paper or a duty of somebody else's is no step; an own part's steps begin anew where the row says so.
    if (rule.by.includes('addressee') && !rule.by.includes(viewer.part) && rule.from === 'new') continue
    const selected = selectInstances(
      rule,
      state,
      {},
      procedure,
      { caller: viewer, shown: state, domain: state.domain },
      'all',
    )
    if (selected instanceof Refusal) continue
    const instances =
      rule.from === 'new' || rule.from === 'any'
        ? []
        : [...selected.moves, ...selected.opens]
            .map((m) => m.instance)
            .filter((key) => !(rule.divides && instanceParts(key).subject === 'case') && stands(rule, state, key))
    if (rule.of === 'suspect' && instances.length === 0) continue
    const { stops = [], stopsIfAsked = [], advances = [] } = rule.clocks
    const due = nearest(state, [...stops, ...stopsIfAsked, ...advances], instances)
    steps.push({
      step,
      zh: rule.zh,
      en: rule.en,
      basis: basisIn(rule.basis, state.domain),
      instances,
      ...(rule.decidedBy !== undefined && { decidedBy: rule.decidedBy }),
      ...(due !== undefined && { due }),
      ...(periods !== undefined && { periods }),
    })
  }
  return steps
}

/** A suspect’s own step needs that suspect to stand where the row wants it, not another. */
function stands({ of, during }: StepRule, state: CaseState, key: InstanceKey): boolean {
  if (of !== 'suspect' || during === undefined) return true
  return during.some((d) => inOneOf(state, d.track, d.states, instanceParts(key).subject))
}

/** An extension is no step where no instrument in force for the domain has one. */
function hasLaterStage(
  { clocks }: StepRule,
  state: CaseState,
  procedure: Procedure,
  procedures: readonly Procedure[],
  optIns: OptIns | undefined,
): boolean {
  return Object.values(state.clocks).some(
    (clock) =>
      clock.status === 'running' &&
      clocks.advances?.includes(clock.rule) === true &&
      laterStages(clock, state.domain, procedure, procedures, optIns).length > 0,
  )
}

/** The nearest end of what the step stops; a duty is stopped by being done. */
function nearest(state: CaseState, rules: readonly string[], moved: readonly string[]): AvailableStep['due'] {
  let found: AvailableStep['due']
  for (const clock of Object.values(state.clocks)) {
    const duty = clock.on.startsWith('duty/') && moved.includes(clock.on)
    if (clock.status !== 'running' || !(duty || rules.includes(clock.rule))) continue
    if (
      found !== undefined &&
      (found.breach < clock.breach || (found.breach === clock.breach && found.rule <= clock.rule))
    )
      continue
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
