// An organ's work: what it must do, what it waits for, what is closed, what one of its officers did. Lists cost what they
// show: they read what the follower keeps, and look at those cases themselves that moved since it passed.
import { run, type Statement } from '../../db/index.ts'
import { changes } from '../outbox/index.ts'
import { desksOf } from './desks.ts'
import { type FollowDeps, followedTo, workNow } from './follow.ts'
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
/** Cases that moved since the follower passed; of more the follower will soon have written. */
const freshMax = 40

interface KeptRow {
  readonly transfer_id: string
  readonly key: string
  readonly ends_at: Date | number
  readonly watch_at: Date | null
  readonly soon_at: Date | null
  readonly urgent_at: Date | null
  readonly binding: boolean
  readonly about: WorkAbout
}

/** $2 = now. */
const urgency = `case when ends_at < $2 then case when binding then 'overdue' else 'urgent' end when ends_at = 'infinity' then 'watch'
  when urgent_at <= $2 then 'urgent' when soon_at <= $2 then 'soon' when watch_at <= $2 then 'watch' else 'calm' end`

/** Within which ends can lie, so that the index is read there only. */
const within: Readonly<Record<Urgency, string>> = {
  overdue: 'ends_at < $2',
  urgent: `ends_at < $2::timestamptz + interval '15 days'`,
  soon: `ends_at >= $2 and ends_at < $2::timestamptz + interval '18 days'`,
  watch: 'ends_at >= $2',
  calm: 'ends_at >= $2',
}

/** $1 agency, $3 tab, $4 cases to leave out. */
const open = 'from case_work w where agency_id = $1 and tab = $3 and transfer_id <> all($4::uuid[])'

const listStatement = (of: Urgency | undefined): Statement => ({
  name: `cases_work_${of ?? 'all'}`,
  text: `select transfer_id, key, ends_at, watch_at, soon_at, urgent_at, binding, about, $2::timestamptz as now ${open}
  and ($5::timestamptz is null or (ends_at, transfer_id, key) > ($5, $6::uuid, $7))${of === undefined ? '' : ` and ${within[of]} and ${urgency} = '${of}'`}
order by ends_at, transfer_id, key limit $8`,
})
const lists: Readonly<Record<string, Statement>> = Object.fromEntries(
  [undefined, ...urgencies].map((of) => [of ?? 'all', listStatement(of)]),
)

const countStatement: Statement = {
  name: 'cases_work_counts',
  text: `select tab, urgency, count(*)::int as n from (
  (select tab, ${urgency} as urgency ${open} order by ends_at limit ${countedMax + 1}) union all
  (select 'waiting', '' ${open.replace('tab = $3', "tab = 'waiting'")} limit ${countedMax + 1})
) w group by 1, 2`,
}

export interface WorkCounts extends Readonly<Record<Urgency, number>> {
  readonly todo: number
  readonly waiting: number
  /** Of more than this many the rest is not counted. */
  readonly upTo: number
}

const level = (
  row: Pick<KeptRow, 'watch_at' | 'soon_at' | 'urgent_at' | 'binding'> & { endsMs: number },
  nowMs: number,
): Urgency => {
  if (row.endsMs < nowMs) return row.binding ? 'overdue' : 'urgent'
  if (row.endsMs === Number.POSITIVE_INFINITY) return 'watch'
  const past = (at: Date | null) => at !== null && at.getTime() <= nowMs
  return past(row.urgent_at) ? 'urgent' : past(row.soon_at) ? 'soon' : past(row.watch_at) ? 'watch' : 'calm'
}

const endsMsOf = (endsAt: string) => (endsAt === 'infinity' ? Number.POSITIVE_INFINITY : Date.parse(endsAt))

/** The same of a row that is not kept yet. */
export function urgencyNow(
  row: Pick<WorkRow, 'endsAt' | 'watchAt' | 'soonAt' | 'urgentAt' | 'binding'>,
  nowMs: number,
): Urgency {
  const at = (text: string | null) => (text === null ? null : new Date(text))
  return level(
    {
      endsMs: endsMsOf(row.endsAt),
      watch_at: at(row.watchAt),
      soon_at: at(row.soonAt),
      urgent_at: at(row.urgentAt),
      binding: row.binding,
    },
    nowMs,
  )
}

interface Fresh {
  readonly ids: readonly string[]
  readonly rows: readonly (WorkRow & { readonly transferId: string })[]
}

/** The organ's rows of the cases that moved since the follower passed. */
async function fresh(deps: FollowDeps, agencyId: string): Promise<Fresh> {
  const moved = await changes(deps.pool, agencyId, await followedTo(deps.pool), 10 * freshMax)
  const ids = [...new Set(moved.filter(({ kind }) => kind === 'transfer').map(({ id }) => id))].slice(-freshMax)
  if (ids.length === 0) return { ids, rows: [] }
  const work = await workNow(deps, await desksOf(deps.pool, ids))
  const rows = [...work].flatMap(([transferId, list]) =>
    list.filter((row) => row.agencyId === agencyId).map((row) => ({ ...row, transferId })),
  )
  return { ids, rows }
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
  const moved = await fresh(deps, agencyId)
  const [page, counts, waiting] = await Promise.all([
    listed(deps, agencyId, asked, moved, nowMs),
    counted
      ? run<CountRow & Record<string, unknown>>(deps.pool, countStatement, [
          agencyId,
          new Date(nowMs),
          'todo',
          moved.ids,
        ])
      : [],
    beside === 0 ? undefined : listed(deps, agencyId, { tab: 'waiting', after: null, limit: beside }, moved, nowMs),
  ])
  return {
    ...page,
    ...(counted && { counts: countsOf(counts, moved.rows, nowMs) }),
    ...(waiting && { waiting: waiting.items }),
  }
}

async function listed(deps: FollowDeps, agencyId: string, asked: WorkAsked, moved: Fresh, nowMs: number) {
  const { after, tab, limit } = asked
  const kept = await run<KeptRow & Record<string, unknown>>(deps.pool, lists[asked.urgency ?? 'all'] as Statement, [
    ...[agencyId, new Date(nowMs), tab, moved.ids],
    ...[after?.endsAt ?? null, after?.transferId ?? null, after?.key ?? null, limit + 1],
  ])
  const placed: Placed[] = kept.map((row) => {
    const endsMs = row.ends_at instanceof Date ? row.ends_at.getTime() : Number.POSITIVE_INFINITY
    const { transfer_id: transferId, key, about } = row
    return { transferId, key, about, endsMs, urgency: level({ ...row, endsMs }, nowMs) }
  })
  for (const row of moved.rows) {
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
