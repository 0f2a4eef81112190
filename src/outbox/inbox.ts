// The inboxes of organs: of each thing the last that an organ was told, newest first. They follow the notices by a place of
// their own; what the organ itself did last is no news to it and leaves its inbox.
import { type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import { grades } from '../../schemas/index.ts'
import type { Grade, KeptAbout, NoticeAbout, NoticeKind } from './owe.ts'

export interface InboxRoom {
  readonly pool: Pool
  /** All that may be told something. */
  readonly organs: () => Promise<readonly string[]>
  /** Who made these entries of cases, as `transferId/version` → agency. */
  readonly actorsOf: (
    entries: readonly { readonly transferId: string; readonly version: number }[],
  ) => Promise<ReadonlyMap<string, string>>
}

const batch = 1_000

const placeStatement: Statement = { name: 'outbox_inbox_place', text: 'select txid::text, seq::text from inbox_place' }

const nextStatement: Statement = {
  name: 'outbox_inbox_next',
  text: `
select n.txid::text as txid, n.seq::text as seq, n.agency_id as agency, n.kind, n.transfer_id as thing, n.version, n.step, n.at, n.about
from unnest($1::uuid[]) as a(agency_id) cross join lateral (
  select * from notice n where n.agency_id = a.agency_id and (n.txid, n.seq) > ($2::xid8, $3::bigint)
    and n.txid < (select feed_horizon())
  order by n.txid, n.seq limit $4
) n order by n.txid, n.seq limit $4`,
}

/** Nothing where another replica moved the place meanwhile. */
const putStatement: Statement = {
  name: 'outbox_inbox_put',
  text: `
with moved as (
  update inbox_place set txid = $3::xid8, seq = $4::bigint where txid = $1::xid8 and seq = $2::bigint returning 1
),
news as materialized (
  select x.* from moved cross join json_to_recordset($5::json) as x(ord int, agency uuid, kind text, thing uuid, version int,
    step text, at timestamptz, grade smallint, about jsonb, own boolean)
),
settled as (
  delete from inbox_item i using news x
  where x.own and i.agency_id = x.agency and i.kind = x.kind and i.thing = x.thing and i.version <= x.version
),
put as (
  insert into inbox_item (agency_id, kind, thing, version, step, at, grade, about)
  select agency, kind, thing, version, step, at, grade, about from news where not own order by ord
  on conflict (agency_id, kind, thing) do update
  set no = excluded.no, version = excluded.version, step = excluded.step, at = excluded.at, grade = excluded.grade, about = excluded.about
  where inbox_item.version <= excluded.version
)
select exists (select from moved) as moved`,
}

interface NextRow {
  txid: string
  seq: string
  agency: string
  kind: NoticeKind
  thing: string
  version: number
  step: string
  at: Date
  about: KeptAbout | null
}

/** Works off what there is; gives the number of notices passed. */
export async function followInbox(room: InboxRoom): Promise<number> {
  const { pool } = room
  for (let passed = 0; ; ) {
    const [place] = await run<{ txid: string; seq: string }>(pool, placeStatement)
    if (place === undefined) throw new Error('the place of the inboxes is missing')
    const rows = await run<NextRow & Record<string, unknown>>(pool, nextStatement, [
      await room.organs(),
      place.txid,
      place.seq,
      batch,
    ])
    const last = rows.at(-1)
    if (last === undefined) return passed
    const [done] = await run<{ moved: boolean }>(pool, putStatement, [
      ...[place.txid, place.seq, last.txid, last.seq],
      JSON.stringify(await newsOf(room, rows)),
    ])
    if (done?.moved !== true) return passed
    passed += rows.length
    if (rows.length < batch) return passed
  }
}

/** Of each thing the last that an organ was told. */
async function newsOf(room: InboxRoom, rows: readonly NextRow[]): Promise<object[]> {
  const latest = new Map<string, NextRow>()
  for (const row of rows) {
    const key = `${row.agency}/${row.kind}/${row.thing}`
    latest.delete(key)
    latest.set(key, row)
  }
  const kept = [...latest.values()]
  const cases = kept.filter(({ kind }) => kind === 'transfer')
  const actors =
    cases.length === 0
      ? new Map<string, string>()
      : await room.actorsOf(cases.map(({ thing, version }) => ({ transferId: thing, version })))
  return kept.map(({ txid: _txid, seq: _seq, about, ...row }, ord) => ({
    ...{ ...row, ord, about, grade: grades.indexOf(about?.grade ?? 'notice') },
    own: (row.kind === 'transfer' ? actors.get(`${row.thing}/${row.version}`) : about?.by) === row.agency,
  }))
}

/** A client of the organ, or one of its officers. */
export interface InboxOf {
  readonly agencyId: string
  readonly reader: string
}

export interface InboxFilter {
  readonly unread: boolean
  readonly kinds?: readonly NoticeKind[] | undefined
  readonly least?: Grade | undefined
  readonly before?: string | undefined
  readonly limit: number
}

export interface InboxItem {
  /** Where the list goes on after it. */
  readonly no: string
  readonly kind: NoticeKind
  readonly id: string
  readonly version: number
  readonly step: string
  readonly at: Date
  readonly grade: Grade
  readonly about: NoticeAbout | null
  readonly read: boolean
}

const readTo = 'coalesce(r.read_to, 0)'
const isRead = `(i.no <= ${readTo} or i.no = any(coalesce(r.read, '{}')))`
const mine = `inbox_item i left join inbox_reader r on r.agency_id = i.agency_id and r.reader = $2`

/** Counted so far and no further: one more says that there are more. Whoever has more reads them by the page. */
export const unreadCountedMax = 1_000

/** The page and how much is unread, in one look; the index alone answers the second. */
const pageStatement: Statement = {
  name: 'outbox_inbox_page',
  text: `select (select json_agg(p) from (
  select i.no::text, i.kind, i.thing as id, i.version, i.step, i.at, i.grade, i.about, ${isRead} as read from ${mine}
  where i.agency_id = $1 and ($3::bigint is null or i.no < $3) and ($4::text[] is null or i.kind = any($4)) and i.grade >= $5
    and (not $6 or (i.no > ${readTo} and not ${isRead}))
  order by i.no desc limit $7) p) as items,
(select json_object_agg(u.grade, u.n) from (
  select i.grade, count(*) as n from (
    select i.grade from ${mine} where i.agency_id = $1 and i.no > ${readTo} and not ${isRead} limit ${unreadCountedMax + 1}
  ) i group by 1) u) as counts`,
}

interface KeptItem extends Omit<InboxItem, 'grade' | 'at'> {
  readonly grade: number
  readonly at: string
  readonly about: KeptAbout | null
}

export type InboxCounts = Record<Grade | 'unread', number>

/** Newest first; and how many are unread, by grade, counted up to `unreadCountedMax` and one. */
export async function inbox(
  pool: Pool,
  { agencyId, reader }: InboxOf,
  filter: InboxFilter,
): Promise<{ items: InboxItem[]; counts: InboxCounts }> {
  const { unread, kinds, least = 'notice', before, limit } = filter
  const values = [agencyId, reader, before ?? null, kinds ?? null, grades.indexOf(least), unread, limit]
  const [found] = await run<{ items: readonly KeptItem[] | null; counts: Readonly<Record<string, number>> | null }>(
    pool,
    pageStatement,
    values,
  )
  const counts = { unread: 0, notice: 0, yellow: 0, orange: 0, red: 0 }
  for (const [grade, n] of Object.entries(found?.counts ?? {})) {
    counts[grades[Number(grade)] ?? 'notice'] += n
    counts.unread += n
  }
  const items = (found?.items ?? []).map(({ grade, at, ...row }) => ({
    ...row,
    ...{ at: new Date(at), grade: grades[grade] ?? ('notice' as const) },
  }))
  return { items, counts }
}

/** Of one organ; whoever names more readers than it can have officers and systems is mistaken. */
const readersMax = 5_000
/** One by one; more are marked by a place. */
export const marksMax = 5_000

/** The organ has too many readers, or the reader too many single marks. */
export class TooManyMarks extends Error {}

/** Marks are kept only while their item stands as it was read, and above the place up to which all is read. */
const markStatement = `
with newly as (
  select i.no from json_to_recordset($3::json) as x(kind text, thing uuid, version int)
  join inbox_item i on i.agency_id = $1 and i.kind = x.kind and i.thing = x.thing and i.version <= x.version
),
marks as (
  select r.no from inbox_reader o cross join lateral unnest(o.read) as r(no)
  where o.agency_id = $1 and o.reader = $2 and exists (select from inbox_item i where i.agency_id = $1 and i.no = r.no)
  union select no from newly
)
insert into inbox_reader as o (agency_id, reader, read_to, read)
select $1, $2, coalesce($4::bigint, 0), coalesce(array_agg(no order by no), '{}') from (
  select no from marks where no > greatest(coalesce($4::bigint, 0),
    coalesce((select read_to from inbox_reader where agency_id = $1 and reader = $2), 0))) m
on conflict (agency_id, reader) do update set read_to = greatest(o.read_to, excluded.read_to), read = excluded.read, at = now()
returning cardinality(o.read) as marks, (select count(*)::int from newly) as marked`

/** Marks things as read in the version named, or all up to a place; gives how many of the named ones stood as named. */
export async function markRead(
  connection: Queryable,
  { agencyId, reader }: InboxOf,
  what: { readonly items?: readonly { kind: NoticeKind; id: string; version: number }[]; readonly upTo?: string },
): Promise<number> {
  // One reader's marks queue here; two at once would each forget the other's.
  await connection.query(`select pg_advisory_xact_lock(hashtextextended('inbox ' || $1 || $2, 0))`, [agencyId, reader])
  const { rows: known } = await connection.query<{ n: number; is: boolean }>(
    'select count(*)::int as n, coalesce(bool_or(reader = $2), false) as is from inbox_reader where agency_id = $1',
    [agencyId, reader],
  )
  if (known[0]?.is !== true && (known[0]?.n ?? 0) >= readersMax) throw new TooManyMarks('readers')
  const items = (what.items ?? []).map(({ kind, id, version }) => ({ kind, thing: id, version }))
  const { rows } = await connection.query<{ marks: number; marked: number }>(markStatement, [
    ...[agencyId, reader, JSON.stringify(items), what.upTo ?? null],
  ])
  if ((rows[0]?.marks ?? 0) > marksMax) throw new TooManyMarks('marks')
  return rows[0]?.marked ?? 0
}

/** What moved last so long ago is taken out of inboxes; the things themselves stay where they are. */
export async function removeOldInbox(pool: Pool, days: number, limit: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from inbox_item where (agency_id, kind, thing) in (
       select agency_id, kind, thing from inbox_item where at < now() - $1::int * interval '1 day' order by at limit $2)`,
    [days, limit],
  )
  return rowCount ?? 0
}
