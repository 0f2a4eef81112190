// A day that differs, looked at by its keys: twice before anything is said to differ, and once more after the repair. What
// arrives between two readings is gone at the second.
import { setTimeout as pause } from 'node:timers/promises'
import { compareKeys, type DayCompared, sameFigures, standing } from './compare.ts'
import type { Begun, DayKept, DifferenceKept } from './keep.ts'
import type { DayFigures, Difference, Partner } from './sides.ts'

const secondLookMsDefault = 500
/** After a repair the other side may need a moment to count what it took. */
const looksAfterRepair = 3

export interface Looked {
  readonly day: DayKept
  readonly differences: readonly DifferenceKept[]
  readonly underWay: number
}

/** One day that differs: by its keys, twice; then the repair and a third look. */
export async function lookAt(
  { secondLookMs = secondLookMsDefault }: { readonly secondLookMs?: number },
  partner: Partner,
  { repair }: Begun,
  one: DayCompared,
  signal: AbortSignal,
): Promise<Looked> {
  const { day } = one
  const look = () => differencesOn(partner, day, signal)
  const settled = async () => {
    await pause(secondLookMs, undefined, { signal })
    await partner.settle(signal)
  }
  const first = await look()
  if (first === undefined) {
    // No keys: the day itself is all that can be said, and only once it has stood for two looks.
    await settled()
    const again = await figuresOn(partner, day, signal)
    if (sameFigures(again.ours, again.theirs))
      return { day: { ...one, ...again, equal: true }, differences: [], underWay: 0 }
    const whole = {
      day,
      key: '*',
      kind: 'different',
      ours: String(again.ours.count),
      theirs: String(again.theirs.count),
    } as const
    const detail = 'the platform lists no keys: figures of the whole day'
    return { day: { ...one, ...again, equal: false }, differences: [{ ...whole, state: 'open', detail }], underWay: 0 }
  }
  if (first.differences.length === 0) return { day: { ...one, equal: true }, ...first, differences: [] }
  await settled()
  const second = (await look()) ?? first
  const found = standing(first.differences, second.differences)
  const figures = await figuresOn(partner, day, signal)
  const now = { day, equal: found.length === 0, ...figures }
  if (found.length === 0 || !repair)
    return {
      day: now,
      underWay: second.underWay,
      differences: found.map((d) => ({ ...d, state: 'open', detail: null })),
    }
  const outcomes = new Map((await partner.repair(found, signal)).map((o) => [o.key, o.detail]))
  let left = new Set(found.map(({ key }) => key))
  for (let i = 0; i < looksAfterRepair && left.size > 0; i++) {
    if (i > 0) await pause(secondLookMs, undefined, { signal })
    await partner.settle(signal)
    const third = (await look()) ?? second
    const still = new Set(third.differences.map(({ key }) => key))
    left = new Set(found.flatMap(({ key }) => (still.has(key) ? [key] : [])))
    // What is still on its way after the repair is not repaired yet.
    for (const key of third.keysUnderWay) if (found.some((d) => d.key === key)) left.add(key)
    if ([...left].every((key) => outcomes.has(key))) break
  }
  const after = await figuresOn(partner, day, signal)
  return {
    day: { ...now, equal: left.size === 0, oursAfter: after.ours, theirsAfter: after.theirs },
    underWay: second.underWay,
    differences: found.map((d) =>
      left.has(d.key)
        ? { ...d, state: 'open', detail: outcomes.get(d.key) ?? 'it stands after the repair' }
        : { ...d, state: 'repaired', detail: null },
    ),
  }
}

async function differencesOn(
  { kind, ours, theirs }: Partner,
  day: string,
  signal: AbortSignal,
): Promise<{ differences: readonly Difference[]; underWay: number; keysUnderWay: readonly string[] } | undefined> {
  if (theirs.keys === undefined) return undefined
  // Ours first: what arrives between the two readings is then on its way here, and gone at the second look.
  const own = await ours.keys(day, signal)
  const compared = await compareKeys(day, own, theirs.keys(day, signal), kind === 'source' ? 'ours' : 'theirs')
  return { ...compared, keysUnderWay: own.flatMap((one) => (one.underWay ? [one.key] : [])) }
}

async function figuresOn({ ours, theirs }: Partner, day: string, signal: AbortSignal) {
  const none: DayFigures = { day, count: 0, sum: null, digest: null }
  const [own, far] = [await ours.figures(day, day, signal), await theirs.figures(day, day, signal)]
  return { ours: own.find((f) => f.day === day) ?? none, theirs: far.find((f) => f.day === day) ?? none }
}
