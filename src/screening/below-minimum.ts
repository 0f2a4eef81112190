// Whether a fine is below the least that the cited article allows: as far as the record states what that is taken of. The
// least is an interval like every figure here, so a missing value of goods never makes a fine too small.
import type { PenaltyRecord, SaidAmount } from '../../schemas/index.ts'
import { articlesOf, type CitedArticle } from './articles.ts'
import { type FineFloor, type FineMinimum, fineMinimums } from './fine-minimums.ts'
import type { FactValue } from './row.ts'

export interface HeldFine {
  readonly value: 'yes' | 'no' | 'unknown'
  /** The article whose least fine decides; null where none of the cited ones is in the table. */
  readonly minimum: { readonly row: FineMinimum; readonly cited: CitedArticle; readonly yuan: FactValue } | null
  readonly fine: FactValue | null
}

const nothing: FactValue = { least: 0, most: Infinity }
const byArticle = new Map<number, readonly FineMinimum[]>()
for (const one of fineMinimums) byArticle.set(one.article, [...(byArticle.get(one.article) ?? []), one])

export function heldFine(record: PenaltyRecord): HeldFine | null {
  if (record.legalBasis.length === 0) return null
  const fine = fineOf(record)
  const day = dayOfLaw(record)
  const ofUnit = record.parties.every(({ kind }) => kind === 'unit' || kind === 'sole_trader')
  let minimum: HeldFine['minimum'] = null
  for (const basis of record.legalBasis)
    for (const cited of citedIn(basis)) {
      const rows = rowsFor(cited, day)
      const [row] = rows
      if (row === undefined) continue
      const yuan = rows.map(({ floor, persons }) => floorOf(ofUnit ? floor : (persons ?? floor), record)).reduce(widest)
      // Whether several articles were applied one by one or the heaviest alone: the fine reaches the greatest of their minima.
      if (minimum === null || yuan.least > minimum.yuan.least) minimum = { row, cited, yuan }
    }
  if (minimum === null) return null
  const value =
    fine === null || record.parties.length > 1
      ? 'unknown'
      : fine.most < minimum.yuan.least
        ? 'yes'
        : fine.least >= minimum.yuan.most
          ? 'no'
          : 'unknown'
  return { value, minimum, fine }
}

/** Feeds repeat the same few hundred texts; senders choose them, so there is an end. */
const seen = new Map<string, readonly CitedArticle[]>()
const seenMax = 4_096
const longest = 1_000

export function citedIn(basis: string): readonly CitedArticle[] {
  const known = seen.get(basis)
  if (known !== undefined) return known
  const cited = articlesOf(basis.length > longest ? basis.slice(0, longest) : basis)
  if (seen.size >= seenMax) seen.clear()
  seen.set(basis, cited)
  return cited
}

const noRows: readonly FineMinimum[] = []

/** The version in force on a day that is not known is any of them, and so is a paragraph or an item that is not named. */
function rowsFor(cited: CitedArticle, day: string | null): readonly FineMinimum[] {
  const rows = byArticle.get(cited.article)
  if (rows === undefined || cited.sub !== undefined) return noRows
  return rows.filter(
    ({ instrument, from, to, paragraph, items }) =>
      cited.instrument.endsWith(instrument) &&
      (day === null || (from <= day && (to === undefined || day < to))) &&
      (paragraph === undefined || cited.paragraph === undefined || cited.paragraph === paragraph) &&
      (items === undefined || cited.item === undefined || items.includes(cited.item)),
  )
}

const widest = (a: FactValue, b: FactValue): FactValue => ({
  least: Math.min(a.least, b.least),
  most: Math.max(a.most, b.most),
})

/** Grows with what it is taken of, so the bounds of the one give those of the other. */
function floorOf(floor: FineFloor, record: PenaltyRecord): FactValue {
  if (floor.yuan !== undefined) return { least: floor.yuan, most: floor.yuan }
  if (floor.deaths !== undefined) {
    const { least, most } = countOf(record, /^死亡/, '人')
    const of = (n: number) => floor.deaths?.find(({ from }) => n >= from)?.yuan ?? 0
    return { least: of(least), most: of(most) }
  }
  const base = baseOf(floor, record)
  const [low, high] = typeof floor.atLeast === 'object' ? floor.atLeast : [floor.atLeast ?? 0, floor.atLeast ?? 0]
  const of = (n: number, lift: number) =>
    floor.small !== undefined && n < floor.small.under ? floor.small.yuan : Math.max(n, lift) * (floor.times ?? 1)
  return { least: of(base.least, low), most: of(base.most, high) }
}

function baseOf({ of }: FineFloor, record: PenaltyRecord): FactValue {
  if (of === 'area_m2') return countOf(record, /^(占地|占用)/, '平方米')
  if (of === 'turnover') {
    const said = sumOf(record.amounts.filter((a) => a.kind === 'other' && /经营(总)?(额|价值|数额)/.test(a.raw)))
    if (said !== null) return said
    const part = sumOf(record.amounts.filter((a) => a.kind === 'goods_value'))
    return part === null ? nothing : { least: part.least, most: Infinity }
  }
  return sumOf(record.amounts.filter((a) => a.kind === of)) ?? nothing
}

function countOf(record: PenaltyRecord, name: RegExp, unit: string): FactValue {
  const said = record.quantities.filter((q) => q.unit === unit && name.test(q.name))
  const [one] = said
  if (said.length !== 1 || one?.value == null || /（/.test(one.name)) return nothing
  return { least: Number(one.value), most: Number(one.value) }
}

/** One figure is itself; of several it is not said whether they add up, so the largest is the least. */
export function sumOf(said: readonly SaidAmount[]): FactValue | null {
  const values = said.map(yuanOf).filter((v) => v !== null)
  if (values.length === 0) return null
  if (values.length === 1 && said.length === 1) return values[0] as FactValue
  return { least: Math.max(...values.map((v) => v.least)), most: Infinity }
}

function yuanOf({ fen, approximate }: SaidAmount): FactValue | null {
  if (fen === null || approximate === 'about') return null
  if (approximate === 'at_least') return { least: fen / 100, most: Infinity }
  if (approximate === 'at_most') return { least: 0, most: fen / 100 }
  return { least: fen / 100, most: fen / 100 }
}

/** Fines of one record do add up. */
export function fineOf(record: PenaltyRecord): FactValue | null {
  let least = 0
  let most = 0
  let any = false
  for (const amount of record.amounts) {
    if (amount.kind !== 'fine') continue
    any = true
    const value = yuanOf(amount) ?? nothing
    least += value.least
    most += value.most
  }
  return any ? { least, most } : null
}

/** Of the act where it is known, else of the decision. */
export function dayOfLaw({ dates }: PenaltyRecord): string | null {
  const said = dates.happened?.value ?? dates.decided?.value ?? null
  return said !== null && said.length === 10 ? said : null
}

const mitigation = /减轻(行政)?处罚|行政处罚法》?(（[^）]*）)?第(三十二|二十七|32|27)条/
/** 减轻处罚 is cited: below the minimum is then what the agency says it did. */
export const mitigates = (record: PenaltyRecord): boolean =>
  record.legalBasis.some((basis) => mitigation.test(basis)) ||
  [record.facts, record.content, record.remarks].some((text) => text != null && /减轻(行政)?处罚/.test(text))
