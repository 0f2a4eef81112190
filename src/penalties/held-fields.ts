// Which fields of a held record made it unfit. A fault names the field as the source writes it, or the place that fields were
// read into; whoever repairs the record looks at the former.
import type { Fault } from './incoming.ts'
import type { Held } from './quarantine.ts'
import { dryRead, type Layout, layoutOf, presets } from './reading/index.ts'

export interface HeldField {
  readonly name: string
  /** Where its layout reads it to; null: it knows no such field. */
  readonly place: string | null
  readonly faults: readonly Fault[]
}

/** Members of the canonical record, and the places that they are read from. */
const placesOf: readonly (readonly [string, string])[] = [
  ['amounts', 'amount.'],
  ['parties', 'party.'],
  ['dates', 'date.'],
  ['decisionNo', 'decision_no'],
  ['organ.name', 'organ.name'],
  ['facts', 'facts'],
  ['quantities', 'quantities'],
]

/** The layout it was held under where that is a built-in one; a source's own mapping is the source's affair. */
export function layoutFor(id: string, raw: Readonly<Record<string, unknown>>): Layout | undefined {
  return presets.find((preset) => preset.id === id) ?? layoutOf(Object.keys(raw))
}

/** The fields of a held record in their order, each with what is wrong with it, and what lies in none of them. */
export function heldFields(held: Held, today: string): { fields: HeldField[]; faults: Fault[] } {
  const raw = membersOf(held.raw)
  const layout = layoutFor(held.layout, raw)
  const named = held.faults.map((fault) => ({ fault, field: fieldOf(raw, layout, fault) }))
  const places = new Map(
    layout === undefined ? [] : dryRead(raw, layout, today).traces.map(({ from, to }) => [from, to] as const),
  )
  return {
    fields: Object.keys(raw).map((name) => ({
      name,
      place: places.get(name) ?? null,
      faults: named.filter(({ field }) => field === name).map(({ fault }) => fault),
    })),
    faults: named.filter(({ field }) => field === undefined).map(({ fault }) => fault),
  }
}

/** The field of the record as it was sent; undefined where the fault lies in none, or in several alike. */
export function fieldOf(
  raw: Readonly<Record<string, unknown>>,
  layout: Layout | undefined,
  { field }: Fault,
): string | undefined {
  if (Object.hasOwn(raw, field)) return field
  const place = placesOf.find(([member]) => field === member || field.startsWith(`${member}.`))?.[1]
  if (place === undefined || layout === undefined) return undefined
  const read = Object.keys(raw).filter((name) => {
    const to = layout.fields[name]?.to
    return to !== undefined && (place.endsWith('.') ? to.startsWith(place) : to.split('.')[0] === place.split('.')[0])
  })
  // A fine at odds with the words of the penalty: the fine is the field that is looked at first.
  return read.find((name) => layout.fields[name]?.to === 'amount.fine') ?? read[0]
}

const membersOf = (raw: unknown): Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Readonly<Record<string, unknown>>) : {}
