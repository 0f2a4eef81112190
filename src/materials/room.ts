// What the functions of this room share: where rows and bytes are kept, the limits, the clock. Made once at start.
import type { Pool } from '../../db/index.ts'
import { type DigestMemory, digestMemory } from './digests.ts'
import { defaultLimits, type LimitsByAgency, type MaterialLimits } from './limits.ts'
import { type UploadLocks, uploadLocks } from './locks.ts'
import type { Scanner } from './scanner.ts'
import type { ByteStore } from './store.ts'

/** A file that is larger than what the scanner takes is refused, or kept as one that nobody looked into. */
export type LargerThanScanner = 'refuse' | 'pass'

export interface MaterialsRoom {
  readonly pool: Pool
  readonly store: ByteStore
  readonly limits: MaterialLimits
  readonly agencyLimits: LimitsByAgency
  /** Without one nothing is scanned. */
  readonly scanner: Scanner | undefined
  readonly larger: LargerThanScanner
  readonly now: () => Date
  readonly digests: DigestMemory
  readonly locks: UploadLocks
}

/** More uploads at a time than this and the oldest hash states are forgotten, at the price of reading a part again. */
const digestStatesMax = 2000

export function openMaterials(given: {
  pool: Pool
  store: ByteStore
  limits?: Partial<MaterialLimits>
  agencyLimits?: LimitsByAgency
  scanner?: Scanner | undefined
  larger?: LargerThanScanner
  now?: () => Date
}): MaterialsRoom {
  return {
    pool: given.pool,
    store: given.store,
    limits: { ...defaultLimits, ...given.limits },
    agencyLimits: given.agencyLimits ?? new Map(),
    scanner: given.scanner,
    larger: given.larger ?? 'refuse',
    now: given.now ?? (() => new Date()),
    digests: digestMemory(digestStatesMax),
    locks: uploadLocks(given.pool),
  }
}

/** Gives back what the room holds open, when uploads under way have ended or have had their time. */
export async function closeMaterials(room: MaterialsRoom): Promise<void> {
  await room.locks.close()
}
