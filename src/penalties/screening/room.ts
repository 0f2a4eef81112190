// What screening needs from outside, given in once at start.
import type { Pool } from '../../../db/index.ts'
import type { Rule } from '../../screening/index.ts'
import type { MarksKey } from './marks.ts'

export interface ScreeningRoom {
  readonly pool: Pool
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly marksKey: MarksKey
  /** The published ones where none are named. */
  readonly rules?: readonly Rule[]
  /** Share of a figure from which a record is near it, where the instrument names none; left out, it is not looked at. */
  readonly nearShare?: number
}
