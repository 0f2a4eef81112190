// Which instances a step moves: those the caller names, or all that stand where the step begins. A joint instance that
// stands for all suspects is divided here, so that one decision may reach some of them and another the rest.
import { Refusal } from '../kernel/index.ts'
import { basisIn } from './citation.ts'
import { isIds, overlaps, unknownSuspect } from './concerned.ts'
import {
  aboutInstance,
  type CaseMove,
  type CaseOpening,
  type CaseState,
  type InstanceKey,
  instanceKey,
  instanceParts,
  nextNo,
  statesOf,
  subjectOf,
  type Viewer,
} from './state.ts'
import type { Input, Procedure, StepRule } from './table.ts'

export interface Selected {
  readonly moves: readonly CaseMove[]
  readonly opens: readonly CaseOpening[]
}

/** Who asks: `shown` = the case as this caller sees it, for a refusal to tell. */
export interface Asking {
  readonly caller: Viewer | null
  readonly shown: CaseState | null
  /** What is cited is what holds in it. */
  readonly domain: string
}

const nothing: Selected = { moves: [], opens: [] }
const perSuspect = (rule: StepRule): boolean => rule.track === 'criminal' || rule.of === 'suspect'

/** Moves and openings on the step's own track, or a refusal: not_your_step, wrong_state, subject_unknown. */
export function selectInstances(
  rule: StepRule,
  state: CaseState | null,
  input: Input,
  procedure: Procedure,
  asking: Asking,
  want: 'named' | 'all' = 'named',
): Selected | Refusal {
  if (state === null) {
    if (rule.opening === undefined) return wrongState(rule, asking, 'There is no case to take this step in.')
    return rule.from === 'any' ? nothing : { moves: [], opens: [opened(rule, state, rule.of ?? 'case')] }
  }
  if (rule.from === 'any') return nothing
  if (rule.from === 'new') {
    // What only begins a case is refused whether or not the caller sees a criminal procedure in this one.
    if (rule.track === 'criminal') return wrongState(rule, asking, 'A case begins with this step; this one has begun.')
    if (rule.of === 'suspect') return openEach(rule, state, input)
    return { moves: [], opens: [opened(rule, state, rule.of ?? 'case')] }
  }
  const standing = standingAt(rule, rule.from, state, asking.caller)
  if (rule.orNew && rule.of === 'suspect') return moveOrOpenEach(rule, state, input, standing, asking)
  if (standing.length === 0) {
    if (rule.orNew && (rule.track !== 'criminal' || !hasInstances(state, 'criminal')))
      return { moves: [], opens: [opened(rule, state, rule.of ?? 'case')] }
    return wrongState(rule, asking, `${rule.zh}: ${rule.track} must be in ${rule.from.join(' or ')}.`)
  }
  if (rule.divides) return divide(rule, state, input, standing, asking)
  if (perSuspect(rule)) return ofSuspects(rule, state, input, standing, asking)

  const per = procedure.tracks[rule.track]?.per
  if (per === 'matter' && isIds(input.suspects)) {
    const about = input.suspects
    const theirs = standing.filter((key) => overlaps(about, aboutInstance(state, key)))
    if (theirs.length === 0 && rule.orNew) return { moves: [], opens: [opened(rule, state, rule.of ?? 'case')] }
    if (theirs.length === 0) return wrongState(rule, asking, `No open matter concerns ${about.join(', ')}.`)
    standing.splice(0, standing.length, ...theirs)
  }
  if (typeof input.instance === 'string') return byKeys(rule, state, standing, [input.instance], '/instance', asking)
  const named = namedNumbers(input, per)
  if (named !== undefined) {
    const { of } = rule
    if (of !== undefined) {
      const keys = named.map((no) => instanceKey(rule.track, of, no))
      return byKeys(rule, state, standing, keys, pointerOf(per), asking)
    }
    // Where the subject is not fixed a number may name several.
    const numbered = standing.filter((key) => named.includes(instanceParts(key).no))
    if (numbered.length === 0) return unknownMatter(rule, asking, `${rule.track} ${named.join(', ')}`, pointerOf(per))
    standing.splice(0, standing.length, ...numbered)
  }
  if (want === 'named' && standing.length > 1 && (per === 'matter' || per === 'round')) {
    // Told as the caller names them: by number where the subject is fixed, by key where it is not.
    const open = rule.of === undefined ? standing : standing.map((key) => instanceParts(key).no)
    return new Refusal('subject_unknown', `Several are open (${open.join(', ')}); name one.`, {
      basis: basisIn(rule.basis, asking.domain),
      errors: [{ pointer: rule.of === undefined ? '/instance' : pointerOf(per), detail: 'name one of the open ones' }],
    })
  }
  return { moves: standing.map((key) => move(state, key, rule.to)), opens: [] }
}

function hasInstances(state: CaseState, track: string): boolean {
  const prefix = `${track}/`
  for (const key in state.instances) if (key.startsWith(prefix)) return true
  return false
}

const opened = (rule: StepRule, state: CaseState | null, subject: string): CaseOpening => ({
  instance: instanceKey(rule.track, subject, nextNo(state, rule.track, subject)),
  state: rule.to,
})

/** Instances in one of the states that the caller may move: its own part's, or addressed to it. */
export function standingAt(
  rule: StepRule,
  from: readonly string[],
  state: CaseState,
  caller: Viewer | null,
): InstanceKey[] {
  const prefix = rule.of === undefined || rule.of === 'suspect' ? `${rule.track}/` : `${rule.track}/${rule.of}/`
  const anyPart = caller === null || rule.by.includes(caller.part) || rule.by.includes('gateway')
  const standing: InstanceKey[] = []
  const { instances } = state
  for (const key in instances) {
    if (!key.startsWith(prefix)) continue
    const instance = instances[key]
    if (instance === undefined || !from.includes(instance.state)) continue
    if (!anyPart && instance.addressee !== caller.part && instance.addressee !== caller.agencyId) continue
    standing.push(key)
  }
  return standing.sort() // a kept state has its keys in another order; the event must not depend on it
}

/** A sealed state is told to nobody who may not see it: `from` is then the state that all parties saw last. */
function move(state: CaseState, instance: InstanceKey, to: string): CaseMove {
  return { instance, from: state.instances[instance]?.state ?? '', to }
}

function wrongState(rule: StepRule, { shown, domain }: Asking, detail: string): Refusal {
  return new Refusal('wrong_state', detail, {
    basis: basisIn(rule.basis, domain),
    members: { states: statesOf(shown) },
  })
}

function namedNumbers(input: Input, per: string | undefined): readonly number[] | undefined {
  const named = per === 'round' ? input.round : per === 'batch' ? input.batches : input.no
  if (named === undefined) return undefined
  return Array.isArray(named) ? (named as number[]) : [named as number]
}

const pointerOf = (per: string | undefined) => (per === 'round' ? '/round' : per === 'batch' ? '/batches' : '/no')

function byKeys(
  rule: StepRule,
  state: CaseState,
  standing: readonly InstanceKey[],
  keys: readonly InstanceKey[],
  pointer: string,
  asking: Asking,
): Selected | Refusal {
  const moves: CaseMove[] = []
  for (const key of new Set(keys)) {
    // Whoever may not see an instance is told the same as where there is none.
    if (state.instances[key] === undefined || asking.shown?.instances[key] === undefined) {
      return unknownMatter(rule, asking, key, pointer)
    }
    if (!standing.includes(key))
      return wrongState(rule, asking, `${key} is in ${asking.shown.instances[key].state}, or addressed to another.`)
    moves.push(move(state, key, rule.to))
  }
  return { moves, opens: [] }
}

function unknownMatter(rule: StepRule, { domain }: Asking, what: string, pointer: string): Refusal {
  return new Refusal('subject_unknown', `There is no ${what} in this case.`, {
    basis: basisIn(rule.basis, domain),
    errors: [{ pointer, detail: `${what} is unknown` }],
  })
}

/** One instance for each suspect named; each must be a suspect of the case. */
function openEach(rule: StepRule, state: CaseState, input: Input): Selected | Refusal {
  const opens: CaseOpening[] = []
  for (const id of new Set((input.suspects as readonly string[] | undefined) ?? state.suspects.map((s) => s.id))) {
    if (!state.suspects.some((s) => s.id === id)) return unknownSuspect(rule, state, id)
    opens.push(opened(rule, state, id))
  }
  return { moves: [], opens }
}

/** Suspects named, or all that may: one that stands there is moved, one without an instance gets it. */
function moveOrOpenEach(
  rule: StepRule,
  state: CaseState,
  input: Input,
  standing: readonly InstanceKey[],
  asking: Asking,
): Selected | Refusal {
  const moves: CaseMove[] = []
  const opens: CaseOpening[] = []
  const named = input.suspects as readonly string[] | undefined
  for (const id of new Set(named ?? state.suspects.map((s) => s.id))) {
    if (!state.suspects.some((s) => s.id === id)) return unknownSuspect(rule, state, id)
    const [own] = standing.filter((key) => subjectOf(key) === id)
    if (own !== undefined) moves.push(move(state, own, rule.to))
    else if (nextNo(state, rule.track, id) === 1) opens.push(opened(rule, state, id))
    else if (named !== undefined)
      return wrongState(rule, asking, `Suspect ${id} is not in ${(rule.from as string[]).join(' or ')}.`)
  }
  return moves.length + opens.length > 0
    ? { moves, opens }
    : wrongState(rule, asking, `${rule.zh}: nobody is in ${(rule.from as string[]).join(' or ')}.`)
}

/** The instances of the suspects named, or of all that stand there; a joint instance is moved as one. */
function ofSuspects(
  rule: StepRule,
  state: CaseState,
  input: Input,
  standing: readonly InstanceKey[],
  asking: Asking,
): Selected | Refusal {
  const named = input.suspects
  if (!Array.isArray(named) || typeof named[0] !== 'string')
    return { moves: standing.map((key) => move(state, key, rule.to)), opens: [] }
  const moves: CaseMove[] = []
  for (const id of new Set(named as string[])) {
    if (!state.suspects.some((s) => s.id === id)) return unknownSuspect(rule, state, id)
    const keys = standing.filter((key) => subjectOf(key) === id)
    if (keys.length === 0)
      return wrongState(rule, asking, `Suspect ${id} is not in ${(rule.from as string[]).join(' or ')}.`)
    for (const key of keys) moves.push(move(state, key, rule.to))
  }
  return { moves, opens: [] }
}

/** Each suspect gets an instance of its own; the joint one ends with the last of them. */
function divide(
  rule: StepRule,
  state: CaseState,
  input: Input,
  standing: readonly InstanceKey[],
  asking: Asking,
): Selected | Refusal {
  const joint = standing.find((key) => subjectOf(key) === 'case')
  // A case of which nobody is known is decided on its facts (以事立案).
  if (state.suspects.length === 0 && joint !== undefined && input.suspects === undefined)
    return { moves: [move(state, joint, rule.to)], opens: [] }
  const eligible: string[] = []
  let left = 0 // suspects that the joint instance still stands for after this act
  for (const { id } of state.suspects) {
    const own = ownKey(rule, id)
    const undivided = joint !== undefined && state.instances[own] === undefined
    if (undivided) left += 1
    if (undivided || standing.includes(own)) eligible.push(id)
  }
  const moves: CaseMove[] = []
  const opens: CaseOpening[] = []
  for (const id of new Set((input.suspects as readonly string[] | undefined) ?? eligible)) {
    const own = ownKey(rule, id)
    if (!eligible.includes(id)) {
      if (!state.suspects.some((s) => s.id === id)) return unknownSuspect(rule, state, id)
      return wrongState(rule, asking, `Suspect ${id} is in ${asking.shown?.instances[own]?.state ?? 'another state'}.`)
    }
    if (state.instances[own] === undefined) {
      opens.push({ instance: own, state: rule.to })
      left -= 1
    } else moves.push(move(state, own, rule.to))
  }
  if (joint !== undefined && left === 0) moves.push(move(state, joint, 'divided'))
  return { moves, opens }
}

const ownKey = (rule: StepRule, suspect: string): InstanceKey => instanceKey(rule.track, suspect, 1)
