// How many are drawn of each stratum, fixed before the seed: the number asked for each, or a whole number divided in
// proportion to members by the largest remainder, in whole numbers. Pure.
import type { Stratum } from './form.ts'

/** `total`: divided over the strata in proportion; `each`: of every stratum so many; `of`: by name, others none. */
export type Take =
  | { readonly total: number; readonly atLeast?: number | undefined }
  | { readonly each: number }
  | { readonly of: Readonly<Record<string, number>> }

/** Strata in order of their keys, none with more drawn than it has members. */
export function allocate(members: ReadonlyMap<string, number>, take: Take): Stratum[] {
  const keys = [...members.keys()].sort()
  const size = (key: string) => members.get(key) as number
  const strata = (draw: (key: string) => number): Stratum[] =>
    keys.map((key) => ({ key, members: size(key), draw: Math.min(size(key), draw(key)) }))
  if ('each' in take) return strata(() => take.each)
  if ('of' in take) return strata((key) => (Object.hasOwn(take.of, key) ? (take.of[key] as number) : 0))
  const all = keys.reduce((sum, key) => sum + size(key), 0)
  const floor = take.atLeast ?? 0
  const base = new Map(keys.map((key) => [key, Math.min(size(key), floor)]))
  const spent = [...base.values()].reduce((sum, n) => sum + n, 0)
  const left = Math.max(0, Math.min(take.total, all) - spent)
  // What is beyond the floor is divided by the members beyond it.
  const open = keys.reduce((sum, key) => sum + size(key) - (base.get(key) as number), 0)
  if (open === 0) return strata((key) => base.get(key) as number)
  const shares = keys.map((key) => {
    const product = BigInt(left) * BigInt(size(key) - (base.get(key) as number))
    return { key, whole: Number(product / BigInt(open)), rest: Number(product % BigInt(open)) }
  })
  let over = left - shares.reduce((sum, s) => sum + s.whole, 0)
  const extra = new Set<string>()
  for (const { key } of [...shares].sort((a, b) => b.rest - a.rest || (a.key < b.key ? -1 : 1))) {
    if (over === 0) break
    extra.add(key)
    over -= 1
  }
  const share = new Map(shares.map(({ key, whole }) => [key, whole + (extra.has(key) ? 1 : 0)]))
  return strata((key) => (base.get(key) as number) + (share.get(key) as number))
}
