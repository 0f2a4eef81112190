// What the room needs from outside, given in once at start. Organs, gates, notices and the sight of what is labelled are
// other rooms': rooms of one floor do not import each other, and nothing here looks upwards.
import type { Pool, Queryable, Statement } from '../../db/index.ts'
import type { ActGates, StandingOrgans } from '../kernel/index.ts'
import type { SubjectKind } from './lifecycle.ts'
import { writeStatement } from './statements.ts'

export interface LabelNotice {
  readonly kind: 'label'
  readonly id: string
  readonly version: number
  readonly step: string
  readonly at: Date
  readonly agencyIds: readonly string[]
  /** Who acted: it need not be told by mail. */
  readonly by?: string
  readonly about?: { readonly zh?: string; readonly en?: string; readonly dueAt?: string }
}

export interface LabelsDeps {
  readonly pool: Pool
  readonly organs: () => Promise<StandingOrgans> | StandingOrgans
  readonly gates: ActGates
  /** Of some cases, penalty cases or findings those that an organ sees, each with the line by which it is known. */
  readonly heads: (
    agencyId: string,
    kind: SubjectKind,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly title: string }>>
  /** On the connection of the transaction that changes the label. */
  readonly oweNotices: (connection: Queryable, notice: LabelNotice) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
}

export interface Labels extends LabelsDeps {
  readonly write: Statement
}

export function openLabels(deps: LabelsDeps): Labels {
  return { ...deps, write: writeStatement(deps.gates) }
}
