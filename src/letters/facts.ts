// What a letter is made from: the entry that brought it, what went before, who is who. Made by the cases, as every reader
// of that entry knows it; nothing here knows a database.

export interface LetterOrgan {
  readonly id: string
  readonly name: string
  /** Unified social credit code. */
  readonly code: string | null
  /** Kind of organ, as the registry has it. */
  readonly kind: string | null
}

export interface LetterOfficer {
  readonly name: string
  readonly certificateNo: string
  readonly phone?: string
}

/** A suspect or party in full, as the letter that named it first has it. */
export interface LetterPerson {
  /** `s1`, `s2`, … in the case. */
  readonly id: string
  readonly kind: 'person' | 'unit'
  readonly name: string
  readonly [field: string]: unknown
}

type Input = Readonly<Record<string, unknown>>

/** One entry of the case. */
export interface LetterEntry {
  readonly version: number
  readonly step: string
  readonly zh: string
  /** RFC 3339, UTC. */
  readonly at: string
  readonly by: LetterOrgan
  readonly officers: readonly LetterOfficer[]
  readonly decidedBy?: LetterOfficer & { readonly role: string }
  readonly input: Input
  /** Articles that the act rests on, in words. */
  readonly basisZh: readonly string[]
  readonly letters: readonly string[]
  /** Number in the case of the first seized item that the entry lists. */
  readonly firstItem?: number
  /** What the entry moved of the seized items. */
  readonly moved?: readonly MovedItem[]
}

/** So much of one item, and where it went. */
export interface MovedItem {
  readonly item: number
  readonly quantity: string
  readonly unit: string
  readonly to: string
  readonly note?: string
}

export interface LetterFacts {
  readonly letter: string
  readonly transferId: string
  readonly caseName: string | undefined
  readonly domain: string
  /** The entry that brought the letter. */
  readonly entry: LetterEntry
  /** Former entries that every reader of that entry may see, oldest first. */
  readonly before: readonly LetterEntry[]
  /** Organs by their part, as far as the readers know them. */
  readonly organs: Readonly<Record<string, LetterOrgan>>
  /** To whom the act is addressed, where it says so. */
  readonly addressee: LetterOrgan | undefined
  /** Whom the act concerns; where it does not say, everybody in the case. */
  readonly suspects: readonly LetterPerson[]
  /** Clock → last local day, of periods that the entry started. */
  readonly due: Readonly<Record<string, string>>
  /** The signed receipt of the entry, where it has one. */
  readonly receipt: { readonly no: number; readonly sha256: string } | null
  /** SHA-256 (hex) of the entry's kept bytes. */
  readonly entrySha256: string
  /** What later entries correct in this one. */
  readonly corrections: readonly { readonly version: number; readonly pointer: string; readonly correct: string }[]
}

/** What a letter carries beside its facts: its number, and how a reader checks it. Nothing of it in a preview. */
export interface LetterMarks {
  readonly documentNo?: string
  readonly check?: { readonly code: string; readonly url: string }
  /** Agency's house style: the red head of GB/T 9704 with its rule. */
  readonly redHead?: boolean
}

/** The latest entry of one of these steps, the letter's own included. */
export function lastOf(facts: LetterFacts, ...steps: string[]): LetterEntry | undefined {
  if (steps.includes(facts.entry.step)) return facts.entry
  return facts.before.findLast((e) => steps.includes(e.step))
}

/** The transfer letter of the case. */
export const transferOf = (facts: LetterFacts): LetterEntry | undefined =>
  lastOf(facts, 'transfer_dispatch', 'accident_team_transfer')

/** A text that the act itself says. */
export function said(facts: { readonly input: Input } | undefined, field: string): string | undefined {
  const value = facts?.input[field]
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A list that the act itself says; empty where it says none. */
export function listed<Item = Input>(entry: { readonly input: Input } | undefined, field: string): readonly Item[] {
  const value = entry?.input[field]
  return Array.isArray(value) ? (value as Item[]) : []
}

/** A seized item by its number in the case, as the list that named it has it. */
export function itemNumbered(facts: LetterFacts, no: number): Input | undefined {
  for (const entry of [...facts.before, facts.entry]) {
    const item = entry.firstItem === undefined ? undefined : listed(entry, 'seizedItems')[no - entry.firstItem]
    if (item !== undefined) return item
  }
  return undefined
}
