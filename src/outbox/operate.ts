// What operators do with deliveries: send again, let go. Each is one transaction with a note of who and why, and raises
// the receiver's epoch, so that a fan-out under way looks again at what it stands behind.
import type { PoolClient } from 'pg'
import { inTransaction, type Pool } from '../../db/index.ts'
import { type By, note } from './receivers.ts'

/** `dead`: all dead letters; `from`: what was owed since then and was sent or is dead; `ids`: these. */
export type Which = { readonly dead: true } | { readonly from: Date } | { readonly ids: readonly string[] }

/** One act moves so many; whoever has more repeats it. */
export const operatedMax = 10_000

const chosen = (which: Which) => {
  if ('dead' in which) return { where: "d.state = 'dead'", values: [] as unknown[] }
  if ('from' in which) return { where: "d.state in ('dead', 'delivered') and d.created_at >= $2", values: [which.from] }
  return { where: 'd.id = any($2::uuid[])', values: [which.ids] }
}

/** Deliveries that wait again, under their own ids, the oldest first; those that wait already go at once. */
export async function replay(pool: Pool, receiverId: string, which: Which, by: By): Promise<number> {
  return act(pool, receiverId, 'replayed', which, by, async (connection) => {
    const { where, values } = chosen(which)
    const { rowCount } = await connection.query(
      `update delivery d set state = 'waiting', tries = case when d.leased_until > now() then d.tries else 0 end,
         first_tried_at = null, settled_at = null, next_at = case when d.leased_until > now() then d.next_at else now() end
       where d.seq in (select d.seq from delivery d where d.receiver_id = $1 and ${where} order by d.seq limit ${operatedMax})`,
      [receiverId, ...values],
    )
    await release(connection, receiverId)
    return rowCount ?? 0
  })
}

/** Dead letters, and waiting ones that are named, that nobody sends any more: what stands behind them may go. */
export async function letGo(
  pool: Pool,
  receiverId: string,
  which: { readonly dead: true } | { readonly ids: readonly string[] },
  by: By,
): Promise<number> {
  return act(pool, receiverId, 'let_go', which, by, async (connection) => {
    const { where, values } = chosen(which)
    const { rowCount } = await connection.query(
      `update delivery d set state = 'let_go', settled_at = now(), leased_until = null
       where d.seq in (select d.seq from delivery d where d.receiver_id = $1 and d.state in ('dead', 'waiting') and ${where}
         order by d.seq limit ${operatedMax})`,
      [receiverId, ...values],
    )
    await release(connection, receiverId)
    return rowCount ?? 0
  })
}

/** With what it should have held, where that is known to differ; a repair of the reconciliation. */
export interface Repaired {
  readonly id: string
  readonly body?: string
  readonly digest?: string
  /** Under a new id, derived from the old: the receiver may know the old one and have lost what came with it. */
  readonly anew?: boolean
}

export async function sendAgain(
  pool: Pool,
  receiverId: string,
  deliveries: readonly Repaired[],
  by: By,
): Promise<number> {
  const which = { ids: deliveries.map((d) => d.id) }
  return act(pool, receiverId, 'replayed', which, by, async (connection) => {
    const { rowCount } = await connection.query(
      `update delivery d set state = 'waiting', tries = 0, first_tried_at = null, settled_at = null,
         next_at = case when d.leased_until > now() then d.next_at else now() end,
         body = coalesce(x.body, d.body), digest = coalesce(x.digest, d.digest),
         again = d.again + case when x.anew then 1 else 0 end
       from json_to_recordset($2::json) as x(id uuid, body text, digest text, anew boolean)
       where d.id = x.id and d.receiver_id = $1`,
      [receiverId, JSON.stringify(deliveries)],
    )
    await release(connection, receiverId)
    return rowCount ?? 0
  })
}

async function act(
  pool: Pool,
  receiverId: string,
  name: string,
  which: Which,
  by: By,
  work: (connection: PoolClient) => Promise<number>,
): Promise<number> {
  return inTransaction(pool, async (connection) => {
    // The row is the lock: a fan-out before it is seen below, one behind it finds another epoch.
    await connection.query('update receiver set epoch = epoch + 1 where id = $1', [receiverId])
    const count = await work(connection)
    if (count > 0) await note(connection, receiverId, name, by, { ...which, count })
    return count
  })
}

/** What stood behind a dead letter that is none any more is due again. */
async function release(connection: PoolClient, receiverId: string): Promise<void> {
  await connection.query(
    `update delivery d set next_at = now() where d.receiver_id = $1 and d.state = 'waiting' and d.next_at = 'infinity'
       and not exists (select from delivery e where e.receiver_id = $1 and e.order_key = d.order_key and e.seq < d.seq and e.state = 'dead')`,
    [receiverId],
  )
}
