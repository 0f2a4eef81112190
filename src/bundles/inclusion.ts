// The proofs that the entries of a case stand in the journal's tree, under a signed checkpoint. Of sealed entries there is
// none: a place in the tree tells when something was done, and the link of the next entry commits to them anyway.
import type { CaseForBundle } from '../cases/index.ts'
import type { CaseProofs } from '../journal/index.ts'
import { canonical } from '../kernel/index.ts'
import { type Inclusion, paths } from './format.ts'

/** The leaves of a case; null until the tree holds any of it. */
export type ProofsOf = (transferId: string) => Promise<CaseProofs | null>

/** The files with the proofs; entries that the tree does not hold yet are named as pending. */
export async function inclusionOf(
  proofsOf: ProofsOf | undefined,
  { id, version, sealed }: Pick<CaseForBundle, 'id' | 'version' | 'sealed'>,
): Promise<{ path: string; content: string }[]> {
  const proofs = (await proofsOf?.(id)) ?? null
  const leaves = (proofs?.leaves ?? []).filter((l) => l.version <= version && !sealed.includes(l.version))
  const known = new Set([...leaves.map((l) => l.version), ...sealed])
  const pending = Array.from({ length: version }, (_, i) => i + 1).filter((v) => !known.has(v))
  const said: Inclusion =
    proofs === null || leaves.length === 0
      ? { leaves: [], pending }
      : {
          verifierKey: proofs.verifierKey,
          leaves: leaves.map((l) => ({
            version: l.version,
            index: l.index,
            proof: l.proof.map((hash) => hash.toString('hex')),
          })),
          pending,
        }
  const inclusion = { path: paths.inclusion, content: canonical(said) }
  return proofs === null || leaves.length === 0
    ? [inclusion]
    : [{ path: paths.checkpoint, content: proofs.checkpoint }, inclusion]
}
