// Who reads an entry, what it opens to whom, and which parts begin and end with it.
import { type Facts, keyOf, type StepRequest } from './asking.ts'
import { addresseeOf } from './entailed.ts'
import type { Selected } from './select.ts'
import { allParts, type CaseEvent, type CaseState, holders, isPrimary, openHolders, type PartChange } from './state.ts'
import type { Input, Reader, StepRule } from './table.ts'

/** Readers of a sealed entry, as parts and agencies; undefined = every party. */
export function audience(
  rule: StepRule,
  state: CaseState | null,
  request: StepRequest,
  { moves }: Selected,
  facts: Facts,
): readonly string[] | undefined {
  if (rule.visibleTo === 'parties') return undefined
  // Whoever was only shown the entry still sees what it says of it itself.
  if (rule.visibleTo === 'as_the_entry')
    return facts.entryReaders && [...new Set([...facts.entryReaders, keyOf(request)])].sort()
  const readers = new Set<string>()
  if (rule.visibleTo === 'as_the_paper') {
    if (!moves.some(({ instance }) => state?.instances[instance]?.asker !== undefined)) return undefined
    readers.add(keyOf(request))
  }
  for (const reader of rule.visibleTo === 'as_the_paper' ? [] : (rule.visibleTo as readonly Reader[])) {
    if (reader === 'actor') readers.add(keyOf(request))
    else if (reader === 'invitee') readers.add(addresseeOf('invitee', undefined, rule, facts) ?? '')
    else if (reader === 'addressee') {
      for (const { instance } of moves) readers.add(state?.instances[instance]?.addressee ?? '')
    } else readers.add(reader)
  }
  // Whoever opened a matter in secret reads the answer.
  for (const { instance } of moves) readers.add(state?.instances[instance]?.asker ?? '')
  readers.delete('')
  return [...readers].sort()
}

export function disclosure(input: Input, { invitee }: Facts): CaseEvent['discloses'] {
  const versions = input.discloseVersions as readonly number[] | undefined
  if (versions === undefined || invitee === undefined) return undefined
  const to = isPrimary(invitee.part) ? invitee.part : invitee.agencyId
  return { to, versions: [...new Set(versions)].sort((a, b) => a - b) }
}

/** The key of a clock that begins in a sealed entry says nothing: a later entry for every party may have to name it. */
export function unnamed(clocks: CaseEvent['clocks'], version: number): CaseEvent['clocks'] {
  const names = new Map(clocks.starts.map(({ key }, i) => [key, `sealed:${version}:${i + 1}`]))
  const under = <T extends { readonly key: string }>(clock: T) => ({ ...clock, key: names.get(clock.key) ?? clock.key })
  return { ...clocks, starts: clocks.starts.map(under), settles: clocks.settles.map(under) }
}

export const noChange: CaseEvent['parts'] = { begins: [], ends: [] }

export function partChanges(
  state: CaseState | null,
  { parts, invitee, self }: Facts,
  visibleTo: readonly string[] | undefined,
): CaseEvent['parts'] {
  if (parts === undefined && self === undefined && invitee?.begins !== true) return noChange
  const begins: PartChange[] = []
  const ends: PartChange[] = []
  for (const part of parts === undefined ? [] : allParts) {
    const agencyId = parts?.[part]
    const former = state?.parts[part]
    if (agencyId === undefined || former === agencyId) continue
    if (former !== undefined) ends.push({ part, agencyId: former })
    begins.push({ part, agencyId })
  }
  if (self !== undefined) begins.push(self)
  if (invitee?.begins) begins.push({ part: invitee.part, agencyId: invitee.agencyId })
  if (state === null || begins.length === 0) return { begins, ends }
  const known = visibleTo === undefined ? openHolders(state) : holders(state)
  const stands = known.filter(
    (h) =>
      !ends.some((e) => e.part === h.part && e.agencyId === h.agencyId) &&
      (visibleTo === undefined || visibleTo.includes(h.part) || visibleTo.includes(h.agencyId)),
  )
  return { begins, ends, ...(stands.length > 0 && { stands }) }
}
