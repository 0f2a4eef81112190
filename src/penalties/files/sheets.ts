// The rows of a spreadsheet as records: text as typed, numbers as written, days as yyyy-mm-dd. A formula or an error is no
// value, and costs its row.
import { type Cell, columnName, readSheet, type SheetRow, Unreadable } from '../../spreadsheets/index.ts'
import { headingOf } from './csv.ts'
import { columnsMax, FileFault, type Row, sheetBytesMax, sheetRowsMax } from './limits.ts'

export async function* sheetRows(bytes: Buffer): AsyncGenerator<Row> {
  let rows: readonly SheetRow[]
  try {
    rows = (await readSheet(bytes, { rows: sheetRowsMax, unpackedBytes: sheetBytesMax, columns: columnsMax })).rows
  } catch (error) {
    if (error instanceof Unreadable)
      throw new FileFault(error.cell === undefined ? error.message : `${error.cell}: ${error.message}`)
    throw error
  }
  const [first, ...rest] = rows
  if (first === undefined) throw new FileFault('The worksheet is empty.')
  const heading = namesOf(first)
  let pause = performance.now()
  for (const row of rest) {
    yield rowOf(heading, row)
    // Other requests have their turn: rows stand in memory, and nothing else here waits.
    if (performance.now() - pause < 20) continue
    await new Promise((resolve) => setImmediate(resolve))
    pause = performance.now()
  }
}

function namesOf(row: SheetRow): string[] {
  const names: string[] = []
  for (const [column, cell] of row.cells) names[column] = cell.kind === 'text' ? cell.text : ''
  return headingOf(Array.from(names, (name) => name ?? ''))
}

function rowOf(heading: readonly string[], row: SheetRow): Row {
  const raw: Record<string, string> = {}
  // Empty cells stay: a row has the fields of its table, by which it is recognised.
  for (const name of heading) if (name !== '') raw[name] = ''
  for (const [column, cell] of row.cells) {
    const name = heading[column] ?? ''
    const at = `${columnName(column)}${row.row}`
    if (name === '') return { line: row.row, fault: `${at} holds a value and has no heading.` }
    const value = cellValue(cell, name)
    if (value.fault !== undefined) return { line: row.row, fault: `${at}: ${value.fault}` }
    raw[name] = value.text
  }
  return { line: row.row, raw }
}

type Value =
  | { readonly text: string; readonly fault?: undefined }
  | { readonly text?: undefined; readonly fault: string }

function cellValue(cell: Cell, heading: string): Value {
  switch (cell.kind) {
    case 'text':
      return { text: cell.text }
    case 'number':
      return numberOf(cell.text, heading)
    case 'moment':
      return { text: momentOf(cell.days) }
    case 'truth':
      return { fault: 'true or false of a spreadsheet; write 是 or 否' }
    case 'formula':
      return { fault: 'a formula; paste its value' }
    case 'error':
      return { fault: 'an error value' }
  }
}

/** From 1950 to 2149, as a spreadsheet counts days. */
const serials = { from: 18_264, to: 91_312 }
const dated = /日期|时间|有效期|截止期|RQ$|YXQ$|JZQ$/i

/** Spreadsheets calculate in doubles: of what they write with more than 15 digits, the last ones are theirs. */
function numberOf(text: string, heading: string): Value {
  const days = Number(text)
  // A day whose cell was formatted as a number, under a heading that can hold nothing but days.
  if (dated.test(heading) && days >= serials.from && days < serials.to) return { text: momentOf(days) }
  if (/^\d{16,}$/.test(text) || Math.abs(days) >= 1e15)
    return { fault: 'a number of more than 15 digits, the last of which a spreadsheet loses; format the cell as text' }
  return { text: /^-?\d+(\.\d+)?$/.test(text) && text.length <= 16 ? text : String(Number(days.toPrecision(15))) }
}

/** A day, or a day with its time where the fraction has one. */
function momentOf(days: number): string {
  const text = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}
