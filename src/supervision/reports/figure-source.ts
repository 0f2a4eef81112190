// Where a report's figures come from, seen from the report: the kept indicators, through one small door, and the address
// under which anybody gets the same ones.

export interface FiguresAsked {
  /** Months, `yyyy-mm`, both included. */
  readonly from: string
  readonly to: string
  /** Either an organ or a region with what lies in it. */
  readonly agencyId?: string
  readonly region?: string
  readonly label?: string
  /** Left out: the whole. */
  readonly by?: 'month' | 'domain' | 'charge' | 'region' | 'agency'
  /** With the year before. */
  readonly compare?: true
}

export interface Counted {
  readonly numerator: number
  /** Null where the indicator is a count. */
  readonly denominator: number | null
}

export interface ReportFigure extends Counted {
  readonly indicator: string
  /** The month, domain, charge, region or agency; empty for the whole. */
  readonly key: string
  /** What the key is called. */
  readonly name: string
  readonly before: Counted | null
}

export interface IndicatorSaid {
  readonly id: string
  readonly zh: string
  readonly numerator: string
  /** Empty for a count. */
  readonly denominator: string
}

export interface FigureSource {
  readonly definitions: () => readonly IndicatorSaid[]
  readonly figures: (asked: FiguresAsked) => Promise<readonly ReportFigure[]>
  /** `GET /v1/…` that answers the same figures. */
  readonly queryOf: (asked: FiguresAsked) => string
}
