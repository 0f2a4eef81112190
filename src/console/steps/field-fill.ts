// From the contract's JSON to what fills a form: a draft, a request that was sent back, an address that says which matter.
import { shownMoment } from '../html/form.ts'
import type { Field } from './field-tree.ts'
import { type Json, officerValue } from './field-values.ts'

/** What a body fills the form with. */
export function valuesOfBody(fields: readonly Field[], body: Json, under = ''): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const field of fields) {
    const value = body[field.name]
    if (value !== undefined && value !== null) put(values, field, value, under + field.name)
  }
  return values
}

function put(values: Map<string, string[]>, field: Field, value: unknown, name: string): void {
  const add = (part: Map<string, string[]>) => {
    for (const [k, v] of part) values.set(k, v)
  }
  const list = Array.isArray(value) ? (value as unknown[]) : []
  switch (field.kind) {
    case 'group':
      add(valuesOfBody(field.fields, value as Json, `${name}.`))
      return
    case 'union': {
      const chosen = String((value as Json)[field.by] ?? '')
      values.set(`${name}.${field.by}`, [chosen])
      const branch = field.branches.find((b) => b.value === chosen)
      if (branch !== undefined) add(valuesOfBody(branch.fields, value as Json, `${name}.`))
      return
    }
    case 'list':
      for (const [i, row] of list.entries()) put(values, field.element, row, `${name}.${i}`)
      return
    case 'officers':
      for (const [i, row] of list.entries()) values.set(`${name}.${i}`, [officerValue(row as never)])
      return
    case 'decider':
      values.set(name, [officerValue(value as never)])
      return
    case 'materials': {
      const rows = list as readonly { readonly id: string; readonly evidence?: { readonly code: string } }[]
      values.set(
        name,
        rows.map((row) => row.id),
      )
      for (const row of rows) {
        for (const key of ['kind', 'title', 'sha256', 'documentNo'] as const) {
          const text = (row as unknown as Json)[key]
          if (typeof text === 'string') values.set(`${name}.${row.id}.${key}`, [text])
        }
        if (row.evidence !== undefined) values.set(`${name}.${row.id}.code`, [row.evidence.code])
      }
      return
    }
    case 'choices':
    case 'suspects':
    case 'ids':
      values.set(name, list.map(String))
      return
    case 'lines':
      values.set(name, [list.join('\n')])
      return
    case 'numbers':
      values.set(name, [list.join(', ')])
      return
    case 'moment':
      values.set(name, [shownMoment(String(value))])
      return
    case 'dayOrMoment':
      values.set(name, [/T/.test(String(value)) ? shownMoment(String(value)) : String(value)])
      return
    default:
      values.set(name, [String(value)])
  }
}
