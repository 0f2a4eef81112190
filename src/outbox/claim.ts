// Takes due deliveries of one receiver under a lease, in order within each case. The breaker stands in the receiver's row:
// replicas share it, and of a half-open one exactly one probe goes out.
import { createHash } from 'node:crypto'
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { Delivery, Receiver } from './carrier.ts'
import { type ReceiverRow, receiverColumns, receiverOf } from './receivers.ts'

/** Times are kept in milliseconds, rounded: what was due at once may read half a millisecond later than now. */
const isDue = "d.next_at <= now() + interval '1 ms'"

/** Receivers for which something may be due: a probe of the partial index each. */
export const dueStatement: Statement = {
  name: 'outbox_due',
  text: `select r.id from receiver r where r.state = 'enabled' and (r.open_until is null or r.open_until <= now()) and exists (
  select from delivery d where d.receiver_id = r.id and d.state = 'waiting' and ${isDue})`,
}

export async function dueReceivers(pool: Pool): Promise<string[]> {
  return (await run<{ id: string }>(pool, dueStatement)).map((r) => r.id)
}

/**
 * $1 receiver, $2 how many at most, $3 failures in a row that open the breaker, $4 milliseconds of a lease beyond the
 * receiver's time-out. A delivery that is leased keeps its place by `next_at`, so that a look over the due ones passes it
 * once its lease is over and not before. A try that was never recorded, because its gateway was killed, is no failure of the
 * receiver: the back-off does not count it.
 */
export const claimStatement: Statement = {
  name: 'outbox_claim',
  text: `with probe as (
  update receiver set open_until = now() + (timeout_ms + $4) * interval '1 ms'
  where id = $1 and state = 'enabled' and failures >= $3 and open_until <= now() returning id
),
allowed as materialized (
  select ${receiverColumns}, case when r.failures < $3 then least($2::int, r.in_flight_max) else (select count(*)::int from probe) end as room,
    r.failures >= $3 as probing
  from receiver r where r.id = $1 and r.state = 'enabled' and (r.open_until is null or r.open_until <= now())
),
due as materialized (
  select d.seq from delivery d
  where d.receiver_id = $1 and d.state = 'waiting' and ${isDue} and exists (select from allowed)
    and not exists (select from delivery e where e.receiver_id = $1 and e.order_key = d.order_key and e.seq < d.seq
      and e.state in ('waiting', 'dead'))
  order by d.next_at, d.seq limit (select room from allowed) for update of d skip locked
),
taken as (
  update delivery d set attempts = d.attempts + 1,
    tries = d.tries + case when d.leased_until is null then 1 else 0 end, first_tried_at = coalesce(d.first_tried_at, now()),
    leased_until = now() + (r.timeout_ms + $4) * interval '1 ms', next_at = now() + (r.timeout_ms + $4) * interval '1 ms'
  from due, allowed r where d.seq = due.seq
  returning d.seq::text, d.id as delivery_id, d.order_key, d.transfer_id, d.version, d.step, d.body, d.record_key,
    d.again, d.created_at as owed_at, d.attempts, d.tries
)
select ${receiverColumns}, r.probing, t.* from allowed r cross join taken t order by t.seq::bigint`,
}

interface Row extends ReceiverRow {
  seq: string
  delivery_id: string
  order_key: string
  transfer_id: string | null
  version: number | null
  step: string | null
  body: string
  record_key: string | null
  again: number
  owed_at: Date
  attempts: number
  tries: number
  probing: boolean
}

/** `tries` counts from the last replay on, `attempt` all there ever were. */
export type Claimed = Delivery & { readonly tries: number }

export interface Claim {
  readonly receiver: Receiver
  /** The one try that shows whether a receiver that failed is back. */
  readonly probing: boolean
  readonly deliveries: readonly Claimed[]
}

export async function claim(
  pool: Pool,
  receiverId: string,
  room: number,
  { failuresToOpen, leaseMarginMs }: { failuresToOpen: number; leaseMarginMs: number },
): Promise<Claim | undefined> {
  const rows = await run<Row>(pool, claimStatement, [receiverId, room, failuresToOpen, leaseMarginMs])
  const [first] = rows
  if (first === undefined) return undefined
  return {
    receiver: receiverOf(first),
    probing: first.probing,
    deliveries: rows.map((r) => ({
      seq: r.seq,
      id: r.delivery_id,
      sendId: r.again === 0 ? r.delivery_id : derived(`${r.delivery_id}/${r.again}`),
      orderKey: r.order_key,
      transferId: r.transfer_id,
      version: r.version,
      step: r.step,
      body: r.body,
      recordKey: r.record_key,
      createdAt: r.owed_at,
      attempt: r.attempts,
      tries: r.tries,
    })),
  }
}

/** UUID version 8 (RFC 9562 5.8) from a digest: the same for the same text. */
function derived(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
