// From a form's fields to the contract's JSON: what was left empty is left out, what cannot be read goes as it was typed and is
// refused by the contract.
import { typedDay, typedMoment, typedMoney } from '../html/form.ts'
import type { Field, Leaf, Union } from './field-tree.ts'
import { anything, filled, type Json, one, rowsOf, type Values } from './field-values.ts'

export type { Json, Values } from './field-values.ts'

/** The contract's JSON; what was left empty is left out, what cannot be read goes as it was typed and is refused there. */
export function bodyOf(fields: readonly Field[], values: Values, under = ''): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const value = jsonOf(field, values, under + field.name)
    if (value !== undefined) body[field.name] = value
  }
  return body
}

function jsonOf(field: Field, values: Values, name: string): unknown {
  switch (field.kind) {
    case 'group': {
      if (!anything(values, name)) return field.optional ? undefined : {}
      return bodyOf(field.fields, values, `${name}.`)
    }
    case 'union':
      return unionBody(field, values, name)
    case 'list': {
      const rows = rowsOf(values, name).map(
        (row) => jsonOf({ ...field.element, optional: false }, values, `${name}.${row}`) ?? {},
      )
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
  if (branch === undefined)
    return optional && !anything(values, name) ? undefined : { ...(chosen !== '' && { [by]: chosen }) }
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
      return (values.get(name) ?? [])
        .flatMap((v) => v.split('\n'))
        .map((v) => v.trim())
        .filter((v) => v !== '')
    case 'numbers':
      return (values.get(name) ?? [])
        .join(',')
        .normalize('NFKC')
        .split(/[,、;\s]+/)
        .filter((v) => v !== '')
        .map(whole)
    default:
      return text.trim()
  }
}
