// What a new round changed against the former one: values of equal place compared, rows of lists by their place. Long lists
// are told by their number.
type Json = Readonly<Record<string, unknown>>

export interface Difference {
  /** `charges.0.name` */
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** More differences than this are another letter, and are read as one. */
export const differencesMax = 200

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const words = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

export function differencesOf(before: Json, after: Json): Difference[] {
  const found: Difference[] = []
  walk(before, after, '', found)
  return found
}

function walk(before: unknown, after: unknown, path: string, found: Difference[]): void {
  if (found.length >= differencesMax || before === after) return
  const under = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`)
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      walk(before[key], after[key], under(key), found)
    return
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) walk(before[i], after[i], under(i), found)
    return
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return
  found.push({ path, before: words(before), after: words(after) })
}
