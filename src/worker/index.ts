// Time as a door: what must happen without anybody asking. One replica at a time does it, under a lock in the database.
import type { Logger } from 'pino'
import { inTransaction, type Pool } from '../../db/index.ts'
import type { Registry } from '../agencies/index.ts'
import { type Acts, type CasesDeps, casesToRecount, casesWithExpired, forgetAnswers } from '../cases/index.ts'
import { removeOldReads } from '../journal/index.ts'
import { finishWaiting, type MaterialsRoom, removeExpired } from '../materials/index.ts'
import { removeSettled } from '../outbox/index.ts'
import { wholeCountry } from '../procedure/index.ts'
import { tellPassedDues } from './dues.ts'

export { type DeliveryWorkerDeps, mailCarriers, startDeliveryWorker } from './delivery.ts'
export { type DesksWorkerDeps, startDesks } from './desks.ts'
export { type DrawsWorkerDeps, startDraws } from './draws.ts'
export { allOpenGaps, type FindingsWorkerDeps, startFindings, tickFindings } from './findings.ts'
export { type IndicatorsDeps, startIndicators } from './indicators.ts'
export { type PackagesDeps, startPackages } from './packages.ts'
export { followOutcomes, type OutcomesDeps, startOutcomes } from './penalties.ts'
export { type ReconciliationWorkerDeps, startReconciliations, tickReconciliations } from './reconciliation.ts'
export { lookOnce, type ReportsWorkerDeps, startReports, startReportsOf, tickReports } from './reports.ts'
export { type ScreeningWorkerDeps, startScreening } from './screening.ts'
export { type SourcesWorkerDeps, startSources } from './sources.ts'
export { growWhole, startTree, type TreeDeps } from './tree.ts'
export { digestsDue, followNotices, startWarnings, type WarningsDeps } from './warnings.ts'

export interface WorkerDeps {
  readonly pool: Pool
  readonly materials: MaterialsRoom
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly registry: Registry
  readonly log: Logger
  /** How long the log of reads is kept; left out, nothing is removed from it. */
  readonly accessLogMonths?: number
  /** How long what was delivered is kept with its log; left out, nothing is removed. */
  readonly deliveryDays?: number
}

/** Any number will do; replicas must only use the same. */
const workerLock = 7_310_311
const everyMs = 60_000
/** A round goes on while there is a backlog, but not for longer than this: others may want the lock. */
const roundMs = 20_000
const batch = 1_000
/** Each is read and scanned whole; a backlog is worked off over several rounds. */
const waitingBatch = 20
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
    // A store that is away must not keep deadlines from being raised: the round fails after it has done the rest.
    const kept = await Promise.allSettled([keepMaterials(materials, now, until)])
    await drain(until, batch, () => forgetAnswers(pool, now, batch))
    const { accessLogMonths } = deps
    if (accessLogMonths !== undefined) await drain(until, 1, () => removeOldReads(pool, accessLogMonths))
    const { deliveryDays } = deps
    if (deliveryDays !== undefined) await drain(until, batch, () => removeSettled(pool, deliveryDays, batch))
    const failed = new Set<string>()
    await drain(until, actBatch, () => raiseExpired(deps, now, failed, until))
    await recountMoved(deps, now, until)
    await drain(until, actBatch, () => tellPassedDues(pool, now, actBatch))
    for (const work of kept) if (work.status === 'rejected') throw work.reason
    return true
  })
}

async function keepMaterials(materials: MaterialsRoom, now: Date, until: number): Promise<void> {
  await drain(until, batch, () => removeExpired(materials, now, batch))
  await drain(until, waitingBatch, () => finishWaiting(materials, waitingBatch))
}

/** Periods that ran out are raised through `act`: a right lapses, a duty stays owed and its running out is on record. */
async function raiseExpired(deps: WorkerDeps, now: Date, failed: Set<string>, until: number): Promise<number> {
  const ids = await casesWithExpired(deps.pool, now, [...failed], actBatch)
  for (const id of ids) if (!(await raised(deps, id, 'expiry', until))) failed.add(id)
  return ids.length
}

/** All that is to be raised in one case, one audience at a time. A case that fails is logged and must not stop the others. */
async function raised({ acts, log }: WorkerDeps, id: string, what: 'expiry' | 'recounting', until: number) {
  try {
    for (let more = true; more && Date.now() < until; ) more = await acts.ofItself(id, what)
    return true
  } catch (error) {
    log.error({ error: String(error), transferId: id }, what)
    return false
  }
}

/** How far running clocks have been held against the calendars of today, a database each. */
const recounted = new WeakMap<Pool, { readonly calendars: string; after: string; done: boolean }>()
const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * Running clocks that a loaded notice counts otherwise are counted again, provisional ones above all. A round that runs
 * out of time leaves the rest to the next one; most clocks end on the same day as before and are only looked at.
 */
async function recountMoved(deps: WorkerDeps, now: Date, until: number): Promise<void> {
  const { pool, cases, registry } = deps
  const versionOf = (region: string) => cases.calendarFor(region).version
  const own = new Set((await registry.current()).notices.map((notice) => notice.regionCode))
  own.delete(wholeCountry)
  const calendars = {
    national: versionOf(wholeCountry),
    regional: new Map([...own].sort().map((region) => [region, versionOf(region)])),
  }
  const named = JSON.stringify([calendars.national, ...calendars.regional])
  let reached = recounted.get(pool)
  if (reached?.calendars !== named) {
    reached = { calendars: named, after: beforeAll, done: false }
    recounted.set(pool, reached)
  }
  while (!reached.done && Date.now() < until) {
    const ids = await casesToRecount(pool, now, calendars, reached.after, actBatch)
    for (const id of ids) {
      if (Date.now() >= until) return
      await raised(deps, id, 'recounting', until)
      reached.after = id
    }
    reached.done = ids.length < actBatch
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
