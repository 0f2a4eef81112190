// Which suspects an act is about: those it names, those whose instances it moves, those who stand where it looks.
import { Refusal } from '../kernel/index.ts'
import { basisIn } from './citation.ts'
import type { Selected } from './select.ts'
import { aboutInstance, type CaseState, instanceKey, suspectOf } from './state.ts'
import type { Input, StepRule } from './table.ts'

/**
 * Suspects that an act concerns: those named, else those whose instances it moves or opens, else those that stand where
 * `during` wants somebody to stand, as the caller sees them; undefined = the whole case.
 */
export function concerned(
  rule: StepRule,
  state: CaseState | null,
  shown: CaseState | null,
  input: Input,
  { moves, opens }: Selected,
): readonly string[] | undefined | Refusal {
  const named = input.suspects as readonly unknown[] | undefined
  if (Array.isArray(named) && typeof named[0] === 'string') {
    const stranger = (named as string[]).find((id) => !state?.suspects.some((s) => s.id === id))
    if (stranger !== undefined && state !== null) return unknownSuspect(rule, state, stranger)
    return [...new Set(named as string[])]
  }
  // Goods are the case’s: a list of them concerns it whole, wherever its suspects stand.
  if (state === null || (rule.track === 'exhibits' && rule.from === 'new')) return undefined
  const found: string[] = []
  let joint = false
  for (const { instance, to } of moves) {
    if (instance.startsWith('criminal/case/')) joint ||= to !== 'divided'
    const about = aboutInstance(state, instance)
    if (about !== undefined) for (const id of about) if (!found.includes(id)) found.push(id)
  }
  for (const { instance } of opens) {
    const id = suspectOf(instance)
    if (id !== undefined && !found.includes(id)) found.push(id)
  }
  if (!joint && found.length === 0 && rule.during !== undefined && (rule.from === 'new' || moves.length === 0)) {
    for (const during of rule.during) {
      if (during.track !== 'criminal') continue
      for (const { id } of state.suspects) {
        const standing = during.states.includes(shown?.instances[ownKeyOf(id)]?.state ?? '')
        if (standing && !found.includes(id)) found.push(id)
      }
    }
  }
  return joint || found.length === 0 ? undefined : inOrderOfNumbers(found)
}

/** Most come in order; sorting them costs more than looking. */
function inOrderOfNumbers(ids: string[]): readonly string[] {
  for (let i = 1; i < ids.length; i++)
    if (inNumber(ids[i - 1] as string, ids[i] as string) > 0) return ids.sort(inNumber)
  return ids
}

const ownKeyOf = (id: string) => instanceKey('criminal', id, 1)
const inNumber = (a: string, b: string) => Number(a.slice(1)) - Number(b.slice(1))

/** Suspects named by their ids; people named in full are something else. */
export const isIds = (named: unknown): named is string[] => Array.isArray(named) && typeof named[0] === 'string'

/** Whether two sets of suspects have one in common; undefined stands for all. */
export const overlaps = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined || b === undefined || a.some((id) => b.includes(id))

export function unknownSuspect(rule: StepRule, state: CaseState, id: string): Refusal {
  const known = state.suspects.map((s) => s.id)
  return new Refusal('subject_unknown', `There is no suspect ${id} in this case.`, {
    basis: basisIn(rule.basis, state.domain),
    errors: [{ pointer: '/suspects', detail: `${id} is unknown; the case has ${known.join(', ') || 'none'}` }],
  })
}
