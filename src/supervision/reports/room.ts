// What the reports need from outside, given in once at start.
import type { Pool } from '../../../db/index.ts'
import type { Directory } from '../../agencies/index.ts'
import type { FigureSource } from './figure-source.ts'

export interface ReportsDeps {
  readonly pool: Pool
  readonly directory: () => Promise<Directory> | Directory
  readonly figures: FigureSource
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A font file with Chinese characters; left out, one that is installed. */
  readonly font?: string | undefined
}

export type Reports = ReportsDeps

export const openReports = (deps: ReportsDeps): Reports => deps
