// The feeds of many organs as one, for whoever follows cases through all of them: in the same commit-safe order, a probe of
// the index an organ. An index over all notices would be paid for by every act.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { NoticeKind } from './owe.ts'

/** Followers of cases leave out what is of another kind than `transfer`, and move their place past it. */
export interface OrgansChange {
  readonly txid: string
  readonly seq: string
  readonly agencyId: string
  readonly kind: NoticeKind
  /** The case; of another kind, that thing's id. */
  readonly transferId: string
  readonly version: number
  readonly step: string
}

const manyStatement: Statement = {
  name: 'outbox_changes_of_many',
  text: `
select n.txid::text as txid, n.seq::text as seq, n.agency_id as "agencyId", n.kind, n.transfer_id as "transferId", n.version, n.step
from unnest($1::uuid[]) as a(agency_id) cross join lateral (
  select * from notice n where n.agency_id = a.agency_id and (n.txid, n.seq) > ($2::xid8, $3::bigint)
    and n.txid < (select feed_horizon())
  order by n.txid, n.seq limit $4
) n order by n.txid, n.seq limit $4`,
}

/** Up to `limit` notices of any of the organs after the place, oldest first. */
export async function changesOfMany(
  pool: Pool,
  agencyIds: readonly string[],
  after: { readonly txid: string; readonly seq: string },
  limit: number,
): Promise<OrgansChange[]> {
  return run<OrgansChange & Record<string, unknown>>(pool, manyStatement, [agencyIds, after.txid, after.seq, limit])
}
