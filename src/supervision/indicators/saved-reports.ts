// Questions that an organ keeps under a name, to ask them again: the question alone is kept, never its answer.
import { type Pool, run } from '../../../db/index.ts'
import { uuidv7 } from '../../kernel/index.ts'

export interface SavedReport {
  readonly id: string
  readonly name: string
  readonly query: Readonly<Record<string, unknown>>
  readonly createdAt: string
}

interface Row {
  readonly id: string
  readonly name: string
  readonly query: Record<string, unknown>
  readonly created_at: Date
}

const shown = (r: Row): SavedReport => ({
  id: r.id,
  name: r.name,
  query: r.query,
  createdAt: r.created_at.toISOString(),
})

/** An organ keeps no more than these. */
export const reportsMax = 500

/** Undefined where the organ has as many as it may have. */
export async function saveReport(
  pool: Pool,
  by: { readonly agencyId: string; readonly clientId: string },
  name: string,
  query: object,
  at: Date,
): Promise<SavedReport | undefined> {
  const rows = await run<Row & Record<string, unknown>>(
    pool,
    `insert into indicator_report (id, agency_id, name, query, client_id, created_at) select $1, $2, $3, $4, $5, $6
     where (select count(*) from indicator_report where agency_id = $2 and name <> $3) < ${reportsMax}
     on conflict (agency_id, name) do update set query = excluded.query, client_id = excluded.client_id returning id, name, query, created_at`,
    [uuidv7(), by.agencyId, name, JSON.stringify(query), by.clientId, at],
  )
  return rows[0] && shown(rows[0])
}

export async function savedReports(pool: Pool, agencyId: string): Promise<SavedReport[]> {
  const text = 'select id, name, query, created_at from indicator_report where agency_id = $1 order by id desc'
  return (await run<Row & Record<string, unknown>>(pool, { name: 'indicators_reports', text }, [agencyId])).map(shown)
}

export async function savedReport(pool: Pool, agencyId: string, id: string): Promise<SavedReport | undefined> {
  const text = 'select id, name, query, created_at from indicator_report where agency_id = $1 and id = $2'
  const [row] = await run<Row & Record<string, unknown>>(pool, { name: 'indicators_report', text }, [agencyId, id])
  return row && shown(row)
}

export async function removeReport(pool: Pool, agencyId: string, id: string): Promise<boolean> {
  const text = 'delete from indicator_report where agency_id = $1 and id = $2 returning id'
  return (await run<{ id: string }>(pool, text, [agencyId, id])).length > 0
}
