// Constants and composed fields of a mapping: what a source says in several columns, or says by being this source.
import type { Draft } from './draft.ts'
import type { Composed, Layout, Place } from './layout.ts'
import { putAt } from './places.ts'

const slots = /\{([^{}]+)\}/g

/** Puts down what no single field of the record says. A field that was filled in keeps its own word over a constant. */
export function composeInto(d: Draft, layout: Layout, fields: Readonly<Record<string, unknown>>): void {
  for (const one of layout.composed ?? []) {
    const text = composed(one, fields)
    if (text !== null) putAt(one.to)(d, one.template, text, { to: one.to })
  }
  const before = d.said
  for (const place in layout.constants) {
    const value = layout.constants[place as Place]
    if (value !== undefined && !alreadySaid(d, place as Place))
      putAt(place as Place)(d, place, value, { to: place as Place })
  }
  // A constant is not said by the record: one with nothing else has nothing.
  d.said = before
}

/** `{ZH}〔{ND}〕{XH}号` with the record's values; null where one of them is empty. */
export function composed({ template }: Composed, fields: Readonly<Record<string, unknown>>): string | null {
  let whole = true
  const text = template.replace(slots, (_, field: string) => {
    const value = fields[field]
    if ((typeof value !== 'string' && typeof value !== 'number') || String(value).trim() === '') whole = false
    return String(value).trim()
  })
  return whole ? text : null
}

/** The fields that a template names. */
export const fieldsOf = (template: string): string[] => [...template.matchAll(slots)].map((m) => m[1] ?? '')

function alreadySaid(d: Draft, place: Place): boolean {
  switch (place) {
    case 'organ.name':
      return d.organName !== null
    case 'organ.code':
      return d.organCodeRaw !== null
    case 'reporter.name':
      return d.reporterName !== null
    case 'reporter.code':
      return d.reporterCodeRaw !== null
    case 'party.kind':
      return d.partyKind !== null
    case 'region_code':
      return d.regionCode !== null
    case 'domain':
      return d.domain !== null
    case 'procedure':
      return d.procedureRaw !== null
    default:
      return false
  }
}
