// What an origin's records come to, day by day: the figures of our side in a reconciliation. The last record of a key as
// its origin gave it counts, a held one included, for it arrived; a withdrawn one does not.
import { type Pool, run } from '../../db/index.ts'
import type { Penalties } from './room.ts'

export interface DayFigures {
  /** Local day, yyyy-mm-dd. */
  readonly day: string
  readonly count: number
  readonly sumFen: string
  /** SHA-256 of `key TAB digest LF`, sorted bytewise by key. */
  readonly digest: string
}

/** The key of the source where there is one, else the natural key. */
const keyShown = (key: string) => `case when ${key} like 'k:%' then substr(${key}, 3) else ${key} end`

const given = (days: string) => `
given as (
  select c.source_day as day, ${keyShown('c.key')} as key, c.digest, c.source_fen as fen from penalty_case c
  where c.origin = $1 and c.source_day ${days} and c.state = 'live'
    and not exists (select from penalty_quarantine q where q.origin = $1 and q.key = c.key and q.state = 'held')
  union all
  select q.source_day, coalesce(${keyShown('q.key')}, 'q:' || encode(q.digest, 'hex')), q.digest, q.source_fen from penalty_quarantine q
  where q.origin = $1 and q.source_day ${days} and q.state = 'held'
)`

/** Days without a record are not among them. `from` and `to` are local days, both included. */
export async function figures(
  room: Penalties,
  originId: string,
  from: string,
  to: string,
): Promise<readonly DayFigures[]> {
  return run<{ day: string; count: number; sumFen: string; digest: string }>(
    room.pool,
    {
      name: 'penalties_figures',
      text: `with ${given('between $2::date and $3::date')}
select day::text, count(*)::int as count, coalesce(sum(fen), 0)::text as "sumFen",
  encode(sha256(convert_to(string_agg(key || E'\\t' || encode(digest, 'hex') || E'\\n', '' order by key collate "C"), 'UTF8')), 'hex') as digest
from given group by day order by day`,
    },
    [originId, from, to],
  )
}

/** Keys with their digests, sorted bytewise by key. */
export async function keysOf(
  room: Penalties,
  originId: string,
  day: string,
): Promise<readonly { key: string; digest: string }[]> {
  return run<{ key: string; digest: string }>(
    room.pool,
    {
      name: 'penalties_keys',
      text: `with ${given('= $2::date')} select key, encode(digest, 'hex') as digest from given order by key collate "C"`,
    },
    [originId, day],
  )
}

export interface SourceKey {
  readonly id: string
  readonly origin: string
  readonly key: string
  readonly sourceKey: string | null
}

/** By what its origin knows a penalty case. */
export async function sourcesOf(pool: Pool, ids: readonly string[]): Promise<readonly SourceKey[]> {
  return run<{ id: string; origin: string; key: string; sourceKey: string | null }>(
    pool,
    {
      name: 'penalties_sources',
      text: `select id, origin, key, case when key like 'k:%' then substr(key, 3) end as "sourceKey" from penalty_case where id = any($1::uuid[])`,
    },
    [ids],
  )
}

export interface IngestFigures {
  readonly origin: string
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly quarantined: number
  readonly refused: number
  readonly lastAt: string
  /** Held for repair now. */
  readonly held: number
}

/** What came by whom since the beginning, and what is held; a row an origin, cheap enough to be asked every few seconds. */
export async function ingestFigures(pool: Pool): Promise<readonly IngestFigures[]> {
  const rows = await run<Omit<IngestFigures, 'lastAt'> & { lastAt: Date }>(pool, {
    name: 'penalties_ingest_figures',
    text: `
with held as (select origin, count(*)::int as held from penalty_quarantine where state = 'held' group by origin),
brought as (
  select origin, sum(created)::int as created, sum(updated)::int as updated, sum(unchanged)::int as unchanged,
    sum(quarantined)::int as quarantined, sum(refused)::int as refused, max(started_at) as "lastAt"
  from penalty_batch group by origin
)
select b.*, coalesce(h.held, 0) as held from brought b left join held h using (origin) order by origin`,
  })
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }))
}
