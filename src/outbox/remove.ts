// Removes what is settled and old, and what was owed to receivers that are gone for good. What waits or is dead stays
// until somebody decides.
import { type Pool, run, type Statement } from '../../db/index.ts'

/** $1 days, $2 how many. The log of a delivery goes with it. */
const oldStatement: Statement = {
  name: 'outbox_remove_old',
  text: `with old as materialized (
  select o.seq from receiver r cross join lateral (
    select d.seq from delivery d where d.receiver_id = r.id and d.settled_at < now() - $1 * interval '1 day'
    order by d.settled_at limit $2
  ) o limit $2
),
log as (delete from delivery_attempt a using old where a.delivery_seq = old.seq)
delete from delivery d using old where d.seq = old.seq returning 1`,
}

const removedStatement: Statement = {
  name: 'outbox_remove_of_removed',
  text: `with old as materialized (
  select o.seq from receiver r cross join lateral (
    select d.seq from delivery d where d.receiver_id = r.id order by d.seq limit $1
  ) o where r.state = 'removed' limit $1
),
log as (delete from delivery_attempt a using old where a.delivery_seq = old.seq)
delete from delivery d using old where d.seq = old.seq returning 1`,
}

/** A receiver of which nothing is left goes itself; what people did to it stays noted. */
const emptyStatement: Statement = {
  name: 'outbox_remove_removed',
  text: `delete from receiver r where r.state = 'removed' and r.updated_at < now() - interval '1 hour'
and not exists (select from delivery d where d.receiver_id = r.id)`,
}

/** One batch; gives the number of deliveries removed. */
export async function removeSettled(pool: Pool, days: number, limit: number): Promise<number> {
  const old = await run(pool, oldStatement, [days, limit])
  const orphaned = await run(pool, removedStatement, [limit])
  if (orphaned.length === 0) await run(pool, emptyStatement)
  return Math.max(old.length, orphaned.length)
}
