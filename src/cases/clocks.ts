// Clocks across cases: what is running, near its end, overdue or provisional for an organ; and for the worker, which
// cases have periods that ran out or were counted with another calendar. A clock whose beginning is sealed from an organ
// is not in its list.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { runningParts } from '../agencies/index.ts'
import { bearsLabel } from '../labels/index.ts'
import type { ClockState, Part, Title } from '../procedure/index.ts'
import { advisoryRules, urgencyOf } from './urgency.ts'
import { clockView, titleSeen, type ViewContext } from './view.ts'

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
  readonly urgency?: string | undefined
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
  readonly breach_at: Date
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

const listStatement: Statement = {
  name: 'cases_clocks',
  text: `with ${runningParts}
select c.transfer_id, c.key, c.owner, c.breach_at, t.document_no, t.case_name, t.domain, t.region_code, p.part,
  coalesce(${ownSight} -> 'state', t.state) -> 'title' as title, coalesce(${ownSight} -> 'state', t.state) -> 'clocks' -> c.key as clock
${mine}
  and case $4 when 'overdue' then ${overdue} when 'near' then ${near} when 'provisional' then c.provisional else true end
  and (not $5 or c.owner = p.part or c.owner = $1::text) and ($6::text is null or c.rule = $6)
  and ($11::uuid is null or ${bearsLabel('transfer', 'c.transfer_id', '$11')})
  and ($12::uuid is null or t.sender_id = $12) and ($13::text is null or ${urgencyOf('$2', '$14')} = $13)
  and ($7::timestamptz is null or (c.breach_at, c.transfer_id, c.key) > ($7, $8::uuid, $9))
order by c.breach_at, c.transfer_id, c.key limit $10`,
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
  const { after } = filter
  const now = [agencyId, new Date(nowMs), new Date(nowMs + nearMs)]
  const [rows, [counts]] = await Promise.all([
    run<ClockRow>(pool, listStatement, [
      ...now,
      filter.state,
      filter.mine,
      filter.rule ?? null,
      after && new Date(after.breachMs),
      after?.transferId ?? null,
      after?.key ?? null,
      filter.limit + 1,
      filter.label ?? null,
      ...[filter.sender ?? null, filter.urgency ?? null, advisoryRules],
    ]),
    run<Record<ClockFilterState, number>>(pool, countStatement, [...now, filter.mine, filter.label ?? null]),
  ])
  const page = rows.slice(0, filter.limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => ({
      transferId: row.transfer_id,
      ...titled(row),
      domain: row.domain,
      mine: row.owner === row.part || row.owner === agencyId,
      ownedBy: directory.byId.get(row.owner)?.name ?? row.owner,
      ...clockView(row.key, row.clock, nowMs, calendarFor(row.region_code), row.domain),
    })),
    counts: counts ?? { running: 0, near: 0, overdue: 0, provisional: 0 },
    next: rows.length > filter.limit && last ? `${last.breach_at.getTime()}~${last.transfer_id}~${last.key}` : null,
  }
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
