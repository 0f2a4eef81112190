// What a report says, before it is drawn: words, places left to its author, tables with their definition, denominator and
// query, charts over tables. The document, the workbook and the JSON are three drawings of one content.

import type { CellKind, CellValue } from '../../letters/index.ts'

export type { CellValue } from '../../letters/index.ts'

export interface ReportColumn {
  readonly id: string
  readonly zh: string
  readonly kind: CellKind
  /** Share of the width of the page. */
  readonly width: number
}

export interface ReportTable {
  readonly id: string
  readonly title: string
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly (readonly CellValue[])[]
  /** What is counted. */
  readonly definition: string
  /** Of what the shares are. */
  readonly denominator: string
  /** Whoever asks this gets the same figures. */
  readonly query: string
  /** Rows that had no room; the workbook and the query have them. */
  readonly left?: number
}

export interface ReportChart {
  readonly id: string
  readonly title: string
  readonly kind: 'columns' | 'bars' | 'lines'
  /** The table it draws: a column of words and columns of figures. */
  readonly table: string
  readonly words: string
  readonly figures: readonly string[]
  /** So many first rows are left out: one that is a hundred times the others would hide them. */
  readonly skip?: number
}

export type Piece =
  | { readonly kind: 'heading' | 'subheading' | 'text'; readonly text: string }
  /** What a human must still write. */
  | { readonly kind: 'passage'; readonly text: string }
  | { readonly kind: 'table'; readonly table: ReportTable }
  | { readonly kind: 'chart'; readonly chart: ReportChart }

export interface ReportContent {
  readonly head: string
  readonly redHead: boolean
  /** Under a red head: issue, organ, day. */
  readonly issue?: string
  readonly title: string
  /** Under the title. */
  readonly subtitle: string
  readonly addressee?: string
  readonly pieces: readonly Piece[]
  readonly signer: string
  /** Local day of the report. */
  readonly day: string
  /** Nothing happened in the period. */
  readonly zero: boolean
}

export const tablesOf = ({ pieces }: ReportContent): ReportTable[] =>
  pieces.flatMap((piece) => (piece.kind === 'table' ? [piece.table] : []))

/** A cell as it stands on the page. */
export function shownCell(value: CellValue, kind: CellKind): string {
  if (value === null) return '—'
  if (typeof value === 'string') return value
  switch (kind) {
    case 'share':
      return `${(value * 100).toFixed(1)}%`
    case 'points':
    case 'change': {
      const text = (value * 100).toFixed(1)
      const signed = value > 0 && Number(text) !== 0 ? `+${text}` : text.replace(/^-0\.0$/, '0.0')
      return kind === 'change' ? `${signed}%` : signed
    }
    case 'yuan':
      return value.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
    default:
      return String(value)
  }
}

/** The change against a year before; null where there was nothing to compare with. */
export const changeOf = (now: number, before: number | null | undefined): number | null =>
  before === null || before === undefined || before === 0 ? null : (now - before) / before

export const shareOf = (part: number, whole: number | null | undefined): number | null =>
  whole === null || whole === undefined || whole === 0 ? null : part / whole

/** The same as words: 同比上升12.5%. */
export function changeWords(now: number, before: number | null | undefined): string {
  if (before === null || before === undefined) return ''
  if (before === 0) return now === 0 ? '，上年同期亦为零' : '，上年同期为零'
  const change = (now - before) / before
  if (Math.abs(change) < 0.0005) return '，与上年同期持平'
  return `，同比${change > 0 ? '上升' : '下降'}${Math.abs(change * 100).toFixed(1)}%`
}
