// Tables as a workbook: one worksheet a table, numbers as numbers, days as days, words as words whatever they begin with.
// Equal tables give equal bytes.
import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node'
import { partsOf, zipOf } from './zip.ts'

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** `count`: whole; `share`: of 1, shown in percent; `points`: a difference of shares; `change`: against the year before. */
export type CellKind = 'text' | 'count' | 'share' | 'points' | 'change' | 'yuan' | 'day'

/** Null: there is no such figure, for example a share of nothing. */
export type CellValue = string | number | null

export interface WorkbookColumn {
  readonly zh: string
  readonly kind: CellKind
  /** Characters. */
  readonly width: number
}

export interface WorkbookTable {
  readonly title: string
  readonly columns: readonly WorkbookColumn[]
  readonly rows: readonly (readonly CellValue[])[]
  /** Lines below it: what it counts. */
  readonly notes: readonly string[]
}

/** The first worksheet: what the workbook is. */
export interface WorkbookFront {
  readonly title: string
  readonly lines: readonly (readonly [word: string, value: CellValue, kind?: CellKind])[]
}

const formats: Readonly<Partial<Record<CellKind, string>>> = {
  count: '#,##0',
  share: '0.0%',
  points: '+0.0%;-0.0%;0.0%',
  change: '+0.0%;-0.0%;0.0%',
  yuan: '#,##0.00',
  day: 'yyyy-mm-dd',
}

/** A spreadsheet's longest text of a cell. */
const charactersMax = 32_767

/** Always with a type: without one the writer would take a text that begins with `=` for what it may become. */
const words = (value: string, more: object = {}): Cell => ({
  type: String,
  value: value.slice(0, charactersMax),
  ...more,
})

function cellOf(value: CellValue, kind: CellKind): Cell {
  if (value === null) return null
  const format = formats[kind]
  if (typeof value === 'number') return { type: Number, value, ...(format !== undefined && { format }) }
  if (kind === 'day' && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return { type: Date, value: new Date(`${value}T00:00:00Z`), format: 'yyyy-mm-dd' }
  return words(value, { wrap: true, alignVertical: 'top' })
}

const bold = { fontWeight: 'bold' as const }

function sheetOfTable({ title, columns, rows, notes }: WorkbookTable, no: number): Sheet<never> {
  const data: Row[] = [
    [words(title, { ...bold, fontSize: 14 })],
    columns.map((column) =>
      words(column.zh, { ...bold, backgroundColor: '#DDEBF7', borderStyle: 'thin', align: 'center', wrap: true }),
    ),
    ...rows.map((row) => row.map((cell, i) => cellOf(cell, columns[i]?.kind ?? 'text'))),
    [],
    ...notes.map((line) => [words(line)]),
  ]
  return { sheet: sheetName(title, no), data, columns: columns.map(({ width }) => ({ width })), stickyRowsCount: 2 }
}

/** At most 31 characters, none of `\ / ? * [ ] :`; the number keeps two of one title apart. */
const sheetName = (title: string, no: number) => `${no} ${title.replace(/[\\/?*[\]:：（）()“”"']/g, '')}`.slice(0, 31)

export async function workbookOf(front: WorkbookFront, tables: readonly WorkbookTable[]): Promise<Buffer> {
  const first: Sheet<never> = {
    sheet: '说明',
    columns: [{ width: 16 }, { width: 80 }],
    data: [
      [words(front.title, { ...bold, fontSize: 16 })],
      ...front.lines.map(([word, value, kind = 'text']) => [words(word), cellOf(value, kind)]),
      [],
      ...tables.map((table, i) => [words(`表${i + 1}`), words(table.title)]),
    ],
  }
  const made = await writeXlsxFile([first, ...tables.map((table, i) => sheetOfTable(table, i + 1))], {
    fontFamily: 'SimSun',
    fontSize: 11,
  }).toBuffer()
  // Packed anew: the writer's archive holds the moment, and a digest must not.
  return zipOf(partsOf(made))
}
