// What the room needs from outside, given in once at start. Organs, gates, cases, findings, materials and notices are other
// rooms': rooms of one floor do not import each other, and nothing here looks upwards.
import type { Pool, Queryable, Statement } from '../../db/index.ts'
import type { ActGates, StandingOrgans } from '../kernel/index.ts'
import { writeStatement } from './statements.ts'

/** Beside the agencies' gates, the share of the materials' room: are the files there, own and unused; then bind them. */
export interface LetterGates extends ActGates {
  readonly materialColumns: string
  readonly materialGate: string
  readonly bindPart: string
}

export interface LetterNotice {
  readonly kind: 'letter'
  readonly id: string
  readonly version: number
  readonly step: string
  readonly at: Date
  readonly agencyIds: readonly string[]
  /** Who acted: it need not be told by mail. */
  readonly by?: string
  readonly about?: { readonly zh?: string; readonly en?: string; readonly number?: string; readonly dueAt?: string }
}

export interface CorrespondenceDeps {
  readonly pool: Pool
  readonly organs: () => Promise<StandingOrgans> | StandingOrgans
  readonly gates: LetterGates
  /** Organs with a part in a case as one of them sees it; undefined where that one has no part in it. */
  readonly partsSeen: (transferId: string, agencyId: string) => Promise<readonly string[] | undefined>
  /** Of some cases those that an organ has or had a part in. */
  readonly partsIn: (agencyId: string, transferIds: readonly string[]) => Promise<ReadonlySet<string>>
  /** Of some findings those that an organ sees; left out, letters are linked to none. */
  readonly findingsSeen?: (agencyId: string, findingIds: readonly string[]) => Promise<ReadonlySet<string>>
  /** On the connection of the transaction that changes the letter. */
  readonly oweNotices: (connection: Queryable, notice: LetterNotice) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
}

export interface Correspondence extends CorrespondenceDeps {
  readonly write: Statement
}

export function openCorrespondence(deps: CorrespondenceDeps): Correspondence {
  return { ...deps, write: writeStatement(deps.gates) }
}
