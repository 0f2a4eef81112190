// A refusal is a value, not an error: somebody asked for what the law or the contract does not allow. The codes are a
// closed union; the door maps each to a status, and a code without a status does not compile.

/** Stable codes, listed in the order in which they are checked. With two things wrong, the first is the answer. */
export const refusalCodes = [
  // who are you
  'token_missing',
  'token_invalid',
  'token_expired',
  'client_disabled',
  // what do you say: the bytes, whether you signed them, what they mean
  'unsupported_media_type',
  'body_too_large',
  'signature_required',
  'signature_invalid',
  'invalid_header',
  'malformed_json',
  'invalid_fields',
  // an officer at the console names itself
  'officer_not_yours',
  // is there such a thing, for you; was the key used for something else
  'not_found',
  'idempotency_key_reused',
  // may you
  'agency_kind_not_permitted',
  'not_your_step',
  'operator_only',
  'officer_needed',
  'administrator_only',
  'second_person_needed',
  // is it the time
  'wrong_state',
  'contended',
  'stale_version',
  // is the condition met
  'subject_unknown',
  'state_secret',
  'two_officers_required',
  'approval_times_impossible',
  'materials_missing',
  'condition_unmet',
  'unregistrable',
  'no_further_stage',
  'stage_expired',
  'no_receiver',
  'receiver_not_competent',
  'duplicate_document',
  'officer_not_certified',
  'officer_lacks_role',
  'material_unknown',
  'material_used',
  'material_digest_differs',
] as const

export type RefusalCode = (typeof refusalCodes)[number]

/** One field that is wrong: JSON Pointer (RFC 6901) into the request body, and why. */
export interface FieldFault {
  readonly pointer: string
  readonly detail: string
}

export interface RefusalFacts {
  /** Instrument and article that the refusal rests on, for example `R310 5(2)`. */
  readonly basis?: readonly string[]
  readonly errors?: readonly FieldFault[]
  /** Further members of the problem document, for example the version that is current. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
}

export class Refusal {
  readonly code: RefusalCode
  readonly detail: string
  readonly facts: RefusalFacts
  constructor(code: RefusalCode, detail: string, facts: RefusalFacts = {}) {
    this.code = code
    this.detail = detail
    this.facts = facts
  }
}

/** True where a room refused; narrows an outcome to what was granted. */
export function refused(outcome: unknown): outcome is Refusal {
  return outcome instanceof Refusal
}
