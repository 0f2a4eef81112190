// What a receiver was sent, as a reconciliation holds it against what the receiver says: keys and digests of a local day.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { DeliveryState } from './log.ts'

export interface SentKey {
  readonly key: string
  readonly digest: string | null
  readonly state: DeliveryState
  readonly deliveryId: string
}

const keysStatement: Statement = {
  name: 'outbox_sent_keys',
  text: `select d.record_key as key, d.digest, d.state, d.id as "deliveryId" from delivery d
where d.receiver_id = $1 and d.day = $2::date and d.record_key is not null order by d.record_key collate "C", d.seq`,
}

/** Of all states, by key. */
export async function sentKeys(pool: Pool, receiverId: string, day: string): Promise<SentKey[]> {
  return run<SentKey & Record<string, unknown>>(pool, keysStatement, [receiverId, day])
}

const figuresStatement: Statement = {
  name: 'outbox_sent_figures',
  text: `select d.day::text as day, count(*)::int as count,
  encode(sha256(convert_to(string_agg(d.record_key || E'\\t' || coalesce(d.digest, '') || E'\\n', '' order by d.record_key collate "C"), 'utf8')), 'hex') as digest
from delivery d
where d.receiver_id = $1 and d.day between $2::date and $3::date and d.record_key is not null and d.state = 'delivered'
group by d.day order by d.day`,
}

/** Of what was delivered; the digest is that of the lines `key\\tdigest\\n`, sorted bytewise by key. */
export async function sentFigures(
  pool: Pool,
  receiverId: string,
  from: string,
  to: string,
): Promise<{ day: string; count: number; digest: string }[]> {
  return run<{ day: string; count: number; digest: string }>(pool, figuresStatement, [receiverId, from, to])
}
