// The sweep of the clocks: finds those whose light changed, raises, grades or closes their findings and moves them on, in
// one transaction a batch. It costs what has changed, however many clocks run.
import { inTransaction } from '../../../db/index.ts'
import { sweepClocks } from '../../cases/index.ts'
import { causeOfLight } from './clock-causes.ts'
import { closeCauses, raise } from './raise.ts'
import type { Findings } from './room.ts'

/** A state of a case is some ten kilobytes; so many are in memory at once. */
const batch = 500

export interface Swept {
  readonly clocks: number
  readonly raised: number
  readonly changed: number
  readonly closed: number
}

/** One round, until nothing is due or `until` (epoch milliseconds) has passed. */
export async function sweepFindings(
  { pool, directory }: Pick<Findings, 'pool' | 'directory'>,
  now: Date,
  until = Number.POSITIVE_INFINITY,
): Promise<Swept> {
  const total = { clocks: 0, raised: 0, changed: 0, closed: 0 }
  for (;;) {
    const organs = await directory()
    const done = await inTransaction(pool, async (connection) => {
      const changes = await sweepClocks(connection, now, batch)
      const found = changes.map((change) => causeOfLight(change, organs))
      const { raised, changed } = await raise(
        connection,
        now,
        found.flatMap(({ cause }) => cause ?? []),
      )
      const closed = await closeCauses(
        connection,
        now,
        found.flatMap(({ gone }) => gone ?? []),
      )
      return { clocks: changes.length, raised, changed, closed }
    })
    total.clocks += done.clocks
    total.raised += done.raised
    total.changed += done.changed
    total.closed += done.closed
    if (done.clocks < batch || Date.now() > until) return total
  }
}
