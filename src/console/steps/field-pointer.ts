// From a refusal's JSON Pointer to the field of the form that it means.
import type { Field } from './field-tree.ts'
import type { Values } from './field-values.ts'

/** The field that a refusal's JSON Pointer means: `/charges/1/name` → `charges.1.name`; undefined where the form has none. */
export function nameOfPointer(fields: readonly Field[], pointer: string, values: Values): string | undefined {
  const words = pointer
    .split('/')
    .slice(1)
    .map((w) => w.replaceAll('~1', '/').replaceAll('~0', '~'))
  const [first = '', ...rest] = words
  const field = fields.find((f) => f.name === first)
  return field === undefined ? undefined : within(field, rest, first, values)
}

function within(field: Field, rest: readonly string[], name: string, values: Values): string {
  const [next, ...more] = rest
  if (next === undefined) {
    // A list has no control of its own where it has no row yet; its first one is meant.
    if (field.kind !== 'officers') return name
    return (values.get(`${name}.0`)?.[0] ?? '') === '' ? `${name}.0` : `${name}.1`
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
