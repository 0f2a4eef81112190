// Which acts a tree of some size holds: for whoever makes figures as of a checkpoint and leaves out what came later.
import { type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import { Frontier } from './frontier.ts'
import { leafHash, tileWidth } from './merkle.ts'
import { entriesFrom, lastCheckpoint } from './tree.ts'

const within: Statement = {
  name: 'journal_versions_within',
  text: `select a.id, l.version from unnest($1::uuid[]) as a(id) cross join lateral (
    select version from journal_leaf l where l.transfer_id = a.id and l.no < $2::bigint order by version desc limit 1) l`,
}

/** The last act of each case that the first `size` leaves hold; a case of which they hold nothing is left out. */
export async function versionsWithin(pool: Pool, ids: readonly string[], size: number): Promise<Map<string, number>> {
  const rows = await run<{ id: string; version: number }>(pool, within, [ids, size])
  return new Map(rows.map((r) => [r.id, r.version]))
}

/** Where the tree stands, by its last checkpoint; null before the first. */
export async function journalPosition(pool: Pool): Promise<{ size: number; root: Buffer } | null> {
  const last = await lastCheckpoint(pool as Queryable)
  return last === null ? null : { size: last.size, root: last.root }
}

/** The root of the first `size` leaves, made anew from them; null where the tree is smaller. */
export async function rootAt(pool: Pool, size: number): Promise<Buffer | null> {
  const frontier = new Frontier()
  for (let from = 0; from < size; from += tileWidth * 16) {
    const entries = await entriesFrom(pool as Queryable, from, Math.min(size, from + tileWidth * 16))
    for (const entry of entries) frontier.add(leafHash(entry))
  }
  return frontier.size === size ? frontier.root() : null
}
