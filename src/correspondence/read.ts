// Sight of letters: their parties alone, each the entries that are for it. Nobody else learns that there is one.
import { type Asking, askFrom, type Pool, run, runPlanned } from '../../db/index.ts'
import { dayOf, dayText, localDay, maskText, organShown } from '../kernel/index.ts'
import {
  type LetterBody,
  type LetterEntry,
  type LetterKind,
  type LetterState,
  type Progress,
  seesEntry,
  standing,
} from './lifecycle.ts'
import type { Correspondence } from './room.ts'
import { entriesStatement, listStatement, outstandingStatement, overdueStatement, owedStatement } from './statements.ts'
import { letterView } from './view.ts'

type Told = { readonly entries: readonly (Omit<LetterEntry, 'body'> & { readonly body: string })[] | null }

const entriesOf = (told: Told | undefined): LetterEntry[] | undefined =>
  told?.entries?.map((e) => ({ ...e, at: new Date(e.at).toISOString(), body: JSON.parse(e.body) as LetterBody }))

/** All entries of a letter, or undefined where the organ is no party of it; `null` is the gateway itself. */
export async function gather(
  from: Pool | Asking,
  id: string,
  agencyId: string | null,
): Promise<LetterEntry[] | undefined> {
  const [told] = await askFrom<Told>(from, entriesStatement, [id, agencyId])
  return entriesOf(told)
}

/** One letter as an organ sees it; undefined where it is no party. */
export async function show(room: Correspondence, id: string, agencyId: string) {
  const entries = await gather(room.pool, id, agencyId)
  return entries && viewOf(room, id, entries, agencyId)
}

/** As of these entries, with what the organ may know of the case today. */
export async function viewOf(room: Correspondence, id: string, entries: readonly LetterEntry[], agencyId: string) {
  const { transferId, findingId } = standing(entries)
  const seesCase = transferId !== null && (await room.partsIn(agencyId, [transferId])).has(transferId)
  const seesFinding = findingId !== null && (await room.findingsSeen?.(agencyId, [findingId]))?.has(findingId) === true
  return letterView(id, entries, { agencyId, seesCase, seesFinding, nowMs: room.now() }, await room.organs())
}

/** Whether an organ sees what went with an entry: the files attached to it. */
export async function seesAttached(pool: Pool, id: string, version: number, agencyId: string): Promise<boolean> {
  const entries = await gather(pool, id, agencyId)
  const entry = entries?.find((e) => e.version === version)
  return entries !== undefined && entry !== undefined && seesEntry(standing(entries), entry, agencyId)
}

export interface LetterFilter {
  readonly after: string | null
  readonly limit: number
  readonly box?: 'sent' | 'received' | undefined
  readonly kind?: LetterKind | undefined
  readonly state?: LetterState | undefined
  readonly transferId?: string | undefined
  readonly findingId?: string | undefined
  readonly owed?: boolean | undefined
  readonly overdue?: boolean | undefined
}

interface ListedRow {
  readonly id: string
  readonly kind: LetterKind
  readonly state: LetterState
  readonly title: string
  readonly sender_id: string
  readonly transfer_id: string | null
  readonly finding_id: string | null
  readonly due_on: string | null
  readonly waiting: number
  readonly sent_at: Date
  readonly sender: boolean
  readonly owes: boolean
  readonly signed_at: Date | null
  readonly read_at: Date | null
  readonly answered_at: Date | null
  readonly done_at: Date | null
  readonly body: string
  readonly receivers: number
}

const excerptCharacters = 200

const today = (nowMs: number) => dayText(localDay(nowMs))
const daysLeft = (dueOn: string, nowMs: number) => dayOf(dueOn) - localDay(nowMs)

/** An organ's letters, newest first. */
export async function list(room: Correspondence, agencyId: string, f: LetterFilter) {
  const nowMs = room.now()
  const statement = f.box === 'received' && f.owed === true ? owedStatement : listStatement
  const rows = await runPlanned<ListedRow & Record<string, unknown>>(room.pool, statement, [
    ...[agencyId, f.after, f.limit + 1, f.box === undefined ? null : f.box === 'sent', f.kind ?? null, f.state ?? null],
    ...[f.transferId ?? null, f.findingId ?? null, f.owed ?? null, f.overdue ?? null, today(nowMs)],
  ])
  const page = rows.slice(0, f.limit)
  const organs = await room.organs()
  const cases = [...new Set(page.flatMap((row) => row.transfer_id ?? []))]
  const known = await room.partsIn(agencyId, cases)
  const findings = [...new Set(page.flatMap((row) => row.finding_id ?? []))]
  const found = findings.length === 0 ? undefined : await room.findingsSeen?.(agencyId, findings)
  return {
    items: page.map((row) => {
      const { text = '', documentNo } = JSON.parse(row.body) as LetterBody
      const owed = row.state === 'open' && (row.sender ? row.waiting > 0 : row.owes)
      const own: Record<keyof Progress, Date | null> = {
        signedAt: row.signed_at,
        readAt: row.read_at,
        answeredAt: row.answered_at,
        doneAt: row.done_at,
      }
      return {
        ...{ id: row.id, kind: row.kind, state: row.state, title: maskText(row.title) },
        ...(documentNo !== undefined && { documentNo }),
        mine: row.sender ? ('sender' as const) : ('receiver' as const),
        from: organShown(organs, row.sender_id),
        sentAt: row.sent_at.toISOString(),
        ...(row.due_on !== null && { dueOn: row.due_on, ...(owed && { daysLeft: daysLeft(row.due_on, nowMs) }) }),
        owed,
        ...(row.transfer_id !== null && { case: known.has(row.transfer_id) ? { transferId: row.transfer_id } : {} }),
        ...(row.finding_id !== null && found?.has(row.finding_id) && { findingId: row.finding_id }),
        ...Object.fromEntries(
          Object.entries(own).flatMap(([name, at]) => (at === null ? [] : [[name, at.toISOString()]])),
        ),
        // Masked before it is cut: half an identity number would not be recognised.
        excerpt: [...maskText(text)].slice(0, excerptCharacters).join(''),
        ...(row.sender && { receivers: row.receivers, waiting: row.waiting }),
      }
    }),
    next: rows.length > f.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

interface OutstandingRow {
  readonly id: string
  readonly kind: LetterKind
  readonly title: string
  readonly due_on: string | null
  readonly sent_at: Date
  readonly agency_id: string
  readonly signed_at: Date | null
  readonly read_at: Date | null
  readonly body: string
}

/** Who has not: what other organs owe to this one, the oldest letter first. */
export async function outstanding(
  room: Correspondence,
  agencyId: string,
  { after, limit, overdue }: { after: string | null; limit: number; overdue: boolean },
) {
  const nowMs = room.now()
  const [letterId = null, organId = null] = after?.split('~') ?? []
  const rows = await run<OutstandingRow & Record<string, unknown>>(room.pool, outstandingStatement, [
    ...[agencyId, letterId, organId, limit + 1, overdue, today(nowMs)],
  ])
  const page = rows.slice(0, limit)
  const organs = await room.organs()
  const last = page.at(-1)
  return {
    items: page.map((row) => {
      const { documentNo } = JSON.parse(row.body) as LetterBody
      return {
        ...{ id: row.id, kind: row.kind, title: maskText(row.title) },
        ...(documentNo !== undefined && { documentNo }),
        sentAt: row.sent_at.toISOString(),
        organ: organShown(organs, row.agency_id),
        ...(row.signed_at !== null && { signedAt: row.signed_at.toISOString() }),
        ...(row.read_at !== null && { readAt: row.read_at.toISOString() }),
        ...(row.due_on !== null && { dueOn: row.due_on, daysLeft: daysLeft(row.due_on, nowMs) }),
        daysSinceSent: localDay(nowMs) - localDay(row.sent_at.getTime()),
      }
    }),
    next: rows.length > limit && last ? `${last.id}~${last.agency_id}` : null,
  }
}

export interface OverdueLetter {
  readonly letterId: string
  readonly kind: LetterKind
  readonly senderId: string
  /** Who has not answered. */
  readonly agencyId: string
  readonly dueOn: string
  readonly transferId: string | null
  readonly findingId: string | null
  /** Local days since the due day. */
  readonly days: number
}

/** Receivers that have not answered in time, in the order of letter and organ; go on after the last of a full page. */
export function overdueLetters(
  pool: Pool,
  now: Date,
  page: { readonly after?: Pick<OverdueLetter, 'letterId' | 'agencyId'>; readonly limit?: number } = {},
): Promise<OverdueLetter[]> {
  const { after, limit = 500 } = page
  const values = [today(now.getTime()), after?.letterId ?? null, after?.agencyId ?? null, limit]
  return run<OverdueLetter & Record<string, unknown>>(pool, overdueStatement, values)
}
