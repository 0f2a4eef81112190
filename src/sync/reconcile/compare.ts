// The comparison itself. Pure but for reading both sides: figures first, keys only where a day differs.
import { setImmediate } from 'node:timers/promises'
import { dayOf, dayText } from '../../kernel/index.ts'
import type { DayFigures, Difference, KeyDigest, OwnKey } from './sides.ts'

export interface DayCompared {
  readonly day: string
  readonly equal: boolean
  readonly ours: DayFigures
  readonly theirs: DayFigures
}

/** Every day of the range, with zeros where a side says nothing of it. */
export function compareDays(
  from: string,
  to: string,
  ours: readonly DayFigures[],
  theirs: readonly DayFigures[],
): DayCompared[] {
  const own = new Map(ours.map((f) => [f.day, f]))
  const far = new Map(theirs.map((f) => [f.day, f]))
  const days: DayCompared[] = []
  for (let d = dayOf(from); d <= dayOf(to); d++) {
    const day = dayText(d)
    const [a, b] = [own.get(day) ?? nothing(day), far.get(day) ?? nothing(day)]
    days.push({ day, equal: sameFigures(a, b), ours: a, theirs: b })
  }
  return days
}

/** No record, no sum, and the digest of no line, whichever way a side writes that. */
const nothing = (day: string): DayFigures => ({ day, count: 0, sum: null, digest: null })

/** What one side does not give is not compared. */
export function sameFigures(a: DayFigures, b: DayFigures): boolean {
  if (a.count !== b.count) return false
  if (a.count === 0) return true
  if (a.sum !== null && b.sum !== null && a.sum !== b.sum) return false
  return a.digest === null || b.digest === null || a.digest === b.digest
}

/** What was compared, over a whole run. */
export function comparedBy(days: readonly DayCompared[]): 'digests' | 'counts_and_sums' | 'counts' {
  const told = days.filter(({ ours, theirs }) => ours.count > 0 && theirs.count > 0)
  if (told.length === 0 || told.every(({ ours, theirs }) => ours.digest !== null && theirs.digest !== null))
    return 'digests'
  return told.every(({ ours, theirs }) => ours.sum !== null && theirs.sum !== null) ? 'counts_and_sums' : 'counts'
}

const yieldEvery = 2_000

/** Key by key. `receiver` is the side on which a record is missing. What is under way is counted and is no difference. */
export async function compareKeys(
  day: string,
  ours: readonly OwnKey[],
  theirs: AsyncIterable<KeyDigest>,
  receiver: 'ours' | 'theirs',
): Promise<{ differences: Difference[]; underWay: number }> {
  const own = new Map(ours.map((one) => [one.key, one]))
  const differences: Difference[] = []
  let underWay = 0
  const differ = (key: string, a: OwnKey | undefined, b: KeyDigest | undefined) => {
    if (a?.underWay) underWay++
    else {
      const kind = a && b ? 'different' : (receiver === 'ours') === (a === undefined) ? 'missing' : 'surplus'
      differences.push({ day, key, kind, ours: a?.digest ?? null, theirs: b?.digest ?? null })
    }
  }
  let seen = 0
  const doubled = new Set<string>()
  for await (const far of theirs) {
    if (++seen % yieldEvery === 0) await setImmediate()
    const near = own.get(far.key)
    if (near === undefined) {
      // The other side may name a key twice; it is one difference.
      if (!doubled.has(far.key)) differ(far.key, undefined, far)
      doubled.add(far.key)
      continue
    }
    own.delete(far.key)
    doubled.add(far.key)
    if (near.digest !== null && far.digest !== null && near.digest !== far.digest) differ(far.key, near, far)
  }
  for (const near of own.values()) {
    if (++seen % yieldEvery === 0) await setImmediate()
    differ(near.key, near, undefined)
  }
  return { differences, underWay }
}

/** Those of the first look that the second look found just so: what only passed by is no difference. */
export function standing(first: readonly Difference[], second: readonly Difference[]): Difference[] {
  const sign = ({ day, key, kind, ours, theirs }: Difference) => JSON.stringify([day, key, kind, ours, theirs])
  const again = new Set(second.map(sign))
  return first.filter((one) => again.has(sign(one)))
}
