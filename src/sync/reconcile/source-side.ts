// A source as a side of the comparison: what we hold of it, what it says that it holds; differences are repaired by fetching
// those records once more and taking them in by the ordinary road.
import { setTimeout as pause } from 'node:timers/promises'
import { figures, keysOf } from '../../penalties/index.ts'
import type { Arrived, Source, SourceAdapter } from '../sources/adapter.ts'
import { originOf } from '../sources/keeping.ts'
import { adapterOf, type Sources } from '../sources/room.ts'
import { kept, pull } from '../sources/run.ts'
import type { Difference, Partner, RepairOutcome } from './sides.ts'

/** What the platform cannot be compared by. */
export class NotComparable extends Error {
  constructor(name: string, what: string) {
    super(`${name}: ${what}`)
    this.name = 'NotComparable'
  }
}

const fetchedAtOnce = 100
/** A pull of the schedule may have the source in hand; it is waited for. */
const pullsTried = 60
const pullAgainMs = 500

/** Throws NotComparable where the platform says nothing of whole days. Close the partner after use. */
export function sourcePartner(sources: Sources, source: Source): Partner & { close(): Promise<void> } {
  const { penalties } = sources
  const adapter = adapterOf(sources, source)
  const origin = originOf(source).id
  const { figures: theirFigures, keys, fetch } = adapter
  if (theirFigures === undefined)
    throw new NotComparable(source.name, 'its configuration has no figures: there is nothing to compare with')
  return {
    kind: 'source',
    id: source.id,
    name: source.name,
    agencyId: source.agencyId,
    ours: {
      figures: async (from, to) =>
        (await figures(penalties, origin, from, to)).map(({ sumFen, ...rest }) => ({ ...rest, sum: sumFen })),
      keys: (day) => keysOf(penalties, origin, day),
    },
    theirs: {
      figures: async (from, to, signal) =>
        (await theirFigures.call(adapter, from, to, signal)).map(({ day, count, sumFen, digest }) => ({
          day,
          count,
          sum: sumFen ?? null,
          digest: digest ?? null,
        })),
      ...(keys && {
        keys: async function* (day: string, signal: AbortSignal) {
          yield* await keys.call(adapter, day, signal)
        },
      }),
    },
    // What came since the last pull is no difference; it is brought home by the road it would have taken anyway.
    settle: async (signal) => {
      for (let i = 0; i < pullsTried && !signal.aborted; i++) {
        const pulled = await pull(sources, source.id, { askedBy: 'reconciliation', signal })
        if (pulled !== undefined || source.state !== 'enabled') return
        await pause(pullAgainMs, undefined, { signal })
      }
    },
    repair: (differences, signal) =>
      fetch === undefined
        ? Promise.resolve(differences.map((d) => outcome(d, 'the platform gives no single records')))
        : refetched(sources, source, adapter, differences, signal),
    close: async () => adapter.close?.(),
  }
}

async function refetched(
  sources: Sources,
  source: Source,
  adapter: SourceAdapter,
  differences: readonly Difference[],
  signal: AbortSignal,
): Promise<RepairOutcome[]> {
  const outcomes: RepairOutcome[] = []
  for (let i = 0; i < differences.length; i += fetchedAtOnce) {
    const page = differences.slice(i, i + fetchedAtOnce)
    const byKey = new Map(page.map((d) => [d.key, d]))
    const records: readonly Arrived[] = (await adapter.fetch?.([...byKey.keys()], signal)) ?? []
    const results = await kept(sources, source, records)
    for (const [n, { key }] of records.entries()) {
      const difference = byKey.get(key ?? '')
      if (difference === undefined) continue
      byKey.delete(difference.key)
      const { outcome: became = 'refused', faults = [] } = results[n] ?? {}
      if (became === 'refused')
        outcomes.push(outcome(difference, `it cannot be read: ${faults[0]?.detail ?? 'refused'}`))
    }
    for (const left of byKey.values())
      outcomes.push(
        outcome(
          left,
          left.kind === 'surplus'
            ? 'the platform does not have it any more and never said that it was withdrawn: people must ask'
            : 'the platform counts it and does not give it',
        ),
      )
  }
  return outcomes
}

const outcome = ({ day, key }: Difference, detail: string): RepairOutcome => ({ day, key, detail })
