// Red and yellow lights: the periods of duties that ran out, and those that were kept at the last moment, by kind of period.
import { ruleSets } from '../../../procedure/index.ts'
import { type Contribution, contribution } from './contribution.ts'
import { clockSeen, hoursBetween, type Life, localMonth, ownerAtStart } from './life.ts'

/** As the lists of clocks show a light: yellow from a day before the end. */
const nearHours = 24

export function* lights(life: Life): Generator<Contribution, void> {
  const groups = new Map<
    string,
    { red: number; yellow: number; long: number; n: number; made: () => Parameters<typeof contribution>[2] }
  >()
  for (const [key, clock] of Object.entries(life.state.clocks)) {
    const rule = ruleOf(clock.ruleSet)?.clocks[clock.rule]
    if (rule === undefined || rule.kind !== undefined) continue
    const seen = clockSeen(life, key, clock)
    if (!seen.ripe) continue
    const part = rule.owner === 'addressee' ? (life.state.instances[clock.on]?.addressee ?? '') : rule.owner
    const agencyId = part.length === 36 ? part : ownerAtStart(life, seen, part)
    const readers = [seen.start?.visibleTo, seen.end?.visibleTo, clock.visibleTo].filter((r) => r !== undefined)
    // Sums of what some may see and others may not would tell the others: they stand apart.
    const group = [clock.rule, localMonth(clock.anchorAt), agencyId ?? '', readers.map((r) => r.join()).join(';')].join(
      ' ',
    )
    const known = groups.get(group) ?? {
      ...{ red: 0, yellow: 0, long: 0, n: 0 },
      made: () => ({
        ...{ instance: group, at: clock.anchorAt, n: 0, by: [seen.start, seen.end], seenBy: clock.visibleTo },
        ...{ kind: clock.rule, owner: { part, agencyId } },
      }),
    }
    groups.set(group, known)
    known.n += 1
    if (!seen.kept) known.red += 1
    if (hoursBetween(clock.anchorAt, clock.target) <= 2 * nearHours) continue
    known.long += 1
    if (seen.kept && hoursBetween(clock.settledAt ?? clock.target, clock.target) < nearHours) known.yellow += 1
  }
  for (const { red, yellow, long, n, made } of groups.values()) {
    yield contribution(life, 'red_flag', { ...made(), n: red, d: n })
    if (long > 0) yield contribution(life, 'yellow_flag', { ...made(), n: yellow, d: long })
  }
}

const ruleOf = (version: string) => ruleSets.find((set) => set.version === version)
