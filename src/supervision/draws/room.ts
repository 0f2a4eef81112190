// What the room needs from outside, given in once at start.
import type { Pool } from '../../../db/index.ts'
import type { ActGates, ActingCaller, ActSaid, StandingOrgan, StandingOrgans } from '../../kernel/index.ts'
import { gateStatement } from './statements.ts'

export type Viewer = StandingOrgan

export interface DrawsDeps {
  readonly pool: Pool
  readonly organs: () => Promise<StandingOrgans> | StandingOrgans
  readonly gates: ActGates
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Cases that bear a label; undefined where the procuratorate may not know the label. */
  readonly labelled: (
    labelId: string,
    kind: 'penalty' | 'transfer',
    viewer: Viewer,
  ) => Promise<readonly string[] | undefined>
}

export interface Draws extends DrawsDeps {
  readonly gate: ReturnType<typeof gateStatement>
  /** Populations are frozen one after the other: each holds its lines, packed, until they are written. */
  readonly freezing: { last: Promise<unknown> }
}

export function openDraws(deps: DrawsDeps): Draws {
  return { ...deps, gate: gateStatement(deps.gates), freezing: { last: Promise.resolve() } }
}

export type Caller = ActingCaller
export type Said = ActSaid
