// What the room needs from outside, given in once at start. Organs and gates are the agencies' room's, the cases are the
// cases' room's: rooms of one floor do not import each other, and nothing here looks upwards.
import type { Pool, Statement } from '../../db/index.ts'
import type { ActGates } from '../kernel/index.ts'
import { advanceStatement, intakeStatement, takeStatement } from './statements.ts'

export interface Organ {
  readonly id: string
  readonly code: string
  readonly name: string
}

/** Enabled organs. */
export interface Organs {
  readonly byId: ReadonlyMap<string, Organ>
  readonly byCode: ReadonlyMap<string, Organ>
}

/** Who acts. */
export interface Caller {
  readonly clientId: string
  readonly generation: number
  readonly agency: { readonly id: string; readonly regionCode: string }
}

export interface CluesDeps {
  readonly pool: Pool
  readonly organs: () => Promise<Organs> | Organs
  readonly gates: ActGates
  /** Whether an organ has or had a part in a case. */
  readonly hasPart: (agencyId: string, transferId: string) => Promise<boolean>
  /** Epoch milliseconds. */
  readonly now: () => number
}

export interface Clues extends CluesDeps {
  readonly statements: { readonly take: Statement; readonly advance: Statement; readonly intake: Statement }
  /** Spreadsheets are read one after the other: one may unfold to tens of megabytes. */
  readonly reading: { last: Promise<unknown> }
}

export function openClues(deps: CluesDeps): Clues {
  return {
    ...deps,
    statements: {
      take: takeStatement(deps.gates),
      advance: advanceStatement(deps.gates),
      intake: intakeStatement(deps.gates),
    },
    reading: { last: Promise.resolve() },
  }
}
