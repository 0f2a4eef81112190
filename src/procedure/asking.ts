// What `decide` is asked and what it answers: a request, the facts that the table cannot know, a granted event.
import type { Calendar } from './calendar.ts'
import type { Citation } from './citation.ts'
import type { Ledger } from './ledger.ts'
import type { OptIns } from './stages.ts'
import { type Actor, type CaseEvent, type CaseState, isPrimary, type Part, type PartChange } from './state.ts'
import type { Input, OrganKind, Procedure, StepRule } from './table.ts'

export interface StepRequest {
  readonly transferId: string
  readonly step: string
  /** Parsed by the step's contract. */
  readonly input: Input
  /** The legal time of the act, epoch milliseconds. */
  readonly atMs: number
  /** The caller's part in the case; null where it has none. */
  readonly part: Actor | null
  readonly agencyId: string
  readonly clientId: string
  /** The version the caller saw, where it named one. */
  readonly seenVersion?: number
}

/** What the table cannot know and the caller of `decide` gathered. */
export interface Facts {
  readonly calendar: Calendar
  /** Opening: the parts and the place. Relay: the new organ in charge and its supervisor. */
  readonly parts?: Readonly<Partial<Record<Part, string>>>
  readonly regionCode?: string
  /** The organ that the input names; `begins` where it has no part in the case yet. */
  readonly invitee?: {
    readonly part: Part
    readonly agencyId: string
    readonly kind: OrganKind
    readonly begins: boolean
  }
  /** Kind of the organ that acts; left out, what its part says. */
  readonly kind?: OrganKind
  /** Opening by an organ whose part is one that organs are invited to. */
  readonly self?: PartChange
  /** The case as the caller sees it, where something is sealed from it. */
  readonly shown?: CaseState
  /** Readers of the entry that the act speaks of, where it is sealed. */
  readonly entryReaders?: readonly string[]
  /** Stages that the region has opted in to. */
  readonly optIns?: OptIns
  /** Where the seized items stand, for a step that moves them. */
  readonly items?: Ledger
  /** The rule sets that running clocks may have begun under; left out, the published ones. */
  readonly procedures?: readonly Procedure[]
}

/** A condition that the act's statement must still answer. */
export interface Gate {
  readonly need: string
  readonly basis: readonly Citation[]
}

export interface Granted {
  readonly event: CaseEvent
  readonly rule: StepRule
  readonly gates: readonly Gate[]
}

/** While it is being made, before anybody else has it. */
export type Made<T> = { -readonly [Key in keyof T]: T[Key] }

/** What the caller is known by in the case: its part, where one organ at a time has it; else its own id. */
export const keyOf = ({ part, agencyId }: StepRequest): string => (part !== null && isPrimary(part) ? part : agencyId)
