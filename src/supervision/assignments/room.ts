// What the assignments need from outside, given in once at start: the sight of what is handed down is asked of its own rooms.
import type { Pool, Queryable } from '../../../db/index.ts'
import type { StandingOrgans } from '../../kernel/index.ts'
import type { NewNotice } from '../../outbox/index.ts'

export type ItemKind = 'transfer' | 'penalty' | 'finding'

export interface Assignments {
  readonly pool: Pool
  readonly organs: () => Promise<StandingOrgans> | StandingOrgans
  /** Of some cases, penalty cases or findings those that an organ sees, each with the line by which it is known. */
  readonly heads: (
    agencyId: string,
    kind: ItemKind,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly title: string }>>
  /** Organs with a part in each case, as one of them sees it. */
  readonly partsSeen: (agencyId: string, ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
  /** On the connection of the transaction that changes the assignment. */
  readonly oweNotices: (connection: Queryable, notice: NewNotice) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
}
