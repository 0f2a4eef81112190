// What of the tree is published for anybody: the last checkpoint, tiles and entries as C2SP tlog-tiles cuts them, paths for
// those who would rather ask than compute. Leaves show nothing, so all of it is public.
import { type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import { consistencyPath, inclusionPath, tileWidth } from './merkle.ts'
import { entriesFrom, hashesFrom, hashesOf, lastCheckpoint } from './tree.ts'

/** A pool that gives its connections back whole, and says so where the database is away. */
const through = (pool: Pool) =>
  ({
    query: async ({ values, ...statement }: Statement & { values: unknown[] }) => ({
      rows: await run(pool, statement, values),
    }),
  }) as unknown as Queryable

/** The last signed checkpoint as a note; null before the first. */
export async function publishedCheckpoint(pool: Pool): Promise<string | null> {
  return (await lastCheckpoint(through(pool)))?.note ?? null
}

const keys: Statement = { name: 'journal_keys', text: 'select key from journal_key order by no desc' }

/** Every verifier key that checkpoints were ever signed for, the youngest first. */
export async function verifierKeys(db: Queryable): Promise<string[]> {
  return (await db.query<{ key: string }>({ ...keys, values: [] })).rows.map((r) => r.key)
}

export const publishedKeys = (pool: Pool): Promise<string[]> => verifierKeys(through(pool))

/** The first `width` hashes of a tile; null where the tree does not hold so many. */
export async function tile(pool: Pool, level: number, no: number, width: number): Promise<Buffer | null> {
  const hashes = await hashesFrom(through(pool), level, no * tileWidth, no * tileWidth + width)
  return hashes.length === width ? Buffer.concat(hashes) : null
}

/** The first `width` entries of a tile, each after its length in two bytes; null where the tree does not hold so many. */
export async function entryBundle(pool: Pool, no: number, width: number): Promise<Buffer | null> {
  const entries = await entriesFrom(through(pool), no * tileWidth, no * tileWidth + width)
  if (entries.length !== width) return null
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

/** Size of the tree that was signed last. */
export async function publishedSize(pool: Pool): Promise<number> {
  return (await lastCheckpoint(through(pool)))?.size ?? 0
}

/** RFC 6962 2.1.1; `index` < `size` <= the published size. */
export const inclusionProof = (pool: Pool, index: number, size: number): Promise<Buffer[]> =>
  inclusionPath(index, size, hashesOf(through(pool)))

/** RFC 6962 2.1.2; 0 < `from` <= `to` <= the published size. */
export const consistencyProof = (pool: Pool, from: number, to: number): Promise<Buffer[]> =>
  consistencyPath(from, to, hashesOf(through(pool)))
