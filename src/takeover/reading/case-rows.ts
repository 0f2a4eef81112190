// The rows of one case as they are asked for, and what is found on the way: differences and unmapped codes, each once.
import type { Difference, LegacyCase, LegacyRow, Unmapped } from '../model.ts'
import type { Codes } from './codes.ts'
import type { OrganFound } from './organ-codes.ts'
import { fenOf, timeOf, wholeOf } from './values.ts'

const none: readonly LegacyRow[] = []
/** No organ of today could have acted before. */
const firstMs = Date.UTC(1949, 9, 1)

export class CaseRows {
  readonly codes: Codes
  readonly caseKey: string
  readonly files: LegacyCase['files']
  readonly basic: LegacyRow | undefined
  readonly #rows: LegacyCase['rows']
  readonly #byStep = new Map<string, ReadonlyMap<string, LegacyRow>>()
  readonly #differences = new Map<string, Difference>()
  readonly #unmapped = new Map<string, Unmapped>()

  constructor(legacy: LegacyCase, codes: Codes) {
    this.codes = codes
    this.caseKey = legacy.caseKey
    this.files = legacy.files
    this.#rows = legacy.rows
    this.basic = this.one('CASE_BASIC')
  }

  of(table: string): readonly LegacyRow[] {
    return this.#rows.get(table) ?? none
  }

  one(table: string): LegacyRow | undefined {
    return this.#rows.get(table)?.[0]
  }

  /** Tables that brought rows of the case. */
  get tables(): Iterable<string> {
    return this.#rows.keys()
  }

  /** The row of a form that its step names; the one without a step where the table has no other. */
  formOf(table: string, step: string): LegacyRow | undefined {
    const rows = this.of(table)
    if (rows.length === 0) return undefined
    let found = this.#byStep.get(table)
    if (found === undefined) {
      found = new Map(rows.flatMap((row) => (row.values.STEP_ID ? [[row.values.STEP_ID, row] as const] : [])))
      this.#byStep.set(table, found)
    }
    return found.get(step) ?? (rows.length === 1 && !rows[0]?.values.STEP_ID ? rows[0] : undefined)
  }

  differ(kind: string, table: string, key: string, detail: Difference['detail'] = {}): undefined {
    const id = `${kind} ${table} ${key}`
    if (!this.#differences.has(id)) this.#differences.set(id, { kind, table, key, detail })
  }

  unmapped(kind: string, code: string, label?: string): void {
    const id = `${kind} ${code}`
    if (!this.#unmapped.has(id)) this.#unmapped.set(id, { kind, code, ...(label !== undefined && { label }) })
  }

  get differences(): readonly Difference[] {
    return [...this.#differences.values()]
  }

  get unmappedCodes(): readonly Unmapped[] {
    return [...this.#unmapped.values()]
  }

  /** The organ of a code; undefined where there is no code. What nobody mapped is told. */
  organ(code: string | null | undefined): OrganFound | undefined {
    if (!code) return undefined
    const found = this.codes.organ(code)
    if (found.state === 'unmapped') this.unmapped('organ', code, found.name)
    return found
  }

  /** The word of a dictionary code; undefined where their dictionary and the mapping lack it. */
  word(group: string, code: string | null | undefined): string | undefined {
    if (!code) return undefined
    const word = this.codes.words.get(`${group}/${code}`)
    if (word === undefined) this.unmapped(`dictionary:${group}`, code)
    return word
  }

  /** Epoch milliseconds; undefined where nothing is said, or nothing that can be so. */
  time({ table, key, values }: LegacyRow, column: string, from = firstMs): number | undefined {
    const text = values[column]
    if (!text) return undefined
    const ms = timeOf(text)
    if (ms === null) {
      this.differ('time_unreadable', table, `${key}/${column}`, { text })
      return undefined
    }
    if (ms >= from && ms <= this.codes.importedAtMs) return ms
    this.differ('time_impossible', table, `${key}/${column}`, { text })
    return undefined
  }

  /** Fen of an amount in yuan. */
  fen({ table, key, values }: LegacyRow, column: string): number | undefined {
    const text = values[column]
    if (!text) return undefined
    const fen = fenOf(text)
    if (fen === null) this.differ('amount_unreadable', table, `${key}/${column}`, { text })
    return fen ?? undefined
  }

  /** A 1/2 flag by the sense it has; undefined where nothing is said. */
  flag(
    { table, key, values }: LegacyRow,
    column: string,
    sense: (text: string) => boolean | null,
  ): boolean | undefined {
    const text = values[column]
    if (!text) return undefined
    const said = sense(text)
    if (said === null) this.differ('flag_unreadable', table, `${key}/${column}`, { text })
    return said ?? undefined
  }

  /** A code that is a whole number, as text; empty where nothing is said. */
  number({ table, key, values }: LegacyRow, column: string): string {
    const text = values[column]
    if (!text) return ''
    const number = wholeOf(text)
    if (number === null) this.differ('flag_unreadable', table, `${key}/${column}`, { text })
    return number ?? ''
  }
}
