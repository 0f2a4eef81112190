// How a receiver stands: what waits, since when, what is dead, whether its breaker is open. For the doors and for metrics;
// the counts are over what is open, not over what was ever delivered.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { ReceiverState } from './carrier.ts'
import { usualBreaker } from './delivery.ts'

export type BreakerState = 'closed' | 'open' | 'half_open'

export interface ReceiverStatus {
  readonly receiverId: string
  readonly agencyId: string | null
  readonly kind: string
  readonly name: string
  readonly state: ReceiverState
  /** Deliveries that wait, and notices that are still to become some (counted up to 10,000). */
  readonly waiting: number
  readonly oldestWaitingAt: Date | null
  readonly inFlight: number
  readonly dead: number
  readonly breaker: BreakerState
  readonly failures: number
  /** No try before this. */
  readonly openUntil: Date | null
  readonly lastDeliveredAt: Date | null
  /** Of the oldest that waits or is dead. */
  readonly lastStatus: number | null
  readonly lastError: string | null
}

interface Row {
  id: string
  agency_id: string | null
  kind: string
  name: string
  state: ReceiverState
  waiting: number
  oldest: Date | null
  in_flight: number
  dead: number
  behind: number
  oldest_behind: Date | null
  failures: number
  open_until: Date | null
  is_open: boolean
  last_delivered_at: Date | null
  last_status: number | null
  last_error: string | null
}

const statusStatement: Statement = {
  name: 'outbox_status',
  text: `select r.id, r.agency_id, r.kind, r.name, r.state, r.failures, r.open_until, coalesce(r.open_until > now(), false) as is_open,
  w.waiting, w.oldest, w.in_flight, x.dead, n.behind, n.oldest_behind, l.settled_at as last_delivered_at, e.last_status, e.last_error
from receiver r
cross join lateral (select count(*)::int as waiting, min(d.created_at) as oldest, (count(*) filter (where d.leased_until > now()))::int as in_flight
  from delivery d where d.receiver_id = r.id and d.state = 'waiting') w
cross join lateral (select count(*)::int as dead from delivery d where d.receiver_id = r.id and d.state = 'dead') x
cross join lateral (select count(*)::int as behind, min(b.at) as oldest_behind from (
  select b.at from unnest(r.follows) as f(agency_id) cross join lateral (
    select n.at from notice n where n.agency_id = f.agency_id and (n.txid, n.seq) > (r.cursor_txid, r.cursor_seq)
    order by n.txid, n.seq limit 10000) b limit 10000) b) n
left join lateral (select d.settled_at from delivery d where d.receiver_id = r.id and d.settled_at is not null
  and d.state = 'delivered' order by d.settled_at desc limit 1) l on true
left join lateral (select d.last_status, d.last_error from delivery d where d.receiver_id = r.id and d.state in ('waiting', 'dead')
  and d.last_error is not null order by d.order_key, d.seq limit 1) e on true
where r.state <> 'removed' and ($1::uuid is null or r.id = $1)
order by r.id`,
}

/** Of one, or of all of them. */
export async function receiverStatus(pool: Pool, receiverId?: string): Promise<ReceiverStatus[]> {
  return (await run<Row>(pool, statusStatement, [receiverId ?? null])).map((r) => ({
    receiverId: r.id,
    agencyId: r.agency_id,
    kind: r.kind,
    name: r.name,
    state: r.state,
    waiting: r.waiting + r.behind,
    oldestWaitingAt: r.oldest ?? r.oldest_behind,
    inFlight: r.in_flight,
    dead: r.dead,
    breaker: r.failures < usualBreaker.failuresToOpen ? 'closed' : r.is_open ? 'open' : 'half_open',
    failures: r.failures,
    openUntil: r.is_open ? r.open_until : null,
    lastDeliveredAt: r.last_delivered_at,
    lastStatus: r.last_status,
    lastError: r.last_error,
  }))
}
