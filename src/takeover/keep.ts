// A page of cases kept in one transaction: their entries sealed, what was made of each of them written down, and what is
// wrong with each. A kill undoes the page; the next run reads it again and keeps the same.
import type pg from 'pg'
import { borrow } from '../../db/index.ts'
import { importCases } from '../cases/index.ts'
import { canonical } from '../kernel/index.ts'
import type { Gathered } from './gather.ts'
import { derivedSalt } from './ids.ts'
import type { Difference, Reading } from './model.ts'
import type { Run, TakeoverRoom } from './room.ts'

export interface Kept {
  readonly gathered: Gathered
  readonly reading: Reading
  /** Of the penalty case, where there is one. */
  readonly penaltyCaseId: string | null
  readonly clueId: string | null
  /** Found while it was kept, not while it was read. */
  readonly differences: readonly Difference[]
}

const caseColumns = `case_key text, kind text, reasons jsonb, transfer_id uuid, version int, penalty_case_id uuid, clue_id uuid`

const casesStatement = `
insert into takeover_case as t (installation_id, case_key, kind, reasons, transfer_id, version, penalty_case_id, clue_id, mapping, run)
select $1::uuid, x.case_key, x.kind, x.reasons, x.transfer_id, x.version, x.penalty_case_id, x.clue_id, $3, $2::int
from json_to_recordset($4::json) as x(${caseColumns}) order by x.case_key
on conflict (installation_id, case_key) do update set kind = excluded.kind, reasons = excluded.reasons,
  transfer_id = coalesce(excluded.transfer_id, t.transfer_id), version = coalesce(excluded.version, t.version),
  penalty_case_id = coalesce(excluded.penalty_case_id, t.penalty_case_id), clue_id = coalesce(excluded.clue_id, t.clue_id),
  mapping = excluded.mapping, run = excluded.run`

/** What an earlier run found about these cases is found again, or it is gone; what happened to rows is said for good. */
export const forgetStatement = `
with d as (delete from takeover_difference where installation_id = $1 and case_key = any($2::text[])
  and kind not in ('row_changed', 'row_vanished', 'continued_on_both_sides')),
k as (delete from takeover_code where installation_id = $1 and case_key = any($2::text[]))
delete from takeover_duty where installation_id = $1 and case_key = any($2::text[]) and state = 'open' and key <> all($3::text[])`

export const differencesStatement = `
insert into takeover_difference (installation_id, case_key, kind, tbl, key, detail, run)
select distinct on (x.case_key, x.kind, x.tbl, x.key) $1::uuid, x.case_key, x.kind, x.tbl, x.key, x.detail, $2::int
from json_to_recordset($3::json) as x(case_key text, kind text, tbl text, key text, detail jsonb)
on conflict (installation_id, case_key, kind, tbl, key) do update set detail = excluded.detail, run = excluded.run`

export const codesStatement = `
insert into takeover_code (installation_id, case_key, kind, code, label)
select $1::uuid, x.case_key, x.kind, x.code, x.label
from json_to_recordset($2::json) as x(case_key text, kind text, code text, label text)
on conflict (installation_id, case_key, kind, code) do update set label = excluded.label`

const dutiesStatement = `
insert into takeover_duty as t (installation_id, key, case_key, transfer_id, what, agency_id, since, run)
select $1::uuid, x.key, x.case_key, x.transfer_id, x.what, x.agency_id, x.since, $2::int
from json_to_recordset($3::json) as x(key text, case_key text, transfer_id uuid, what text, agency_id uuid, since timestamptz)
on conflict (installation_id, key) do update set what = excluded.what, agency_id = excluded.agency_id, since = excluded.since,
  transfer_id = excluded.transfer_id, run = excluded.run
where t.state = 'open'`

export async function keepPage(
  { pool }: TakeoverRoom,
  run: Run,
  mapping: Buffer,
  page: readonly Kept[],
): Promise<void> {
  const connection = await borrow(pool)
  let broken: Error | undefined
  try {
    await connection.query('begin')
    const continued = run.dry ? new Set<string>() : await casesKept(connection, run, page)
    await written(connection, run, mapping, page, continued)
    await connection.query('commit')
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    connection.release(broken)
  }
}

/** Ids of the cases that went on here since they were imported: nothing is added to them. */
async function casesKept(connection: pg.PoolClient, run: Run, page: readonly Kept[]): Promise<ReadonlySet<string>> {
  const { secret } = run.installation
  const cases = page.flatMap(({ reading: { transfer }, gathered: { known, legacy } }) =>
    transfer === null || transfer.events.length === 0
      ? []
      : [
          {
            ...{ id: transfer.id, after: known?.version ?? 0, events: transfer.events },
            materials: transfer.materials.flatMap(({ attachment, kind, filename, version }) => {
              const id = legacy.files.get(attachment)?.materialId
              return id === undefined ? [] : [{ id, kind, title: filename, version }]
            }),
          },
        ],
  )
  const outcomes = await importCases(connection, cases, {
    saltOf: (id, version, digest) => derivedSalt(secret, id, version, digest),
  })
  return new Set([...outcomes].flatMap(([id, outcome]) => (outcome === 'continued' ? [id] : [])))
}

async function written(
  connection: pg.PoolClient,
  run: Run,
  mapping: Buffer,
  page: readonly Kept[],
  continued: ReadonlySet<string>,
): Promise<void> {
  const { id } = run.installation
  const keys = page.map(({ reading }) => reading.caseKey)
  const duties = page.flatMap(({ reading, gathered }) =>
    reading.duties.map((duty) => ({
      ...{ key: duty.key, case_key: reading.caseKey, what: duty.what, agency_id: duty.agencyId, since: duty.since },
      transfer_id: reading.transfer?.id ?? gathered.known?.transferId ?? null,
    })),
  )
  await connection.query(forgetStatement, [id, keys, duties.map((duty) => duty.key)])
  const differences = page.flatMap(({ reading, gathered, differences: found }) => {
    const { transfer } = reading
    const moved = transfer !== null && continued.has(transfer.id)
    return [...reading.differences, ...found, ...(moved ? [onBothSides(reading, gathered)] : [])].map((one) => ({
      ...{ case_key: reading.caseKey, kind: one.kind, tbl: one.table, key: one.key, detail: one.detail },
    }))
  })
  await many(connection, differencesStatement, [id, run.no], differences)
  const codes = page.flatMap(({ reading }) =>
    reading.unmapped.map(({ kind, code, label = null }) => ({ case_key: reading.caseKey, kind, code, label })),
  )
  await many(
    connection,
    codesStatement,
    [id],
    [...new Map(codes.map((one) => [canonical({ ...one, label: '' }), one])).values()],
  )
  if (run.dry) return
  await many(connection, dutiesStatement, [id, run.no], duties)
  const cases = page.map(({ reading, gathered: { known }, penaltyCaseId, clueId }) => {
    const { transfer } = reading
    const grown = transfer === null || continued.has(transfer.id) ? 0 : transfer.events.length
    return {
      ...{ case_key: reading.caseKey, kind: reading.kind, reasons: reading.reasons, transfer_id: transfer?.id ?? null },
      version: transfer === null ? null : (known?.version ?? 0) + grown,
      ...{ penalty_case_id: penaltyCaseId, clue_id: clueId },
    }
  })
  await connection.query(casesStatement, [id, run.no, mapping, JSON.stringify(cases)])
}

const onBothSides = ({ caseKey, transfer }: Reading, { known }: Gathered): Difference => ({
  ...{ kind: 'continued_on_both_sides', table: 'CASE_BASIC', key: caseKey },
  detail: { since: known?.version ?? 0, entriesThere: transfer?.events.length ?? 0 },
})

export async function many(
  connection: pg.PoolClient,
  statement: string,
  before: readonly unknown[],
  rows: readonly object[],
): Promise<void> {
  if (rows.length > 0) await connection.query(statement, [...before, JSON.stringify(rows)])
}
