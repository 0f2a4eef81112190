// Clocks across cases: what is running, near its end, overdue or provisional for an organ; and for the worker, which
// cases have periods that ran out or were counted with another calendar. A clock whose beginning is sealed from an organ
// is not in its list.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { runningParts } from '../agencies/index.ts'
import { bearsLabel } from '../labels/index.ts'
import type { ClockState, Part, Title } from '../procedure/index.ts'
import { latestOf, movedIds, movedPart } from './fresh.ts'
import { advisoryRules, type Urgency, urgencyOf } from './urgency.ts'
import { clockView, titleSeen, type ViewContext } from './view.ts'
import { urgencyKept, within } from './work.ts'

export const clockStates = ['running', 'near', 'overdue', 'provisional'] as const
export type ClockFilterState = (typeof clockStates)[number]

export interface ClockFilter {
  readonly state: ClockFilterState
  /** Only what the organ itself owes or may do. */
  readonly mine: boolean
  readonly rule?: string | undefined
  /** Only of cases that bear it. */
  readonly label?: string | undefined
  /** Only of cases that this organ sends. */
  readonly sender?: string | undefined
  readonly urgency?: Urgency | undefined
  /** How many there are of each kind as well: that goes through all of them. */
  readonly counted: boolean
  readonly after: ClockCursor | null
  readonly limit: number
}

export interface ClockCursor {
  readonly breachMs: number
  readonly transferId: string
  readonly key: string
}

interface ClockRow {
  readonly transfer_id: string
  readonly key: string
  readonly owner: string
  readonly ends_at: string
  readonly document_no: string
  readonly case_name: string
  readonly domain: string
  readonly region_code: string
  readonly part: Part
  readonly title: Title | null
  readonly clock: ClockState
}

/** An hour period that ends within a day, or a day period whose earlier reading does. */
const nearMs = 24 * 3_600_000

/** What organ $1 with part `p` sees of transfer `t` where something is sealed from it. */
export const ownSight = `(t.views -> case when p.part in ('sender', 'police_in_charge', 'supervisor') then p.part else $1::text end)`
/** A clock `c` that runs, and that organ $1 with part `p` sees. */
export const mySight = `c.status = 'running' and case when ${ownSight} is null
  then c.visible_to is null or p.part = any(c.visible_to) or $1::text = any(c.visible_to)
  else ${ownSight} -> 'state' -> 'clocks' ? c.key end`
/** Parameters: $1 agency, $2 now, $3 near until. */
const mine = `
from case_part_of_agency p join clock c on c.transfer_id = p.transfer_id join transfer t on t.id = c.transfer_id
where ${mySight}`
const overdue = 'c.breach_at < $2'
const near = 'c.breach_at >= $2 and c.target_at < $3'

const columns = `c.owner, t.document_no, t.case_name, t.domain, t.region_code, p.part,
  coalesce(${ownSight} -> 'state', t.state) -> 'title' as title, coalesce(${ownSight} -> 'state', t.state) -> 'clocks' -> c.key as clock`

/** $4 mine, $5 label, $6 … $8 the place to go on from, $9 at most, $10 cases: left out, or the only ones. */
const asked = `(not $4::boolean or c.owner = p.part or c.owner = $1::text)
  and ($5::uuid is null or ${bearsLabel('transfer', 'c.transfer_id', '$5')})`

/** A period whose earlier reading is near ends within this: readings lie no further apart than holidays are long. */
const nearWithin = `w.ends_at < $3::timestamptz + interval '14 days'`

type Sifted = Pick<ClockFilter, 'state' | 'rule' | 'sender' | 'urgency'>

/** So many periods are looked through for a page; what a filter finds among later ones is on a page further on. */
const walkedMax = 2_000

const named = (what: string, { state, rule, sender, urgency }: Sifted) =>
  `${what}_${state}_${urgency ?? 'any'}${rule === undefined ? '' : '_rule'}${sender === undefined ? '' : '_sender'}`

/** Along the index of the narrowest filter, by what it holds alone. */
const walk = ({ state, rule, sender, urgency }: Sifted): string => `(
  select w.transfer_id, w.key, w.ends_at, w.watch_at, w.soon_at, w.urgent_at, w.binding from case_work w
  where $2::timestamptz < $3::timestamptz and w.agency_id = $1 and w.rule is not null and w.transfer_id <> all($10::uuid[])
    and ${rule === undefined ? '$11::text is null' : 'w.rule = $11'} and ${sender === undefined ? '$12::uuid is null' : 'w.sender_id = $12'}
    and ${urgency === undefined ? 'true' : within[urgency]}
    and ${{ running: 'true', overdue: 'w.ends_at < $2', near: `w.ends_at >= $2 and ${nearWithin}`, provisional: 'true' }[state]}
    and ($6::timestamptz is null or (w.ends_at, w.transfer_id, w.key) > ($6, $7::uuid, $8))
  order by w.ends_at, w.transfer_id, w.key limit ${walkedMax}
) w`

/**
 * From what the follower keeps, and of that only as much as the page needs is looked at: each stands in the list only as it
 * still runs. What moved since the follower passed is read with it and comes from the cases themselves.
 */
const keptStatement = (of: Sifted): Statement => ({
  name: named('cases_clocks', of),
  text: `with ${movedPart}, ${runningParts}
select ${movedIds} as moved, (select json_agg(x) from (
  select w.transfer_id, w.key, w.ends_at, ${columns}
  from ${walk(of)}
  cross join lateral (select * from clock c where c.transfer_id = w.transfer_id and c.key = w.key and c.status = 'running' offset 0) c
  cross join lateral (select * from transfer t where t.id = w.transfer_id offset 0) t
  cross join lateral (select * from case_part_of_agency p where p.transfer_id = w.transfer_id offset 0) p
  where ${of.urgency === undefined ? 'true' : `${urgencyKept} = '${of.urgency}'`}
    and ${{ running: 'true', overdue: 'true', near: 'c.target_at < $3', provisional: 'c.provisional' }[of.state]}
    and ${mySight} and ${asked}
  order by w.ends_at, w.transfer_id, w.key limit $9
) x) as page`,
})

/** The last period that a page was looked for in; none where it was the last of all. */
const walkedToStatement = (of: Sifted): Statement => ({
  name: named('cases_clocks_walked_to', of),
  text: `select w.transfer_id, w.key, to_json(w.ends_at) #>> '{}' as ends_at from ${walk(of)}
where coalesce($4::boolean, $5::uuid is null, $9::int > 0) is not null offset ${walkedMax - 1}`,
})

const freshStatement: Statement = {
  name: 'cases_clocks_fresh',
  text: `with ${runningParts}
select c.transfer_id, c.key, to_json(c.breach_at) #>> '{}' as ends_at, ${columns}
${mine} and c.transfer_id = any($10::uuid[]) and ${asked}
  and case $14 when 'overdue' then ${overdue} when 'near' then ${near} when 'provisional' then c.provisional else true end
  and ($11::text is null or c.rule = $11) and ($12::uuid is null or t.sender_id = $12) and ($13::text is null or ${urgencyOf('$2', '$15')} = $13)
  and ($6::timestamptz is null or (c.breach_at, c.transfer_id, c.key) > ($6, $7::uuid, $8))
order by c.breach_at, c.transfer_id, c.key limit $9`,
}

const countStatement: Statement = {
  name: 'cases_clock_counts',
  text: `with ${runningParts}
select count(*)::int as running, count(*) filter (where ${near})::int as near, count(*) filter (where ${overdue})::int as overdue,
  count(*) filter (where c.provisional)::int as provisional
${mine} and (not $4 or c.owner = p.part or c.owner = $1::text)
  and ($5::uuid is null or ${bearsLabel('transfer', 'c.transfer_id', '$5')})`,
}

/** A page of an organ's running clocks, the nearest end first, and how many there are of each kind. */
export async function clocks(
  pool: Pool,
  agencyId: string,
  filter: ClockFilter,
  { directory, nowMs, calendarFor }: Pick<ViewContext, 'directory' | 'nowMs'> & { calendarFor: CalendarFor },
) {
  const now = [agencyId, new Date(nowMs), new Date(nowMs + nearMs)]
  const [{ rows, walkedTo }, counts] = await Promise.all([
    listed(pool, now, filter),
    filter.counted
      ? run<Record<ClockFilterState, number>>(pool, countStatement, [...now, filter.mine, filter.label ?? null])
      : [],
  ])
  const page = rows.slice(0, filter.limit)
  const last = rows.length > filter.limit ? page.at(-1) : walkedTo
  return {
    items: page.map((row) => ({
      transferId: row.transfer_id,
      ...titled(row),
      domain: row.domain,
      mine: row.owner === row.part || row.owner === agencyId,
      ownedBy: directory.byId.get(row.owner)?.name ?? row.owner,
      ...clockView(row.key, row.clock, nowMs, calendarFor(row.region_code), row.domain),
    })),
    ...(filter.counted && { counts: counts[0] ?? { running: 0, near: 0, overdue: 0, provisional: 0 } }),
    next: last ? `${Date.parse(last.ends_at)}~${last.transfer_id}~${last.key}` : null,
  }
}

type ClockEnd = Pick<ClockRow, 'transfer_id' | 'key' | 'ends_at'>

/** The page and one more where there is one; `walkedTo`: the page is not full, and later periods were not looked at. */
async function listed(
  pool: Pool,
  now: readonly unknown[],
  filter: ClockFilter,
): Promise<{ rows: ClockRow[]; walkedTo?: ClockEnd | undefined }> {
  const { after, mine: own, label, limit, rule, sender, urgency, state } = filter
  const values = (cases: readonly string[]) => [
    ...[...now, own, label ?? null, after && new Date(after.breachMs), after?.transferId ?? null, after?.key ?? null],
    ...[limit + 1, cases, rule ?? null, sender ?? null],
  ]
  const kept = async (leftOut: readonly string[]) =>
    (
      await run<{ moved: string[] | null; page: ClockRow[] | null }>(pool, keptStatement(filter), values(leftOut))
    )[0] as { moved: string[] | null; page: ClockRow[] | null }
  const first = await kept([])
  const moved = latestOf(first.moved)
  const [{ page }, fresh] =
    moved.length === 0
      ? [first, []]
      : await Promise.all([
          kept(moved),
          run<ClockRow & object>(pool, freshStatement, [...values(moved), urgency ?? null, state, advisoryRules]),
        ])
  const rows = [...(page ?? []), ...fresh].sort(byEnd)
  const sifted = own || label !== undefined || urgency !== undefined || state === 'near' || state === 'provisional'
  if ((page ?? []).length > limit || !sifted) return { rows }
  const [walkedTo] = await run<ClockEnd & object>(pool, walkedToStatement(filter), values(moved))
  return { rows: walkedTo === undefined ? rows : rows.filter((row) => byEnd(row, walkedTo) <= 0), walkedTo }
}

/** Those of one case come from one list, and stay in its order. */
function byEnd(a: ClockEnd, b: ClockEnd): number {
  const [x, y] = [Date.parse(a.ends_at), Date.parse(b.ends_at)]
  return x !== y ? x - y : a.transfer_id < b.transfer_id ? -1 : a.transfer_id > b.transfer_id ? 1 : 0
}

function titled(row: ClockRow) {
  const { document_no: documentNo, case_name: caseName } = titleSeen(row, row.title ?? undefined)
  return { documentNo, caseName }
}

type CalendarFor = NonNullable<ViewContext['calendarFor']>

/** The cursor's text back; null where it is none of ours. */
export function parseClockCursor(text: string): ClockCursor | null {
  const match = /^(\d{1,15})~([0-9a-f-]{36})~([a-z0-9_/:]{1,200})$/.exec(text)
  if (match === null) return null
  return { breachMs: Number(match[1]), transferId: match[2] as string, key: match[3] as string }
}

const unraisedStatement: Statement = {
  name: 'cases_clocks_unraised',
  text: `select distinct transfer_id as id from (
  select transfer_id from clock where status = 'running' and expired_version is null and breach_at < $1 and transfer_id <> all($2::uuid[])
    and exists (select from transfer t where t.id = transfer_id and t.home is null)
  order by breach_at limit $3
) due`,
}

const recountStatement: Statement = {
  name: 'cases_clocks_to_recount',
  text: `select distinct c.transfer_id as id from clock c join transfer t on t.id = c.transfer_id
where t.home is null and c.status = 'running' and (c.provisional or c.breach_at > $1) and c.calendar <> '' and c.transfer_id > $4::uuid
  and c.calendar <> coalesce((
    select own.calendar from unnest($2::text[], $3::text[]) as own(region, calendar)
    where own.region in (t.region_code, left(t.region_code, 4) || '00', left(t.region_code, 2) || '0000')
    order by own.region desc limit 1), $5)
order by 1 limit $6`,
}

/** Cases with periods that ran out and are not yet raised, without those that are left out. */
export async function casesWithExpired(
  pool: Pool,
  now: Date,
  leftOut: readonly string[],
  limit: number,
): Promise<string[]> {
  return (await run<{ id: string }>(pool, unraisedStatement, [now, leftOut, limit])).map((row) => row.id)
}

/** Versions of the calendars of today: the country's, and those of regions with notices of their own. */
export interface CalendarsNow {
  readonly national: string
  /** What lies in several has that of the smallest, which counts the larger ones' days too. */
  readonly regional: ReadonlyMap<string, string>
}

/** Cases with running clocks that were counted with another calendar than their region has today. */
export async function casesToRecount(
  pool: Pool,
  now: Date,
  { national, regional }: CalendarsNow,
  after: string,
  limit: number,
): Promise<string[]> {
  const values = [now, [...regional.keys()], [...regional.values()], after, national, limit]
  return (await run<{ id: string }>(pool, recountStatement, values)).map((row) => row.id)
}
