// A source as operators and clients see it: where it stands, how far behind it is, what the last pull said. Never a secret.
import { timeMs } from './control.ts'
import type { Sources } from './room.ts'
import { type RunRow, runRows, type SourceRow, sourceRows } from './rows.ts'

export interface SourceShown {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly agencyId: string
  readonly state: string
  readonly everySeconds: number
  readonly hasSecret: boolean
  readonly nextAt: string
  readonly lastRunAt: string | null
  readonly lastOkAt: string | null
  readonly lastRecordAt: string | null
  readonly lastZeroReportAt: string | null
  /** Control time of the youngest record read, local. */
  readonly lastControlTime: string | null
  /** Seconds since the last pull that came to its end; since it was entered where there was none. */
  readonly lagSeconds: number
  /** What waits on the other side, where it can be asked. */
  readonly backlog: number | null
  readonly failures: number
  readonly lastError: string | null
  readonly createdAt: string
}

export function sourceShown(row: SourceRow, nowMs: number): SourceShown {
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    agencyId: row.agencyId,
    state: row.state,
    everySeconds: row.everyMs / 1000,
    hasSecret: row.secret !== null,
    nextAt: row.nextAt.toISOString(),
    lastRunAt: iso(row.lastRunAt),
    lastOkAt: iso(row.lastOkAt),
    lastRecordAt: iso(row.lastRecordAt),
    lastZeroReportAt: iso(row.lastZeroAt),
    lastControlTime: row.lastControlTime,
    lagSeconds: Math.max(0, Math.round((nowMs - (row.lastOkAt ?? row.createdAt).getTime()) / 1000)),
    backlog: row.backlog,
    failures: row.failures,
    lastError: row.lastError,
    createdAt: row.createdAt.toISOString(),
  }
}

export const runShown = ({ begunAt, endedAt, ...run }: RunRow) => ({
  ...run,
  begunAt: begunAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

/** The configuration as it was entered; there is no secret in it. */
export async function sourceWithRuns(room: Pick<Sources, 'pool' | 'now'>, row: SourceRow, runs = 20) {
  return {
    ...sourceShown(row, room.now()),
    config: row.config,
    mapping: row.mapping,
    habit: row.habit,
    cursor: row.cursor,
    runs: (await runRows(room.pool, row.id, runs)).map(runShown),
  }
}

/** For the metrics: one line a source. */
export async function sourceFigures(room: Pick<Sources, 'pool' | 'now'>) {
  const now = room.now()
  return (await sourceRows(room.pool)).map((row) => {
    const youngest = row.lastControlTime === null ? undefined : timeMs(row.lastControlTime)
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      enabled: row.state === 'enabled',
      lagSeconds: sourceShown(row, now).lagSeconds,
      recordAgeSeconds: youngest === undefined ? null : Math.max(0, Math.round((now - youngest) / 1000)),
      backlog: row.backlog,
      failures: row.failures,
      lastOkAt: row.lastOkAt,
    }
  })
}
