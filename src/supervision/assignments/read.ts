// Sight of assignments: the procuratorate that handed one down and the one it was handed to, and nobody else.
import { type Asking, askFrom, type Pool, run } from '../../../db/index.ts'
import { assignmentActs } from '../../../schemas/index.ts'
import { dayOf, dayText, localDay, organShown, type StandingOrgans } from '../../kernel/index.ts'
import {
  type AssignmentBody,
  type AssignmentEntry,
  type AssignmentStanding,
  type AssignmentState,
  hindrance,
  type ItemResult,
  owed,
  type ResultCounts,
  standing,
} from './lifecycle.ts'
import type { Assignments, ItemKind } from './room.ts'
import { countsStatement, entriesStatement, figuresStatement, itemsStatement, listStatement } from './statements.ts'

interface Told extends Record<string, unknown> {
  readonly entries: readonly (Omit<AssignmentEntry, 'body'> & { readonly body: string })[]
}

/** All entries, or undefined where the organ is neither of the two; `null` is the gateway itself. */
export async function gather(
  source: Pool | Asking,
  id: string,
  agencyId: string | null,
): Promise<AssignmentEntry[] | undefined> {
  const [told] = await askFrom<Told>(source, entriesStatement, [id, agencyId])
  return told?.entries.map((e) => ({
    ...e,
    at: new Date(e.at).toISOString(),
    body: JSON.parse(e.body) as AssignmentBody,
  }))
}

const noCounts: ResultCounts = { verified: 0, transferred: 0, no_crime: 0, in_progress: 0, none: 0 }

/** Items by result as they stand. */
export async function countsOf(source: Pool | Asking, id: string): Promise<ResultCounts> {
  type Row = { result: ItemResult | 'none'; items: number }
  const rows = await askFrom<Row>(source, countsStatement, [id])
  return { ...noCounts, ...Object.fromEntries(rows.map((row) => [row.result, row.items])) }
}

type Head = Omit<AssignmentStanding, 'listDigest' | 'overdueVersion' | 'updatedAt'>

function headShown(id: string, a: Head, agencyId: string, nowMs: number, organs: StandingOrgans) {
  return {
    ...{ id, version: a.version, state: a.state, title: a.title },
    ...(a.documentNo !== null && { documentNo: a.documentNo }),
    mine: a.upperId === agencyId ? ('upper' as const) : ('lower' as const),
    ...{ from: organShown(organs, a.upperId), to: organShown(organs, a.lowerId), items: a.items, dueOn: a.dueOn },
    ...(owed(a) && { daysLeft: dayOf(a.dueOn) - localDay(nowMs) }),
    handedAt: a.handedAt,
    ...(a.signedAt !== null && { signedAt: a.signedAt }),
    ...(a.repliedAt !== null && { repliedAt: a.repliedAt }),
    ...(a.acceptedAt !== null && { acceptedAt: a.acceptedAt }),
    returns: a.returns,
  }
}

export async function viewOf(room: Assignments, id: string, entries: readonly AssignmentEntry[], agencyId: string) {
  const now = standing(entries)
  const organs = await room.organs()
  return {
    ...headShown(id, now, agencyId, room.now(), organs),
    listDigest: now.listDigest,
    counts: await countsOf(room.pool, id),
    entries: entries.map(({ version, act, at, agencyId: by, officers, body }) => ({
      ...{ version, act, at, by: act === 'overdue' ? null : organShown(organs, by) },
      officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
      ...(body.text !== undefined && { text: body.text }),
      ...(body.reason !== undefined && { reason: body.reason }),
      ...(body.documentNo !== undefined && { documentNo: body.documentNo }),
      ...(body.dueOn !== undefined && { dueOn: body.dueOn }),
      ...(body.results !== undefined && { results: body.results }),
      ...(body.counts !== undefined && { counts: body.counts }),
    })),
    available: assignmentActs.filter((act) => hindrance(now, act, agencyId) === null),
  }
}

export type AssignmentShown = Awaited<ReturnType<typeof viewOf>>

/** One assignment; undefined where the organ is neither of the two. */
export async function showAssignment(
  room: Assignments,
  id: string,
  agencyId: string,
): Promise<AssignmentShown | undefined> {
  const entries = await gather(room.pool, id, agencyId)
  return entries && viewOf(room, id, entries, agencyId)
}

export interface AssignmentFilter {
  readonly after: string | null
  readonly limit: number
  readonly box?: 'handed' | 'received' | undefined
  readonly state?: AssignmentState | undefined
  readonly overdue?: boolean | undefined
  readonly subject?: { readonly kind: ItemKind; readonly id: string } | undefined
}

interface ListedRow extends Record<string, unknown> {
  readonly id: string
  readonly version: number
  readonly state: AssignmentState
  readonly upper_id: string
  readonly lower_id: string
  readonly title: string
  readonly document_no: string | null
  readonly due_on: string
  readonly items: number
  readonly handed_at: Date
  readonly signed_at: Date | null
  readonly replied_at: Date | null
  readonly accepted_at: Date | null
  readonly returns: number
}

const instant = (at: Date | null) => (at === null ? null : at.toISOString())
const today = (nowMs: number) => dayText(localDay(nowMs))

/** An organ's assignments, newest first. */
export async function listAssignments(room: Assignments, agencyId: string, f: AssignmentFilter) {
  const nowMs = room.now()
  const rows = await run<ListedRow>(room.pool, listStatement, [
    ...[agencyId, f.after, f.limit + 1, f.state ?? null, f.overdue ?? null, today(nowMs)],
    ...[f.subject?.kind ?? null, f.subject?.id ?? null, f.box ?? null],
  ])
  const page = rows.slice(0, f.limit)
  const organs = await room.organs()
  return {
    items: page.map((row) => {
      const head: Head = {
        ...{ version: row.version, state: row.state, upperId: row.upper_id, lowerId: row.lower_id, title: row.title },
        ...{ documentNo: row.document_no, dueOn: row.due_on, items: row.items, handedAt: row.handed_at.toISOString() },
        ...{ signedAt: instant(row.signed_at), repliedAt: instant(row.replied_at) },
        ...{ acceptedAt: instant(row.accepted_at), returns: row.returns },
      }
      return headShown(row.id, head, agencyId, nowMs, organs)
    }),
    next: rows.length > f.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

export interface ItemRow extends Record<string, unknown> {
  readonly no: number
  readonly kind: ItemKind
  readonly id: string
  readonly title: string
  readonly result: ItemResult | null
  readonly result_text: string | null
  readonly result_at: Date | null
}

/** Items of an assignment, whoever asks. */
export const itemsOf = (
  pool: Pool,
  id: string,
  { after = 0, limit, result = null }: { after?: number; limit: number; result?: ItemResult | 'none' | null },
): Promise<ItemRow[]> => run<ItemRow>(pool, itemsStatement, [id, after, limit, result])

/** A page of the items; undefined where the organ is neither of the two. */
export async function assignmentItems(
  room: Assignments,
  id: string,
  agencyId: string,
  { after, limit, result }: { after: number; limit: number; result?: ItemResult | 'none' | undefined },
) {
  if ((await gather(room.pool, id, agencyId)) === undefined) return undefined
  const rows = await itemsOf(room.pool, id, { after, limit: limit + 1, result: result ?? null })
  const page = rows.slice(0, limit)
  return {
    items: page.map((row) => ({
      ...{ no: row.no, kind: row.kind, id: row.id, title: row.title },
      ...(row.result !== null && { result: row.result, text: row.result_text ?? '' }),
      ...(row.result_at !== null && { at: row.result_at.toISOString() }),
    })),
    next: rows.length > limit ? String(page.at(-1)?.no) : null,
  }
}

interface FiguresRow extends Record<string, unknown> {
  readonly organ_id: string
  readonly assignments: number
  readonly signed: number
  readonly replied: number
  readonly in_time: number
  readonly accepted: number
  readonly withdrawn: number
  readonly returns: number
  readonly overdue: number
  readonly hours_to_sign: number | null
  readonly days_to_reply: number | null
  readonly counts: Partial<ResultCounts> | null
}

const rounded = (n: number | null) => (n === null ? null : Math.round(n * 100) / 100)

/** By the organ on the other side, of what was handed down from a local day to another. */
export async function assignmentFigures(
  room: Assignments,
  agencyId: string,
  { box, from, to }: { box: 'handed' | 'received'; from?: string | undefined; to?: string | undefined },
) {
  const values = [agencyId, box, from ?? null, to ?? null, today(room.now())]
  const rows = await run<FiguresRow>(room.pool, figuresStatement, values)
  const organs = await room.organs()
  return {
    items: rows.map((row) => ({
      ...{ organ: organShown(organs, row.organ_id), assignments: row.assignments, signed: row.signed },
      ...{ replied: row.replied, repliedInTime: row.in_time, accepted: row.accepted, withdrawn: row.withdrawn },
      ...{ returns: row.returns, overdue: row.overdue, hoursToSign: rounded(row.hours_to_sign) },
      ...{ daysToReply: rounded(row.days_to_reply), counts: { ...noCounts, ...row.counts } },
    })),
  }
}
