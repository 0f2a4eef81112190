// The facts that a penalty record states, each with the place it stands in and the reason why it counts; and those that
// look like one and do not count, with the reason why not.
import type { PenaltyRecord, SaidAmount } from '../../schemas/index.ts'
import type { FactName } from './facts.ts'
import { mapping, type Place, placeName, type Row } from './mapping.ts'
import type { FactValue, FactValues } from './row.ts'

export interface Stated {
  readonly fact: FactName
  readonly value: FactValue
  /** Where it stands in the record. */
  readonly place: string
  readonly row: Row
}

/** A figure that is there and was not taken. */
export interface Withheld {
  readonly fact: FactName
  readonly place: string
  readonly why: 'approximate' | 'unreadable' | 'several_parties' | 'other_violation'
}

export interface Drawn {
  readonly values: FactValues
  readonly stated: readonly Stated[]
  readonly withheld: readonly Withheld[]
}

/** Draws the facts of a record. A share of several parties is not known, so their common figures bound nobody. */
export function factsOf(record: PenaltyRecord): Drawn {
  const values: Partial<Record<FactName, FactValue>> = {}
  const stated: Stated[] = []
  const withheld: Withheld[] = []
  for (const row of mapping) {
    if (row.domains !== undefined && (record.domain === null || !row.domains.includes(record.domain))) continue
    const found = look(row, record)
    if (found === undefined) continue
    const place = placeName(row.from)
    if (typeof found === 'string') {
      withheld.push({ fact: row.fact, place, why: found })
      continue
    }
    const value = row.bound === undefined ? found : { least: found.least, most: Infinity }
    const before = values[row.fact]
    // Two places that speak of one fact: what is surest counts.
    if (before !== undefined && !tighter(value, before)) continue
    values[row.fact] = value
    stated.push({ fact: row.fact, value, place, row })
  }
  return { values, stated: stated.filter((s) => values[s.fact] === s.value), withheld }
}

const tighter = (a: FactValue, b: FactValue): boolean => a.most - a.least < b.most - b.least || a.least > b.least

const isTrue: FactValue = { least: 1, most: 1 }
const isFalse: FactValue = { least: 0, most: 0 }

function look(row: Row, record: PenaltyRecord): FactValue | Withheld['why'] | undefined {
  const { from } = row
  if ('party' in from) return unitOf(record)
  if ('field' in from) return isTrue
  if ('violation' in from) return from.violation.test(record.violationType ?? '') ? isTrue : undefined
  const found = 'amount' in from ? amountOf(from, record) : quantityOf(from, record)
  if (found === undefined || typeof found === 'string') return found
  if (row.violation !== undefined && !row.violation.test(record.violationType ?? '')) return 'other_violation'
  return record.parties.length > 1 ? 'several_parties' : found
}

function unitOf({ parties }: PenaltyRecord): FactValue | undefined {
  const kinds = new Set(parties.map((p) => p.kind))
  if (kinds.size !== 1 || kinds.has('unknown')) return undefined
  return kinds.has('unit') ? isTrue : isFalse
}

function amountOf({ amount, label }: Extract<Place, { amount: unknown }>, record: PenaltyRecord) {
  const said = record.amounts.filter((a) => a.kind === amount && (label === undefined || label.test(a.raw)))
  return joined(said.map((a) => figureOf(a.fen === null ? null : a.fen / 100, a.approximate)))
}

function quantityOf({ quantity, unit, times = 1 }: Extract<Place, { quantity: unknown }>, record: PenaltyRecord) {
  const said = record.quantities.filter((q) => q.unit === unit && quantity.test(q.name))
  return joined(said.map((q) => figureOf(q.value === null ? null : Number(q.value) * times, approximateIn(q.name))))
}

/** `危险废物（超过）`: the source says in the name how exact the figure is. */
const approximateIn = (name: string): SaidAmount['approximate'] =>
  /（(超过|余|以上)）/.test(name)
    ? 'at_least'
    : /（(不足|以下)）/.test(name)
      ? 'at_most'
      : /（约）/.test(name)
        ? 'about'
        : undefined

function figureOf(figure: number | null, approximate: SaidAmount['approximate']): FactValue | Withheld['why'] {
  if (figure === null || !Number.isFinite(figure)) return 'unreadable'
  if (approximate === 'about') return 'approximate'
  if (approximate === 'at_least') return { least: figure, most: Infinity }
  if (approximate === 'at_most') return { least: 0, most: figure }
  return { least: figure, most: figure }
}

/** Several figures of one kind: whether they add up is not said, so the largest bounds from below. */
function joined(said: readonly (FactValue | Withheld['why'])[]): FactValue | Withheld['why'] | undefined {
  const values = said.filter((v): v is FactValue => typeof v === 'object')
  if (values.length === 0) return said[0]
  if (values.length === 1 && said.length === 1) return values[0]
  return { least: Math.max(...values.map((v) => v.least)), most: Infinity }
}
