// A period that an act starts because it names it: what was open when a case was taken over from another platform is counted
// only once the organ that owes it decides so, from the day it names. Everything else starts its clocks by the table.
import { dayOf, dayStart, Refusal } from '../kernel/index.ts'
import { basisIn } from './citation.ts'
import { beginClock, type ClockContext, fitsClock, runs } from './running.ts'
import { firstStage, type OptIns } from './stages.ts'
import { type CaseState, type ClockStart, type InstanceKey, subjectOf, type Viewer } from './state.ts'
import type { ClockRule, Procedure, StepRule } from './table.ts'

/** A period that a part may start by naming it. */
export interface NamedPeriod {
  readonly clock: string
  readonly zh: string
  readonly en: string
  /** Where it may begin; one of them is named where there are several. */
  readonly instances: readonly InstanceKey[]
}

/** The periods that `startNamed` would grant to a part in a case as it sees it, in the table's order. */
export function nameable(procedure: Procedure, shown: CaseState, viewer: Viewer, optIns?: OptIns): NamedPeriod[] {
  const keys = Object.keys(shown.instances).sort()
  return Object.entries(procedure.clocks).flatMap(([clock, rule]) => {
    const instances = keys.filter(
      (key) =>
        owes(rule, shown, key, viewer) && waits(procedure, rule, clock, key, shown) && !runs(shown, clock, key, []),
    )
    if (instances.length === 0 || rule.dueByPaper === 'must') return []
    const stage = firstStage(rule, clock, shown.domain, optIns)
    return stage === undefined ? [] : [{ clock, zh: rule.zh, en: rule.en, instances }]
  })
}

/** Adds the period that the input names; a refusal where it is not the caller's, does not fit, or runs already. */
export function startNamed(
  context: ClockContext,
  caller: Viewer | null,
  shown: CaseState | null,
  starts: ClockStart[],
): Refusal | null {
  const { rule, input, procedure, domain } = context
  if (rule.startsNamed !== true || shown === null) return null
  const basis = basisIn(rule.basis, domain)
  const id = String(input.clock)
  const clock = Object.hasOwn(procedure.clocks, id) ? procedure.clocks[id] : undefined
  const unfit = (code: 'subject_unknown' | 'condition_unmet' | 'wrong_state', detail: string, pointer: string) =>
    new Refusal(code, detail, { basis, errors: [{ pointer, detail }] })
  if (clock === undefined) return unfit('subject_unknown', `There is no period ${id}.`, '/clock')
  const named = input.instance as InstanceKey | undefined
  const open = Object.keys(shown.instances)
    .filter((key) => waits(procedure, clock, id, key, shown))
    .sort()
  const fitting = named === undefined ? open : open.filter((key) => key === named)
  if (fitting.length === 0)
    return unfit(
      'wrong_state',
      `Nothing in this case waits for what ends the period ${id}.`,
      named ? '/instance' : '/clock',
    )
  const mine = fitting.filter((key) => owes(clock, shown, key, caller))
  const [on, another] = mine
  if (on === undefined)
    return new Refusal('not_your_step', `The period ${id} is not this organ’s to keep.`, {
      basis,
      errors: [{ pointer: '/clock', detail: 'another organ owes it' }],
    })
  if (another !== undefined)
    return unfit('subject_unknown', `Several are open (${mine.join(', ')}); name one.`, '/instance')
  if (runs(context.state, id, on, [])) return unfit('wrong_state', 'This period is running already.', '/clock')
  const begun = beginClock(context, id, on, dayStart(dayOf(String(input.startsOn))))
  if (begun === undefined) return unfit('condition_unmet', `No instrument counts ${id} in this field.`, '/clock')
  starts.push(begun.start)
  return null
}

/** Whether an act that stops the period may still be taken where the instance stands. */
function waits(
  procedure: Procedure,
  clock: ClockRule<string>,
  id: string,
  key: InstanceKey,
  shown: CaseState,
): boolean {
  if (!key.startsWith(`${clock.on}/`) || !fitsClock(clock, key)) return false
  const state = shown.instances[key]?.state ?? ''
  if (clock.on === 'duty') return state === 'owed'
  return stoppers(procedure, id).some(({ track, of, from, also }) => {
    const own = of === undefined || of === 'suspect' || of === subjectOf(key)
    if (track === clock.on) return own && Array.isArray(from) && from.includes(state)
    return (
      !also.some((one) => one.track === clock.on) ||
      also.some((one) => one.track === clock.on && one.from.includes(state))
    )
  })
}

const stoppersKnown = new WeakMap<Procedure, Map<string, StepRule[]>>()

/** Steps that stop the period: asked of every instance of a case, and the same as long as the table is. */
function stoppers(procedure: Procedure, id: string): readonly StepRule[] {
  let known = stoppersKnown.get(procedure)
  if (known === undefined) {
    known = new Map()
    for (const step of Object.values(procedure.steps))
      for (const clock of new Set([...(step.clocks.stops ?? []), ...(step.clocks.stopsIfAsked ?? [])]))
        known.set(clock, [...(known.get(clock) ?? []), step])
    stoppersKnown.set(procedure, known)
  }
  return known.get(id) ?? []
}

function owes(clock: ClockRule<string>, shown: CaseState, on: InstanceKey, caller: Viewer | null): boolean {
  const owner = clock.owner === 'addressee' ? shown.instances[on]?.addressee : clock.owner
  return caller !== null && (owner === caller.part || owner === caller.agencyId)
}
