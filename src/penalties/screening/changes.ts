// What changed in the results, for those who follow: in the order of commits, so that nothing slips in behind a reader.
import { type Pool, run } from '../../../db/index.ts'
import type { FeedPosition } from '../outcomes.ts'

export interface ScreeningChange extends FeedPosition {
  readonly caseId: string
  readonly verdictBefore: string
  readonly verdict: string
  readonly hitsChanged: boolean
  readonly flagsChanged: boolean
  readonly triageChanged: boolean
  readonly transferChanged: boolean
}

const after = `(txid, seq) > ($1::xid8, $2::bigint) and txid < (select feed_horizon())`

/** Up to `limit` changes after the place, oldest first. */
export const screeningChanges = (pool: Pool, place: FeedPosition, limit: number): Promise<ScreeningChange[]> =>
  run<ScreeningChange & Record<string, unknown>>(
    pool,
    {
      name: 'screening_changes',
      text: `
select txid::text, seq::text, case_id as "caseId", verdict_before as "verdictBefore", verdict, hits_changed as "hitsChanged",
  flags_changed as "flagsChanged", triage_changed as "triageChanged", transfer_changed as "transferChanged"
from screening_change where ${after} order by txid, seq limit $3`,
    },
    [place.txid, place.seq, limit],
  )

export interface ScreenedBatch extends FeedPosition {
  readonly caseIds: readonly string[]
}

/** What was judged after the place, whatever came of it, a transaction of the follower each. */
export const screenedAfter = (pool: Pool, place: FeedPosition, limit: number): Promise<ScreenedBatch[]> =>
  run<ScreenedBatch & Record<string, unknown>>(
    pool,
    {
      name: 'screening_screened',
      text: `select txid::text, seq::text, case_ids as "caseIds" from screening_done where ${after} order by txid, seq limit $3`,
    },
    [place.txid, place.seq, limit],
  )

/** Removes what is older than so many days; gives the number of rows. */
export async function forgetScreened(pool: Pool, now: number, days: number, limit: number): Promise<number> {
  const before = new Date(now - days * 86_400_000).toISOString()
  const [row] = await run<{ n: number }>(
    pool,
    `with gone as (
       delete from screening_done where (txid, seq) in (
         select txid, seq from screening_done where at < $1 order by txid, seq limit $2) returning 1
     ) select count(*)::int as n from gone`,
    [before, limit],
  )
  return row?.n ?? 0
}
