// Time as a door: what must happen without anybody asking. One replica at a time does it, under a lock in the database.
import type { Logger } from 'pino'
import { inTransaction, type Pool } from '../../db/index.ts'
import type { Registry } from '../agencies/index.ts'
import { type Acts, type CasesDeps, casesToRecount, casesWithExpired, forgetAnswers } from '../cases/index.ts'
import { type MaterialsRoom, removeExpired } from '../materials/index.ts'

export interface WorkerDeps {
  readonly pool: Pool
  readonly materials: MaterialsRoom
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly registry: Registry
  readonly log: Logger
}

/** Any number will do; replicas must only use the same. */
const workerLock = 7_310_311
const everyMs = 60_000
/** A round goes on while there is a backlog, but not for longer than this: others may want the lock. */
const roundMs = 20_000
const batch = 1_000
/** Acts are one round trip each; a backlog of them is worked off over several rounds. */
const actBatch = 200

/** One round of the work that has fallen due; false where another replica is at it. */
export async function tick(deps: WorkerDeps, now = new Date(deps.cases.now())): Promise<boolean> {
  const { pool, materials } = deps
  return inTransaction(pool, async (connection) => {
    const taken = (await connection.query('select pg_try_advisory_xact_lock($1) as taken', [workerLock])).rows[0]
      ?.taken as boolean
    if (!taken) return false
    await deps.registry.current() // the calendars that hold now
    const until = Date.now() + roundMs
    await drain(until, batch, () => removeExpired(materials, now, batch))
    await drain(until, batch, () => forgetAnswers(pool, now, batch))
    await drain(until, actBatch, () => raiseExpired(deps, now, until))
    await recountMoved(deps, now, until)
    return true
  })
}

/** Periods that ran out are raised through `act`: a right lapses, a duty stays owed and its running out is on record. */
async function raiseExpired({ pool, acts }: WorkerDeps, now: Date, until: number): Promise<number> {
  const ids = await casesWithExpired(pool, now, actBatch)
  for (const id of ids) {
    for (let more = Date.now() < until; more; more = await acts.ofItself(id, 'expiry')) {
      // one audience at a time, until nothing is left to raise
    }
  }
  return ids.length
}

/** Calendars that every running clock has been held against, a database each. */
const recounted = new WeakMap<Pool, string>()

/** Running clocks that a loaded notice counts otherwise are counted again, provisional ones above all. */
async function recountMoved({ pool, acts, cases }: WorkerDeps, now: Date, until: number): Promise<void> {
  const regions = new Set([...(await cases.directory()).byId.values()].map((agency) => agency.regionCode))
  const versions = [...new Set([...regions].map((region) => cases.calendarFor(region).version))].sort()
  if (recounted.get(pool) === versions.join(' ')) return
  for (let after = '00000000-0000-0000-0000-000000000000'; Date.now() < until; ) {
    const ids = await casesToRecount(pool, now, versions, after, actBatch)
    for (const id of ids) {
      for (let more = Date.now() < until; more; more = await acts.ofItself(id, 'recounting')) {
        // one audience at a time
      }
    }
    const last = ids.at(-1)
    if (last === undefined || ids.length < actBatch) {
      recounted.set(pool, versions.join(' '))
      return
    }
    after = last
  }
}

async function drain(until: number, full: number, work: () => Promise<number>): Promise<void> {
  while ((await work()) >= full && Date.now() < until) {
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
