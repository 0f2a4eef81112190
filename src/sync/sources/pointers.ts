// JSON pointers (RFC 6901) into what a platform answered, and the questions asked of what stands there: each names the
// place where something else stood than was configured.
import { SourceFault } from './fault.ts'

/** What stands at a pointer; undefined where nothing does. */
export function at(value: unknown, pointer: string): unknown {
  let here = value
  for (const step of pointer.split('/').slice(1)) {
    if (typeof here !== 'object' || here === null) return undefined
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (!Object.hasOwn(here, name)) return undefined
    here = (here as Record<string, unknown>)[name]
  }
  return here
}

export type Row = Readonly<Record<string, unknown>>

export function listAt(value: unknown, pointer: string, where: string): readonly unknown[] {
  const found = at(value, pointer)
  if (Array.isArray(found)) return found
  throw new SourceFault(`${where} ${pointer || '/'}`, `must be a list, and is ${kindOf(found)}`)
}

/** Rows are objects; one that is not makes the whole answer one that cannot be trusted. */
export function rowsAt(value: unknown, pointer: string, where: string): readonly Row[] {
  return listAt(value, pointer, where).map((row, i) => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Row
    throw new SourceFault(`${where} ${pointer}/${i}`, `must be an object, and is ${kindOf(row)}`)
  })
}

/** A text or a number that stands for one. */
export function wordAt(row: Row, name: string, where: string): string {
  const value = row[name]
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  throw new SourceFault(`${where}/${name}`, `must be a text or a number, and is ${kindOf(value)}`)
}

export function countAt(row: Row, name: string, where: string): number {
  const value = row[name]
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count
  throw new SourceFault(`${where}/${name}`, `must be a whole number from 0, and is ${kindOf(value)}`)
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'not there'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return value === '' ? 'empty' : `the text ${JSON.stringify(value.slice(0, 40))}`
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`
}
