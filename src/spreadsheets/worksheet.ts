// The cells of a worksheet as what somebody typed: text, number, moment, or what is neither (a formula, an error). Empty
// rows and cells leave no trace, so that one stray cell at the far end costs nothing.
import { attributeOf, Unreadable, unescaped, type XmlSource, xmlEvents } from './xml.ts'

export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  /** As written in the file, a decimal number. */
  | { readonly kind: 'number'; readonly text: string }
  /** Days since 1899-12-30, local time. */
  | { readonly kind: 'moment'; readonly days: number }
  | { readonly kind: 'formula' | 'error' | 'truth' }

export interface SheetRow {
  /** As the spreadsheet counts, from 1. */
  readonly row: number
  /** By column, from 0. */
  readonly cells: ReadonlyMap<number, Cell>
}

export interface SheetContext {
  readonly strings: readonly string[]
  readonly dates: ReadonlySet<number>
  readonly from1904: boolean
  readonly rowsMax: number
  readonly columnsMax: number
}

/** A spreadsheet program lets nobody write more into a cell. */
const cellCharactersMax = 32_767
const days1904 = 1_462

/** `A`, `Z`, `AA`, … */
export function columnName(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest === 0 ? '' : columnName(rest - 1)) + String.fromCharCode(65 + (column % 26))
}

export async function sheetRows(source: XmlSource, context: SheetContext): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  let row = 0
  let column = -1
  let cells = new Map<number, Cell>()
  let raw: RawCell | undefined
  let into: 'value' | 'inline' | undefined
  let aside = 0
  await xmlEvents(source, {
    open(tag, attributes) {
      into = undefined
      if (tag === 'row') {
        row = placeOf(attributeOf(attributes, 'r')) ?? row + 1
        column = -1
        cells = new Map()
      } else if (tag === 'c') {
        column = columnOf(attributeOf(attributes, 'r')) ?? column + 1
        const style = Number(attributeOf(attributes, 's') ?? 0)
        raw = { type: attributeOf(attributes, 't') ?? 'n', style, value: '', inline: '', formula: false }
      } else if (tag === 'rPh') aside += 1
      else if (raw === undefined) return
      else if (tag === 'f') raw.formula = true
      else if (tag === 'v') into = 'value'
      else if (tag === 't' && aside === 0) into = 'inline'
    },
    text(part) {
      if (into === undefined || raw === undefined) return
      raw[into] += part
      if (raw[into].length > cellCharactersMax * 8)
        throw new Unreadable('A cell holds more than a cell can hold.', `${columnName(column)}${row}`)
    },
    close(tag) {
      into = undefined
      if (tag === 'rPh') aside -= 1
      else if (tag === 'c' && raw !== undefined) {
        const cell = cellOf(raw, context, `${columnName(column)}${row}`)
        raw = undefined
        if (cell === undefined) return
        if (column >= context.columnsMax)
          throw new Unreadable(
            `No table that is taken in has more than ${context.columnsMax} columns.`,
            `${columnName(column)}${row}`,
          )
        cells.set(column, cell)
      } else if (tag === 'row' && cells.size > 0) {
        if (rows.length === context.rowsMax)
          throw new Unreadable(
            `The worksheet has more than ${context.rowsMax} rows, the heading's included.`,
            `A${row}`,
          )
        rows.push({ row, cells })
      }
    },
  })
  return rows
}

interface RawCell {
  readonly type: string
  readonly style: number
  value: string
  inline: string
  formula: boolean
}

function cellOf(raw: RawCell, context: SheetContext, at: string): Cell | undefined {
  if (raw.formula) return { kind: 'formula' }
  switch (raw.type) {
    case 's': {
      if (raw.value.trim() === '') return undefined
      const text = context.strings[Number(raw.value)]
      if (text === undefined)
        throw new Unreadable('The spreadsheet is damaged: a cell names a text that is not there.', at)
      return textCell(text)
    }
    case 'inlineStr':
      return textCell(unescaped(raw.inline))
    case 'str':
    case 'd': // a moment in ISO 8601, as text
      return textCell(unescaped(raw.value))
    case 'b':
      return { kind: 'truth' }
    case 'e':
      return { kind: 'error' }
    default: {
      const value = raw.value.trim()
      if (value === '') return undefined
      if (!Number.isFinite(Number(value)))
        throw new Unreadable('The spreadsheet is damaged: a number that is none.', at)
      if (!context.dates.has(raw.style)) return { kind: 'number', text: value }
      return { kind: 'moment', days: Number(value) + (context.from1904 ? days1904 : 0) }
    }
  }
}

const textCell = (text: string): Cell | undefined => (text.trim() === '' ? undefined : { kind: 'text', text })

const placeOf = (r: string | undefined) => (r !== undefined && /^\d{1,7}$/.test(r) ? Number(r) : undefined)

function columnOf(r: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(r ?? '')?.[1]
  if (letters === undefined) return undefined
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
