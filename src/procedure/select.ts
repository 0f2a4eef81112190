// Which instances a step moves: those the caller names, or all that stand where the step begins. A joint instance that
// stands for all suspects is divided here, so that one decision may reach some of them and another the rest.
import { Refusal } from '../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  type InstanceKey,
  instanceKey,
  instanceParts,
  nextNo,
  statesOf,
} from './state.ts'
import type { AnyStep, Input, Procedure } from './table.ts'

export interface Selected {
  readonly moves: CaseEvent['moves']
  readonly opens: CaseEvent['opens']
}

/** Moves and openings on the step's own track, or a refusal: wrong_state, subject_unknown. */
export function selectInstances(
  rule: AnyStep,
  state: CaseState | null,
  input: Input,
  procedure: Procedure,
  want: 'named' | 'all' = 'named',
): Selected | Refusal {
  const subject = rule.of ?? 'case'
  if (rule.from === 'new') {
    if (rule.parts === 'opens' && state !== null) return wrongState(rule, state, 'The case is open already.')
    return {
      moves: [],
      opens: [{ instance: instanceKey(rule.track, subject, nextNo(state, rule.track, subject)), state: rule.to }],
    }
  }
  const prefix = rule.of === undefined ? `${rule.track}/` : `${rule.track}/${rule.of}/`
  const standing: InstanceKey[] = []
  for (const key in state?.instances) {
    if (key.startsWith(prefix) && rule.from.includes(state?.instances[key]?.state ?? '')) standing.push(key)
  }
  standing.sort() // a kept state has its keys in another order; the event must not depend on it
  if (standing.length === 0)
    return wrongState(rule, state, `${rule.zh}: ${rule.track} must be in ${rule.from.join(' or ')}.`)
  if (rule.divides) return divide(rule, state as CaseState, input, standing)

  const per = procedure.tracks[rule.track]?.per
  const named = namedNumbers(input, per)
  if (named !== undefined) return byNumber(rule, state as CaseState, standing, named, pointerOf(per))
  if (rule.single && standing.length > 1 && want === 'named') {
    return new Refusal(
      'subject_unknown',
      `Several are open (${standing.map((k) => instanceParts(k).no).join(', ')}); name one.`,
      {
        basis: rule.basis,
        errors: [{ pointer: pointerOf(per), detail: 'name one of the open ones' }],
      },
    )
  }
  return { moves: standing.map((key) => move(state as CaseState, key, rule.to)), opens: [] }
}

const move = (state: CaseState, instance: InstanceKey, to: string) => ({
  instance,
  from: state.instances[instance]?.state ?? '',
  to,
})

function wrongState(rule: AnyStep, state: CaseState | null, detail: string): Refusal {
  return new Refusal('wrong_state', detail, { basis: rule.basis, members: { states: statesOf(state) } })
}

function namedNumbers(input: Input, per: string | undefined): readonly number[] | undefined {
  const named = per === 'round' ? input.round : per === 'batch' ? input.batches : input.no
  if (named === undefined) return undefined
  return Array.isArray(named) ? (named as number[]) : [named as number]
}

const pointerOf = (per: string | undefined) => (per === 'round' ? '/round' : per === 'batch' ? '/batches' : '/no')

function byNumber(
  rule: AnyStep,
  state: CaseState,
  standing: readonly InstanceKey[],
  numbers: readonly number[],
  pointer: string,
): Selected | Refusal {
  const moves: CaseEvent['moves'][number][] = []
  for (const no of new Set(numbers)) {
    const key = instanceKey(rule.track, rule.of ?? 'case', no)
    if (state.instances[key] === undefined) {
      return new Refusal('subject_unknown', `There is no ${rule.of ?? rule.track} ${no} in this case.`, {
        basis: rule.basis,
        errors: [{ pointer, detail: `number ${no} is unknown` }],
      })
    }
    if (!standing.includes(key))
      return wrongState(rule, state, `${rule.of ?? rule.track} ${no} is in ${state.instances[key].state}.`)
    moves.push(move(state, key, rule.to))
  }
  return { moves, opens: [] }
}

/** Each suspect gets an instance of its own; the joint one ends with the last of them. */
function divide(rule: AnyStep, state: CaseState, input: Input, standing: readonly InstanceKey[]): Selected | Refusal {
  const joint = standing.find((key) => instanceParts(key).subject === 'case')
  const eligible: string[] = []
  let left = 0 // suspects that the joint instance still stands for after this act
  for (const { id } of state.suspects) {
    const own = ownKey(rule, id)
    const undivided = joint !== undefined && state.instances[own] === undefined
    if (undivided) left += 1
    if (undivided || standing.includes(own)) eligible.push(id)
  }
  const moves: CaseEvent['moves'][number][] = []
  const opens: CaseEvent['opens'][number][] = []
  for (const id of new Set((input.suspects as readonly string[] | undefined) ?? eligible)) {
    const own = ownKey(rule, id)
    if (!eligible.includes(id)) return notEligible(rule, state, id)
    if (state.instances[own] === undefined) {
      opens.push({ instance: own, state: rule.to })
      left -= 1
    } else moves.push(move(state, own, rule.to))
  }
  if (joint !== undefined && left === 0) moves.push(move(state, joint, 'divided'))
  return { moves, opens }
}

const ownKey = (rule: AnyStep, suspect: string): InstanceKey => instanceKey(rule.track, suspect, 1)

function notEligible(rule: AnyStep, state: CaseState, id: string): Refusal {
  const known = state.suspects.map((s) => s.id)
  if (known.includes(id))
    return wrongState(
      rule,
      state,
      `Suspect ${id} is in ${state.instances[ownKey(rule, id)]?.state ?? 'another state'}.`,
    )
  return new Refusal('subject_unknown', `There is no suspect ${id} in this case.`, {
    basis: rule.basis,
    errors: [{ pointer: '/suspects', detail: `${id} is unknown; the case has ${known.join(', ')}` }],
  })
}
