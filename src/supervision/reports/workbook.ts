// A content as a workbook: one worksheet a table, numbers as numbers, days as days, words as words whatever they begin
// with. What each table counts stands below it.
import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node'
import { partsOf, zipOf } from '../../letters/index.ts'
import { type CellKind, type CellValue, type ReportContent, type ReportTable, tablesOf } from './content.ts'

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

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

function sheetOfTable(table: ReportTable, no: number): Sheet<never> {
  const { columns, rows, title, definition, denominator, query } = table
  const data: Row[] = [
    [words(title, { ...bold, fontSize: 14 })],
    columns.map((column) =>
      words(column.zh, { ...bold, backgroundColor: '#DDEBF7', borderStyle: 'thin', align: 'center', wrap: true }),
    ),
    ...rows.map((row) => row.map((cell, i) => cellOf(cell, columns[i]?.kind ?? 'text'))),
    [],
    ...[`口径：${definition}`, `分母：${denominator}`, `查询：${query}`].map((line) => [words(line)]),
  ]
  return {
    sheet: sheetName(title, no),
    data,
    columns: columns.map(({ width, kind }) => ({ width: kind === 'text' ? Math.max(14, width * 6) : 14 })),
    stickyRowsCount: 2,
  }
}

/** At most 31 characters, none of `\ / ? * [ ] :`; the number keeps two of one title apart. */
const sheetName = (title: string, no: number) => `${no} ${title.replace(/[\\/?*[\]:：（）()“”"']/g, '')}`.slice(0, 31)

/** Equal contents give equal bytes. */
export async function xlsxOfReport(content: ReportContent): Promise<Buffer> {
  const { head, title, subtitle, day, signer } = content
  const all = tablesOf(content)
  const front: Sheet<never> = {
    sheet: '说明',
    columns: [{ width: 16 }, { width: 80 }],
    data: [
      [words(title, { ...bold, fontSize: 16 })],
      [words('期间'), words(subtitle)],
      [words('单位'), words(signer === head ? head : `${head}（${signer}）`)],
      [words('日期'), cellOf(day, 'day')],
      [],
      ...all.map((table, i) => [words(`表${i + 1}`), words(table.title)]),
    ],
  }
  const made = await writeXlsxFile([front, ...all.map((table, i) => sheetOfTable(table, i + 1))], {
    fontFamily: 'SimSun',
    fontSize: 11,
  }).toBuffer()
  // Packed anew: the writer's archive holds the moment, and a digest must not.
  return zipOf(partsOf(made))
}
