// What the indicators need from outside, given in once at start.
import type { Pool } from '../../../db/index.ts'
import type { Directory } from '../../agencies/index.ts'

export interface IndicatorsRoom {
  readonly pool: Pool
  readonly directory: () => Promise<Directory> | Directory
  /** Epoch milliseconds. */
  readonly now: () => number
}
