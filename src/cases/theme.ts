// Transfers of a theme, counted for a bulletin: how many, how they stand, of which crimes; and when an organ last brought a
// case. Counts only: nothing of a case is told.
import { inTransaction, type Pool, run, type Statement } from '../../db/index.ts'
import { lastCases } from '../agencies/index.ts'

export interface TransfersAsked {
  /** Instants: from the first on, up to but not including the second, by when the case came. */
  readonly from: Date
  readonly to: Date
  /** Beginning of the region's code. */
  readonly region: string
  readonly agencyId?: string
  readonly domain?: string
  /** Any of them stands in the name of the case. */
  readonly words: readonly string[]
}

export interface TransferCount {
  readonly part: 'all' | 'status' | 'charge'
  readonly key: string | null
  readonly cases: number
}

const themeMs = 300_000

const counting = `
with found as materialized (
  select t.id, t.status, t.state from transfer t
  where t.created_at >= $1 and t.created_at < $2 and ($3 = '' or t.region_code like $3 || '%') and ($4::uuid is null or t.sender_id = $4)
    and ($5::text is null or t.domain = $5) and (cardinality($6::text[]) = 0 or t.case_name like any ($6))
)
select 'all' as part, null as key, count(*)::int as cases from found
union all select 'status', status, count(*)::int from found group by status
union all (
  select 'charge', charge, count(distinct id)::int from found cross join lateral (
    select distinct jsonb_path_query(state, '$.persons.*.charges.*[*]') #>> '{}' as charge
  ) c group by charge order by count(distinct id) desc, charge limit 30
)`

/** Counts of every part. */
export async function transferCounts(pool: Pool, asked: TransfersAsked): Promise<TransferCount[]> {
  const { from, to, region, agencyId, domain, words } = asked
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  return inTransaction(pool, async (connection) => {
    await connection.query(`set local statement_timeout = ${themeMs}`)
    const asking = {
      text: counting,
      values: [from, to, region, agencyId ?? null, domain ?? null, patterns],
      query_timeout: themeMs + 2_000,
    }
    return (await connection.query<TransferCount>(asking)).rows
  })
}

const timesStatement: Statement = {
  name: 'cases_last_times',
  text: 'select id, created_at as at from transfer where id = any($1::uuid[])',
}

/** When the latest case came in which each organ has a part; those without any are left out. */
export async function lastCasesAt(pool: Pool, agencyIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const latest = await lastCases(pool, agencyIds)
  const rows = await run<{ id: string; at: Date }>(pool, timesStatement, [[...new Set(latest.values())]])
  const times = new Map(rows.map(({ id, at }) => [id, at]))
  return new Map(
    [...latest].flatMap(([agencyId, id]): [string, Date][] => {
      const at = times.get(id)
      return at === undefined ? [] : [[agencyId, at]]
    }),
  )
}
