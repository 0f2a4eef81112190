// Between a form's fields and the contract's JSON, both ways. Names are pointers with dots (`charges.0.name`). Rows that
// nobody filled are no rows: they are taken out, and the others close up, so that a pointer of a refusal finds its row.
import { typedDay, typedMoment, typedMoney } from '../html/form.ts'
import { shownMoment } from '../html/form.ts'
import type { Field, Leaf, List, Union } from './field-tree.ts'

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

const one = (values: Values, name: string): string => values.get(name)?.[0] ?? ''
const filled = (values: Values, name: string): boolean => values.get(name)?.some((v) => v.trim() !== '') ?? false

/** Whether anything under this name was filled in. */
function anything(values: Values, name: string): boolean {
  if (filled(values, name)) return true
  const prefix = `${name}.`
  for (const [key, list] of values) if (key.startsWith(prefix) && list.some((v) => v.trim() !== '')) return true
  return false
}

/** Indices of a list's rows as they stand in the form, in order. */
function rowsOf(values: Values, name: string): number[] {
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
  if (element.kind === 'union') return compacted(element.branches.flatMap((b) => b.fields), values, `${name}.`)
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

/** The contract's JSON; what was left empty is left out, what cannot be read goes as it was typed and is refused there. */
export function bodyOf(fields: readonly Field[], values: Values, under = ''): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const value = valueOf(field, values, under + field.name)
    if (value !== undefined) body[field.name] = value
  }
  return body
}

function valueOf(field: Field, values: Values, name: string): unknown {
  switch (field.kind) {
    case 'group': {
      if (!anything(values, name)) return field.optional ? undefined : {}
      return bodyOf(field.fields, values, `${name}.`)
    }
    case 'union':
      return unionBody(field, values, name)
    case 'list': {
      const rows = rowsOf(values, name).map((row) => valueOf({ ...field.element, optional: false }, values, `${name}.${row}`) ?? {})
      return rows.length === 0 && field.optional ? undefined : rows
    }
    case 'officers': {
      const rows = rowsOf(values, name).flatMap((row) => officerOf(one(values, `${name}.${row}`)) ?? [])
      return rows.length === 0 && field.optional ? undefined : rows
    }
    case 'decider':
      return officerOf(one(values, name))
    case 'materials': {
      const rows = (values.get(name) ?? []).map((id) => materialOf(values, `${name}.${id}`, id))
      return rows.length === 0 && field.optional ? undefined : rows
    }
    default:
      return leafOf(field, values, name)
  }
}

function unionBody({ by, branches, optional }: Union, values: Values, name: string): unknown {
  const chosen = one(values, `${name}.${by}`)
  const branch = branches.find((b) => b.value === chosen)
  if (branch === undefined) return optional && !anything(values, name) ? undefined : { ...(chosen !== '' && { [by]: chosen }) }
  return { [by]: chosen, ...bodyOf(branch.fields, values, `${name}.`) }
}

function officerOf(value: string): { certificateNo: string; name: string } | undefined {
  const at = value.indexOf('\t')
  if (at < 1) return undefined
  return { name: value.slice(at + 1), certificateNo: value.slice(0, at) }
}

/** One upload that was chosen; its digest came with the list. */
function materialOf(values: Values, name: string, id: string): Json {
  const text = (field: string) => one(values, `${name}.${field}`)
  return {
    id,
    ...(text('kind') !== '' && { kind: text('kind') }),
    title: text('title'),
    sha256: text('sha256'),
    ...(text('documentNo') !== '' && { documentNo: text('documentNo') }),
    ...(text('code') !== '' && { evidence: { code: text('code') } }),
  }
}

const whole = (text: string): unknown => (/^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text.trim())
const decimal = (text: string): unknown => (/^-?\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim())

function leafOf(field: Leaf, values: Values, name: string): unknown {
  if (field.kind === 'flag') return one(values, name) === 'true' ? true : undefined
  if (!filled(values, name)) return undefined
  const text = one(values, name)
  switch (field.kind) {
    case 'prose':
      return text
    case 'text':
      return text.trim()
    case 'day':
      return typedDay(text)
    case 'moment':
      return typedMoment(text)
    case 'dayOrMoment':
      return /[T\s日]\s*\d{1,2}[:：]/.test(text) ? typedMoment(text) : typedDay(text)
    case 'money':
      return typedMoney(text)
    case 'quantity':
      return text.normalize('NFKC').replace(/[,\s]/g, '')
    case 'recordingTime':
      return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim().replaceAll('：', ':')
    case 'whole':
    case 'matter':
      return whole(text)
    case 'number':
      return decimal(text)
    case 'yesno':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'choices':
    case 'suspects':
    case 'ids':
      return (values.get(name) ?? []).filter((v) => v !== '')
    case 'lines':
      return (values.get(name) ?? []).flatMap((v) => v.split('\n')).map((v) => v.trim()).filter((v) => v !== '')
    case 'numbers':
      return text.normalize('NFKC').split(/[,、;\s]+/).filter((v) => v !== '').map(whole)
    default:
      return text.trim()
  }
}

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
      return add(valuesOfBody(field.fields, value as Json, `${name}.`))
    case 'union': {
      const chosen = String((value as Json)[field.by] ?? '')
      values.set(`${name}.${field.by}`, [chosen])
      const branch = field.branches.find((b) => b.value === chosen)
      return branch === undefined ? undefined : add(valuesOfBody(branch.fields, value as Json, `${name}.`))
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
      values.set(name, rows.map((row) => row.id))
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

/** The field that a refusal's JSON Pointer means: `/charges/1/name` → `charges.1.name`; undefined where the form has none. */
export function nameOfPointer(fields: readonly Field[], pointer: string, values: Values): string | undefined {
  const words = pointer.split('/').slice(1).map((w) => w.replaceAll('~1', '/').replaceAll('~0', '~'))
  const [first = '', ...rest] = words
  const field = fields.find((f) => f.name === first)
  return field === undefined ? undefined : within(field, rest, first, values)
}

function within(field: Field, rest: readonly string[], name: string, values: Values): string {
  const [next, ...more] = rest
  if (next === undefined) {
    // A list has no control of its own where it has no row yet; its first one is meant.
    return field.kind === 'officers' ? `${name}.1` : name
  }
  const deeper = (fields: readonly Field[]): string => {
    const found = fields.find((f) => f.name === next)
    return found === undefined ? name : within(found, more, `${name}.${next}`, values)
  }
  switch (field.kind) {
    case 'group':
      return deeper(field.fields)
    case 'union':
      return next === field.by ? `${name}.${next}` : deeper(field.branches.flatMap((b) => b.fields))
    case 'list':
      return within(field.element, more, `${name}.${next}`, values)
    case 'officers':
      return `${name}.${next}`
    case 'materials': {
      const id = values.get(name)?.[Number(next)]
      if (id === undefined) return name
      const known = ['kind', 'title', 'documentNo'].includes(more[0] ?? '')
      return known ? `${name}.${id}.${more[0]}` : name
    }
    default:
      return name
  }
}
