// What somebody found: the cause of a finding, before it is one. A finding is open once for a family and a subject; the
// same cause again changes its grade or what it says, and nothing else.
import type { Grade } from '../../outbox/index.ts'
import type { Citation } from '../../procedure/index.ts'
import type { Closing, FindingKind } from './kinds.ts'

export interface FindingCause {
  readonly kind: FindingKind
  /** `penalty:<uuid>`, `transfer:<uuid>`, `clock:<uuid>/<key>`, `agency:<uuid>`, `gap:<uuid>`, `letter:<uuid>/<uuid>`, `cluster:<key>`. */
  readonly subject: string
  /** Whose matter it is; null where its organ is not registered, or it is several organs'. */
  readonly agencyId: string | null
  readonly supervisorId: string | null
  readonly alsoTold?: readonly string[]
  /** Where it rests on what is sealed: who may know. */
  readonly onlyFor?: readonly string[]
  readonly regionCode: string
  readonly level: string | null
  readonly domain: string
  readonly transferId?: string
  readonly penaltyId?: string
  readonly grade: Grade
  /** Left out, the kind's own. */
  readonly basis?: readonly Citation[]
  /** What was found, in members that name no natural person; the same cause must give the same detail. */
  readonly detail: Readonly<Record<string, unknown>>
  /** From when on it is so. */
  readonly since: Date
  readonly dueAt?: Date
}

/** A cause that is gone. */
export interface CauseGone {
  readonly family: string
  readonly subject: string
  readonly because: Closing
}

/** The subject of a clock of a case. */
export const clockSubject = (transferId: string, key: string): string => `clock:${transferId}/${key}`
