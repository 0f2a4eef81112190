// What differs between two JSON values, by JSON Pointer (RFC 6901), and a value with named places changed.

export interface Difference {
  readonly pointer: string
  /** Absent where it was not there. */
  readonly from?: unknown
  /** Absent where it is gone. */
  readonly to?: unknown
}

type Members = Readonly<Record<string, unknown>>

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** In the order of the members. Lists of one length are compared place by place, others as a whole. */
export function differences(from: unknown, to: unknown, pointer = ''): Difference[] {
  if (Object.is(from, to)) return []
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.flatMap((one, i) => differences(one, to[i], `${pointer}/${i}`))
  if (isMembers(from) && isMembers(to))
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) =>
      differences(from[name], to[name], `${pointer}/${escaped(name)}`),
    )
  if (Array.isArray(from) && Array.isArray(to) && JSON.stringify(from) === JSON.stringify(to)) return []
  return [{ pointer, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }]
}

export interface Change {
  readonly pointer: string
  /** Left out: what stands there goes. */
  readonly value?: unknown
}

/** A copy with the changes made, or the index of the first change whose place is not there. */
export function changed(value: unknown, changes: readonly Change[]): { value: unknown } | { missing: number } {
  const copy = structuredClone(value)
  for (const [index, change] of changes.entries()) if (!set(copy, change)) return { missing: index }
  return { value: copy }
}

function set(root: unknown, { pointer, value }: Change): boolean {
  const path = pointer
    .split('/')
    .slice(1)
    .map((p) => p.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = path.pop()
  if (last === undefined) return false
  let place = root
  for (const name of path) {
    const next = Array.isArray(place)
      ? /^\d{1,6}$/.test(name)
        ? place[Number(name)]
        : undefined
      : isMembers(place) && Object.hasOwn(place, name)
        ? place[name]
        : undefined
    if (next === undefined || next === null) return false
    place = next
  }
  if (Array.isArray(place)) {
    const at = last === '-' ? place.length : /^\d{1,6}$/.test(last) ? Number(last) : -1
    if (at < 0 || at > place.length || (value === undefined && at === place.length)) return false
    if (value === undefined) place.splice(at, 1)
    else place[at] = value
    return true
  }
  if (!isMembers(place) || last === '__proto__') return false
  if (value === undefined) delete (place as Record<string, unknown>)[last]
  else (place as Record<string, unknown>)[last] = value
  return true
}
