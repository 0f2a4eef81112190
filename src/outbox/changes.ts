// The change feed of an organ: every act it must learn of, once and in an order that never changes. The cursor stops
// before the oldest transaction still open, so that a slow commit is not passed and lost.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { KeptAbout, NoticeKind } from './owe.ts'

export interface Change {
  readonly cursor: string
  readonly kind: NoticeKind
  /** Of the thing that `kind` names. */
  readonly id: string
  readonly version: number
  readonly step: string
  readonly at: string
  readonly about: KeptAbout | null
}

interface Row {
  txid: string
  seq: string
  kind: NoticeKind
  transfer_id: string
  version: number
  step: string
  at: Date
  about: KeptAbout | null
}

const changesAfter: Statement = {
  name: 'outbox_changes_after',
  text: `
select txid::text, seq::text, kind, transfer_id, version, step, at, about from notice
where agency_id = $1 and (txid, seq) > ($2::xid8, $3::bigint) and txid < (select feed_horizon())
order by notice.txid, notice.seq limit $4`,
}

/** `null` where the text is no cursor of ours. */
export function parseCursor(cursor: string | undefined): { txid: string; seq: string } | null {
  if (cursor === undefined || cursor === '') return { txid: '0', seq: '0' }
  const match = /^(\d{1,19})-(\d{1,18})$/.exec(cursor)
  return match === null ? null : { txid: match[1] as string, seq: match[2] as string }
}

/** Up to `limit` changes after the cursor, oldest first. */
export async function changes(
  pool: Pool,
  agencyId: string,
  after: { txid: string; seq: string },
  limit: number,
): Promise<Change[]> {
  const rows = await run<Row>(pool, changesAfter, [agencyId, after.txid, after.seq, limit])
  return rows.map((r) => ({
    cursor: `${r.txid}-${r.seq}`,
    kind: r.kind,
    id: r.transfer_id,
    version: r.version,
    step: r.step,
    at: r.at.toISOString(),
    about: r.about,
  }))
}

const orderStatement: Statement = {
  name: 'outbox_order_holds',
  text: 'select coalesce((select txid < pg_snapshot_xmax(pg_current_snapshot()) from notice order by seq desc limit 1), true) as holds',
}

/**
 * Whether cursors still mean what they meant: false in a cluster that was filled from a dump and has not reached the old
 * one's transaction ids (docs/decisions/0006-change-feed-cursor.md says what to do).
 */
export async function feedOrderHolds(pool: Pool): Promise<boolean> {
  return (await run<{ holds: boolean }>(pool, orderStatement))[0]?.holds === true
}
