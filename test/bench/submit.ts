// The submit bench: the real gateway under full submissions, beside the same rows written without HTTP and a bare HTTP
// stub, in interleaved rounds of one run, over the same transport, client and pool.
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { note, withEndings } from './scene.ts'
import { type Kind, type Measured, SubmitBench, share } from './submit-bench.ts'
import { type Round, report } from './submit-report.ts'

const order: readonly Kind[] = ['sql', 'work', 'http', 'refused', 'malformed']
/** The pool gives back what was idle for 30 s, which must not look like a connection lost. */
const refusedSecondsMax = 8

export async function benchSubmit(options: BenchOptions): Promise<void> {
  if (options.profile) return (await import('./profile.ts')).profileSubmit(options)
  return withEndings(async (endings) => {
    const bench = await SubmitBench.open(endings, options)
    const seconds = (kind: Kind) =>
      Math.min(options.seconds * (share[kind] ?? 1), kind === 'refused' ? refusedSecondsMax : Number.POSITIVE_INFINITY)
    await bench.warm('work')
    await bench.openFloors()
    for (const kind of order) if (kind !== 'work') await bench.warm(kind)
    await bench.scene.owner.query('analyze')

    const rounds: Round[] = []
    let [watched, lost] = [0, 0]
    for (let round = 0; round < options.rounds; round++) {
      const found = {} as Record<Kind, Measured>
      // Each round begins with another kind, so that nobody always follows the same one.
      for (let i = 0; i < order.length; i++) {
        const kind = order[(i + round) % order.length] as Kind
        const busy = kind === 'refused' ? await bench.busyConnections() : []
        found[kind] = await bench.measure(kind, seconds(kind))
        if (kind !== 'refused') continue
        watched += busy.length
        lost += busy.length - (await bench.stillThere(busy))
      }
      rounds.push(found)
      note(
        `round ${round + 1}/${options.rounds}: ${order.map((k) => `${k} ${rounded(found[k].perSecond)}`).join('  ')}`,
      )
    }
    report(bench, rounds, { watched, lost }, await bench.accounted())
  })
}
