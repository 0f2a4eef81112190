// What an act entails beside its own move: matters that move along, papers and duties that open, and to whom they go.
import { type Facts, keyOf, type Made, type StepRequest } from './asking.ts'
import { idOf } from './brings.ts'
import type { Selected } from './select.ts'
import {
  type CaseMove,
  type CaseOpening,
  type CaseState,
  type InstanceKey,
  instanceKey,
  isPrimary,
  nextNo,
  type Part,
  subjectOf,
} from './state.ts'
import type { Input, Procedure, StepRule } from './table.ts'

/** Instances of a track, or of one subject of it, that are in one of the states. */
export function inStates(
  { instances }: CaseState,
  track: string,
  of: string | undefined,
  states: readonly string[],
): readonly InstanceKey[] {
  const prefix = of === undefined ? `${track}/` : `${track}/${of}/`
  const found: InstanceKey[] = []
  for (const key in instances)
    if (key.startsWith(prefix) && states.includes(instances[key]?.state ?? '')) found.push(key)
  return found.sort() // a kept state has its keys in another order; the event must not depend on it
}

/** The other instances that the act moves: where they stand so and concern the same suspects. */
export function alsoMoved(
  rule: StepRule,
  state: CaseState,
  own: Selected['moves'],
  about: readonly string[] | undefined,
  is: (occasion: string) => boolean,
): Selected['moves'] {
  if (rule.also.length === 0) return own
  const moves = [...own]
  // What concerns the whole case ends with its last suspect.
  const undecided = rule.divides === true && !own.some((m) => subjectOf(m.instance) === 'case')
  for (const { track, of, from, to, unlessLeftIn, when } of rule.also) {
    if (when !== undefined && !is(when)) continue
    for (const instance of inStates(state, track, of, from)) {
      const found = state.instances[instance]
      if (found === undefined || moves.some((m) => m.instance === instance)) continue
      const subjects = track === 'criminal' || track === 'coercive' ? [instance.split('/')[1] ?? ''] : found.about
      const hit =
        about === undefined || (subjects === undefined ? !undecided : subjects.some((id) => about.includes(id)))
      if (!hit) continue
      const left = unlessLeftIn !== undefined && leftIn(state, subjects, about, unlessLeftIn)
      if (!left) moves.push({ instance, from: found.state, to })
    }
  }
  return moves
}

/** Whether somebody whom a matter concerns, and not the act, stands there still, by an own instance or the joint one. */
function leftIn(
  state: CaseState,
  subjects: readonly string[] | undefined,
  about: readonly string[] | undefined,
  states: readonly string[],
): boolean {
  if (about === undefined) return false
  const joint = states.includes(state.instances[instanceKey('criminal', 'case', 1)]?.state ?? '')
  return (subjects ?? state.suspects.map(idOf)).some((id) => {
    const own = state.instances[instanceKey('criminal', id, 1)]
    return !about.includes(id) && (own === undefined ? joint : states.includes(own.state))
  })
}

/** What the step's own instance is addressed to and asks for. */
export function addressed(moves: Selected['moves'], rule: StepRule, input: Input, facts: Facts): readonly CaseMove[] {
  const addressee = rule.addresses === 'actor' ? undefined : addresseeOf(rule.addresses, undefined, rule, facts)
  const replyBy = input.replyDueDate as string | undefined
  if (addressee === undefined && replyBy === undefined) return moves
  const own = `${rule.track}/`
  return moves.map((move) =>
    move.instance.startsWith(own)
      ? { ...move, ...(addressee !== undefined && { addressee }), ...(replyBy !== undefined && { replyBy }) }
      : move,
  )
}

/** A state that was entered in secret is named to nobody who may not know it. */
export function asReadersKnew(
  state: CaseState | null,
  moves: readonly CaseMove[],
  visibleTo: readonly string[] | undefined,
): readonly CaseMove[] {
  if (visibleTo !== undefined || !moves.some((m) => state?.instances[m.instance]?.shown !== undefined)) return moves
  return moves.map(({ from: _, ...move }) => {
    const { shown, state: was } = state?.instances[move.instance] ?? {}
    const from = shown ?? was
    return from ? { ...move, from } : move
  })
}

/** The part or agency an instance is addressed to. */
export function addresseeOf(
  to: Part | 'invitee' | 'addressee' | undefined,
  own: string | undefined,
  rule: StepRule,
  { invitee }: Facts,
): string | undefined {
  if (to === 'addressee') return own
  if (to !== 'invitee') return to
  if (invitee === undefined) return rule.invites?.otherwise
  return isPrimary(invitee.part) ? invitee.part : invitee.agencyId
}

export function openOthers(
  procedure: Procedure,
  rule: StepRule,
  state: CaseState | null,
  request: StepRequest,
  selected: Selected,
  moves: readonly CaseMove[],
  about: readonly string[] | undefined,
  domain: string,
  facts: Facts,
): readonly CaseOpening[] {
  const { input } = request
  const replyBy = input.replyDueDate as string | undefined
  const ownAddressee = rule.addresses === 'actor' ? keyOf(request) : addresseeOf(rule.addresses, undefined, rule, facts)
  const scope = rule.track === 'criminal' ? undefined : about
  const opens: CaseOpening[] = []
  const asker = Array.isArray(rule.visibleTo) ? keyOf(request) : undefined
  for (const { instance, state: to } of selected.opens)
    opens.push(opening(instance, to, scope, ownAddressee, undefined, replyBy, asker))
  const matter = (moves[0] ?? selected.opens[0])?.instance
  const standing = matter === undefined ? undefined : state?.instances[matter]?.addressee
  for (const open of rule.opens) {
    if (open.when !== undefined && !procedure.occasions[open.when]?.({ state, input, domain })) continue
    const addressee = addresseeOf(open.addressee, ownAddressee ?? standing, rule, facts)
    const ofMatter = matter?.startsWith('criminal/') || matter?.startsWith('service/') ? undefined : matter
    const instance = instanceKey(open.track, open.subject, nextNo(state, open.track, open.subject))
    opens.push(opening(instance, open.state, about, addressee, ofMatter, replyBy, asker))
  }
  for (const id of rule.duties) {
    const duty = procedure.duties[id]
    if (duty === undefined || (duty.domains !== undefined && !duty.domains.includes(domain))) continue
    if (duty.when !== undefined && !procedure.occasions[duty.when]?.({ state, input, domain })) continue
    const instance = instanceKey('duty', id, nextNo(state, 'duty', id))
    const owner = duty.owner === 'actor' ? keyOf(request) : duty.owner
    opens.push(opening(instance, duty.done === undefined ? 'owed' : 'done', about, owner))
  }
  return opens
}

function opening(
  instance: InstanceKey,
  state: string,
  about?: readonly string[],
  addressee?: string,
  matter?: InstanceKey,
  replyBy?: string,
  asker?: string,
): CaseOpening {
  const made: Made<CaseOpening> = { instance, state }
  if (about !== undefined) made.about = about
  if (addressee !== undefined) made.addressee = addressee
  if (matter !== undefined) made.matter = matter
  if (replyBy !== undefined) made.replyBy = replyBy
  if (asker !== undefined) made.asker = asker
  return made
}
