// Time as a door: what must happen without anybody asking. One replica at a time does it, under a lock in the database.
import type { Logger } from 'pino'
import { inTransaction, type Pool } from '../../db/index.ts'
import { forgetAnswers } from '../cases/index.ts'
import { type MaterialsRoom, removeExpired } from '../materials/index.ts'

export interface WorkerDeps {
  readonly pool: Pool
  readonly materials: MaterialsRoom
  readonly log: Logger
}

/** Any number will do; replicas must only use the same. */
const workerLock = 7_310_311
const everyMs = 60_000
/** A round goes on while there is a backlog, but not for longer than this: others may want the lock. */
const roundMs = 20_000
const batch = 1_000

/** One round of the work that has fallen due; false where another replica is at it. */
export async function tick({ pool, materials }: WorkerDeps, now = new Date()): Promise<boolean> {
  return inTransaction(pool, async (connection) => {
    const taken = (await connection.query('select pg_try_advisory_xact_lock($1) as taken', [workerLock])).rows[0]
      ?.taken as boolean
    if (!taken) return false
    const until = Date.now() + roundMs
    await drain(until, () => removeExpired(materials, now, batch))
    await drain(until, () => forgetAnswers(pool, now, batch))
    return true
  })
}

async function drain(until: number, work: () => Promise<number>): Promise<void> {
  while ((await work()) >= batch && Date.now() < until) {
    // one batch after the other
  }
}

/** Ticks until it is stopped; a failed round is logged and the next one tries again. */
export function startWorker(deps: WorkerDeps): { stop(): Promise<void> } {
  let round: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    round = tick(deps)
      .catch((error: unknown) => deps.log.error({ error: String(error) }, 'worker'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await round
    },
  }
}
