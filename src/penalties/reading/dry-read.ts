// What a layout would read from one record, and from where: the answer to somebody who writes a mapping. Nothing is kept.
import { composed } from './compose.ts'
import { compile, isControl, type Layout, type Place } from './layout.ts'
import { type Reading, readRecord } from './read.ts'
import { wordOf } from './values.ts'

export interface Trace {
  /** The field, the template, or the place of a constant. */
  readonly from: string
  readonly by: 'field' | 'composed' | 'constant' | 'control'
  /** Null where the layout does not know the field: it is kept raw and listed. */
  readonly to: Place | null
  /** As it stands in the record, after the crosswalk of its codes. */
  readonly value: unknown
  readonly unit?: string
}

export interface DryRead {
  readonly layout: string
  readonly traces: readonly Trace[]
  readonly reading: Reading
  /** Fields of the layout that the record does not have. */
  readonly absent: readonly string[]
}

export function dryRead(raw: unknown, layout: Layout, today: string): DryRead {
  const fields = (raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? raw : {}) as Record<string, unknown>
  const known = compile(layout)
  const traces: Trace[] = Object.keys(fields).map((from) => {
    const rule = known.ruleOf(from)
    const value = fields[from]
    return {
      from,
      by: isControl(from) || /^record_unique_identity$/i.test(from) ? 'control' : 'field',
      to: rule?.to ?? null,
      value:
        (rule !== undefined && (typeof value === 'string' || typeof value === 'number')
          ? wordOf(rule, String(value))
          : undefined) ?? value,
      ...(rule?.unit === undefined ? {} : { unit: rule.unit }),
    }
  })
  for (const one of layout.composed ?? [])
    traces.push({ from: one.template, by: 'composed', to: one.to, value: composed(one, fields) })
  for (const [place, value] of Object.entries(layout.constants ?? {}))
    traces.push({ from: place, by: 'constant', to: place as Place, value })
  const there = new Set(Object.keys(fields))
  const absent = Object.keys(layout.fields).filter((field) => !there.has(field))
  return { layout: layout.id, traces, reading: readRecord(raw, layout, today), absent }
}
