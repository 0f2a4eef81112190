// What the functions of this room share: where rows and bytes are kept, the limits, the clock. Made once at start.
import type { Pool } from '../../db/index.ts'
import { type DigestMemory, digestMemory } from './digests.ts'
import { type UploadLocks, uploadLocks } from './locks.ts'
import type { ByteStore } from './store.ts'

export interface MaterialLimits {
  /** One file; hours of video fit, a disk image does not. */
  readonly fileBytesMax: number
  /** Files of one agency that no case has taken, finished or not. */
  readonly unusedMax: number
  readonly unfinishedHours: number
  readonly unusedDays: number
}

export const defaultLimits: MaterialLimits = {
  fileBytesMax: 5 * 1024 ** 3,
  unusedMax: 10_000,
  unfinishedHours: 24,
  unusedDays: 7,
}

export interface MaterialsRoom {
  readonly pool: Pool
  readonly store: ByteStore
  readonly limits: MaterialLimits
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
  now?: () => Date
}): MaterialsRoom {
  return {
    pool: given.pool,
    store: given.store,
    limits: { ...defaultLimits, ...given.limits },
    now: given.now ?? (() => new Date()),
    digests: digestMemory(digestStatesMax),
    locks: uploadLocks(given.pool),
  }
}

/** Gives back what the room holds open. Uploads under way must have ended. */
export async function closeMaterials(room: MaterialsRoom): Promise<void> {
  await room.locks.close()
}
