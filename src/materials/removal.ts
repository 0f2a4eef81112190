// Takes files away: on request while no case has them, and when they have expired. Refuses to touch what a case has
// taken. A row is marked first, then its bytes go, then the row: a crash in between leaves a marked row to finish later.
import { inTransaction, run, type Statement } from '../../db/index.ts'
import type { MaterialsRoom } from './room.ts'
import { TurnedAway } from './turned-away.ts'

/** A marked row cannot be bound: an act takes only what is `ready`. What is in quarantine is not its sender's to remove. */
const mark: Statement = {
  name: 'material_mark_removed',
  text: `update material set state = 'refused', failure = 'removed', expires_at = $2::timestamptz
    where id = $1::uuid and transfer_id is null and state <> 'quarantined' returning sha256`,
}
/** Looked at again: since it was found a case may have taken it, or the scanner's absence may have lengthened its time. */
const markExpired: Statement = {
  name: 'material_mark_expired',
  text: `update material set state = 'refused', failure = 'removed'
    where id = $1::uuid and transfer_id is null and expires_at <= $2::timestamptz returning sha256`,
}
const forget: Statement = {
  name: 'material_forget',
  text: `delete from material where id = $1::uuid and state = 'refused' and transfer_id is null`,
}
const expired: Statement = {
  name: 'material_expired',
  text: `select id from material where transfer_id is null and expires_at <= $1::timestamptz order by expires_at limit $2::int`,
}
const digestLock: Statement = {
  name: 'material_digest_lock',
  text: `select pg_advisory_xact_lock(hashtextextended('material:' || $1, 0))`,
}
const digestNeeded: Statement = {
  name: 'material_digest_needed',
  text: `select 1 from material where sha256 = $1 and state in ('receiving', 'ready') limit 1`,
}
const known: Statement = { name: 'material_known', text: `select id from material where id = any($1::uuid[])` }

/** Removes an unbound file of whatever state. The caller has checked whose it is. */
export async function takeAway(room: MaterialsRoom, id: string): Promise<'removed' | TurnedAway> {
  return (await removed(room, mark, id, room.now()))
    ? 'removed'
    : new TurnedAway('in_use', 'a case has taken this file, it is in quarantine, or it is gone')
}

async function removed(room: MaterialsRoom, marking: Statement, id: string, at: Date): Promise<boolean> {
  const [marked] = await run<{ sha256: string | null }>(room.pool, marking, [id, at])
  if (!marked) return false
  room.digests.forget(id)
  await room.store.discard(id)
  if (marked.sha256) await dropBytes(room, marked.sha256)
  await run(room.pool, forget, [id])
  return true
}

/** Removes bytes that no row needs, under the digest's lock (see `claim`). */
export async function dropBytes(room: MaterialsRoom, sha256: string): Promise<void> {
  await inTransaction(room.pool, async (connection) => {
    await connection.query({ ...digestLock, values: [sha256] })
    const needed = await connection.query({ ...digestNeeded, values: [sha256] })
    if (needed.rowCount === 0) await room.store.remove(sha256)
  })
}

/**
 * Removes at most `limit` files whose time has passed, unfinished, unused or refused, and bytes of uploads that have no
 * row any more. Answers how many rows went. For the worker; safe to run on several gateways at once.
 */
export async function removeExpired(room: MaterialsRoom, now: Date, limit: number): Promise<number> {
  const rows = await run<{ id: string }>(room.pool, expired, [now, limit])
  let count = 0
  for (const { id } of rows) if (await removed(room, markExpired, id, now)) count++
  await discardOrphans(room, limit)
  return count
}

/** The row is made before the bytes' place and goes after it, so bytes without a row belong to nobody. */
async function discardOrphans(room: MaterialsRoom, limit: number) {
  let ids: string[] = []
  const discardUnknown = async () => {
    const kept = new Set((await run<{ id: string }>(room.pool, known, [ids])).map((row) => row.id))
    for (const id of ids) if (!kept.has(id)) await room.store.discard(id)
    ids = []
  }
  for await (const id of room.store.incoming()) if (ids.push(id) >= Math.max(limit, 1)) await discardUnknown()
  if (ids.length > 0) await discardUnknown()
}
