// What a dump is to whoever stages it, wherever its rows come from.
import type { Row } from '../../penalties/index.ts'
import type { LegacyTable } from '../tables.ts'

export interface DumpTable {
  readonly table: LegacyTable
  /** The file or the question that it comes from, for messages. */
  readonly name: string
  rows(): AsyncIterable<Row>
}

export interface Dump {
  readonly form: 'folder' | 'package' | 'sheet' | 'database'
  /** Whether a table that it brings is brought whole: rows that are missing then are gone there. */
  readonly whole: boolean
  /** The same dump gives the same text: by it a run that was cut off is known again. */
  readonly described: string
  /** In the order in which they are staged. */
  readonly tables: readonly DumpTable[]
  /** Files or tables that are not among those that are read. */
  readonly foreign: readonly string[]
  /** What this form cannot hold, in words for the report. */
  readonly losses: readonly string[]
  /** Rows that it says were deleted there. */
  readonly deleted: readonly { readonly table: string; readonly key: string }[]
  /** What it says of itself, to be held against what came. */
  readonly claims: Readonly<Record<string, number>>
  /** Prefix of keys that only this form has. */
  readonly prefix: string
  close(): Promise<void>
}

/** The dump cannot be read as what it is said to be; the message says which part and why. */
export class DumpFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DumpFault'
  }
}
