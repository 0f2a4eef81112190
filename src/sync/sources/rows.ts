// The rows of sources and of their pulls. The cursor moves only in the hand of the pull that holds the source, so that one
// that lost its lock without knowing moves nothing any more.
import { type Pool, run } from '../../../db/index.ts'
import { type Sealer, SealFault, uuidv7 } from '../../kernel/index.ts'
import type { Cursor, DayFigures, FilePage, Source } from './adapter.ts'
import { configForms, habitForm, type SourceEntry } from './form.ts'

export interface SourceRow {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  readonly kind: Source['kind']
  readonly config: unknown
  readonly mapping: Source['mapping']
  readonly secret: string | null
  readonly state: 'enabled' | 'disabled'
  readonly cursor: Cursor | null
  readonly everyMs: number
  readonly habit: unknown
  readonly nextAt: Date
  readonly askedBy: string | null
  readonly failures: number
  readonly lastRunAt: Date | null
  readonly lastOkAt: Date | null
  readonly lastRecordAt: Date | null
  readonly lastZeroAt: Date | null
  readonly lastControlTime: string | null
  readonly lastError: string | null
  readonly backlog: number | null
  readonly backlogAt: Date | null
  readonly createdAt: Date
}

const columns = `id, agency_id as "agencyId", name, kind, config, mapping, secret, state, cursor, every_ms::float8 as "everyMs",
  habit, next_at as "nextAt", asked_by as "askedBy", failures, last_run_at as "lastRunAt", last_ok_at as "lastOkAt",
  last_record_at as "lastRecordAt", last_zero_at as "lastZeroAt", last_control_time as "lastControlTime",
  last_error as "lastError", backlog::float8 as backlog, backlog_at as "backlogAt", created_at as "createdAt"`

/** Sources in the order of their names; `agencyId` null: of all organs. */
export function sourceRows(pool: Pool, agencyId: string | null = null): Promise<SourceRow[]> {
  const statement = {
    name: 'sync_sources',
    text: `select ${columns} from source where $1::uuid is null or agency_id = $1 order by name`,
  }
  return run<SourceRow>(pool, statement, [agencyId])
}

/** By id or by name. */
export async function sourceRow(pool: Pool, idOrName: string): Promise<SourceRow | undefined> {
  const text = `select ${columns} from source where id::text = $1 or name = $1 limit 1`
  return (await run<SourceRow>(pool, { name: 'sync_source', text }, [idOrName]))[0]
}

/** The source as adapters get it, its secret opened. Throws SealFault. */
export function opened(row: SourceRow, sealer: Sealer | undefined): Source {
  const { id, agencyId, name, kind, mapping, state, everyMs, cursor } = row
  if (row.secret !== null && sealer === undefined) throw new SealFault('There is no key to open sealed secrets with.')
  return {
    ...{ id, agencyId, name, mapping, state, everyMs, cursor, kind },
    habit: habitForm.parse(row.habit),
    config: configForms[kind].parse(row.config),
    secret: row.secret === null ? null : (sealer as Sealer).unseal(row.secret),
  } as Source
}

export async function insertSource(pool: Pool, entry: SourceEntry, agencyId: string): Promise<string | undefined> {
  const values = [
    uuidv7(),
    agencyId,
    entry.name,
    entry.kind,
    JSON.stringify(entry.config),
    JSON.stringify(entry.mapping),
  ]
  const text = `insert into source (id, agency_id, name, kind, config, mapping, every_ms, habit, state)
    values ($1, $2, $3, $4, $5, nullif($6::jsonb, 'null'), $7, $8, case when $9 then 'enabled' else 'disabled' end) on conflict (name) do nothing returning id`
  const rows = await run<{ id: string }>(pool, text, [
    ...values,
    entry.everySeconds * 1000,
    JSON.stringify(entry.habit),
    entry.enabled,
  ])
  return rows[0]?.id
}

/** Changes how a source is read; how far it was read stands, unless the kind is another. */
export async function changeSource(pool: Pool, id: string, entry: SourceEntry, agencyId: string): Promise<void> {
  const text = `update source set agency_id = $2, kind = $3, config = $4, mapping = nullif($5::jsonb, 'null'), every_ms = $6, habit = $7,
    cursor = case when kind = $3 then cursor end, next_at = now() where id = $1`
  const config = [entry.kind, JSON.stringify(entry.config), JSON.stringify(entry.mapping), entry.everySeconds * 1000]
  await run(pool, text, [id, agencyId, ...config, JSON.stringify(entry.habit)])
}

export async function setState(pool: Pool, id: string, state: 'enabled' | 'disabled'): Promise<void> {
  await run(pool, `update source set state = $2, failures = 0, next_at = now() where id = $1`, [id, state])
}

export async function setSecret(pool: Pool, id: string, sealed: string): Promise<void> {
  await run(pool, 'update source set secret = $2, failures = 0, next_at = now() where id = $1', [id, sealed])
}

/** The records that came from it stay, under its id; how it was pulled goes. */
export async function removeSource(pool: Pool, id: string): Promise<void> {
  const text = `with gone as (delete from source where id = $1), runs as (delete from source_run where source_id = $1)
    delete from source_file where source_id = $1`
  await run(pool, text, [id])
}

/** The next free lane pulls it, whichever replica has one. */
export async function askForPull(pool: Pool, id: string, askedBy: string): Promise<void> {
  await run(pool, 'update source set next_at = now(), asked_by = $2 where id = $1', [id, askedBy])
}

export interface Counts {
  readonly read: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly quarantined: number
  readonly refused: number
}

export interface RunRow extends Counts {
  readonly id: string
  readonly askedBy: string
  readonly begunAt: Date
  readonly endedAt: Date | null
  readonly state: 'running' | 'ok' | 'failed' | 'cut'
  readonly pages: number
  readonly error: string | null
}

const runColumns = `id, asked_by as "askedBy", begun_at as "begunAt", ended_at as "endedAt", state, pages, read::float8 as read,
  created::float8 as created, updated::float8 as updated, unchanged::float8 as unchanged, quarantined::float8 as quarantined,
  refused::float8 as refused, error`

/** Pulls of a source, the youngest first. */
export function runRows(pool: Pool, sourceId: string, limit: number): Promise<RunRow[]> {
  const text = `select ${runColumns} from source_run where source_id = $1 order by id desc limit $2`
  return run<RunRow>(pool, { name: 'sync_source_runs', text }, [sourceId, limit])
}

/** Takes the source in hand: what ran before without an end was cut. The cursor is the one of this moment. */
export async function beginRun(
  pool: Pool,
  id: string,
  askedBy: string,
  now: Date,
): Promise<{ runId: string; row: SourceRow } | undefined> {
  const runId = uuidv7(now.getTime())
  const text = `with cut as (
      update source_run set state = 'cut', ended_at = $4 where source_id = $1 and state = 'running'
    ), own as (
      update source set run_id = $2, last_run_at = $4, asked_by = null where id = $1 returning ${columns}
    ), begun as (
      insert into source_run (id, source_id, asked_by, begun_at, state, from_cursor)
      select $2, id, coalesce($3, 'schedule'), $4, 'running', cursor from own
    ) select * from own`
  const [row] = await run<SourceRow>(pool, { name: 'sync_begin_run', text }, [id, runId, askedBy, now])
  return row === undefined ? undefined : { runId, row }
}

export interface Moved {
  readonly cursor: Cursor
  readonly counts: Counts
  readonly newRecords: boolean
  readonly zeroReport: boolean
  readonly youngest: string | null
  readonly file?: FilePage & { readonly receipt?: string }
}

/** Moves the cursor after a page that is durable; false where another pull has taken the source in hand. */
export async function moveCursor(
  pool: Pool,
  sourceId: string,
  runId: string,
  page: Moved,
  now: Date,
): Promise<boolean> {
  const { counts, file } = page
  const text = `with own as (
      update source set cursor = $3, last_record_at = case when $4 then $6 else last_record_at end,
        last_zero_at = case when $5 then $6 else last_zero_at end,
        last_control_time = greatest(last_control_time, $7)
      where id = $1 and run_id = $2 returning id
    ), counted as (
      update source_run set pages = pages + 1, to_cursor = $3, read = read + $8, created = created + $9,
        updated = updated + $10, unchanged = unchanged + $11, quarantined = quarantined + $12, refused = refused + $13
      where id = $2 and exists (select from own)
    ), filed as (
      insert into source_file (id, source_id, sequence, name, digest, state, reason, counts, days, receipt, at)
      select $14, id, $15, $16, $17, $18, $19, $20, $21, $22, $6 from own where $14::uuid is not null
      on conflict do nothing
    ) select id from own`
  const { read, created, updated, unchanged, quarantined, refused } = counts
  const values = [
    ...[sourceId, runId, JSON.stringify(page.cursor), page.newRecords, page.zeroReport, now, page.youngest],
    ...[read, created, updated, unchanged, quarantined, refused],
    ...(file === undefined
      ? Array<null>(9).fill(null)
      : [
          ...[uuidv7(now.getTime()), file.sequence, file.name, file.digest, file.state, file.reason ?? null],
          ...[jsonOf(file.counts), jsonOf(file.days), file.receipt ?? null],
        ]),
  ]
  return (await run<{ id: string }>(pool, { name: 'sync_move_cursor', text }, values)).length > 0
}

const jsonOf = (value: unknown) => (value === undefined ? null : JSON.stringify(value))

export interface Ended {
  readonly failures: number
  readonly error: string | null
  readonly nextAt: Date
  readonly backlog?: number | undefined
}

export async function endRun(
  pool: Pool,
  sourceId: string,
  runId: string,
  { error, failures, nextAt, backlog }: Ended,
  now: Date,
): Promise<void> {
  const text = `with own as (
      update source set last_ok_at = case when $3::text is null then $4 else last_ok_at end, last_error = $3,
        failures = $7,
        next_at = case when asked_by is null then $5 else next_at end,
        backlog = coalesce($6, backlog), backlog_at = case when $6::bigint is null then backlog_at else $4 end
      where id = $1 and run_id = $2
    ) update source_run set state = case when $3::text is null then 'ok' else 'failed' end, error = $3, ended_at = $4 where id = $2`
  await run(pool, { name: 'sync_end_run', text }, [sourceId, runId, error, now, nextAt, backlog ?? null, failures])
}

/** Enabled sources whose pull is due, the longest waiting first. */
export async function dueSources(
  pool: Pool,
  now: Date,
  without: readonly string[],
  limit: number,
): Promise<{ id: string; askedBy: string | null }[]> {
  const text = `select id, asked_by as "askedBy" from source
    where (state = 'enabled' or asked_by is not null) and next_at <= $1 and id <> all($2::uuid[]) order by next_at limit $3`
  return run(pool, { name: 'sync_due_sources', text }, [now, without, limit])
}

/** Old pulls go: what they brought has its own record. */
export async function forgetRuns(pool: Pool, before: Date): Promise<void> {
  const text = `delete from source_run where ended_at < $1 and state <> 'running'
    and id not in (select run_id from source where run_id is not null)`
  await run(pool, text, [before])
}

export interface FileRow {
  readonly sequence: number | null
  readonly name: string
  readonly digest: string
  readonly state: 'taken' | 'set_aside' | 'skipped'
  readonly reason: string | null
  readonly counts: Readonly<Record<string, number>> | null
  readonly days: readonly DayFigures[] | null
  readonly receipt: string | null
  readonly at: Date
}

const fileColumns = 'sequence::float8 as sequence, name, digest, state, reason, counts, days, receipt, at'

export async function fileBySequence(pool: Pool, sourceId: string, sequence: number): Promise<FileRow | undefined> {
  const text = `select ${fileColumns} from source_file where source_id = $1 and sequence = $2 and state in ('taken','skipped')`
  return (await run<FileRow>(pool, text, [sourceId, sequence]))[0]
}

/** A package that was set aside. */
export async function fileByDigest(pool: Pool, sourceId: string, digest: string): Promise<FileRow | undefined> {
  const text = `select ${fileColumns} from source_file where source_id = $1 and digest = $2 and state = 'set_aside'`
  return (await run<FileRow>(pool, text, [sourceId, digest]))[0]
}

/** An operator's word that a package will never come: the next one is taken without it. */
export async function skipFile(
  pool: Pool,
  sourceId: string,
  sequence: number,
  why: string,
  now: Date,
): Promise<boolean> {
  const text = `insert into source_file (id, source_id, sequence, name, digest, state, reason, at)
    values ($1, $2, $3, '', '', 'skipped', $4, $5) on conflict do nothing returning id`
  return (await run<{ id: string }>(pool, text, [uuidv7(now.getTime()), sourceId, sequence, why, now])).length > 0
}

/** Packages of a source, the youngest first. */
export function fileRows(pool: Pool, sourceId: string, limit: number): Promise<FileRow[]> {
  const text = `select ${fileColumns} from source_file where source_id = $1 order by id desc limit $2`
  return run<FileRow>(pool, text, [sourceId, limit])
}
