// Findings of a scope in a period, counted by kind for a report. What rests on sealed matter is counted only for who sees it.
import { inTransaction, type Pool } from '../../../db/index.ts'
import { type FindingKind, kindRule } from '../findings/index.ts'
import type { FindingCount } from './gathered.ts'

const statement = `
select kind, count(*)::int as raised, count(*) filter (where first_response_at is not null)::int as answered,
  count(*) filter (where state = 'closed')::int as closed, count(*) filter (where state <> 'closed')::int as open
from finding f
where f.raised_at >= $1 and f.raised_at < $2 and case when $3::text is null then f.agency_id = $4 else f.region_code like $3 || '%' end
  and (f.only_for is null or $4 = any(f.only_for))
group by kind order by count(*) desc, kind`

const countingMs = 120_000

/** Instants: from the first on, up to the second. `region` null: those of the agency alone. */
export async function findingCounts(
  pool: Pool,
  { from, to, region, agencyId }: { from: Date; to: Date; region: string | null; agencyId: string },
): Promise<FindingCount[]> {
  return inTransaction(pool, async (connection) => {
    await connection.query(`set local statement_timeout = ${countingMs}`)
    const asking = { text: statement, values: [from, to, region, agencyId], query_timeout: countingMs + 2_000 }
    const { rows } = await connection.query<Omit<FindingCount, 'kind' | 'zh'> & { kind: FindingKind }>(asking)
    return rows.map((row) => ({ ...row, zh: kindRule(row.kind).zh }))
  })
}
