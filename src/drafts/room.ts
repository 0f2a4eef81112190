// What the room needs from outside, given in once at start. The gate is the agencies' room's: rooms of one floor do not
// import each other.
import type { Pool, Statement } from '../../db/index.ts'
import { documentNo, line } from '../../schemas/index.ts'
import { Refusal } from '../kernel/index.ts'
import { beginStatement, changeStatement, removeStatement } from './statements.ts'

/** Who writes. */
export interface Caller {
  readonly clientId: string
  readonly generation: number
  readonly agency: { readonly id: string }
}

/** A draft as it was sent. */
export interface Said {
  readonly raw: Buffer
  /** JSON text of an object; kept as it is. */
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string
}

export interface DraftsDeps {
  readonly pool: Pool
  /** Named part of a statement: may the client still write. */
  readonly clientGate: string
  /** Epoch milliseconds. */
  readonly now: () => number
}

export interface Drafts extends DraftsDeps {
  readonly statements: { readonly begin: Statement; readonly change: Statement; readonly remove: Statement }
}

export function openDrafts(deps: DraftsDeps): Drafts {
  return {
    ...deps,
    statements: {
      begin: beginStatement(deps.clientGate),
      change: changeStatement(deps.clientGate),
      remove: removeStatement(deps.clientGate),
    },
  }
}

/** A draft as its organ sees it; `text` is its JSON. */
export interface DraftRow {
  readonly id: string
  readonly version: number
  readonly documentNo: string | null
  readonly caseName: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** What a list shows of a draft; whatever else may stand in those places is not shown. */
export function titleOf(body: Said['body']): { document_no: string | null; case_name: string | null } {
  return {
    document_no: documentNo.safeParse(body.documentNo).data ?? null,
    case_name: line(200).safeParse(body.caseName).data ?? null,
  }
}

export const notFound = () => new Refusal('not_found', 'There is no such draft of your agency.')

export const clientDisabled = () =>
  new Refusal('client_disabled', 'The client was disabled or its keys changed; get a new token if it may still act.')
