// Proofs that outsiders check without us: the leaves of a case under one signed checkpoint, and paths between two sizes.
import type { Queryable, Statement } from '../../db/index.ts'
import { inclusionPath, leafHash, rootFromPath } from './merkle.ts'
import { hashesOf, lastCheckpoint } from './tree.ts'

export { type Checkpoint, type CheckpointFault, readCheckpoint } from './checkpoint.ts'
export { type LogKey, logKeyOf } from './log-key.ts'

export interface CaseProofs {
  /** The checkpoint that all proofs lead to, a signed note. */
  readonly checkpoint: string
  /** Verifier key that it is signed for. */
  readonly verifierKey: string
  readonly size: number
  /** In order of version. Acts that the tree does not hold yet are missing at the end. */
  readonly leaves: readonly {
    readonly version: number
    readonly index: number
    readonly entry: Buffer
    readonly proof: readonly Buffer[]
  }[]
}

export { batchEntryOf, leafEntryOf } from './leaf.ts'

export interface Inclusion {
  readonly entry: Buffer
  readonly index: number
  readonly size: number
  readonly proof: readonly Buffer[]
  readonly root: Buffer
}

export function verifyInclusion({ entry, index, size, proof, root }: Inclusion): boolean {
  return rootFromPath(leafHash(entry), index, size, proof)?.equals(root) ?? false
}

const leavesOfCase: Statement = {
  name: 'journal_leaves_of_case',
  text: 'select no, version, entry from journal_leaf where transfer_id = $1::uuid and no < $2::bigint order by version',
}

/**
 * The leaves of a case, all under the last checkpoint; null until the tree holds any of it. What acts the asker may know
 * of is not known here: leaves show nothing, but their number does.
 */
export async function proofsOf(db: Queryable, transferId: string): Promise<CaseProofs | null> {
  const last = await lastCheckpoint(db)
  if (last === null) return null
  const { rows } = await db.query<{ no: string; version: number; entry: Buffer }>({
    ...leavesOfCase,
    values: [transferId, last.size],
  })
  if (rows.length === 0) return null
  const hashes = hashesOf(db)
  const leaves = []
  for (const { no, version, entry } of rows) {
    const index = Number(no)
    leaves.push({ version, index, entry, proof: await inclusionPath(index, last.size, hashes) })
  }
  return { checkpoint: last.note, verifierKey: last.key, size: last.size, leaves }
}
