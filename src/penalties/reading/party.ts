// The parties of a record from its names, codes and categories. One field may hold several names; a code goes to the name it
// stands beside, and where that is not clear to none of them alone.
import type { PenaltyParty, SaidIdentifier } from '../../../schemas/index.ts'
import { lineOf } from './characters.ts'
import type { Draft } from './draft.ts'
import { type IdentifierKind, identifierKindOf, type ReadIdentifier, readIdentifier } from './identifiers.ts'
import { noteIdentifier } from './notes.ts'
import { codesOf, isMaskedName, namesOf, type PartyKind, partyKindOf, type SaidName } from './parties.ts'

const partiesMax = 200
const nameMax = 400
const identifiersMax = 12
const rawMax = 200

export function partiesOf(d: Draft): PenaltyParty[] {
  const { names, further } = d.partyName === null ? { names: [], further: false } : namesOf(d.partyName)
  if (further) d.note('parties', 'further_unnamed', `There are more parties than are named: ${d.partyName}`)
  if (names.length > partiesMax) d.fault('parties', 'too_many', `More than ${partiesMax} parties.`)
  if (names.some(({ name }) => name.length > nameMax))
    d.fault('parties', 'too_long', `A name has more than ${nameMax} characters.`)
  const kind = kindOf(d)
  if (names.length > 1) return several(d, names.slice(0, partiesMax), kind)
  const identifiers = identifiersOf(d)
  const name = names[0]
  const representative = representativeOf(d)
  if (name === undefined && identifiers.length === 0 && representative === undefined && d.partyKind === null) return []
  return [party(d, name, settled(d, kind, identifiers), identifiers, representative)]
}

function party(
  d: Draft,
  name: SaidName | undefined,
  kind: PartyKind,
  identifiers: SaidIdentifier[],
  representative: PenaltyParty['legalRepresentative'],
): PenaltyParty {
  const made: PenaltyParty = {
    kind,
    name: name === undefined ? null : lineOf(name.name).text.replace(/\s+/g, ' '),
    masked: name?.masked ?? false,
    identifiers,
  }
  if (representative !== undefined) made.legalRepresentative = representative
  if (d.registeredAddress !== null) made.registeredAddress = d.registeredAddress
  if (d.businessAddress !== null) made.businessAddress = d.businessAddress
  return made
}

/** Several names: codes in the same number go with them one by one, any other number stays with none and is noted. */
function several(d: Draft, names: readonly SaidName[], kind: PartyKind): PenaltyParty[] {
  const given: SaidIdentifier[][] = names.map(() => [])
  for (const { field, kind: what, raw } of numbersOf(d)) {
    const codes = codesOf(raw)
    if (codes.length !== names.length) {
      d.note(field, 'not_assigned', `${codes.length} numbers for ${names.length} names: ${raw}`)
      continue
    }
    for (const [i, code] of codes.entries()) {
      const read = identifier(d, field, what, code)
      if (read !== null) given[i]?.push(read.said)
    }
  }
  return names.map((name, i) => party(d, name, settled(d, kind, given[i] ?? []), given[i] ?? [], undefined))
}

function kindOf(d: Draft): PartyKind {
  const kind = d.partyKind === null ? 'unknown' : partyKindOf(d.partyKind)
  if (d.partyKind !== null && kind === 'unknown')
    d.note('parties', 'unread', `No known category of party: ${d.partyKind}`)
  return kind
}

/** A code that begins with 92 is a sole trader's, under whatever name and in whichever template. */
function settled(d: Draft, kind: PartyKind, identifiers: readonly SaidIdentifier[]): PartyKind {
  if (!identifiers.some((i) => i.kind === 'uscc' && i.check === 'ok' && i.value?.startsWith('92'))) return kind
  if (kind === 'person')
    d.note('parties', 'kind_at_odds', 'Said to be a natural person, with the credit code of a sole trader.')
  return 'sole_trader'
}

/** Everything that was said to be a number of the party. */
function numbersOf(d: Draft): { field: string; kind: IdentifierKind; raw: string }[] {
  if (d.partyNumber === null) return d.identifiers
  const { field, raw } = d.partyNumber
  return [...d.identifiers, { field, kind: numberKind(d.partyNumberKind, raw), raw }]
}

/** Where nobody names the kind, eighteen characters are first taken for a credit code, then for an identity number. */
const numberKind = (word: string | null, raw: string): IdentifierKind => {
  if (word !== null) return identifierKindOf(word)
  const length = raw.replace(/[\s-]/g, '').length
  return length === 18 ? 'uscc' : length === 15 ? 'id_card' : 'other'
}

function identifiersOf(d: Draft): SaidIdentifier[] {
  const found: SaidIdentifier[] = []
  for (const { field, kind, raw } of numbersOf(d)) {
    for (const code of codesOf(raw)) {
      const read = identifier(d, field, kind, code)
      if (read === null) continue
      if (found.some((one) => one.raw === read.said.raw && one.kind === read.said.kind)) continue
      if (found.length < identifiersMax) found.push(read.said)
      else d.note(field, 'too_many', `More than ${identifiersMax} numbers for one party.`)
    }
  }
  return found
}

function identifier(d: Draft, field: string, kind: IdentifierKind, raw: string): ReadIdentifier | null {
  const text = raw.length > rawMax ? raw.slice(0, rawMax) : raw
  const read = readIdentifier(kind, text, d.today)
  if (read !== null) noteIdentifier(d, field, read)
  return read
}

function representativeOf(d: Draft): PenaltyParty['legalRepresentative'] {
  if (d.representativeName === null && d.representativeNumber === null) return undefined
  const identifiers: SaidIdentifier[] = []
  if (d.representativeNumber !== null) {
    const { field, raw } = d.representativeNumber
    const kind = d.representativeNumberKind === null ? 'id_card' : identifierKindOf(d.representativeNumberKind)
    const read = identifier(d, field, kind, raw)
    if (read !== null) identifiers.push(read.said)
  }
  const name = d.representativeName
  return { name, masked: name !== null && isMaskedName(name), identifiers }
}
