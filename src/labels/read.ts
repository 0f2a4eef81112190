// Sight of labels: the members alone, and of what bears one each member what it sees anyway. A label reveals nothing.
import { type Asking, askFrom, type Pool, run, runPlanned } from '../../db/index.ts'
import { labelActs } from '../../schemas/index.ts'
import { dayOf, dayText, localDay, organShown, type StandingOrgans } from '../kernel/index.ts'
import {
  hindrance,
  type LabelBody,
  type LabelEntry,
  type LabelKind,
  type LabelStanding,
  type LabelState,
  type SubjectKind,
  standing,
} from './lifecycle.ts'
import type { Labels } from './room.ts'
import {
  changesStatement,
  entriesStatement,
  idsStatement,
  listStatement,
  memberStatement,
  ofSubjectsStatement,
  putStatement,
} from './statements.ts'

interface GatheredRow extends Record<string, unknown> {
  readonly version: number
  readonly updated_at: Date
  readonly entries: readonly (Omit<LabelEntry, 'body'> & { readonly body: string })[]
}

export interface Gathered {
  readonly now: LabelStanding
  /** Without what was put and taken off. */
  readonly entries: readonly LabelEntry[]
}

/** A label with its entries, or undefined where the organ is no member; `null` is the gateway itself. */
export async function gather(from: Pool | Asking, id: string, agencyId: string | null): Promise<Gathered | undefined> {
  const [row] = await askFrom<GatheredRow>(from, entriesStatement, [id, agencyId])
  if (row === undefined) return undefined
  const entries = row.entries.map((e) => ({
    ...e,
    at: new Date(e.at).toISOString(),
    body: JSON.parse(e.body) as LabelBody,
  }))
  const now = { ...standing(entries), version: row.version, updatedAt: row.updated_at.toISOString() }
  return { now, entries }
}

/** The label as it was after one of its entries. */
export function asOf({ entries }: Gathered, version: number, at: string): Gathered {
  const then = entries.filter((e) => e.version <= version)
  return { entries: then, now: { ...standing(then), version, updatedAt: at } }
}

type Head = Pick<
  LabelStanding,
  | 'version'
  | 'kind'
  | 'state'
  | 'name'
  | 'ownerId'
  | 'fromDay'
  | 'toDay'
  | 'dueOn'
  | 'reported'
  | 'createdAt'
  | 'updatedAt'
>

function headShown(id: string, l: Head, agencyId: string, nowMs: number, organs: StandingOrgans) {
  const owed = l.dueOn !== null && l.state === 'open' && !l.reported
  return {
    ...{ id, version: l.version, kind: l.kind, state: l.state, name: l.name, owner: organShown(organs, l.ownerId) },
    ...{ mine: l.ownerId === agencyId, fromDay: l.fromDay, ...(l.toDay !== null && { toDay: l.toDay }) },
    ...(l.dueOn !== null && { dueOn: l.dueOn }),
    ...(owed && l.dueOn !== null && { daysLeft: dayOf(l.dueOn) - localDay(nowMs) }),
    ...{ reported: l.reported, createdAt: l.createdAt, updatedAt: l.updatedAt },
  }
}

export async function viewOf(room: Labels, id: string, { now, entries }: Gathered, agencyId: string) {
  const organs = await room.organs()
  const nowMs = room.now()
  const today = dayText(localDay(nowMs))
  return {
    ...headShown(id, now, agencyId, nowMs, organs),
    ...(now.description !== null && { description: now.description }),
    ...(now.responsible !== null && now.responsible !== undefined && { responsible: now.responsible }),
    members: now.members.map((member) => organShown(organs, member)),
    entries: entries.map(({ version, act, at, agencyId: by, officers, body }) => ({
      ...{ version, act: act as 'open' | 'change' | 'report' | 'end' | 'overdue', at },
      by: act === 'overdue' ? null : organShown(organs, by),
      officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
      ...(body.reason !== undefined && { reason: body.reason }),
      ...(body.text !== undefined && { text: body.text }),
    })),
    available: labelActs.filter((act) => hindrance(now, act, agencyId, today) === null),
  }
}

export type LabelShown = Awaited<ReturnType<typeof viewOf>>

/** One label; undefined where the organ is no member. */
export async function show(room: Labels, id: string, agencyId: string): Promise<LabelShown | undefined> {
  const found = await gather(room.pool, id, agencyId)
  return found && viewOf(room, id, found, agencyId)
}

interface ListedRow extends Record<string, unknown> {
  readonly id: string
  readonly version: number
  readonly kind: LabelKind
  readonly state: LabelState
  readonly name: string
  readonly owner_id: string
  readonly from_day: string
  readonly to_day: string | null
  readonly due_on: string | null
  readonly reported: boolean
  readonly created_at: Date
  readonly updated_at: Date
}

export interface LabelFilter {
  readonly after: string | null
  readonly limit: number
  readonly kind?: LabelKind | undefined
  readonly state?: LabelState | undefined
  readonly mine?: boolean | undefined
  /** Borne by this subject, which the caller sees. */
  readonly subject?: { readonly kind: SubjectKind; readonly id: string } | undefined
}

/** Labels that an organ may use, newest first. */
export async function list(room: Labels, agencyId: string, f: LabelFilter) {
  const { subject } = f
  if (subject !== undefined && !(await room.heads(agencyId, subject.kind, [subject.id])).has(subject.id))
    return { items: [], next: null }
  const rows = await runPlanned<ListedRow>(room.pool, listStatement, [
    ...[agencyId, f.after, f.limit + 1, f.kind ?? null, f.state ?? null, f.mine ?? null],
    ...[subject?.kind ?? null, subject?.id ?? null],
  ])
  const organs = await room.organs()
  const page = rows.slice(0, f.limit)
  return {
    items: page.map((row) => {
      const head: Head = {
        ...{ version: row.version, kind: row.kind, state: row.state, name: row.name, ownerId: row.owner_id },
        ...{ fromDay: row.from_day, toDay: row.to_day, dueOn: row.due_on, reported: row.reported },
        ...{ createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() },
      }
      return headShown(row.id, head, agencyId, room.now(), organs)
    }),
    next: rows.length > f.limit ? (page.at(-1)?.id ?? null) : null,
  }
}

/** Ids of what bears a label, the last first. Whoever shows them asks the viewer's sight of each. */
export async function labelledIds(
  pool: Pool,
  labelId: string,
  kind: SubjectKind,
  after: string | null,
  limit: number,
): Promise<string[]> {
  return (await run<{ id: string }>(pool, idsStatement, [labelId, kind, after, limit])).map((row) => row.id)
}

/** Whether an organ may use a label: filter by it, see figures by it. */
export async function labelSeenBy(pool: Pool, labelId: string, agencyId: string): Promise<boolean> {
  return (await run(pool, memberStatement, [labelId, agencyId])).length > 0
}

/** A page of what bears a label, as far as the organ sees it; undefined where it is no member. */
export async function subjects(
  room: Labels,
  id: string,
  agencyId: string,
  { kind, after, limit }: { kind: SubjectKind; after: string | null; limit: number },
) {
  if (!(await labelSeenBy(room.pool, id, agencyId))) return undefined
  const ids = await labelledIds(room.pool, id, kind, after, limit)
  const heads = await room.heads(agencyId, kind, ids)
  const seen = ids.filter((one) => heads.has(one))
  const put = await run<{ id: string; by_id: string; at: Date; reason: string }>(room.pool, putStatement, [
    id,
    kind,
    seen,
  ])
  const byId = new Map(put.map((row) => [row.id, row]))
  const organs = await room.organs()
  return {
    items: seen.flatMap((one) => {
      const row = byId.get(one)
      const { title = '' } = heads.get(one) ?? {}
      if (row === undefined) return []
      return [{ kind, id: one, title, by: organShown(organs, row.by_id), at: row.at.toISOString(), reason: row.reason }]
    }),
    next: ids.length === limit ? (ids.at(-1) ?? null) : null,
  }
}

export interface LabelChange {
  readonly txid: string
  readonly seq: string
  readonly labelId: string
  /** `transfer:<id>`, `penalty:<id>` or `finding:<id>`. */
  readonly subject: string
  readonly on: boolean
}

/** What was put and taken off after a place, in the order of commits: no transaction that is still open is passed. */
export function labelChangesAfter(
  pool: Pool,
  after: { readonly txid: string; readonly seq: string },
  limit: number,
): Promise<LabelChange[]> {
  return run<LabelChange & Record<string, unknown>>(pool, changesStatement, [after.txid, after.seq, limit])
}

/** `transfer:<id>` … → labels that it bears; what bears none is left out. */
export async function labelsOf(pool: Pool, subjectsNamed: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await run<{ subject: string; labels: string[] }>(pool, ofSubjectsStatement, [subjectsNamed])
  return new Map(rows.map((row) => [row.subject, row.labels]))
}
