// The words that the parts of this room share: rows as the older platform has them, what is made of a case, and what is
// found wrong on the way.
import type { CaseEvent } from '../procedure/index.ts'

/** A row as the dump has it: every value as text, null where it is empty there. */
export interface LegacyRow {
  readonly table: string
  /** Values of the key columns, joined by `/`. */
  readonly key: string
  readonly values: Readonly<Record<string, string | null>>
  /** What it said when the case was last kept, where it says something else now. */
  readonly former?: Readonly<Record<string, string | null>>
}

/** Everything that is kept of one case of the older platform, by table, each in the order of its keys. */
export interface LegacyCase {
  readonly caseKey: string
  readonly rows: ReadonlyMap<string, readonly LegacyRow[]>
  /** Rows that were there when the case was last kept and are there no more. */
  readonly gone?: readonly LegacyRow[]
  /** Id that an earlier run gave the case here. */
  readonly transferId?: string
  /**
   * Files of its attachments by attachment id, where a directory of files was given; papers and form fields that hold a file
   * are `OFFICE_DOC/<key>` and `FIELD_INSTANCE/<key>`.
   */
  readonly files: ReadonlyMap<string, LegacyFile>
}

export interface LegacyFile {
  readonly state: 'present' | 'absent' | 'refused'
  /** Digest of the bytes, taken at import; hex. */
  readonly sha256?: string
  readonly size?: number
  readonly materialId?: string
}

/** What contradicts itself, or cannot be so. Nothing of it is repaired. */
export interface Difference {
  /** A word: `state_flag_contradicts`, `identifier_fails_its_check`, `row_vanished`, … */
  readonly kind: string
  readonly table: string
  readonly key: string
  readonly detail: Readonly<Record<string, string | number | null>>
}

/** A code of theirs that the mapping does not know. */
export interface Unmapped {
  /** `organ`, `industry`, `charge`, `dictionary:<group>`, `judge_condition`, `form_label`, `step`, … */
  readonly kind: string
  readonly code: string
  readonly label?: string
}

/** Who had the ball at cut-over; a clock runs only where a person starts it. */
export interface OpenDuty {
  /** Key of the row that says so. */
  readonly key: string
  readonly what: string
  readonly since: string | null
  readonly agencyId: string | null
}

export interface ImportedMaterial {
  readonly attachment: string
  readonly kind: string
  readonly filename: string
  /** Relative to the directory of files, with `/`. */
  readonly path: string
  /** Of the event that brings it. */
  readonly version: number
}

/** What happened to a clue there; who it was is known where the organ is. */
export interface ImportedClueEntry {
  readonly act: 'take' | 'dispatch' | 'accept' | 'answer'
  /** Row that says so. */
  readonly table: string
  readonly key: string
  /** RFC 3339; null where nothing readable is said. */
  readonly at: string | null
  /** RFC 3339: its place in the order, where nothing readable is said too. */
  readonly placedAt: string
  readonly agencyId: string | null
  /** The organ that acted, in their words. */
  readonly organ?: string
  /** Organ that it was dispatched to; null where it has no counterpart. */
  readonly to?: string | null
  readonly toOrgan?: string
  /** Of an answer: whether it became a case their rows do not say. */
  readonly text?: string
  readonly actor?: string
  /** What has no place above; that of the first is the clue's. */
  readonly raw?: Readonly<Record<string, string>>
}

/** A clue in the fields of the clues' room, as far as it is said. */
export interface ImportedClue {
  readonly number: string
  readonly title: string
  readonly facts: string
  /** Their word for where it came from. */
  readonly sourceDetail?: string
  readonly receivedAt: string | null
  readonly regionCode?: string
  readonly subject?: { readonly kind: 'person' | 'unit'; readonly name: string }
  /** In order; the first took it. */
  readonly entries: readonly ImportedClueEntry[]
  readonly raw: Readonly<Record<string, string>>
}

/** What becomes of one clue. */
export interface ClueReading {
  readonly key: string
  readonly clue: ImportedClue
  /** Why nobody here can be said to have taken it; empty where somebody can. */
  readonly reasons: readonly string[]
  readonly differences: readonly Difference[]
  readonly unmapped: readonly Unmapped[]
}

/** What becomes of one case. */
export interface Reading {
  readonly caseKey: string
  /** `held`: something that decides what the case is has no mapping yet; its rows stay, nothing else is made. */
  readonly kind: 'transfer' | 'penalty' | 'duty_clue' | 'held'
  /** Why it is held, for a person to read. */
  readonly reasons: readonly string[]
  /** A record in the layout `legacy` of the penalty cases. */
  readonly penalty: Readonly<Record<string, unknown>> | null
  readonly transfer: {
    readonly id: string
    readonly documentNo: string
    readonly caseName: string
    readonly events: readonly CaseEvent[]
    readonly materials: readonly ImportedMaterial[]
  } | null
  /** Of a `duty_clue`. */
  readonly clue?: ImportedClue
  readonly duties: readonly OpenDuty[]
  readonly differences: readonly Difference[]
  readonly unmapped: readonly Unmapped[]
}
