// Reads the tree: its last checkpoint, and hashes by tile, each tile fetched once. Complete subtrees lie in a table of
// their own; the lowest level is made from the leaves, which are kept anyway.
import type { Queryable, Statement } from '../../db/index.ts'
import { type Hashes, leafHash, tileWidth } from './merkle.ts'

export interface KeptCheckpoint {
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly key: string
}

const last: Statement = {
  name: 'journal_last_checkpoint',
  text: 'select size, root, note, key from journal_checkpoint order by no desc limit 1',
}

/** What was signed last; null before anything was. */
export async function lastCheckpoint(db: Queryable): Promise<KeptCheckpoint | null> {
  const { rows } = await db.query<Omit<KeptCheckpoint, 'size'> & { size: string }>({ ...last, values: [] })
  const row = rows[0]
  return row === undefined ? null : { ...row, size: Number(row.size) }
}

const entries: Statement = {
  name: 'journal_leaf_entries',
  text: 'select entry from journal_leaf where no >= $1::bigint and no < $2::bigint order by no',
}
const subtrees: Statement = {
  name: 'journal_subtrees',
  text: 'select hash from journal_subtree where level = $1::smallint and no >= $2::bigint and no < $3::bigint order by no',
}

/** Entries of the leaves `from` up to `to`, as far as there are any. */
export async function entriesFrom(db: Queryable, from: number, to: number): Promise<Buffer[]> {
  return (await db.query<{ entry: Buffer }>({ ...entries, values: [from, to] })).rows.map((r) => r.entry)
}

/** Hashes at a tile level, as far as there are any. */
export async function hashesFrom(db: Queryable, level: number, from: number, to: number): Promise<Buffer[]> {
  if (level === 0) return (await entriesFrom(db, from, to)).map(leafHash)
  return (await db.query<{ hash: Buffer }>({ ...subtrees, values: [level, from, to] })).rows.map((r) => r.hash)
}

/** Hashes for paths; remembers the tiles it has met. Throws where the tree lacks one that it must have. */
export function hashesOf(db: Queryable): Hashes {
  const tiles = new Map<string, Promise<Buffer[]>>()
  return async (level, from, count) => {
    const no = Math.floor(from / tileWidth)
    const key = `${level}/${no}`
    let tile = tiles.get(key)
    if (tile === undefined) {
      tile = hashesFrom(db, level, no * tileWidth, (no + 1) * tileWidth)
      tiles.set(key, tile)
    }
    const begin = from - no * tileWidth
    const found = (await tile).slice(begin, begin + count)
    if (found.length < count) throw new Error(`the tree lacks hashes of level ${level} from ${from}`)
    return found
  }
}
