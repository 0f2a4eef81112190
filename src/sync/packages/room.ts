// What the functions of this part share, made once at start.
import type { Pool } from '../../../db/index.ts'
import type { Keyring, Registry } from '../../agencies/index.ts'
import type { Acts, CasesDeps } from '../../cases/index.ts'
import type { MaterialsRoom } from '../../materials/index.ts'

export interface PackagesRoom {
  readonly pool: Pool
  readonly registry: Registry
  readonly keyring: Keyring
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly materials: MaterialsRoom
  /** Epoch milliseconds. */
  readonly now: () => number
}
