// The columns of a spreadsheet of clues: its headings, and what stands under each. Nothing that stands in the table is left
// out in silence: an unknown heading or a cell under none is said.
import { type Cell, columnName, type SheetRow, Unreadable } from '../spreadsheets/index.ts'

/** In the order of the template; those with `needed` must be there. */
export const columns = [
  { heading: '编号', field: 'number' },
  { heading: '来源', field: 'source', needed: true },
  { heading: '接收时间', field: 'receivedAt', needed: true },
  { heading: '反映对象', field: 'subject' },
  { heading: '统一社会信用代码', field: 'uscc' },
  { heading: '反映人', field: 'reporter' },
  { heading: '联系电话', field: 'phone' },
  { heading: '反映内容', field: 'facts', needed: true },
  { heading: '领域', field: 'domain' },
  { heading: '行政区划', field: 'regionCode' },
] as const

export type Field = (typeof columns)[number]['field']

export interface CellFault {
  readonly column: string
  readonly cell: string
  readonly detail: string
}

/** Where each field stands, by column of the sheet. */
export type Headings = ReadonlyMap<number, Field>

export const headingOf = (field: Field): string => columns.find((c) => c.field === field)?.heading ?? field

/** Marks that templates put beside a heading: stars, spaces. */
const plain = (text: string) => text.normalize('NFKC').replace(/[\s*]/g, '')

/** The headings in the first row that holds anything. Throws Unreadable where one is unknown, missing or there twice. */
export function headingsOf(row: SheetRow | undefined): Headings {
  if (row === undefined) throw new Unreadable('The worksheet is empty.')
  const found = new Map<number, Field>()
  for (const [at, cell] of row.cells) {
    const name = cell.kind === 'text' ? plain(cell.text) : ''
    const known = columns.find((c) => c.heading === name)
    const place = `${columnName(at)}${row.row}`
    if (known === undefined)
      throw new Unreadable(`No known heading. Known are ${columns.map((c) => c.heading).join('、')}.`, place)
    if ([...found.values()].includes(known.field))
      throw new Unreadable(`The heading ${known.heading} is there twice.`, place)
    found.set(at, known.field)
  }
  const missing = columns.find((c) => 'needed' in c && ![...found.values()].includes(c.field))
  if (missing) throw new Unreadable(`The heading ${missing.heading} is missing.`, `A${row.row}`)
  return found
}

/** Spreadsheets count with 15 digits; of a longer number the last ones are lost. */
const digitsMax = 15

/** What a cell says as text; a sentence where it says nothing that can be believed. */
export function textOf(cell: Cell): { text: string } | string {
  switch (cell.kind) {
    case 'text':
      return { text: cell.text.trim() }
    case 'number': {
      if (/^\d+$/.test(cell.text) && cell.text.length <= digitsMax) return { text: cell.text }
      const value = Number(cell.text)
      if (Math.abs(value) >= 10 ** digitsMax)
        return 'a number of more than 15 digits, the last of which a spreadsheet loses; format the cell as text'
      return { text: String(value) }
    }
    case 'formula':
      return 'a formula; paste its value'
    case 'error':
      return 'an error value'
    case 'truth':
      return 'true or false, where text is needed'
    case 'moment':
      return 'a date, where text is needed'
  }
}
