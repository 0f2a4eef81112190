// CSV as spreadsheet programs write it: a heading, quotes, line breaks in cells, commas, semicolons or tabs. A row with
// other columns than its heading is named by its line, and the rest of the file is read on.

import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { decoded, type Encoding } from './encoding.ts'
import { columnsMax, FileFault, lineBytesMax, type Row } from './limits.ts'

export async function* csvRows(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  delimiter: string,
): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: lineBytesMax,
  })
  const source = Readable.from(decoded(chunks, encoding))
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let heading: string[] | undefined
  let before = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // The line on which a record begins: `lines` counts to its end, and cells may break lines.
      const line = Math.max(before + 1, info.lines - breaksOf(record))
      before = info.lines
      if (heading === undefined) heading = headingOf(record)
      else {
        const row = rowOf(heading, record, line)
        if (row !== null) yield row
      }
    }
  } catch (error) {
    if (error instanceof FileFault) throw error
    throw new FileFault(
      `The file is no CSV that can be read on: ${error instanceof Error ? error.message.slice(0, 300) : ''}`,
    )
  } finally {
    source.destroy()
    parser.destroy()
  }
  if (heading === undefined) throw new FileFault('The file is empty.')
}

const breaksOf = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => (cell.includes('\n') ? sum + cell.split('\n').length - 1 : sum), 0)

/** The names of the columns; each stands there once. */
export function headingOf(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim())
  while (names.at(-1) === '') names.pop()
  if (names.length === 0) throw new FileFault('The first row has no headings.')
  if (names.length > columnsMax) throw new FileFault(`The table has more than ${columnsMax} columns.`)
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (twice !== undefined) throw new FileFault(`The heading ${twice} is there twice.`)
  return names
}

/** Null for a row in which nothing stands. */
export function rowOf(heading: readonly string[], cells: readonly string[], line: number): Row | null {
  if (cells.every((cell) => cell.trim() === '')) return null
  const beyond = cells.findIndex((cell, i) => cell.trim() !== '' && (heading[i] ?? '') === '')
  if (beyond >= 0) return { line, fault: `Column ${beyond + 1} holds a value and has no heading.` }
  const raw: Record<string, string> = {}
  // Empty cells stay: a row has the fields of its table, by which it is recognised.
  for (const [i, name] of heading.entries()) if (name !== '') raw[name] = textOf(cells[i] ?? '')
  return { line, raw }
}

/** `="0123"` is how a table of text keeps a spreadsheet from taking a code for a number. */
const textOf = (cell: string): string => (cell.startsWith('="') && cell.endsWith('"') ? cell.slice(2, -1) : cell)

/** The separator that the heading has the most of, outside of quotes. */
export function delimiterOf(head: string): string {
  const first = (head.split(/\r?\n/).find((line) => line.trim() !== '') ?? '').replace(/"[^"]*"/g, '')
  const counts = [',', '\t', ';', '|'].map((mark) => ({ mark, count: first.split(mark).length - 1 }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark
}
