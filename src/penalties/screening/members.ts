// Records that share a mark with given ones, across all organs and regions, for whoever looks for cases that hang together.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import type { ClusterMember } from '../../screening/index.ts'
import { takenOverOrigin } from '../incoming.ts'

/** What everybody shares tells nothing: a mark of more records than these is looked at so far. */
const perMark = 100
const membersMax = 2_000
const windowDays = 365

/** The given records themselves, and live ones that share a mark with them within so many days. */
const aroundStatement: Statement = {
  name: 'screening_members_around',
  text: `
with own as (select distinct kind, digest, day from penalty_mark where case_id = any($1::uuid[]) and day is not null),
near as (
  select distinct m.case_id from own cross join lateral (
    select m.case_id from penalty_mark m where m.digest = own.digest and m.kind = own.kind
      and m.day between own.day - $2::int and own.day + $2::int
    order by m.day desc limit ${perMark}
  ) m limit ${membersMax}
),
all_of as (select case_id from near union select unnest($1::uuid[]))
select c.id as "caseId", k.day::text as day, c.region_code as "regionCode", c.agency_id as "agencyId", k.marks,
  c.fine_fen as "amountFen", coalesce(s.domain, c.domain) as domain, v.record::json ->> 'violationType' as violation
from all_of a join penalty_case c on c.id = a.case_id and c.state = 'live'
left join screening s on s.case_id = c.id
left join penalty_version v on v.case_id = c.id and v.version = c.version
cross join lateral (
  select min(m.day) as day, json_agg(json_build_object('kind', m.kind, 'digest', replace(m.digest::text, '-', ''))) as marks
  from penalty_mark m where m.case_id = c.id
) k where k.marks is not null`,
}

/** `days`: the window to either side of a record's own day. */
export async function membersAround(
  pool: Pool,
  caseIds: readonly string[],
  { days = windowDays }: { readonly days?: number } = {},
): Promise<ClusterMember[]> {
  const rows = await run<ClusterMember & Record<string, unknown>>(pool, aroundStatement, [caseIds, days])
  return rows.map((r) => ({ ...r, amountFen: r.amountFen === null ? null : Number(r.amountFen) }))
}

const hereStatement: Statement = {
  name: 'screening_entered_here',
  text: `select id from penalty_case where id = any($1::uuid[]) and origin not like '${takenOverOrigin}%'`,
}

/** Those that were not taken over from an older platform: what hangs together in its past is no news. */
export async function enteredHere(pool: Pool, ids: readonly string[]): Promise<string[]> {
  return (await run<{ id: string }>(pool, hereStatement, [ids])).map(({ id }) => id)
}
