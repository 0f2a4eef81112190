// What became of the transfer that grew from a penalty case, as its sender saw it: kept with the record, so that the organ
// and the platform it came from learn the result where they look for it.
import { inTransaction, type Pool, run } from '../../db/index.ts'
import type { Penalties } from './room.ts'

export interface OutcomeEntry {
  readonly penaltyId: string
  readonly transferId: string
  readonly version: number
  readonly step: string
  readonly status: string
  readonly at: string
}

export interface FeedPosition {
  readonly txid: string
  readonly seq: string
}

const feed = 'outcomes'

export async function feedPosition(pool: Pool): Promise<FeedPosition> {
  const [row] = await run<{ txid: string; seq: string }>(
    pool,
    `select txid::text, seq::text from penalty_feed where name = $1`,
    [feed],
  )
  return row ?? { txid: '0', seq: '0' }
}

/** Which of these transfers grew from a penalty case that is known here: transfer → penalty case. */
export async function grownFrom(pool: Pool, transferIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await run<{ id: string; transfer_id: string }>(
    pool,
    { name: 'penalties_grown', text: 'select id, transfer_id from penalty_case where transfer_id = any($1::uuid[])' },
    [transferIds],
  )
  return new Map(rows.map((r) => [r.transfer_id, r.id]))
}

/** Penalty cases that a transfer letter named: only one of the letter's own sender is its. */
export async function namedBy(
  pool: Pool,
  named: readonly { readonly transferId: string; readonly penaltyId: string; readonly agencyId: string }[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await run<{ transfer_id: string; id: string }>(
    pool,
    {
      name: 'penalties_named',
      text: `select n.transfer_id, c.id from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n(transfer_id, penalty_id, agency_id)
        join penalty_case c on c.id = n.penalty_id and (c.agency_id = n.agency_id or c.sender_id = n.agency_id)`,
    },
    [named.map((n) => n.transferId), named.map((n) => n.penaltyId), named.map((n) => n.agencyId)],
  )
  return new Map(rows.map((r) => [r.transfer_id, r.id]))
}

/** Keeps entries, each once; the feed's position moves in the same transaction where one is given. */
export async function outcome(
  room: Pick<Penalties, 'pool'>,
  rows: readonly OutcomeEntry[],
  position?: FeedPosition,
): Promise<void> {
  await inTransaction(room.pool, async (connection) => {
    if (rows.length > 0) {
      await connection.query(
        `with said as (select * from json_to_recordset($1::json) as x("penaltyId" uuid, "transferId" uuid, version int, step text, status text, at timestamptz)),
         linked as (
           update penalty_case c set transfer_id = s."transferId" from (select distinct on ("penaltyId") "penaltyId", "transferId" from said order by "penaltyId", at desc) s
           where c.id = s."penaltyId" and c.transfer_id is distinct from s."transferId" returning c.id
         ), screened as (
           insert into screening_queue (case_ids, reason, at)
           select array_agg(id), 'transfer', now() from linked having count(*) > 0
         )
         insert into penalty_outcome (case_id, transfer_id, version, step, status, at)
         select "penaltyId", "transferId", version, step, status, at from said on conflict do nothing`,
        [JSON.stringify(rows)],
      )
    }
    if (position !== undefined)
      await connection.query(
        `insert into penalty_feed (name, txid, seq) values ($1, $2::xid8, $3::bigint)
         on conflict (name) do update set txid = excluded.txid, seq = excluded.seq
         where (penalty_feed.txid, penalty_feed.seq) < (excluded.txid, excluded.seq)`,
        [feed, position.txid, position.seq],
      )
  })
}
