// Absence is an event: a source that is silent, a receiver that opens nothing, a report that did not come. A gap is open
// once for a kind and a subject, however often it is found, and says why it closed.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'

export const gapKinds = [
  'source_silent',
  'source_failing',
  'zero_report_missing',
  'receiver_opens_nothing',
  'receiver_holds_nothing',
  'receiver_failing',
  'dead_letter',
  'difference',
  'reconciliation_failing',
  'file_gap',
  'package_gap',
  'package_conflict',
] as const
export type GapKind = (typeof gapKinds)[number]

export interface NewGap {
  readonly kind: GapKind
  /** `source:<uuid>`, `receiver:<uuid>`, …: what was silent. */
  readonly subject: string
  readonly agencyId?: string | null
  /** From when on it is owed; left out, from now. */
  readonly since?: Date
  readonly detail: Readonly<Record<string, unknown>>
}

export interface Gap {
  readonly id: string
  readonly kind: GapKind
  readonly subject: string
  readonly agencyId: string | null
  readonly since: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly raisedAt: string
  readonly seenAt: string
  readonly closedAt: string | null
  readonly closedBecause: string | null
}

const raiseStatement: Statement = {
  name: 'sync_raise_gap',
  text: `
insert into sync_gap (id, kind, subject, agency_id, since, detail, raised_at, seen_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
on conflict (kind, subject) where closed_at is null do update set detail = excluded.detail, seen_at = excluded.seen_at
returning id, id = $1 as raised`,
}

/** Raises a gap, or finds it open already and brings its detail up to date; `since` stays as first raised. */
export async function raiseGap(pool: Pool, gap: NewGap, now = new Date()): Promise<{ id: string; raised: boolean }> {
  const [row] = await run<{ id: string; raised: boolean }>(pool, raiseStatement, [
    uuidv7(now.getTime()),
    gap.kind,
    gap.subject,
    gap.agencyId ?? null,
    gap.since ?? now,
    JSON.stringify(gap.detail),
    now,
  ])
  return row as { id: string; raised: boolean }
}

const closeStatement: Statement = {
  name: 'sync_close_gap',
  text: `update sync_gap set closed_at = $3, closed_because = $4
where kind = $1 and subject = $2 and closed_at is null returning id`,
}

/** Closes the open gap of a kind and subject, if there is one. */
export async function closeGap(
  pool: Pool,
  kind: GapKind,
  subject: string,
  because: string,
  now = new Date(),
): Promise<boolean> {
  return (await run<{ id: string }>(pool, closeStatement, [kind, subject, now, because])).length > 0
}

export interface GapFilter {
  /** null: of all organs. */
  readonly agencyId: string | null
  readonly state?: 'open' | 'closed' | undefined
  readonly kind?: string | undefined
  readonly subject?: string | undefined
  /** Id to go on after. */
  readonly after?: string | null
  readonly limit: number
}

const columns = `id, kind, subject, agency_id as "agencyId", since, detail, raised_at as "raisedAt", seen_at as "seenAt",
  closed_at as "closedAt", closed_because as "closedBecause"`

const listStatement: Statement = {
  name: 'sync_list_gaps',
  text: `
select ${columns} from sync_gap
where ($1::uuid is null or agency_id = $1) and ($2::text is null or (closed_at is null) = ($2 = 'open'))
  and ($3::text is null or kind = $3) and ($4::text is null or subject = $4) and ($5::uuid is null or id < $5)
order by id desc limit $6`,
}

/** Gaps, newest first. */
export async function listGaps(pool: Pool, filter: GapFilter): Promise<{ items: Gap[]; next: string | null }> {
  const { agencyId, state, kind, subject, after, limit } = filter
  const rows = await run<GapRow>(pool, listStatement, [
    agencyId,
    state ?? null,
    kind ?? null,
    subject ?? null,
    after ?? null,
    limit + 1,
  ])
  const page = rows.slice(0, limit)
  return { items: page.map(shown), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

type GapRow = Omit<Gap, 'since' | 'raisedAt' | 'seenAt' | 'closedAt'> & {
  since: Date
  raisedAt: Date
  seenAt: Date
  closedAt: Date | null
}

const shown = (row: GapRow): Gap => ({
  ...row,
  since: row.since.toISOString(),
  raisedAt: row.raisedAt.toISOString(),
  seenAt: row.seenAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
})

/** How many are open, by kind. */
export async function openGaps(pool: Pool): Promise<readonly { kind: string; count: number }[]> {
  return run<{ kind: string; count: number }>(
    pool,
    'select kind, count(*)::int as count from sync_gap where closed_at is null group by kind',
  )
}
