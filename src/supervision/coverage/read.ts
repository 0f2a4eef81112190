// Reads the coverage: shares by kind and by region, and the organs with how each stands.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import { type CoverageState, enteringDays, stateOf } from './kinds.ts'

export interface CoverageShare {
  readonly key: string
  readonly due: number
  readonly connected: number
  readonly entering: number
}

export interface CoverageFigures {
  readonly byKind: readonly CoverageShare[]
  readonly byRegion: readonly CoverageShare[]
  readonly byDomain: readonly CoverageShare[]
  /** The oldest look; null where none of them was looked at. */
  readonly lookedAt: Date | null
}

/** Counted as due: on the roster, and its day has come. */
const due = `r.removed_at is null and (r.due_since is null or r.due_since <= (now() at time zone 'Asia/Shanghai')::date)
  and ($2 = '' or r.region_code like $2 || '%')`

/** Regions one level below the one asked for; an organ of the region itself stands under its own code. */
const figuresStatement: Statement = {
  name: 'coverage_figures',
  text: `
with of as (
  select r.kind, rpad(left(r.region_code, $3::int), 6, '0') as region, r.domain, r.connected, ${stateOf} as state, r.looked_at
  from roster_organ r where ${due}
)
select case grouping(kind, region, domain) when 3 then 'kind' when 5 then 'region' when 6 then 'domain' else 'all' end as part,
  coalesce(kind, region, domain, '') as key, count(*)::int as due, count(*) filter (where connected)::int as connected,
  count(*) filter (where state = 'entering')::int as entering, min(looked_at) as "lookedAt"
from of group by grouping sets ((), (kind), (region), (domain)) order by part, key`,
}

/** `region`: the beginning of the codes. */
export async function coverageFigures(pool: Pool, { region }: { readonly region: string }): Promise<CoverageFigures> {
  const rows = await run<CoverageShare & { part: string; lookedAt: Date | null }>(pool, figuresStatement, [
    ...[new Date(Date.now() - enteringDays * 86_400_000), region, Math.min(6, region.length + 2)],
  ])
  const of = (part: string) =>
    rows
      .filter((row) => row.part === part)
      .map(({ key, due, connected, entering }) => ({ key, due, connected, entering }))
  return {
    ...{ byKind: of('kind'), byRegion: of('region'), byDomain: of('domain') },
    lookedAt: rows.find((row) => row.part === 'all')?.lookedAt ?? null,
  }
}

export interface CoverageOrgan {
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly regionCode: string
  readonly level: string
  readonly domain: string | null
  readonly dueSince: string | null
  readonly note: string | null
  readonly agencyId: string | null
  readonly state: CoverageState
  readonly lastPenaltyAt: Date | null
  readonly lastTransferAt: Date | null
  readonly lastZeroAt: Date | null
  readonly lookedAt: Date | null
}

const listStatement: Statement = {
  name: 'coverage_list',
  text: `
select code, name, kind, "regionCode", level, domain, "dueSince", note, "agencyId", state, "lastPenaltyAt", "lastTransferAt", "lastZeroAt", "lookedAt"
from (
  select r.code, r.name, r.kind, r.region_code as "regionCode", r.level, r.domain, r.due_since::text as "dueSince", r.note,
    r.agency_id as "agencyId", ${stateOf} as state, r.last_penalty_at as "lastPenaltyAt", r.last_transfer_at as "lastTransferAt",
    r.last_zero_at as "lastZeroAt", r.looked_at as "lookedAt"
  from roster_organ r where ${due} and ($3::text is null or (r.region_code, r.code) > ($3, $4))
    and ($5::text is null or r.kind = $5) and ($6::text is null or r.domain = $6)
) o where $7::text is null or state = $7 order by "regionCode", code limit $8`,
}

export interface CoverageFilter {
  /** The beginning of the codes. */
  readonly region: string
  readonly kind?: string | undefined
  readonly domain?: string | undefined
  readonly state?: CoverageState | undefined
  /** Region and code to go on after. */
  readonly after?: readonly [string, string] | null
  readonly limit: number
}

/** By region and code. */
export async function listCoverage(pool: Pool, filter: CoverageFilter) {
  const { region, kind, domain, state, after, limit } = filter
  const rows = await run<CoverageOrgan & object>(pool, listStatement, [
    ...[new Date(Date.now() - enteringDays * 86_400_000), region, after?.[0] ?? null, after?.[1] ?? null],
    ...[kind ?? null, domain ?? null, state ?? null, limit + 1],
  ])
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.regionCode}-${last.code}` : null }
}

export const notConnected = async (pool: Pool, { region, limit }: { region: string; limit: number }) =>
  (await listCoverage(pool, { region, limit, state: 'not_connected' })).items.map(({ name, kind, dueSince }) => ({
    ...{ name, kind, dueSince },
  }))
