// Follows the notices behind the acts and keeps what desks and searches read: open work, closed cases, who did what, and by
// what a case is found. No act waits for it, and all of it can be made anew from the cases.
import { inTransaction, type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import { changesOfMany } from '../outbox/index.ts'
import { instanceParts } from '../procedure/index.ts'
import type { CasesDeps } from './deps.ts'
import { desksOf, momentsOf, type SeenDesk } from './desks.ts'
import { caseIdsAfter } from './events-of-many.ts'
import { searchRow } from './search-terms.ts'
import { type WorkRow, workOf } from './work-rows.ts'
import { turns } from './work-turns.ts'

export type FollowDeps = Pick<CasesDeps, 'pool' | 'directory' | 'optInsFor' | 'now'>

export interface Place {
  readonly txid: string
  readonly seq: string
}

const follower = 'desks'
/** Notices in one round, and cases in memory together. */
const noticesMax = 400
const casesAtOnce = 50
/** Between two looks at what else waits. */
const casesBetween = 4

const placeStatement: Statement = {
  name: 'cases_follower_place',
  text: `select txid::text, seq::text from case_follower where name = '${follower}'`,
}

export async function followedTo(pool: Pool): Promise<Place> {
  return (await run<{ txid: string; seq: string }>(pool, placeStatement))[0] ?? { txid: '0', seq: '0' }
}

/** The same as expressions, for statements that go on from it. */
export const placeIs = {
  txid: `coalesce((select txid from case_follower where name = '${follower}'), '0'::xid8)`,
  seq: `coalesce((select seq from case_follower where name = '${follower}'), 0)`,
}

const moveStatement = {
  name: 'cases_follower_move',
  text: `insert into case_follower as p (name, txid, seq) values ('${follower}', $3::xid8, $4::bigint)
on conflict (name) do update set txid = excluded.txid, seq = excluded.seq where p.txid = $1::xid8 and p.seq = $2::bigint
returning name`,
}

const holdStatement = {
  name: 'cases_follower_hold',
  text: `select from case_follower where name = '${follower}' for update`,
}

const workColumns =
  'agency_id uuid, transfer_id uuid, key text, tab text, ends_at timestamptz, watch_at timestamptz, soon_at timestamptz, urgent_at timestamptz, binding boolean, about jsonb, rule text'

/** $1: cases; $2: all their rows now. */
const workStatement = {
  name: 'cases_keep_work',
  text: `with row_in as materialized (select * from json_to_recordset($2::json) as x(${workColumns})),
gone as (
  delete from case_work w where w.transfer_id = any($1::uuid[]) and not exists (
    select from row_in r where r.transfer_id = w.transfer_id and r.agency_id = w.agency_id and r.key = w.key)
)
insert into case_work as w (agency_id, transfer_id, key, tab, ends_at, watch_at, soon_at, urgent_at, binding, about, rule, sender_id)
select r.agency_id, r.transfer_id, r.key, r.tab, r.ends_at, r.watch_at, r.soon_at, r.urgent_at, r.binding, r.about, r.rule, t.sender_id
from row_in r join transfer t on t.id = r.transfer_id
on conflict (transfer_id, agency_id, key) do update set tab = excluded.tab, ends_at = excluded.ends_at, watch_at = excluded.watch_at,
  soon_at = excluded.soon_at, urgent_at = excluded.urgent_at, binding = excluded.binding, about = excluded.about,
  rule = excluded.rule, sender_id = excluded.sender_id
where (w.tab, w.ends_at, w.binding, w.about) is distinct from (excluded.tab, excluded.ends_at, excluded.binding, excluded.about)`,
}

/** What an organ is found to have no longer is left: who leaves keeps sight of what it had. */
const searchStatement = {
  name: 'cases_keep_search',
  text: `insert into case_search as s (transfer_id, agency_id, body, terms)
select x.transfer_id, x.agency_id, x.body, array(select json_array_elements_text(x.terms))
from json_to_recordset($1::json) as x(transfer_id uuid, agency_id uuid, body text, terms json)
on conflict (agency_id, transfer_id) do update set body = excluded.body, terms = excluded.terms where s.body <> excluded.body`,
}

const actsStatement = {
  name: 'cases_keep_officer_acts',
  text: `insert into officer_act (agency_id, certificate_no, at, transfer_id, version, step)
select distinct e.agency_id, o ->> 'certificateNo', e.at, e.transfer_id, e.version, e.step
from unnest($1::uuid[], $2::int[]) as a(id, version) join event e on e.transfer_id = a.id and e.version = a.version
cross join lateral (select e.body::json as said offset 0) b
cross join lateral (
  select o from json_array_elements(b.said -> 'officers') as o union all select b.said -> 'decidedBy'
) n
where o ->> 'certificateNo' is not null
on conflict do nothing`,
}

/** Rows of the work of some cases as they stand now. */
export async function workNow(
  deps: FollowDeps,
  desks: ReadonlyMap<string, readonly SeenDesk[]>,
): Promise<Map<string, WorkRow[]>> {
  const waiting = [...desks].flatMap(([id, seen]) =>
    seen.flatMap(({ ended, row }) =>
      ended
        ? []
        : Object.entries(row.state.instances).flatMap(([key, { state, since }]) =>
            turns[instanceParts(key).track]?.[state] === undefined ? [] : { id, version: since },
          ),
    ),
  )
  const moments = await momentsOf(deps.pool, unique(waiting))
  const { optInsFor } = deps
  const found = new Map<string, WorkRow[]>()
  for (const [id, seen] of desks) {
    const own = seen.filter(({ ended }) => !ended)
    found.set(
      id,
      workOf(
        own.map(({ agencyId, part, row }) => ({ viewer: { agencyId, part }, row })),
        { nowMs: deps.now(), optInsFor, atOf: (version) => moments.get(`${id}/${version}`) },
      ),
    )
    // Acts are answered between: what may be done in a case takes its time to find out.
    if (found.size % casesBetween === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return found
}

const unique = (entries: readonly { id: string; version: number }[]) => [
  ...new Map(entries.map((one) => [`${one.id}/${one.version}`, one])).values(),
]

const kept = (id: string, { agencyId, key, tab, endsAt, watchAt, soonAt, urgentAt, binding, about }: WorkRow) => ({
  ...{ agency_id: agencyId, transfer_id: id, key, tab, ends_at: endsAt, watch_at: watchAt, soon_at: soonAt },
  ...{ urgent_at: urgentAt, binding, about, rule: about.rule ?? null },
})

/** Makes anew what is kept of some cases. */
async function keep(deps: FollowDeps, ids: readonly string[]): Promise<(connection: Queryable) => Promise<void>> {
  const writes: { name: string; text: string; values: unknown[] }[] = []
  for (let i = 0; i < ids.length; i += casesAtOnce) {
    const page = ids.slice(i, i + casesAtOnce)
    const desks = await desksOf(deps.pool, page)
    const work = await workNow(deps, desks)
    const rows = [...work].flatMap(([id, list]) => list.map((one) => kept(id, one)))
    const found = [...desks].flatMap(([id, seen]) =>
      seen.map((desk) => ({ transfer_id: id, agency_id: desk.agencyId, ...searchRow(desk) })),
    )
    writes.push({ ...workStatement, values: [page, JSON.stringify(rows)] })
    writes.push({ ...searchStatement, values: [JSON.stringify(found)] })
    await new Promise((resolve) => setImmediate(resolve))
  }
  return async (connection) => {
    for (const write of writes) await connection.query(write)
  }
}

/** Works off what there is, at most `rounds` times what a round may hold; gives the number of notices passed. */
export async function followDesks(deps: FollowDeps, rounds = Number.POSITIVE_INFINITY): Promise<number> {
  const { pool } = deps
  let passed = 0
  for (let round = 0; round < rounds; round++) {
    const directory = await deps.directory()
    const from = await followedTo(pool)
    const notices = await changesOfMany(pool, [...directory.byId.keys()], from, noticesMax)
    const last = notices.at(-1)
    if (last === undefined) return passed
    const entries = unique(
      notices.flatMap(({ kind, transferId, version }) => (kind === 'transfer' ? { id: transferId, version } : [])),
    )
    const write = await keep(deps, [...new Set(entries.map(({ id }) => id))])
    const moved = await inTransaction(pool, async (connection) => {
      // First, so that another replica waits here and not after its work.
      const values = [from.txid, from.seq, last.txid, last.seq]
      if ((await connection.query({ ...moveStatement, values })).rows.length === 0) return false
      await write(connection)
      const acts = [entries.map(({ id }) => id), entries.map(({ version }) => version)]
      await connection.query({ ...actsStatement, values: acts })
      return true
    })
    if (!moved) return passed
    passed += notices.length
    if (notices.length < noticesMax) return passed
  }
  return passed
}

/** Makes what is kept of cases that no notice tells of: those that were imported. */
export async function keepDesks(deps: FollowDeps, ids: readonly string[]): Promise<void> {
  await inTransaction(deps.pool, async (connection) => {
    await connection.query(holdStatement)
    await (await keep(deps, ids))(connection)
  })
}

/** Makes anew what is kept of every case, in the order of their ids; gives their number. Of officers' acts it knows nothing new. */
export async function remakeDesks(deps: FollowDeps, page = 500): Promise<number> {
  let made = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const ids = await caseIdsAfter(deps.pool, after, page)
    const last = ids.at(-1)
    if (last === undefined) return made
    await inTransaction(deps.pool, async (connection) => {
      // Before anything is read: the follower must not write meanwhile what is newer.
      await connection.query(holdStatement)
      await (await keep(deps, ids))(connection)
    })
    made += ids.length
    after = last
  }
}
