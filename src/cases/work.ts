// An organ's work: what it must do, what it waits for, what is closed, what one of its officers did. Lists cost what they
// show: they read what the follower keeps, and look at those cases themselves that moved since it passed.
import { run, type Statement } from '../../db/index.ts'
import type { FollowDeps } from './follow.ts'
import { type Fresh, freshRows, latestOf, movedIds, movedPart } from './fresh.ts'
import { type Urgency, urgencies } from './urgency.ts'
import type { WorkRow, WorkTab } from './work-rows.ts'
import type { WorkAbout } from './work-words.ts'

export interface WorkItem {
  readonly transferId: string
  readonly key: string
  readonly urgency: Urgency
  readonly about: WorkAbout
}

export interface WorkCursor {
  readonly endsAt: string
  readonly transferId: string
  readonly key: string
}

export interface WorkAsked {
  readonly tab: Exclude<WorkTab, 'closed'>
  readonly urgency?: Urgency | undefined
  readonly after: WorkCursor | null
  readonly limit: number
}

/** Counted so far and no further. */
export const countedMax = 1_000
/** As JSON has it: moments in RFC 3339, or `infinity`. */
interface KeptRow {
  readonly transfer_id: string
  readonly key: string
  readonly ends_at: string
  readonly watch_at: string | null
  readonly soon_at: string | null
  readonly urgent_at: string | null
  readonly binding: boolean
  readonly about: WorkAbout
}

/** Of what is kept; $2 = now. */
export const urgencyKept = `case when ends_at < $2 then case when binding then 'overdue' else 'urgent' end when ends_at = 'infinity' then 'watch'
  when urgent_at <= $2 then 'urgent' when soon_at <= $2 then 'soon' when watch_at <= $2 then 'watch' else 'calm' end`

/** Within which ends can lie, so that the index is read there only. */
export const within: Readonly<Record<Urgency, string>> = {
  overdue: 'ends_at < $2',
  urgent: `ends_at < $2::timestamptz + interval '15 days'`,
  soon: `ends_at >= $2 and ends_at < $2::timestamptz + interval '18 days'`,
  watch: 'ends_at >= $2',
  calm: 'ends_at >= $2',
}

/** $1 agency, $3 tab, $4 cases to leave out. */
const openIn = (tab: WorkTab | undefined) =>
  `from case_work w where agency_id = $1 and tab = ${tab === undefined ? '$3' : `'${tab}'`} and transfer_id <> all($4::uuid[])`

const columns = 'transfer_id, key, ends_at, watch_at, soon_at, urgent_at, binding, about'

/**
 * All that one look needs, in one statement: what moved meanwhile, the page ($5 … $8), how much there is where it is asked
 * for ($9), and the first of what the organ waits for ($10). `$4` is empty, and holds in a second look what moved.
 */
const deskStatement = (of: Urgency | undefined): Statement => ({
  name: `cases_work_${of ?? 'all'}`,
  text: `with ${movedPart}
select ${movedIds} as moved,
  (select json_agg(p) from (
    select ${columns} ${openIn(undefined)} and ($5::timestamptz is null or (ends_at, transfer_id, key) > ($5, $6::uuid, $7))${
      of === undefined ? '' : ` and ${within[of]} and ${urgencyKept} = '${of}'`
    }
    order by ends_at, transfer_id, key limit $8
  ) p) as page,
  case when $9::boolean then (select json_agg(x) from (
    select tab, urgency, count(*)::int as n from (
      (select tab, ${urgencyKept} as urgency ${openIn('todo')} order by ends_at limit ${countedMax + 1}) union all
      (select 'waiting', '' ${openIn('waiting')} limit ${countedMax + 1})
    ) w group by 1, 2
  ) x) end as counts,
  case when $10::int > 0 then (select json_agg(p) from (
    select ${columns} ${openIn('waiting')} order by ends_at, transfer_id, key limit $10
  ) p) end as waiting`,
})
const desks: Readonly<Record<string, Statement>> = Object.fromEntries(
  [undefined, ...urgencies].map((of) => [of ?? 'all', deskStatement(of)]),
)

interface DeskRow extends Record<string, unknown> {
  readonly moved: readonly string[] | null
  readonly page: readonly KeptRow[] | null
  readonly counts: readonly CountRow[] | null
  readonly waiting: readonly KeptRow[] | null
}

export interface WorkCounts extends Readonly<Record<Urgency, number>> {
  readonly todo: number
  readonly waiting: number
  /** Of more than this many the rest is not counted. */
  readonly upTo: number
}

const endsMsOf = (endsAt: string) => (endsAt === 'infinity' ? Number.POSITIVE_INFINITY : Date.parse(endsAt))

/** How urgent a row is: the same in words of the program. */
export function urgencyNow(
  {
    endsAt,
    watchAt,
    soonAt,
    urgentAt,
    binding,
  }: Pick<WorkRow, 'endsAt' | 'watchAt' | 'soonAt' | 'urgentAt' | 'binding'>,
  nowMs: number,
): Urgency {
  const endsMs = endsMsOf(endsAt)
  if (endsMs < nowMs) return binding ? 'overdue' : 'urgent'
  if (endsMs === Number.POSITIVE_INFINITY) return 'watch'
  const past = (at: string | null) => at !== null && Date.parse(at) <= nowMs
  return past(urgentAt) ? 'urgent' : past(soonAt) ? 'soon' : past(watchAt) ? 'watch' : 'calm'
}

type Placed = WorkItem & { readonly endsMs: number }

const byEnd = (a: Placed, b: Placed) =>
  a.endsMs === b.endsMs
    ? a.transferId === b.transferId
      ? a.key < b.key
        ? -1
        : 1
      : a.transferId < b.transferId
        ? -1
        : 1
    : a.endsMs < b.endsMs
      ? -1
      : 1

/** A page of the organ's work, the nearest end first and what has no number last; with how much there is and the first of what it waits for, where they are asked for. */
export async function work(
  deps: FollowDeps,
  agencyId: string,
  asked: WorkAsked,
  { counted, beside = 0 }: { readonly counted: boolean; readonly beside?: number },
) {
  const nowMs = deps.now()
  const look = async (leftOut: readonly string[]): Promise<DeskRow> => {
    const { after, tab, limit } = asked
    const [row] = await run<DeskRow>(deps.pool, desks[asked.urgency ?? 'all'] as Statement, [
      ...[agencyId, new Date(nowMs), tab, leftOut],
      ...[after?.endsAt ?? null, after?.transferId ?? null, after?.key ?? null, limit + 1],
      ...[counted, beside],
    ])
    return row as DeskRow
  }
  const first = await look([])
  const ids = latestOf(first.moved)
  const [found, moved] =
    ids.length === 0 ? [first, nothing] : await Promise.all([look(ids), freshRows(deps, agencyId, ids)])
  return {
    ...listed(found.page, asked, moved.rows, nowMs),
    ...(counted && { counts: countsOf(found.counts ?? [], moved.rows, nowMs) }),
    ...(beside > 0 && {
      waiting: listed(found.waiting, { tab: 'waiting', after: null, limit: beside }, moved.rows, nowMs).items,
    }),
  }
}

const nothing: Fresh = { ids: [], rows: [] }

function listed(kept: DeskRow['page'], asked: WorkAsked, moved: Fresh['rows'], nowMs: number) {
  const { after, tab, limit } = asked
  const placed: Placed[] = (kept ?? []).map((row) => {
    const { transfer_id: transferId, key, about, binding } = row
    const said = { endsAt: row.ends_at, watchAt: row.watch_at, soonAt: row.soon_at, urgentAt: row.urgent_at, binding }
    return { transferId, key, about, endsMs: endsMsOf(row.ends_at), urgency: urgencyNow(said, nowMs) }
  })
  for (const row of moved) {
    const one: Placed = { ...row, endsMs: endsMsOf(row.endsAt), urgency: urgencyNow(row, nowMs) }
    const wanted = row.tab === tab && (asked.urgency === undefined || one.urgency === asked.urgency)
    if (wanted && (after === null || isAfter(one, after))) placed.push(one)
  }
  placed.sort(byEnd)
  const page = placed.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(({ transferId, key, urgency: of, about }): WorkItem => ({ transferId, key, urgency: of, about })),
    next: placed.length > limit && last ? cursorOf(last) : null,
  }
}

const isAfter = (one: Placed, { endsAt, transferId, key }: WorkCursor) =>
  byEnd({ ...one, endsMs: endsMsOf(endsAt), transferId, key }, one) < 0 &&
  (one.transferId !== transferId || one.key !== key)

interface CountRow {
  readonly tab: string
  readonly urgency: Urgency | ''
  readonly n: number
}

function countsOf(rows: readonly CountRow[], moved: Fresh['rows'], nowMs: number): WorkCounts {
  const counts = { todo: 0, waiting: 0, overdue: 0, urgent: 0, soon: 0, watch: 0, calm: 0 }
  const count = (tab: string, of: Urgency | '', n: number) => {
    if (tab === 'waiting') counts.waiting += n
    else if (tab === 'todo') {
      counts.todo += n
      if (of !== '') counts[of] += n
    }
  }
  for (const { tab, urgency: of, n } of rows) count(tab, of, n)
  for (const row of moved) count(row.tab, urgencyNow(row, nowMs), 1)
  return { ...counts, upTo: countedMax }
}

const cursorOf = ({ endsMs, transferId, key }: Placed) =>
  `${endsMs === Number.POSITIVE_INFINITY ? 'x' : endsMs}~${transferId}~${key}`

/** The cursor's text back; null where it is none of ours. */
export function parseWorkCursor(text: string): WorkCursor | null {
  const match = /^(x|\d{1,15})~([0-9a-f-]{36})~([a-z0-9_/:]{1,200})$/.exec(text)
  if (match === null) return null
  const endsAt = match[1] === 'x' ? 'infinity' : new Date(Number(match[1])).toISOString()
  return { endsAt, transferId: match[2] as string, key: match[3] as string }
}
