// What the room needs from outside, given in once at start.
import type { Pool } from '../../../db/index.ts'
import type { Directory } from '../../agencies/index.ts'

export interface FindingsDeps {
  readonly pool: Pool
  readonly directory: () => Promise<Directory> | Directory
  /** The last entry of a case that an organ sees, and those sealed from it; undefined where it has no part in it. */
  readonly sightOf: (
    transferId: string,
    agencyId: string,
  ) => Promise<{ readonly throughVersion: number | null; readonly sealed: readonly number[] } | undefined>
  /** Epoch milliseconds. */
  readonly now: () => number
}

export type Findings = FindingsDeps
