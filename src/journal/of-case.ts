// Where the entries of one case stand in the published tree, newest first, and the proof of one of them: for whoever shows
// a case. Which entries the asker may know of is not known here.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { inclusionProof } from './published.ts'

export interface KeptUnder {
  readonly size: number
  /** The signed note. */
  readonly note: string
  readonly verifierKey: string
}

const leavesStatement: Statement = {
  name: 'journal_leaves_newest',
  text: `select l.no, l.version from journal_leaf l
    where l.transfer_id = $1::uuid and ($2::int = 0 or l.version < $2) and ($3::int is null or l.version <= $3)
      and l.version <> all($4::int[]) and l.no < $6::bigint order by l.version desc limit $5`,
}
const leafStatement: Statement = {
  name: 'journal_leaf_of',
  text: 'select no, entry from journal_leaf where transfer_id = $1::uuid and version = $2 and no < $3::bigint',
}
const checkpointStatement: Statement = {
  name: 'journal_checkpoint_kept',
  text: 'select size, root, note, key from journal_checkpoint order by no desc limit 1',
}

async function last(pool: Pool) {
  const [row] = await run<{ size: string; root: Buffer; note: string; key: string }>(pool, checkpointStatement, [])
  return row && { ...row, size: Number(row.size) }
}

export interface EntriesAsked {
  /** Versions below this one; 0 = from the newest. */
  readonly before: number
  readonly through: number | null
  readonly sealed: readonly number[]
  readonly limit: number
}

/** `leaves`: number in the tree by version of the case; what the tree does not hold yet is missing. */
export async function leavesOfCase(
  pool: Pool,
  transferId: string,
  { before, through, sealed, limit }: EntriesAsked,
): Promise<{ checkpoint: KeptUnder; leaves: { version: number; leaf: number }[] } | null> {
  const checkpoint = await last(pool)
  if (checkpoint === undefined) return null
  const rows = await run<{ no: string; version: number }>(pool, leavesStatement, [
    ...[transferId, before, through, sealed, limit],
    checkpoint.size,
  ])
  const { size, note, key } = checkpoint
  return {
    checkpoint: { size, note, verifierKey: key },
    leaves: rows.map(({ no, version }) => ({ version, leaf: Number(no) })),
  }
}

/** The entry of one version with its path to the root of the last checkpoint; null where the tree does not hold it. */
export async function proofOfEntry(pool: Pool, transferId: string, version: number) {
  const checkpoint = await last(pool)
  if (checkpoint === undefined) return null
  const { size, root, note, key } = checkpoint
  const [row] = await run<{ no: string; entry: Buffer }>(pool, leafStatement, [transferId, version, size])
  if (row === undefined) return null
  const leaf = Number(row.no)
  const hashes = await inclusionProof(pool, leaf, size)
  return { checkpoint: { size, note, verifierKey: key }, leaf, entry: row.entry, root, hashes }
}
