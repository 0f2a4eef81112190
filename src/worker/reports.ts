// Makes the reports that wait, enters those that schedules owe, and looks at the roster. Replicas may all do it: a period is
// owed once by a key of the database, and what one makes the others find taken.
import type { Logger } from 'pino'
import { inTransaction, type Pool } from '../../db/index.ts'
import type { Registry } from '../agencies/index.ts'
import {
  type CoverageDeps,
  keptFigures,
  lookAtRoster,
  makeReports,
  openReports,
  oweReports,
  type Reports,
} from '../supervision/index.ts'
import { sourceRows } from '../sync/index.ts'

export interface ReportsWorkerDeps {
  readonly reports: Reports
  readonly coverage: CoverageDeps
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly everyMs?: number
}

/** Whoever asked for a report waits for it. */
const everyMs = 1_000
/** Periods end at midnight; a minute later is soon enough. */
const oweEveryMs = 60_000
/** A roster of a province takes seconds; what it shows is a matter of days. */
const lookEveryMs = 10 * 60_000
/** Any number will do; replicas must only use the same. */
const lookLock = 7_310_316

/** One round of what is owed: schedules, then what waits. */
export async function tickReports({ reports, log }: Omit<ReportsWorkerDeps, 'coverage'>, signal?: AbortSignal) {
  const owed = await oweReports(reports)
  if (owed > 0) log.info({ owed }, 'reports owed by schedules')
  return makeAll({ reports, log }, signal)
}

async function makeAll({ reports, log }: Pick<ReportsWorkerDeps, 'reports' | 'log'>, signal?: AbortSignal) {
  const done = await makeReports(reports, signal)
  for (const { id, state, error } of done) {
    if (state === 'made') log.info({ report: id }, 'report made')
    else log.error({ report: id, state, error }, 'a report could not be made')
  }
  return done.length
}

/** By one replica at a time; null where another is at it. */
export function lookOnce(coverage: CoverageDeps, signal?: AbortSignal): Promise<number | null> {
  return inTransaction(coverage.pool, async (connection) => {
    const { rows } = await connection.query('select pg_try_advisory_xact_lock($1) as taken', [lookLock])
    return rows[0]?.taken === true ? lookAtRoster(coverage, signal) : null
  })
}

export interface ReportsStart {
  readonly pool: Pool
  readonly registry: Registry
  /** For charts. */
  readonly font: string | undefined
  readonly log: Logger
}

/** As the gateway starts it: figures from the kept indicators, organs from the registry, sources from the exchange. */
export function startReportsOf({ pool, registry, font, log }: ReportsStart): { stop(): Promise<void> } {
  const pulledFrom = async () =>
    (await sourceRows(pool)).filter((source) => source.state === 'enabled').map((source) => source.agencyId)
  return startReports({
    reports: openReports({
      ...{ pool, figures: keptFigures({ pool }), now: Date.now, font },
      directory: async () => (await registry.current()).directory,
    }),
    coverage: { pool, registry: () => registry.current(), pulledFrom, now: Date.now },
    log,
  })
}

/** Works until it is stopped; a stop ends after the report that is being made. */
export function startReports(deps: ReportsWorkerDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const every = (ms: number, what: string, work: () => Promise<unknown>) => {
    let timer: NodeJS.Timeout | undefined
    const step = async (): Promise<void> => {
      await work().catch((error: unknown) => deps.log.error({ error: String(error) }, what))
      if (signal.aborted) return
      timer = setTimeout(() => {
        round = step()
      }, ms)
      timer.unref()
    }
    let round = step()
    return async () => {
      clearTimeout(timer)
      await round
    }
  }
  const stops = [
    every(deps.everyMs ?? everyMs, 'reports', () => makeAll(deps, signal)),
    every(oweEveryMs, 'schedules of reports', () => oweReports(deps.reports)),
    every(lookEveryMs, 'the roster', () => lookOnce(deps.coverage, signal)),
  ]
  return {
    stop: async () => {
      stopping.abort()
      for (const stop of stops) await stop()
    },
  }
}
