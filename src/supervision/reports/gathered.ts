// What a report is composed of, all of it read before the first word is written, and where each part comes from. What a room
// cannot give yet is left out, and the report then does not speak of it.
import type { Agency } from '../../agencies/index.ts'
import type { TransferCount } from '../../cases/index.ts'
import type { ThemeCount } from '../../penalties/index.ts'
import type { FigureSource, FiguresAsked, ReportFigure } from './figure-source.ts'
import type { ReportAsked } from './kinds.ts'

/** Findings of a scope in a period, by kind. */
export interface FindingCount {
  readonly kind: string
  readonly zh: string
  readonly raised: number
  readonly answered: number
  readonly closed: number
  readonly open: number
}

export interface CoverageRow {
  readonly key: string
  readonly name: string
  readonly due: number
  readonly connected: number
  readonly entering: number
}

export interface CoverageGathered {
  readonly byKind: readonly CoverageRow[]
  readonly byRegion: readonly CoverageRow[]
  readonly notConnected: readonly { readonly name: string; readonly kind: string; readonly dueSince: string | null }[]
  readonly notConnectedCount: number
  readonly query: string
}

export interface ThemeGathered {
  readonly penalties: readonly ThemeCount[]
  readonly transfers: readonly TransferCount[]
}

export interface Gathered {
  readonly agency: Agency
  readonly asked: ReportAsked
  readonly source: FigureSource
  /** The scope and the period that every figure was asked with. */
  readonly scope: FiguresAsked
  readonly total: readonly ReportFigure[]
  readonly byMonth: readonly ReportFigure[]
  readonly byDomain: readonly ReportFigure[]
  readonly byCharge: readonly ReportFigure[]
  /** Regions below, for a procuratorate. */
  readonly byRegion: readonly ReportFigure[]
  readonly findings: readonly FindingCount[] | undefined
  readonly coverage: CoverageGathered | undefined
  readonly theme: ThemeGathered | undefined
  readonly regionName: (code: string) => string
  /** Local day of the report. */
  readonly day: string
}

/** Address of the findings that a table counts. */
export const findingsQuery = ({ scope, agency }: Gathered): string =>
  `GET /v1/findings?${agency.kind === 'procuratorate' ? `region=${agency.regionCode}` : `agency=${agency.id}`}，其中 raisedAt 在${scope.from}至${scope.to}的`
