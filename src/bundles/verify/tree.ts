// The proofs that the entries stand in the journal's tree, under a checkpoint that the log's key has signed.
import { leafEntryOf, readCheckpoint, verifyInclusion } from '../../journal/index.ts'
import { type Chain, type Inclusion, paths } from '../format.ts'
import type { Findings } from './report.ts'

/** Whose key the checkpoint is signed with; `none` where the tree held no entry yet. */
export type CheckpointKey = 'pinned' | 'inside' | 'none'

export function checkTree(
  inclusion: Inclusion,
  checkpoint: string | undefined,
  chain: Chain,
  pinned: ReadonlySet<string>,
  findings: Findings,
): CheckpointKey {
  const fault = (file: string, word: string, detail: string) => findings.add(file, word, detail)
  const known = new Set<number>([...inclusion.pending, ...inclusion.leaves.map((l) => l.version)])
  for (const { version, shown } of chain.entries)
    if (shown !== 'sealed' && !known.has(version))
      fault(paths.inclusion, 'missing', `entry ${version} is neither in the tree nor pending`)
  findings.checked.pending = inclusion.pending.length
  if (inclusion.leaves.length === 0) return 'none'
  const { verifierKey } = inclusion
  if (checkpoint === undefined || verifierKey === undefined) {
    fault(paths.checkpoint, 'missing', 'there are proofs and nothing that they lead to')
    return 'none'
  }
  if (pinned.size > 0 && !pinned.has(verifierKey))
    fault(paths.checkpoint, 'signature', 'its key is not among those you gave')
  const root = readCheckpoint(checkpoint, verifierKey)
  if ('fault' in root) {
    fault(paths.checkpoint, 'signature', `the checkpoint does not hold: ${root.fault}`)
    return 'inside'
  }
  for (const { version, index, proof } of inclusion.leaves) {
    const link = chain.entries[version - 1]?.link
    const holds =
      link !== undefined &&
      verifyInclusion({
        entry: leafEntryOf(Buffer.from(link, 'hex')),
        index,
        size: root.size,
        proof: proof.map((h) => Buffer.from(h, 'hex')),
        root: root.root,
      })
    if (!holds) fault(paths.inclusion, 'proof', `the proof of entry ${version} does not lead to the checkpoint`)
    findings.checked.inTree += 1
  }
  return pinned.size > 0 ? 'pinned' : 'inside'
}
