// What a form holds: name → what was typed or chosen. Names are pointers with dots (`charges.0.name`). Rows that nobody filled
// are no rows: they are taken out, and the others close up, so that a pointer of a refusal finds its row.
import type { Field, List } from './field-tree.ts'

/** Name → what was typed or chosen, in order. */
export type Values = ReadonlyMap<string, readonly string[]>
export type Json = Readonly<Record<string, unknown>>

/** Of one officer in one field: number and name, which is what the contract asks for. */
export const officerValue = (o: { readonly name: string; readonly certificateNo: string }): string =>
  `${o.certificateNo}\t${o.name}`

/** Fields as a browser sent them. */
export function valuesOfForm(form: URLSearchParams): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const [name, value] of form) {
    const text = value.replaceAll('\r\n', '\n')
    const before = values.get(name)
    if (before === undefined) values.set(name, [text])
    else before.push(text)
  }
  return values
}

export const one = (values: Values, name: string): string => values.get(name)?.[0] ?? ''
export const filled = (values: Values, name: string): boolean => values.get(name)?.some((v) => v.trim() !== '') ?? false

/** Which item a line stands for: on every line, and nothing that was filled in. */
const mark = '._no'

/** Whether anything under this name was filled in. */
export function anything(values: Values, name: string): boolean {
  if (filled(values, name)) return true
  const prefix = `${name}.`
  for (const [key, list] of values)
    if (key.startsWith(prefix) && !key.endsWith(mark) && list.some((v) => v.trim() !== '')) return true
  return false
}

/** Indices of a list's rows as they stand in the form, in order. */
export function rowsOf(values: Values, name: string): number[] {
  const found = new Set<number>()
  const prefix = `${name}.`
  for (const key of values.keys()) {
    if (!key.startsWith(prefix)) continue
    const [index = ''] = key.slice(prefix.length).split('.')
    if (/^\d{1,5}$/.test(index)) found.add(Number(index))
  }
  return [...found].sort((a, b) => a - b)
}

export const rowCount = (values: Values, name: string): number => rowsOf(values, name).length

/** The same values with empty rows taken out and the others closed up. */
export function compacted(fields: readonly Field[], values: Values, under = ''): Map<string, string[]> {
  const out = new Map([...values].map(([k, v]) => [k, [...v]]))
  for (const field of fields) {
    const name = under + field.name
    if (field.kind === 'group') merge(out, compacted(field.fields, slice(out, name), `${name}.`), name)
    if (field.kind === 'officers') closeUp(out, { element: { kind: 'text', name: '', optional: false } }, name)
    if (field.kind === 'list') closeUp(out, field, name)
  }
  return out
}

function closeUp(out: Map<string, string[]>, { element }: Pick<List, 'element'>, name: string): void {
  let next = 0
  const kept = new Map<string, string[]>()
  for (const row of rowsOf(out, name)) {
    const from = `${name}.${row}`
    const rest = slice(out, from)
    if (anything(rest, from)) {
      const to = `${name}.${next}`
      const moved = new Map([...rest].map(([k, v]) => [to + k.slice(from.length), v]))
      const inner = inside(element, moved, to)
      for (const [k, v] of inner) kept.set(k, v)
      next += 1
    }
    for (const k of rest.keys()) out.delete(k)
  }
  for (const [k, v] of kept) out.set(k, v)
}

function inside(element: Field, values: Map<string, string[]>, name: string): Map<string, string[]> {
  if (element.kind === 'group') return compacted(element.fields, values, `${name}.`)
  if (element.kind === 'union')
    return compacted(
      element.branches.flatMap((b) => b.fields),
      values,
      `${name}.`,
    )
  return values
}

function slice(values: Values, name: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [k, v] of values) if (k === name || k.startsWith(`${name}.`)) found.set(k, [...v])
  return found
}

function merge(out: Map<string, string[]>, part: Map<string, string[]>, name: string): void {
  for (const k of slice(out, name).keys()) out.delete(k)
  for (const [k, v] of part) out.set(k, v)
}
