// The facts of one subject as a row of intervals. What is not said is unknown: any figure, yes or no.
import { type FactName, factNames, factPlaces, facts } from './facts.ts'
import type { Known } from './interval.ts'

/** A fact as it is known: exact, a bound, or within bounds. */
export interface FactValue {
  readonly least: number
  readonly most: number
}

export type FactValues = Readonly<Partial<Record<FactName, FactValue | number | boolean>>>

const unknownMost = Float64Array.from(factNames, (name) => (facts[name].unit === 'truth' ? 1 : Infinity))
const unknownLeast = new Float64Array(factNames.length)

/** A row to be filled again and again; nothing in it is known. */
export const emptyRow = (): Known => ({ least: new Float64Array(factNames.length), most: unknownMost.slice() })

/** Makes a row unknown again. */
export function forget(row: Known): void {
  row.least.set(unknownLeast)
  row.most.set(unknownMost)
}

/** Puts what is known into a row. Throws where a name is no fact or a figure is below zero. */
export function fill(row: Known, values: FactValues): void {
  for (const name in values) {
    const value = values[name as FactName]
    if (value === undefined) continue
    const place = factPlaces.get(name)
    if (place === undefined) throw new RangeError(`${name} is no fact of the dictionary`)
    const [least, most] = typeof value === 'object' ? [value.least, value.most] : [Number(value), Number(value)]
    if (!(least >= 0 && most >= least)) throw new RangeError(`${name} must lie between bounds that are not below zero`)
    row.least[place] = least
    row.most[place] = most
  }
}

/** True where the fact is known exactly, by a bound, or at all. */
export function isKnown(row: Known, name: FactName): boolean {
  const place = factPlaces.get(name) as number
  return row.least[place] !== unknownLeast[place] || row.most[place] !== unknownMost[place]
}
