// The queue of what waits to be screened: whoever changes a penalty case leaves its id in the same transaction, and a sweep
// puts those in that a changed rule concerns, little by little, so that new records never wait behind a whole store.
import type pg from 'pg'
import { type Pool, run } from '../../../db/index.ts'

export type QueueReason = 'ingest' | 'correction' | 'release' | 'history' | 'rules' | 'fact' | 'transfer' | 'key'

/** $1 = the ids, $2 = the reason, $3 = the instant. For the transaction that changes the cases. */
export const enqueueStatement = `insert into screening_queue (case_ids, reason, at) values ($1::uuid[], $2, $3)`

export interface Waiting {
  readonly seq: string
  readonly ids: readonly string[]
  readonly taken: number
  readonly total: number
  readonly reason: QueueReason
}

/** So many rows and ids at a time: a load is held in memory whole. */
const rowsMax = 500
const idsMax = 20_000

const waitingStatement = {
  name: 'screening_waiting',
  text: `
select seq::text, case_ids[taken + 1:] as ids, taken, cardinality(case_ids) as total, reason from (
  select *, sum(cardinality(case_ids) - taken) over (order by seq) - (cardinality(case_ids) - taken) as before
  from (select * from screening_queue order by seq limit ${rowsMax}) q
) q where before < ${idsMax} order by seq`,
}

/** The oldest that wait. */
export async function waiting(connection: pg.PoolClient): Promise<Waiting[]> {
  return (await connection.query<Waiting & Record<string, unknown>>(waitingStatement)).rows
}

/** Records of the store looked at in one step, and ids that one row of the queue holds. */
const windowMax = 50_000
export const rowIds = 10_000

interface Sweep {
  readonly id: string
  readonly reason: string
  readonly domains: string[] | null
  readonly facts: string[] | null
  readonly region: string | null
  readonly position: string | null
}

const oldestSweep = `
select id::text, reason, domains, facts, region, position from screening_sweep where done_at is null order by id limit 1 for update`

const everyStatement = `
select array_agg(id order by id) filter (where $3::text is null or region_code like $3 || '%') as ids,
  (array_agg(id order by id desc))[1] as reached, count(*)::int as seen
from (select id, region_code from penalty_case where $1::uuid is null or id > $1 order by id limit $2) c`

const concernedStatement = `
select array_agg(case_id order by case_id) filter (
    where (domain = any($4::text[]) or facts ?| $5::text[]) and ($3::text is null or region_code like $3 || '%')) as ids,
  (array_agg(case_id order by case_id desc))[1] as reached, count(*)::int as seen
from (
  select case_id, domain, facts, region_code from screening where $1::uuid is null or case_id > $1 order by case_id limit $2
) s`

/** One step of the oldest sweep; false where there is none. */
export async function sweepStep(connection: pg.PoolClient, now: number): Promise<boolean> {
  const at = new Date(now).toISOString()
  await connection.query('begin')
  try {
    const sweep = (await connection.query<Sweep & Record<string, unknown>>(oldestSweep)).rows[0]
    if (sweep === undefined) {
      await connection.query('commit')
      return false
    }
    const { domains, facts, region, position } = sweep
    const [text, values] =
      domains === null
        ? [everyStatement, [position, rowIds, region]]
        : [concernedStatement, [position, windowMax, region, domains, facts ?? []]]
    const step = (await connection.query<{ ids: string[] | null; reached: string | null; seen: number }>(text, values))
      .rows[0]
    const ids = step?.ids ?? []
    for (let from = 0; from < ids.length; from += rowIds)
      await connection.query(enqueueStatement, [ids.slice(from, from + rowIds), sweep.reason, at])
    const full = domains === null ? rowIds : windowMax
    await connection.query(
      `update screening_sweep set position = coalesce($2, position), total = total + $3, done_at = $4 where id = $1`,
      [sweep.id, step?.reached ?? null, ids.length, (step?.seen ?? 0) < full ? at : null],
    )
    await connection.query('commit')
    return true
  } catch (error) {
    await connection.query('rollback').catch(() => {})
    throw error
  }
}

export interface ScreeningLag {
  /** Penalty cases in the queue. */
  readonly waiting: number
  /** Since when the oldest of them waits; null where none does. */
  readonly since: Date | null
  /** Sweeps over the store that are not through. */
  readonly sweeps: number
}

export async function screeningLag(pool: Pool): Promise<ScreeningLag> {
  const [row] = await run<{ waiting: string | null; since: Date | null; sweeps: number }>(
    pool,
    `select sum(cardinality(case_ids) - taken)::text as waiting, min(at) as since,
       (select count(*)::int from screening_sweep where done_at is null) as sweeps from screening_queue`,
  )
  return { waiting: Number(row?.waiting ?? 0), since: row?.since ?? null, sweeps: row?.sweeps ?? 0 }
}

/** Has every penalty case screened anew, or those of some fields. */
export async function enqueueRules(
  pool: Pool,
  now: number,
  which: { readonly domains: readonly string[]; readonly facts: readonly string[] } | null,
): Promise<void> {
  await run(pool, `insert into screening_sweep (reason, domains, facts, begun_at) values ('rules', $1, $2, $3)`, [
    which?.domains ?? null,
    which === null ? null : which.facts,
    new Date(now).toISOString(),
  ])
}
