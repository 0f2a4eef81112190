// Takes a table of a dump in as it is: every row by COPY into a table of the connection's own, then one set-based merge.
// Killed in the middle it begins the table again; taken again, the same rows change nothing.
import type pg from 'pg'
import { borrow, copied, copyField, copyText, type Pool } from '../../db/index.ts'
import { canonical } from '../kernel/index.ts'
import type { Dump, DumpTable } from './dump/index.ts'
import { RowReader } from './dump/index.ts'
import { longMs, longQuery, patience } from './long.ts'
import type { LegacyTable } from './tables.ts'

export interface StagedTable {
  readonly table: string
  /** Rows of the dump, those that could not be read among them. */
  readonly rows: number
  readonly fresh: number
  readonly changed: number
  readonly same: number
  readonly gone: number
  readonly unreadable: number
  /** Rows whose key came twice with other values: the first stands. */
  readonly twice: number
  /** By column: how often a column that we do not know came, and one that is never taken. */
  readonly unknown: Readonly<Record<string, number>>
  readonly never: Readonly<Record<string, number>>
}

export interface Stage {
  readonly pool: Pool
  readonly installationId: string
  /** Number of the run. */
  readonly run: number
  readonly columns: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Told now and then: the table, and how many of its rows are read. */
  readonly progress: (table: string, rows: number) => void
}

const progressRows = 50_000
const rawCharacters = 4_000

const stageTable = `create temporary table takeover_stage (
  line int not null, key text not null, case_key text, link text, body text not null, digest bytea not null
) with (toast_tuple_target = 8160)`

/** A line that says the same as before is of the run that said it first. */
const onceSaid = `on conflict (installation_id, case_key, kind, tbl, key) do update set detail = excluded.detail, run = excluded.run
  where takeover_difference.detail <> excluded.detail`

/** The first of several with one key stands; the others are said where they differ. $1 installation, $2 table, $3 run. */
const twiceStatement = `
with ranked as (
  select ctid, key, line, digest, body, first_value(line) over w as first_line, first_value(digest) over w as first_digest
  from takeover_stage where key in (select key from takeover_stage group by key having count(*) > 1)
  window w as (partition by key order by line)
),
out as (delete from takeover_stage s using ranked r where s.ctid = r.ctid and r.line > r.first_line),
said as (
  insert into takeover_difference (installation_id, case_key, kind, tbl, key, detail, run)
  select distinct on (key) $1::uuid, '', 'key_twice', $2, key,
    json_build_object('firstLine', first_line, 'line', line, 'row', left(body, ${rawCharacters})), $3::int
  from ranked where line > first_line and digest <> first_digest order by key, line
  ${onceSaid}
)
select count(distinct key)::int as n from ranked where line > first_line and digest <> first_digest`

/** $4: the table by whose rows it finds its case, where it does not know it. */
const mergeStatement = `
with merged as (
  insert into takeover_row as t (installation_id, tbl, key, case_key, link, body, digest, first_run, changed_run)
  select $1::uuid, $2, s.key, coalesce(s.case_key, o.case_key), s.link, s.body, s.digest, $3::int, $3::int
  from takeover_stage s
  left join (
    select distinct on (link) link, case_key from takeover_row
    where $4::text is not null and installation_id = $1::uuid and tbl = $4 and link is not null order by link, key
  ) o on o.link = s.link
  order by coalesce(s.case_key, o.case_key), s.key
  on conflict (installation_id, tbl, key) do update set
    former = case when t.digest <> excluded.digest then t.body else t.former end,
    body = excluded.body, digest = excluded.digest, case_key = coalesce(excluded.case_key, t.case_key), link = excluded.link,
    changed_run = excluded.changed_run, gone_run = null
  where t.digest <> excluded.digest or t.gone_run is not null
  returning first_run
)
select count(*) filter (where first_run = $3)::int as fresh, count(*) filter (where first_run <> $3)::int as changed from merged`

/** Rows of earlier runs that the whole table has no more. */
const goneStatement = `
with gone as (
  update takeover_row t set gone_run = $3::int
  where t.installation_id = $1::uuid and t.tbl = $2 and t.gone_run is null and t.first_run < $3::int
    and not exists (select from takeover_stage s where s.key = t.key)
  returning 1
)
select count(*)::int as n from gone`

const unreadableStatement = `
insert into takeover_difference (installation_id, case_key, kind, tbl, key, detail, run)
select $1::uuid, '', 'row_unreadable', $2, x.key, x.detail, $3::int
from json_to_recordset($4::json) as x(key text, detail jsonb)
${onceSaid}`

interface Unreadable {
  readonly key: string
  readonly detail: { readonly line: number; readonly fault: string; readonly row?: string }
}

/** A table whose rows are in the database and not merged yet; its transaction ends with one of the two. */
export interface CopiedTable {
  merge(): Promise<StagedTable>
  drop(): void
}

/** One table, in one transaction: it is staged, or as it was. The next is copied while this one is merged. */
export async function copyTable(stage: Stage, dump: Dump, from: DumpTable): Promise<CopiedTable> {
  const reader = new RowReader(from.table, { renames: stage.columns[from.table.name] ?? {}, prefix: dump.prefix })
  const unreadable: Unreadable[] = []
  const connection = await borrow(stage.pool)
  const orGone = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      // What is half staged goes with the connection.
      connection.release(error as Error)
      throw error
    }
  }
  const rows = await orGone(async () => {
    await connection.query('begin')
    await patience(connection)
    await connection.query(stageTable)
    return copyRows(connection, stage, from, reader, unreadable)
  })
  return {
    drop: () => connection.release(true),
    merge: () =>
      orGone(async () => {
        const found = await merged(connection, stage, from.table, dump.whole)
        await saidUnreadable(connection, stage, from.table, unreadable)
        await connection.query('drop table takeover_stage')
        await connection.query('commit')
        connection.release()
        return {
          ...{ table: from.table.name, rows, ...found, unreadable: unreadable.length },
          ...{ unknown: Object.fromEntries(reader.tally.unknown), never: Object.fromEntries(reader.tally.never) },
        }
      }),
  }
}

async function saidUnreadable(
  connection: pg.PoolClient,
  { installationId, run }: Stage,
  table: LegacyTable,
  unreadable: readonly Unreadable[],
): Promise<void> {
  for (let i = 0; i < unreadable.length; i += 1_000)
    await connection.query(unreadableStatement, [
      ...[installationId, table.name, run],
      JSON.stringify(unreadable.slice(i, i + 1_000)),
    ])
}

async function copyRows(
  connection: pg.PoolClient,
  stage: Stage,
  from: DumpTable,
  reader: RowReader,
  unreadable: Unreadable[],
): Promise<number> {
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    for await (const row of from.rows()) {
      rows += 1
      if (rows % progressRows === 0) stage.progress(from.name, rows)
      const read = 'fault' in row ? row : reader.read(row.raw)
      if ('fault' in read) {
        const { line } = row
        const values = 'values' in read ? { row: canonical(read.values).slice(0, rawCharacters) } : {}
        unreadable.push({ key: `line ${line}`, detail: { line, fault: read.fault, ...values } })
        continue
      }
      yield `${row.line}\t${copyText(read.key)}\t${copyField(read.caseKey)}\t${copyField(read.link)}\t${copyText(read.body)}\t\\\\x${read.digest}\n`
    }
  }
  await copied(connection, 'copy takeover_stage from stdin', lines(), longMs)
  stage.progress(from.name, rows)
  return rows
}

async function merged(connection: pg.PoolClient, stage: Stage, table: LegacyTable, whole: boolean) {
  const of = [stage.installationId, table.name, stage.run]
  await longQuery(connection, 'create index on takeover_stage (key)')
  await longQuery(connection, 'analyze takeover_stage (line, key, case_key, link)')
  const twice = await longQuery<{ n: number }>(connection, twiceStatement, of)
  const left = await longQuery<{ n: number }>(connection, 'select count(*)::int as n from takeover_stage')
  const { rows } = await longQuery<{ fresh: number; changed: number }>(connection, mergeStatement, [
    ...of,
    table.through?.table ?? null,
  ])
  const gone = whole && stage.run > 1 ? await longQuery<{ n: number }>(connection, goneStatement, of) : undefined
  const { fresh = 0, changed = 0 } = rows[0] ?? {}
  return {
    ...{ fresh, changed, same: (left.rows[0]?.n ?? 0) - fresh - changed },
    ...{ gone: gone?.rows[0]?.n ?? 0, twice: twice.rows[0]?.n ?? 0 },
  }
}
