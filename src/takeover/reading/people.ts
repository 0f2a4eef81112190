// Who the case is about: persons and units as the agency typed them, and the suspects of the criminal half. Numbers are
// checked again and never repaired: one that fails stays where it was typed, and no contract field takes it.
import { idNumberFault, usccFault } from '../../../schemas/index.ts'
import { dayText, localDay } from '../../kernel/index.ts'
import type { CaseState, Suspect } from '../../procedure/index.ts'
import type { LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'

export interface Person {
  /** In this case. */
  readonly id: string
  readonly kind: 'person' | 'unit'
  readonly name: string
  /** What the contract takes of it. */
  readonly said: Readonly<Record<string, unknown>>
  /** Number as it was typed, with its kind, for the penalty record. */
  readonly number: { readonly kind: 'id_card' | 'uscc' | 'other'; readonly raw: string } | undefined
  /** Of the agency's own list. */
  readonly party: boolean
  /** Row of the criminal half. */
  readonly suspect: LegacyRow | undefined
}

interface Found extends Omit<Person, 'id' | 'suspect'> {
  readonly row: LegacyRow
}

/** Nobody alive was born before. */
const bornMs = Date.UTC(1890, 0, 1)
const unnamed = '（姓名未录入）'
const text = (value: string | null | undefined): string => value?.trim() ?? ''
const filled = (fields: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((e): e is [string, string] => !!e[1]))

/** Why a number fails its check; null where it does not. */
function checkedId(rows: CaseRows, { table, key, values }: LegacyRow): string | undefined {
  const number = text(values.IDS_NO)
  if (number === '') return undefined
  const fault = idNumberFault(number, rows.codes.today)
  if (fault === null) return number.toUpperCase()
  rows.differ('identifier_fails_its_check', table, `${key}/IDS_NO`, { length: number.length, because: fault })
  return undefined
}

function personOf(rows: CaseRows, row: LegacyRow, party: boolean): Found {
  const { values } = row
  const idNumber = checkedId(rows, row)
  const born = party ? rows.time(row, 'BIRTHDAY', bornMs) : undefined
  const sex = rows.word('sex', values.SEX)
  const name = text(values.NAME) || unnamed
  const raw = text(values.IDS_NO)
  return {
    kind: 'person',
    name,
    party,
    row,
    number: raw === '' ? undefined : { kind: 'id_card', raw },
    said: {
      kind: 'person',
      name,
      idType: idNumber === undefined ? 'unknown' : 'id_card',
      ...filled({
        idNumber,
        gender: sex?.startsWith('男') ? 'male' : sex?.startsWith('女') ? 'female' : undefined,
        birthDate: born === undefined ? undefined : dayText(localDay(born)),
        address: text(values.ADDRESS) || text(values.RESIDENCE),
        phone: text(values.TEL),
        occupation: text(values.PROFESSION),
      }),
    },
  }
}

/** REGISTRACTION_NUM may be a tax number, a registration number or a credit code: only where it is 18 long is it checked. */
function unitOf(rows: CaseRows, row: LegacyRow): Found {
  const { values, table, key } = row
  const sound = (column: string): string | undefined => {
    const code = text(values[column])
    if (code === '' || (column === 'REGISTRACTION_NUM' && code.length !== 18)) return undefined
    const fault = usccFault(code)
    if (fault === null) return code
    rows.differ('identifier_fails_its_check', table, `${key}/${column}`, { text: code, because: fault })
    return undefined
  }
  const credit = sound('CREDIT_CODE')
  const registered = sound('REGISTRACTION_NUM')
  const uscc = credit ?? registered
  const raw = text(values.CREDIT_CODE) || text(values.REGISTRACTION_NUM)
  const name = text(values.NAME) || unnamed
  return {
    kind: 'unit',
    name,
    party: true,
    row,
    number:
      raw === '' ? undefined : { kind: uscc === undefined && raw.length !== 18 ? 'other' : 'uscc', raw: uscc ?? raw },
    said: {
      kind: 'unit',
      name,
      ...filled({
        uscc,
        legalRepresentative: text(values.PROXY),
        address: text(values.ADDRESS),
        phone: text(values.TEL),
      }),
    },
  }
}

const numberOf = ({ row: { values } }: Found) => text(values.IDS_NO) || text(values.CREDIT_CODE)

/** Same name, and no number that says otherwise. */
const same = (a: Found, b: Found): boolean => {
  if (a.kind !== b.kind || a.name !== b.name) return false
  const [x, y] = [numberOf(a), numberOf(b)]
  return x === '' || y === '' || x === y
}

/**
 * Everybody, each once: the agency's list first, then whoever only the criminal half knows. Whoever `known` has by kind and
 * name keeps the id; newcomers are numbered on.
 */
export function peopleOf(rows: CaseRows, known: CaseState['suspects'] = []): readonly Person[] {
  const found: { first: Found; suspect: LegacyRow | undefined }[] = []
  const add = (one: Found, suspect: LegacyRow | undefined) => {
    const there = found.find((f) => same(f.first, one) && (suspect === undefined || f.suspect === undefined))
    if (there === undefined) found.push({ first: one, suspect })
    else if (suspect !== undefined) there.suspect = suspect
  }
  for (const row of rows.of('CASE_PARTY')) add(personOf(rows, row, true), undefined)
  for (const row of rows.of('CASE_COMPANY')) add(unitOf(rows, row), undefined)
  for (const row of rows.of('CASE_XIANYIREN')) add(personOf(rows, row, false), row)
  return numbered(
    found.map(({ first: { row: _, ...first }, suspect }) => ({ ...first, suspect })),
    known,
  )
}

/**
 * In their order. Two may have one name: whoever would have the same number anyway keeps it, then names are matched, and
 * nobody gets a number that somebody had.
 */
function numbered(people: readonly Omit<Person, 'id'>[], known: CaseState['suspects']): readonly Person[] {
  const ids = new Map<number, string>()
  const left = new Map(known.map((s) => [s.id, s]))
  const like = (p: Omit<Person, 'id'>, s: Suspect | undefined) => s?.kind === p.kind && s.name === p.name
  for (const [i, p] of people.entries())
    if (like(p, left.get(`s${i + 1}`)) && left.delete(`s${i + 1}`)) ids.set(i, `s${i + 1}`)
  for (const [i, p] of people.entries()) {
    const there = ids.has(i) ? undefined : [...left.values()].find((s) => like(p, s))
    if (there !== undefined && left.delete(there.id)) ids.set(i, there.id)
  }
  const taken = new Set([...ids.values(), ...known.map((s) => s.id)])
  let last = Math.max(people.length, ...known.map(({ id }) => Number(id.slice(1))))
  return people.map((p, i) => {
    const own = `s${i + 1}`
    const id = ids.get(i) ?? (taken.has(own) ? `s${++last}` : own)
    return { ...p, id }
  })
}

export const asSuspect = ({ id, kind, name }: Person): Suspect => ({ id, kind, name })
