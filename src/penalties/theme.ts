// Penalty cases of a theme, counted for a bulletin: by month, domain, region, violation and procedure. One pass over the cases
// of the period and no list of them; it may take minutes over a whole country, so it has a time limit of its own.
import { inTransaction } from '../../db/index.ts'
import type { Penalties } from './room.ts'

export interface ThemeAsked {
  /** Local days, both included, by the day of the decision. */
  readonly from: string
  readonly to: string
  /** Beginning of the region's code: `4505` for a prefecture, '' for the country. */
  readonly region: string
  /** Of one organ only. */
  readonly agencyId?: string
  readonly domain?: string
  /** Any of them stands in the title or in the kind of violation. */
  readonly words: readonly string[]
}

export const themeParts = ['all', 'month', 'domain', 'region', 'violation', 'procedure'] as const
export type ThemePart = (typeof themeParts)[number]

export interface ThemeCount {
  readonly part: ThemePart
  /** Month `yyyy-mm`, domain, region of six digits, violation as recorded, kind of procedure; null where not said. */
  readonly key: string | null
  readonly cases: number
  readonly fineFen: number
  /** Said to be a suspected crime by the record. */
  readonly suspected: number
  /** By the record, or here. */
  readonly transferred: number
  readonly suspectedNotTransferred: number
}

/** Of a part with many keys the largest ones; a violation is a sentence of somebody, and no two alike. */
const keysMax = 400
const themeMs = 300_000

const counting = `
with found as materialized (
  select c.decided_on, c.domain, c.region_code, c.procedure, c.fine_fen, coalesce(c.suspected, false) as suspected,
    (coalesce(c.transferred, false) or c.transfer_id is not null) as transferred, left(r.violation, 60) as violation
  from penalty_case c cross join lateral (
    select v.record::json ->> 'violationType' as violation, v.record::json ->> 'title' as title from penalty_version v
    where v.case_id = c.id and v.version = c.version and v.record is not null
      and (cardinality($7::text[]) = 0 or v.record like any ($7)) offset 0
  ) r
  where c.state = 'live' and c.decided_on between $1::date and $2::date
    and ($3 = '' or c.region_code like $3 || '%') and ($4::uuid is null or c.agency_id = $4) and ($5::text is null or c.domain = $5)
    and (cardinality($7::text[]) = 0 or coalesce(r.violation, '') like any ($7) or coalesce(r.title, '') like any ($7))
), counted as (
  select case grouping(month, domain, region, violation, procedure)
      when 31 then 'all' when 15 then 'month' when 23 then 'domain' when 27 then 'region' when 29 then 'violation' else 'procedure' end as part,
    coalesce(month, domain, region, violation, procedure) as key, count(*)::int as cases, coalesce(sum(fine_fen), 0)::float8 as "fineFen",
    count(*) filter (where suspected)::int as suspected, count(*) filter (where transferred)::int as transferred,
    count(*) filter (where suspected and not transferred)::int as "suspectedNotTransferred"
  from (select *, to_char(decided_on, 'YYYY-MM') as month,
    rpad(left(region_code, $6::int), 6, '0') as region from found) f
  group by grouping sets ((), (month), (domain), (region), (violation), (procedure))
)
select part, key, cases, "fineFen", suspected, transferred, "suspectedNotTransferred" from (
  select *, row_number() over (partition by part order by cases desc, key) as place from counted
) ranked where place <= ${keysMax} order by part, cases desc, key`

/** Counts of every part, the largest first. Regions are those below the one asked for. */
export async function themeCounts({ pool }: Pick<Penalties, 'pool'>, asked: ThemeAsked): Promise<ThemeCount[]> {
  const { from, to, region, agencyId, domain, words } = asked
  const below = Math.min(6, region.length + 2)
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  return inTransaction(pool, async (connection) => {
    await connection.query(`set local statement_timeout = ${themeMs}`)
    const asking = {
      text: counting,
      values: [from, to, region, agencyId ?? null, domain ?? null, below, patterns],
      query_timeout: themeMs + 2_000,
    }
    return (await connection.query<ThemeCount>(asking)).rows
  })
}

/** When each organ last had a penalty case brought, by it or for it; those that never had are left out. */
export async function lastEntered(
  { pool }: Pick<Penalties, 'pool'>,
  agencyIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await pool.query<{ id: string; at: Date }>({
    name: 'penalties_last_entered',
    text: `
select a.id, l.at from unnest($1::uuid[]) as a(id) cross join lateral (
  select max(at) as at from (
    (select c.created_at as at from penalty_case c where c.agency_id = a.id order by c.id desc limit 1)
    union all (select c.created_at from penalty_case c where c.sender_id = a.id order by c.id desc limit 1)
  ) of
) l where l.at is not null`,
    values: [agencyIds],
  })
  return new Map(rows.map(({ id, at }) => [id, at]))
}
