// What is kept of comparisons: written as they go on, so that one that was cut off still shows how far it came.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import type { DayFigures, Difference } from './sides.ts'

export type ReconciliationState = 'running' | 'agreed' | 'differs' | 'failed'

export interface Reconciliation {
  readonly id: string
  readonly kind: 'source' | 'sink'
  readonly partnerId: string
  readonly name: string
  readonly agencyId: string | null
  readonly fromDay: string
  readonly toDay: string
  readonly askedBy: string
  readonly repair: boolean
  readonly state: ReconciliationState
  readonly compared: string | null
  readonly begunAt: string
  readonly endedAt: string | null
  readonly days: number
  readonly daysDiffering: number
  readonly missing: number
  readonly surplus: number
  readonly different: number
  readonly repaired: number
  readonly open: number
  readonly underWay: number
  readonly error: string | null
}

type Row = Omit<Reconciliation, 'begunAt' | 'endedAt' | Counted> & {
  begunAt: Date
  endedAt: Date | null
} & Record<Counted, string>
const counted = ['missing', 'surplus', 'different', 'repaired', 'open', 'underWay'] as const
type Counted = (typeof counted)[number]

const columns = `id, kind, partner_id as "partnerId", name, agency_id as "agencyId", from_day::text as "fromDay",
  to_day::text as "toDay", asked_by as "askedBy", repair, state, compared, begun_at as "begunAt", ended_at as "endedAt",
  days, days_differing as "daysDiffering", missing, surplus, different, repaired, open, under_way as "underWay", error`

function shown(row: Row): Reconciliation {
  const numbers = Object.fromEntries(counted.map((name) => [name, Number(row[name])])) as Record<Counted, number>
  return { ...row, ...numbers, begunAt: row.begunAt.toISOString(), endedAt: row.endedAt?.toISOString() ?? null }
}

export interface Begun {
  readonly id: string
  readonly kind: 'source' | 'sink'
  readonly partnerId: string
  readonly name: string
  readonly agencyId: string | null
  readonly from: string
  readonly to: string
  readonly askedBy: string
  readonly repair: boolean
}

const beginStatement: Statement = {
  name: 'sync_reconciliation_begin',
  text: `
insert into reconciliation (id, kind, partner_id, name, agency_id, from_day, to_day, asked_by, repair, state, begun_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'running', $10)`,
}

export async function keepBegin(pool: Pool, b: Begun, now: Date): Promise<void> {
  // Whoever holds the partner's lock knows that no other is running: such a row was cut off.
  await run(
    pool,
    `update reconciliation set state = 'failed', ended_at = $2, error = 'it was cut off'
where partner_id = $1 and state = 'running'`,
    [b.partnerId, now],
  )
  await run(pool, beginStatement, [
    b.id,
    b.kind,
    b.partnerId,
    b.name,
    b.agencyId,
    b.from,
    b.to,
    b.askedBy,
    b.repair,
    now,
  ])
}

export interface DayKept {
  readonly day: string
  readonly equal: boolean
  readonly ours: DayFigures
  readonly theirs: DayFigures
  readonly oursAfter?: DayFigures
  readonly theirsAfter?: DayFigures
}

const dayStatement: Statement = {
  name: 'sync_reconciliation_day',
  text: `
insert into reconciliation_day (reconciliation_id, day, equal, ours, theirs, ours_after, theirs_after)
select $1, d.day, d.equal, d.ours, d.theirs, d."oursAfter", d."theirsAfter"
from jsonb_to_recordset($2::jsonb) as d(day date, equal boolean, ours jsonb, theirs jsonb, "oursAfter" jsonb, "theirsAfter" jsonb)
on conflict (reconciliation_id, day) do update set equal = excluded.equal, ours_after = excluded.ours_after,
  theirs_after = excluded.theirs_after`,
}

const bare = ({ day: _, ...figures }: DayFigures) => figures

export async function keepDays(pool: Pool, id: string, days: readonly DayKept[]): Promise<void> {
  const rows = days.map((d) => ({
    ...d,
    ours: bare(d.ours),
    theirs: bare(d.theirs),
    ...(d.oursAfter && { oursAfter: bare(d.oursAfter) }),
    ...(d.theirsAfter && { theirsAfter: bare(d.theirsAfter) }),
  }))
  await run(pool, dayStatement, [id, JSON.stringify(rows)])
}

export interface DifferenceKept extends Difference {
  readonly state: 'open' | 'repaired'
  readonly detail: string | null
}

const differencesStatement: Statement = {
  name: 'sync_reconciliation_differences',
  text: `
insert into reconciliation_difference (reconciliation_id, day, key, kind, ours, theirs, state, detail)
select $1, d.day, d.key, d.kind, d.ours, d.theirs, d.state, d.detail
from jsonb_to_recordset($2::jsonb) as d(day date, key text, kind text, ours text, theirs text, state text, detail text)
on conflict (reconciliation_id, day, key) do update set state = excluded.state, detail = excluded.detail`,
}

const rowsAtOnce = 1_000

export async function keepDifferences(pool: Pool, id: string, differences: readonly DifferenceKept[]): Promise<void> {
  for (let i = 0; i < differences.length; i += rowsAtOnce)
    await run(pool, differencesStatement, [id, JSON.stringify(differences.slice(i, i + rowsAtOnce))])
}

export interface Ended
  extends Pick<
    Reconciliation,
    | 'state'
    | 'compared'
    | 'days'
    | 'daysDiffering'
    | 'missing'
    | 'surplus'
    | 'different'
    | 'repaired'
    | 'open'
    | 'underWay'
  > {
  readonly error: string | null
  readonly statement: string | null
}

const endStatement: Statement = {
  name: 'sync_reconciliation_end',
  text: `
update reconciliation set state = $2, compared = $3, days = $4, days_differing = $5, missing = $6, surplus = $7, different = $8,
  repaired = $9, open = $10, under_way = $11, error = $12, statement = $13, ended_at = $14 where id = $1`,
}

export async function keepEnd(pool: Pool, id: string, e: Ended, now: Date): Promise<void> {
  await run(pool, endStatement, [
    id,
    e.state,
    e.compared,
    e.days,
    e.daysDiffering,
    e.missing,
    e.surplus,
    e.different,
    e.repaired,
    e.open,
    e.underWay,
    e.error,
    e.statement,
    now,
  ])
}

export interface ReconciliationFilter {
  /** null: of all organs. */
  readonly agencyId: string | null
  readonly partnerId?: string | undefined
  readonly state?: string | undefined
  readonly after?: string | null
  readonly limit: number
}

const listStatement: Statement = {
  name: 'sync_reconciliations',
  text: `select ${columns} from reconciliation
where ($1::uuid is null or agency_id = $1) and ($2::uuid is null or partner_id = $2) and ($3::text is null or state = $3)
  and ($4::uuid is null or id < $4) order by id desc limit $5`,
}

/** Reconciliations, newest first. */
export async function listReconciliations(
  pool: Pool,
  { agencyId, partnerId, state, after, limit }: ReconciliationFilter,
): Promise<{ items: Reconciliation[]; next: string | null }> {
  const rows = await run<Row>(pool, listStatement, [
    agencyId,
    partnerId ?? null,
    state ?? null,
    after ?? null,
    limit + 1,
  ])
  const page = rows.slice(0, limit)
  return { items: page.map(shown), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

const oneStatement: Statement = {
  name: 'sync_reconciliation',
  text: `select ${columns}, statement from reconciliation where id = $1 and ($2::uuid is null or agency_id = $2)`,
}

export async function showReconciliation(
  pool: Pool,
  id: string,
  agencyId: string | null,
): Promise<(Reconciliation & { readonly statement: string | null }) | undefined> {
  const [row] = await run<Row & { statement: string | null }>(pool, oneStatement, [id, agencyId])
  return row && { ...shown(row), statement: row.statement }
}

export async function daysOf(pool: Pool, id: string): Promise<readonly DayShown[]> {
  return run<DayShown>(
    pool,
    `select day::text as day, equal, ours, theirs, ours_after as "oursAfter", theirs_after as "theirsAfter"
from reconciliation_day where reconciliation_id = $1 order by day`,
    [id],
  )
}

type Figures = Omit<DayFigures, 'day'>
export interface DayShown {
  readonly day: string
  readonly equal: boolean
  readonly ours: Figures
  readonly theirs: Figures
  readonly oursAfter: Figures | null
  readonly theirsAfter: Figures | null
}

/** Differences in the order of day and key; `after` = the `day/key` to go on after. */
export async function differencesOf(
  pool: Pool,
  id: string,
  after: string | null,
  limit: number,
): Promise<{ items: DifferenceKept[]; next: string | null }> {
  const rows = await run<DifferenceKept>(
    pool,
    `select day::text as day, key, kind, ours, theirs, state, detail from reconciliation_difference
where reconciliation_id = $1 and ($2::date is null or (day, key) > ($2::date, $3)) order by day, key limit $4`,
    [id, after?.slice(0, 10) ?? null, after?.slice(11) ?? '', limit + 1],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { items: page, next: rows.length > limit && last ? `${last.day}/${last.key}` : null }
}

/** The last one of each partner, for operators and for metrics. */
export async function lastReconciliations(pool: Pool): Promise<readonly Reconciliation[]> {
  const rows = await run<Row>(
    pool,
    `select distinct on (partner_id) ${columns} from reconciliation where state <> 'running' order by partner_id, id desc`,
  )
  return rows.map(shown)
}

/** When the partner was last compared by the clock; failed ones count from `failedAfter` on only. */
export async function scheduledSince(pool: Pool, partnerId: string, since: Date, failedAfter: Date): Promise<boolean> {
  const [row] = await run<{ found: boolean }>(
    pool,
    `select exists (select 1 from reconciliation where partner_id = $1 and asked_by = 'schedule' and begun_at >= $2
  and (state <> 'failed' or begun_at >= $3)) as found`,
    [partnerId, since, failedAfter],
  )
  return row?.found === true
}
