// Shares and hit rates of the draws that a procuratorate sees: how much of each organ's and region's cases was drawn, how much
// of that was reviewed, and in how much a problem was found.
import { run } from '../../../db/index.ts'
import type { DrawReviewKind } from '../../../schemas/index.ts'
import { maskName } from './masked-name.ts'
import type { Draws, Viewer } from './room.ts'
import { regionsWatched } from './sight.ts'

export interface FiguresAsked {
  /** Days on which the draws were made, inclusive, as instants: from, and before. */
  readonly from?: Date | undefined
  readonly before?: Date | undefined
  readonly draw?: string | undefined
  /** Beginning of region codes of the owners. */
  readonly region?: string | undefined
}

/** Parameters: regions seen, from, before, draw, region asked for. */
const wanted = `wanted as materialized (
  select d.* from draw d where d.state = 'drawn' and d.region_code like $1 || '%'
    and ($2::timestamptz is null or d.drawn_at >= $2) and ($3::timestamptz is null or d.drawn_at < $3)
    and ($4::uuid is null or d.id = $4) and ($5::text is null or d.region_code like $5 || '%')
)`

const totalsStatement = {
  name: 'draws_figures_totals',
  text: `with ${wanted} select count(*)::int as draws, coalesce(sum(members), 0)::int as members, coalesce(sum(drawn), 0)::int as drawn,
    coalesce(sum(reviewed), 0)::int as reviewed, coalesce(sum(found), 0)::int as found from wanted`,
}

const counted = `count(*)::int as drawn, count(m.review_version)::int as reviewed, count(*) filter (where m.found)::int as found`
const rowsMax = 1_000

const byDimension = (dimension: string, key: string) => ({
  name: `draws_figures_${dimension}`,
  text: `with ${wanted}, part as (
    select coalesce(${key}, 'none') as key, ${counted} from wanted d join draw_member m on m.draw_id = d.id group by 1
  ), whole as (
    select c.key, sum(c.members)::int as members from wanted d join draw_count c on c.draw_id = d.id and c.dimension = '${dimension}' group by 1
  )
  select w.key, w.members, coalesce(p.drawn, 0) as drawn, coalesce(p.reviewed, 0) as reviewed, coalesce(p.found, 0) as found
  from whole w left join part p using (key) order by coalesce(p.found, 0) desc, coalesce(p.drawn, 0) desc, w.key limit ${rowsMax}`,
})
const byAgencyStatement = byDimension('agency', 'm.agency_codes[1]')
const byRegionStatement = byDimension('region', 'm.region_code')

const byReviewerStatement = {
  name: 'draws_figures_reviewer',
  text: `with ${wanted}
    select r.agency_id, r.name, coalesce(r.certificate_no, '') as certificate_no, ${counted}
    from wanted d join draw_reviewer r on r.draw_id = d.id join draw_member m on m.draw_id = d.id and r.no = any(m.reviewers)
    group by 1, 2, 3 order by count(*) filter (where m.found) desc, count(*) desc, 2 limit ${rowsMax}`,
}

const byKindStatement = {
  name: 'draws_figures_kind',
  text: `with ${wanted} select k.kind, count(*)::int as found from wanted d join draw_member m on m.draw_id = d.id
    join draw_review v on v.draw_id = m.draw_id and v.version = m.review_version cross join lateral unnest(v.kinds) as k(kind)
    group by 1 order by 2 desc, 1`,
}

interface Counted {
  readonly members: number
  readonly drawn: number
  readonly reviewed: number
  readonly found: number
}

/** Undefined where the viewer is no procuratorate. */
export async function drawFigures(
  room: Pick<Draws, 'pool' | 'organs'>,
  viewer: Viewer | null,
  { from, before, draw, region }: FiguresAsked,
) {
  const seen = regionsWatched(viewer)
  if (seen === null) return undefined
  const values = [seen, from ?? null, before ?? null, draw ?? null, region ?? null]
  const ask = <Row>(statement: { name: string; text: string }) =>
    run<Row & Record<string, unknown>>(room.pool, statement, values)
  const [totals] = await ask<Counted & { draws: number }>(totalsStatement)
  const agencies = await ask<Counted & { key: string }>(byAgencyStatement)
  const regions = await ask<Counted & { key: string }>(byRegionStatement)
  const reviewers = await ask<Counted & { agency_id: string; name: string; certificate_no: string }>(
    byReviewerStatement,
  )
  const kinds = await ask<{ kind: DrawReviewKind; found: number }>(byKindStatement)
  const organs = await room.organs()
  const share = ({ members, drawn, reviewed, found }: Counted) => ({ members, drawn, reviewed, found })
  return {
    ...(totals ?? { draws: 0, members: 0, drawn: 0, reviewed: 0, found: 0 }),
    byAgency: agencies.map((r) => ({ key: r.key, name: organs.byCode.get(r.key)?.name ?? null, ...share(r) })),
    byRegion: regions.map((r) => ({ key: r.key, name: null, ...share(r) })),
    byReviewer: reviewers.map((r) => ({
      key: `${organs.byId.get(r.agency_id)?.code ?? ''}/${r.certificate_no}`,
      name: maskName(r.name),
      ...{ drawn: r.drawn, reviewed: r.reviewed, found: r.found },
    })),
    byKind: kinds.map(({ kind, found }) => ({ kind, found })),
  }
}
