// Cases whose rows are new or changed since they were last read, a page at a time, each with all its rows.
import { run as ask, type Pool } from '../../db/index.ts'
import { asked } from './long.ts'
import type { LegacyCase, LegacyFile, LegacyRow } from './model.ts'
import type { Run } from './room.ts'

/** What an earlier run made of a case. */
export interface KnownCase {
  readonly kind: 'transfer' | 'penalty' | 'duty_clue' | 'held'
  readonly transferId: string | null
  readonly version: number | null
  readonly run: number
}

export interface Gathered {
  readonly legacy: LegacyCase
  readonly known: KnownCase | undefined
}

/**
 * $1 installation, $2 the last case of the page before, $3 how many, $4 digest of the mapping. A case is due where a row of
 * it came, changed or went after the run that read it last, or where what was not mapped then may be mapped now.
 */
const dueStatement = `
select distinct r.case_key from takeover_row r
left join takeover_case c on c.installation_id = r.installation_id and c.case_key = r.case_key
where r.installation_id = $1 and r.case_key > $2
  and (c.case_key is null or greatest(r.changed_run, coalesce(r.gone_run, 0)) > c.run
    or (c.mapping <> $4 and (c.kind = 'held' or exists (
      select from takeover_code k where k.installation_id = r.installation_id and k.case_key = r.case_key))))
order by r.case_key limit $3`

/** Statements without a name are planned each time: the tables grow a thousandfold while a run goes on. */
const rowsStatement = `
select r.tbl, r.key, r.case_key, r.body, r.former, r.changed_run, r.gone_run
from unnest($2::text[]) as k(case_key)
cross join lateral (
  select * from takeover_row where installation_id = $1 and case_key = k.case_key order by tbl, key collate "C"
) r`

const knownStatement = `
select case_key, kind, transfer_id, version, run from takeover_case where installation_id = $1 and case_key = any($2)`

const filesStatement = `
select f.key, f.state, f.sha256, f.size::float8 as size, f.material_id, f.case_key from takeover_file f
where f.installation_id = $1 and f.case_key = any($2)`

interface RowOf extends Record<string, unknown> {
  readonly tbl: string
  readonly key: string
  readonly case_key: string
  readonly body: string
  readonly former: string | null
  readonly changed_run: number
  readonly gone_run: number | null
}

interface KnownRow extends Record<string, unknown> {
  readonly case_key: string
  readonly kind: KnownCase['kind']
  readonly transfer_id: string | null
  readonly version: number | null
  readonly run: number
}

interface FileRow extends Record<string, unknown> {
  readonly key: string
  readonly state: LegacyFile['state']
  readonly sha256: string | null
  readonly size: number | null
  readonly material_id: string | null
}

/** Keys of the next due cases after `after`; empty at the end. */
export async function dueAfter(
  pool: Pool,
  run: Run,
  mapping: Buffer,
  after: string,
  count: number,
): Promise<readonly string[]> {
  const values = [run.installation.id, after, count, mapping]
  return (await asked<{ case_key: string }>(pool, dueStatement, values)).map((row) => row.case_key)
}

export async function gather(pool: Pool, run: Run, caseKeys: readonly string[]): Promise<readonly Gathered[]> {
  const of = [run.installation.id, caseKeys]
  const [rows, known, files] = [
    await ask<RowOf>(pool, rowsStatement, of),
    await ask<KnownRow>(pool, knownStatement, of),
    await filesOf(pool, run, caseKeys),
  ]
  const knownBy = new Map(known.map((one) => [one.case_key, one]))
  const made = new Map<string, { rows: Map<string, LegacyRow[]>; gone: LegacyRow[] }>()
  for (const { tbl, key, case_key, body, former, changed_run, gone_run } of rows) {
    const lastRun = knownBy.get(case_key)?.run ?? Number.POSITIVE_INFINITY
    let one = made.get(case_key)
    if (one === undefined) {
      one = { rows: new Map(), gone: [] }
      made.set(case_key, one)
    }
    const row: LegacyRow = {
      ...{ table: tbl, key, values: JSON.parse(body) as LegacyRow['values'] },
      ...(former !== null && changed_run > lastRun && { former: JSON.parse(former) as LegacyRow['values'] }),
    }
    if (gone_run !== null) {
      if (gone_run > lastRun) one.gone.push(row)
      continue
    }
    const table = one.rows.get(tbl)
    if (table === undefined) one.rows.set(tbl, [row])
    else table.push(row)
  }
  return caseKeys.map((caseKey) => {
    const { rows = new Map(), gone = [] } = made.get(caseKey) ?? {}
    const before = knownBy.get(caseKey)
    const legacy = {
      ...{ caseKey, rows, gone, files: files.get(caseKey) ?? new Map() },
      ...(before?.transfer_id && { transferId: before.transfer_id }),
    }
    return {
      legacy,
      known: before && {
        ...{ kind: before.kind, transferId: before.transfer_id, version: before.version, run: before.run },
      },
    }
  })
}

/** By case, by key of the file. */
async function filesOf(pool: Pool, run: Run, caseKeys: readonly string[]) {
  const rows = await ask<FileRow & { case_key: string }>(pool, filesStatement, [run.installation.id, caseKeys])
  const files = new Map<string, Map<string, LegacyFile>>()
  for (const { case_key, key, state, sha256, size, material_id } of rows) {
    const own = files.get(case_key) ?? new Map<string, LegacyFile>()
    own.set(key, {
      state,
      ...(sha256 !== null && { sha256 }),
      ...(size !== null && { size }),
      ...(material_id !== null && { materialId: material_id }),
    })
    files.set(case_key, own)
  }
  return files
}

/** Rows of no case, by table: organs, users, code lists. */
export async function registryOf(pool: Pool, run: Run, tables: readonly string[]) {
  const rows = await ask<{ tbl: string; key: string; body: string }>(
    pool,
    {
      name: 'takeover_registry',
      text: `select tbl, key, body from takeover_row where installation_id = $1 and tbl = any($2) and gone_run is null order by tbl, key collate "C"`,
    },
    [run.installation.id, tables],
  )
  const registry = new Map<string, LegacyRow[]>()
  for (const { tbl, key, body } of rows) {
    const row = { table: tbl, key, values: JSON.parse(body) as LegacyRow['values'] }
    const table = registry.get(tbl)
    if (table === undefined) registry.set(tbl, [row])
    else table.push(row)
  }
  return registry
}
