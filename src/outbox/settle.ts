// Records what became of a try: the delivery, its log, what stands behind it in its case, and the breaker of its receiver
// in one statement. Only whoever holds the claim settles; a try that outlived its lease leaves no more than its log.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { Sent } from './carrier.ts'
import type { Claimed } from './claim.ts'

export interface RetryRule {
  /** The first back-off and the longest; between them it triples. The wait is a random part of it (full jitter). */
  readonly firstMs: number
  readonly longestMs: number
  /** A try that fails later than this after the first one makes a dead letter. */
  readonly giveUpMs: number
}

export interface BreakerRule {
  readonly failuresToOpen: number
  readonly firstMs: number
  readonly longestMs: number
}

/** Of one case so many later ones are moved with a failed one; more of them are found blocked when their time comes. */
const followersMoved = 200
/** When a receiver is back, so many that were waiting for their time go at once, and the rest at their time. */
const broughtForward = 2_000

export const settleStatement: Statement = {
  name: 'outbox_settle',
  text: `with held as materialized (
  select seq, receiver_id, order_key, case
      when $3 = 'retry' and now() - first_tried_at > $9::float8 * interval '1 ms' then 'dead'
      when $3 = 'retry' or $3 = 'gone' then 'waiting' when $3 = 'refused' then 'dead' else 'delivered' end as state,
    case when $3 = 'retry' then now() + greatest($15::float8, least($8::float8,
      greatest($17::float8, extract(epoch from now() - first_tried_at) * 1000))) * interval '1 ms' else now() end as next_at
  from delivery where seq = $1 and attempts = $2 and state = 'waiting' for update
),
settled as (
  update delivery d set state = h.state, next_at = h.next_at, leased_until = null, last_status = $4, last_error = $5,
    settled_at = case when h.state = 'delivered' then now() end
  from held h where d.seq = h.seq returning 1
),
logged as (
  insert into delivery_attempt (delivery_seq, no, at, ms, outcome, status, error)
  values ($1, $2, $6, $7, $3, $4, $5) returning 1
),
followers as (
  update delivery f set next_at = case h.state when 'dead' then 'infinity' when 'waiting' then h.next_at else now() end
  from held h where f.seq in (
    select e.seq from delivery e where e.receiver_id = h.receiver_id and e.order_key = h.order_key and e.seq > h.seq and e.state = 'waiting'
    order by e.seq limit case h.state when 'delivered' then 1 else ${followersMoved} end)
    and case h.state when 'delivered' then f.next_at > now() else f.next_at < h.next_at or h.state = 'dead' end
  returning 1
),
before as materialized (select id, failures, open_until from receiver where id = $10),
judged as (
  update receiver r set
    failures = case when $3 = 'retry' then case when r.failures < $11 or $12 then r.failures + 1 else r.failures end else 0 end,
    open_until = case
      when $3 = 'retry' and (r.failures + 1 = $11 or (r.failures >= $11 and $12))
        then now() + greatest($15::float8, least($14::float8, $13::float8 * power(2, least(r.failures + 1 - $11, 30))) * $16::float8) * interval '1 ms'
      when $3 = 'retry' then greatest(r.open_until, now() + nullif($15::float8, 0) * interval '1 ms')
    end,
    state = case when $3 = 'gone' and r.state = 'enabled' then 'gone' else r.state end,
    epoch = case when b.failures >= $11 and $3 in ('delivered', 'refused') then r.epoch + 1 else r.epoch end
  from before b
  where r.id = b.id and ($3 in ('retry', 'gone') or b.failures > 0 or b.open_until is not null)
  returning r.state, r.failures
),
noted as (
  insert into receiver_note (receiver_id, act, who, why, details)
  select $10, 'gone', 'receiver', $5, jsonb_build_object('status', $4::int) from before b join receiver r using (id)
  where $3 = 'gone' and r.state = 'enabled' returning 1
),
forward as (
  update delivery d set next_at = now() from (
    select w.seq from before b cross join lateral (
      select d.seq from delivery d where d.receiver_id = b.id and d.state = 'waiting' and d.next_at > now() and d.next_at < 'infinity'
        and d.leased_until is null order by d.next_at limit ${broughtForward}
    ) w where b.failures >= $11 and $3 in ('delivered', 'refused')
  ) w where d.seq = w.seq returning 1
)
select (select state from held) as state, (select failures from judged) as failures`,
}

export interface Settled {
  /** Undefined where the lease was lost and somebody else settles. */
  readonly state: 'waiting' | 'delivered' | 'dead' | undefined
  /** Failures in a row now, where the breaker was touched. */
  readonly failures: number | undefined
}

export async function settle(
  pool: Pool,
  receiverId: string,
  claimed: Claimed,
  probing: boolean,
  sent: Sent,
  took: { readonly at: Date; readonly ms: number },
  rules: { readonly retry: RetryRule; readonly breaker: BreakerRule; readonly random: () => number },
): Promise<Settled> {
  const { retry, breaker, random } = rules
  const asked = Math.min(sent.retryAfterMs ?? 0, retry.longestMs)
  const [row] = await run<{ state: Settled['state'] | null; failures: number | null }>(pool, settleStatement, [
    ...[claimed.seq, claimed.attempt, sent.outcome, sent.status ?? null, sent.detail?.slice(0, 500) ?? null],
    ...[took.at, took.ms],
    backOffMs(retry, claimed.tries, random),
    retry.giveUpMs,
    receiverId,
    ...[breaker.failuresToOpen, probing, breaker.firstMs, breaker.longestMs, asked],
    0.5 + random() / 2,
    // A few failures within seconds are no outage of minutes: nothing waits longer than it has been tried for.
    retry.firstMs * 3,
  ])
  return { state: row?.state ?? undefined, failures: row?.failures ?? undefined }
}

/** Full jitter: a random part of a bound that triples with every try, so that a crowd does not come back as one. */
export function backOffMs(rule: RetryRule, tries: number, random: () => number): number {
  const bound = Math.min(rule.longestMs, rule.firstMs * 3 ** Math.min(tries - 1, 30))
  return Math.round(rule.firstMs / 5 + random() * bound)
}
