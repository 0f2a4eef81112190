// Fans out: what stands in the notices becomes deliveries of a receiver. Its cursor and the rows are one statement, so that
// each notice is owed exactly once, however many replicas try.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import type { Carrier, Composed, Owed, Receiver } from './carrier.ts'
import type { KeptAbout, NoticeKind } from './owe.ts'
import { type ReceiverRow, receiverColumns, receiverOf } from './receivers.ts'

/** Receivers with notices after their cursor, each with its next ones; a probe of the index a followed organ. */
export const pendingStatement: Statement = {
  name: 'outbox_pending',
  text: `select r.id, r.kind from receiver r where r.state = 'enabled' and exists (
  select from unnest(r.follows) as f(agency_id) where exists (
    select from notice n where n.agency_id = f.agency_id and (n.txid, n.seq) > (r.cursor_txid, r.cursor_seq)
      and n.txid < (select feed_horizon())))`,
}

export const nextStatement: Statement = {
  name: 'outbox_next_notices',
  text: `select ${receiverColumns}, r.epoch, r.cursor_txid::text, r.cursor_seq::text, n.*
from receiver r cross join lateral (
  select b.* from unnest(r.follows) as f(agency_id) cross join lateral (
    select n.txid::text as txid, n.txid as txid8, n.seq::text as seq, n.agency_id as notice_agency, n.kind as notice_kind,
      n.transfer_id, n.version, n.step, n.at, n.about
    from notice n where n.agency_id = f.agency_id and (n.txid, n.seq) > (r.cursor_txid, r.cursor_seq)
      and n.txid < (select feed_horizon())
    order by n.txid, n.seq limit $2
  ) b order by b.txid8, b.seq::bigint limit $2
) n where r.id = $1 and r.state = 'enabled' order by n.txid8, n.seq::bigint`,
}

interface NextRow extends ReceiverRow {
  epoch: number
  cursor_txid: string
  cursor_seq: string
  txid: string
  seq: string
  notice_agency: string
  notice_kind: NoticeKind
  transfer_id: string
  version: number
  step: string
  at: Date
  about: KeptAbout | null
}

/**
 * Moves the cursor from where it was read and writes the rows. What stands behind an unsettled one of its case is due with
 * it, and behind a dead letter not at all; that only spares looks, the claim looks for itself.
 */
const writeStatement: Statement = {
  name: 'outbox_fan_out',
  text: `with moved as (
  update receiver set cursor_txid = $5::xid8, cursor_seq = $6::bigint
  where id = $1 and state = 'enabled' and epoch = $2 and cursor_txid = $3::xid8 and cursor_seq = $4::bigint
  returning id
),
written as (
  insert into delivery (id, receiver_id, order_key, kind, transfer_id, version, step, body, record_key, day, digest, state, last_error, next_at)
  select x.id, m.id, x.order_key, x.kind, x.transfer_id, x.version, x.step, x.body, x.record_key, x.day, x.digest,
    case when x.dead is null then 'waiting' else 'dead' end, x.dead, greatest(now(), (
      select max(case when d.state = 'dead' then 'infinity' else d.next_at end) from delivery d
      where d.receiver_id = m.id and d.order_key = x.order_key and d.state in ('waiting', 'dead') and d.leased_until is null))
  from moved m cross join json_to_recordset($7::json) as x(ord int, id uuid, order_key text, kind text, transfer_id uuid, version int,
    step text, body text, record_key text, day date, digest text, dead text)
  order by x.ord
  on conflict do nothing
  returning 1
)
select exists (select from moved) as moved, (select count(*)::int from written) as written`,
}

export async function pendingReceivers(pool: Pool): Promise<{ id: string; kind: string }[]> {
  return run<{ id: string; kind: string }>(pool, pendingStatement)
}

/** One batch for one receiver; gives the number of notices passed. Zero also where another replica was faster. */
export async function fanOut(
  pool: Pool,
  id: string,
  carriers: Readonly<Record<string, Carrier>>,
  batch: number,
): Promise<number> {
  const rows = await run<NextRow>(pool, nextStatement, [id, batch])
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return 0
  const receiver: Receiver = receiverOf(first)
  const carrier = carriers[receiver.kind]
  if (carrier === undefined) return 0
  const owed = rows.map(
    (r): Owed => ({
      id: uuidv7(),
      agencyId: r.notice_agency,
      kind: r.notice_kind,
      transferId: r.transfer_id,
      version: r.version,
      step: r.step,
      at: r.at,
      about: r.about,
    }),
  )
  const { hears = ['transfer'] } = carrier
  const heard = hears === 'everything' ? owed : owed.filter(({ kind }) => hears.includes(kind))
  const composed = new Map((heard.length === 0 ? [] : await carrier.compose(receiver, heard)).map((c) => [c.id, c]))
  const written = owed.flatMap((o, ord) => {
    const made = composed.get(o.id)
    return made === undefined ? [] : [rowOf(o, made, ord)]
  })
  const [done] = await run<{ moved: boolean }>(pool, writeStatement, [
    ...[id, first.epoch, first.cursor_txid, first.cursor_seq, last.txid, last.seq],
    JSON.stringify(written),
  ])
  return done?.moved === true ? rows.length : 0
}

const rowOf = (owed: Owed, made: Composed, ord: number) => ({
  ord,
  id: owed.id,
  order_key: made.orderKey ?? owed.transferId,
  kind: owed.kind,
  transfer_id: owed.transferId,
  version: owed.version,
  step: owed.step,
  body: made.body,
  record_key: made.recordKey ?? null,
  day: made.day ?? null,
  digest: made.digest ?? null,
  dead: made.dead ?? null,
})
