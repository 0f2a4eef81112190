// What one kind of source must be able to do. An adapter reads and writes on the other side only; what is kept here, and in
// which order, is the run's affair.

import type { FilesConfig, Habit, RestConfig, TableConfig } from './form.ts'
import type { Incoming, Result } from './keeping.ts'

export type Cursor = Readonly<Record<string, unknown>>

interface SourceShared {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  readonly mapping: string | Readonly<Record<string, unknown>> | null
  readonly state: 'enabled' | 'disabled'
  readonly everyMs: number
  readonly habit: Habit
  readonly cursor: Cursor | null
  /** Opened from its seal; null where none was entered. */
  readonly secret: string | null
}

export type Source =
  | (SourceShared & { readonly kind: 'rest'; readonly config: RestConfig })
  | (SourceShared & { readonly kind: 'table'; readonly config: TableConfig })
  | (SourceShared & { readonly kind: 'files'; readonly config: FilesConfig })
export type SourceOf<K extends Source['kind']> = Extract<Source, { kind: K }>

/** One record as it came, control columns taken off, and what the status is written back by. */
export interface Arrived extends Incoming {
  /** Key of the record there, where it has one. */
  readonly key: string | null
  /** Control time as given there. */
  readonly time: string | null
  /** Why it cannot even be handed to whoever reads records: it counts as refused. */
  readonly fault?: string
  /** Whatever the adapter finds the row by when it acknowledges. */
  readonly handle?: unknown
}

export interface Page {
  readonly records: readonly Arrived[]
  /** From where the next pull goes on once this page is durable. */
  readonly cursor: Cursor
  /** In place of `cursor` where it tells of what became of the records. */
  readonly advance?: (results: readonly PageResult[]) => Cursor
  readonly more: boolean
  /** The other side said that there is nothing. */
  readonly zeroReport?: boolean
  /** What is to be kept of the page beside its records, in the statement that moves the cursor. */
  readonly file?: FilePage
  /** Whatever the adapter finds the whole page by when it acknowledges. */
  readonly handle?: unknown
}

/** What became of a record of a page, at its place there. */
export type PageResult = Pick<Result, 'outcome' | 'faults' | 'id' | 'version'>

/** The end of a package of a file drop. */
export interface FilePage {
  readonly sequence: number | null
  readonly name: string
  readonly digest: string
  readonly state: 'taken' | 'set_aside'
  readonly reason?: string
  readonly counts?: Readonly<Record<string, number>>
  /** Of its records, as many as are shown to the sender. */
  readonly faults?: readonly FileTrouble[]
  readonly days?: readonly DayFigures[]
}

export interface FileTrouble {
  readonly file: string
  readonly line?: number | undefined
  readonly key: string | null
  readonly outcome: string
  readonly faults: PageResult['faults']
}

export interface DayFigures {
  readonly day: string
  readonly count: number
  readonly sumFen?: string | null
  readonly digest?: string | null
}

export interface KeyDigest {
  readonly key: string
  readonly digest: string
}

export interface Absence {
  readonly kind: 'file_gap'
  readonly detail: Readonly<Record<string, unknown>>
}

export interface SourceAdapter {
  /** Pages from a cursor on, until there is no more. `dry`: nothing is changed on the other side, nothing is moved. */
  pull(from: Cursor | null, signal: AbortSignal, options?: { dry?: boolean }): AsyncIterable<Page>
  /** Writes back that a page was taken; after it is durable here. A loss of this is survived by the next pull. */
  acknowledge?(page: Page, results: readonly PageResult[], signal: AbortSignal): Promise<void>
  /** What still waits there; undefined where that cannot be asked. */
  backlog?(signal: AbortSignal): Promise<number | undefined>
  /** What does not come although it must, as of the last pull; null where nothing is missing. */
  absence?(): Absence | null
  /** By days of the control time, local, both ends included. */
  figures?(from: string, to: string, signal: AbortSignal): Promise<readonly DayFigures[]>
  keys?(day: string, signal: AbortSignal): Promise<readonly KeyDigest[]>
  /** Records as they stand there now; keys that are not there are left out. */
  fetch?(keys: readonly string[], signal: AbortSignal): Promise<readonly Arrived[]>
  close?(): Promise<void>
}
