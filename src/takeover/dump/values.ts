// A row of a dump as it is staged: its columns under our spelling of theirs, every value as text, its key. Nothing is
// repaired; columns that are never taken are left out and counted, unknown ones are kept and counted.
import { hash } from 'node:crypto'
import { canonical } from '../../kernel/index.ts'
import { type LegacyTable, neverTaken } from '../tables.ts'

export interface StagedRow {
  readonly key: string
  readonly caseKey: string | null
  /** By what other rows find it, or by what it finds the row that knows its case. */
  readonly link: string | null
  readonly body: string
  /** SHA-256 of the body, hex. */
  readonly digest: string
}

/** A row that cannot be kept by its key. */
export interface Unkept {
  readonly fault: string
  readonly values: Readonly<Record<string, string>>
}

/** What was met on the way, by column. */
export interface Tally {
  readonly unknown: Map<string, number>
  readonly never: Map<string, number>
}

export interface Spelling {
  /** Names of columns there → ours, from the mapping file. */
  readonly renames: Readonly<Record<string, string>>
  /** Taken off the front of keys. */
  readonly prefix: string
}

/** Columns by which rows of other tables are found. */
const links: Readonly<Record<string, string>> = {
  CASE_STEP: 'TASK_INST_ID',
  CASE_XIANYIREN: 'XIANYIREN_ID',
  CASE_CONSULTATION: 'ID',
  ...{ CLUE_DISPATCH: 'CLUE_ID', CLUE_ACCEPT: 'CLUE_ID', CLUE_REPLY: 'CLUE_ID' },
}

/** Keys that the export package puts the code of its installation before. */
const prefixed =
  /^(CASE_ID|STEP_ID|TASK_INST_ID|PROC_INST_ID|XIANYIREN_ID|PARTY_ID|COMPANY_ID|ID|[A-Z]+_FILE|ATTACH_FILE)$/

/** `caseId` and `case_id` are `CASE_ID`. */
export function columnOf(name: string): string {
  const plain = name.trim()
  return /[a-z]/.test(plain) && /[A-Z]/.test(plain)
    ? plain.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()
    : plain.toUpperCase()
}

export class RowReader {
  readonly tally: Tally = { unknown: new Map(), never: new Map() }
  readonly #table: LegacyTable
  readonly #spelling: Spelling
  /** Spelt names are few, rows are many. */
  readonly #columns = new Map<string, string>()

  constructor(table: LegacyTable, spelling: Spelling) {
    this.#table = table
    this.#spelling = spelling
  }

  read(raw: unknown): StagedRow | Unkept {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      return { fault: 'The row is no record of columns.', values: {} }
    const values: Record<string, string> = {}
    for (const [name, value] of Object.entries(raw)) {
      const column = this.#columnOf(name)
      const text = textOf(value)
      if (neverTaken.has(column)) {
        if (text !== '') count(this.tally.never, column)
        continue
      }
      const type = this.#table.columns[column]
      if (type === undefined) count(this.tally.unknown, column)
      const plain = type === 'clob' ? text : text.trimEnd()
      if (plain === '') continue
      values[column] = this.#valueOf(column, type, plain)
    }
    const key = this.#keyOf(values)
    if (key === null) return { fault: `The row lacks its key (${this.#table.key.join(', ')}).`, values }
    const { caseColumn, through } = this.#table
    const link = links[this.#table.name] ?? through?.column
    const body = canonical(values)
    return {
      key,
      caseKey: caseColumn === undefined ? null : (values[caseColumn] ?? null),
      link: link === undefined ? null : (values[link] ?? null),
      body,
      digest: hash('sha256', body, 'hex'),
    }
  }

  #columnOf(name: string): string {
    let column = this.#columns.get(name)
    if (column === undefined) {
      const spelt = columnOf(name)
      column = this.#spelling.renames[spelt] ?? spelt
      this.#columns.set(name, column)
    }
    return column
  }

  #keyOf(values: Readonly<Record<string, string>>): string | null {
    const parts: string[] = []
    for (const column of this.#table.key) {
      const value = values[column]
      if (value === undefined) return null
      parts.push(value)
    }
    return parts.join('/')
  }

  #valueOf(column: string, type: string | undefined, text: string): string {
    const { prefix } = this.#spelling
    if (prefix !== '' && prefixed.test(column) && text.startsWith(prefix)) return text.slice(prefix.length)
    // The export package writes times as milliseconds; fourteen digits of a year we know are a time already.
    if (type === 'time' && /^-?\d{11,14}$/.test(text) && !/^(19|20)\d{12}$/.test(text)) return localTime(Number(text))
    return text
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  // What COPY and a text column cannot hold is nothing that anybody typed.
  if (typeof value === 'string')
    return value.includes('\u0000')
      ? value.replaceAll('\u0000', '')
      : value.isWellFormed()
        ? value
        : value.toWellFormed()
  if (value instanceof Date) return localTime(value.getTime())
  return typeof value === 'object' ? canonical(value) : String(value)
}

const count = (tally: Map<string, number>, column: string) => tally.set(column, (tally.get(column) ?? 0) + 1)

/** Local time of China, `yyyy-mm-dd hh:mm:ss`. */
export const localTime = (ms: number): string =>
  new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
