// The names that a row of the table may use, and what a row is: any other word does not compile.
import type { StepRow } from '../table.ts'
import type { anchors } from './anchors.ts'
import type { clocks } from './clocks.ts'
import type { conditions } from './conditions.ts'
import type { duties } from './duties.ts'
import type { occasions } from './occasions.ts'
import type { letters, tracks } from './tracks.ts'

export interface RowNames {
  tracks: typeof tracks
  need: keyof typeof conditions & string
  letter: keyof typeof letters & string
  clock: keyof typeof clocks & string
  anchor: keyof typeof anchors & string
  duty: keyof typeof duties & string
  occasion: keyof typeof occasions & string
}

export type Row = StepRow<RowNames>

export type Rows = Readonly<Record<string, Row>>
