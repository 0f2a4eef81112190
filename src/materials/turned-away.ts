// Why a file is not taken in or not given up: a closed union, returned and never thrown. The door maps each to the
// status that tus or the contract gives it.

export type TurnedAwayCode =
  /** The declared name, type or digest cannot be kept. */
  | 'metadata_invalid'
  | 'file_too_large'
  /** The agency has too many files that no case has taken, or too many bytes in them. */
  | 'too_many_unused'
  | 'unknown'
  /** There was such an upload; it was refused and its bytes are gone. */
  | 'gone'
  | 'offset_differs'
  | 'overlong'
  | 'digest_differs'
  | 'storage_full'
  /** The store refuses us or does not answer. */
  | 'storage_unavailable'
  /** The bytes are all there; the scanner has not seen them. */
  | 'scan_pending'
  /** The scanner found something. */
  | 'quarantined'
  /** Larger than what the scanner takes, where nothing may pass unscanned. */
  | 'unscannable'
  /** A case has taken the file; nobody removes it. */
  | 'in_use'

export class TurnedAway {
  readonly code: TurnedAwayCode
  readonly detail: string
  constructor(code: TurnedAwayCode, detail: string) {
    this.code = code
    this.detail = detail
  }
}

export function turnedAway(outcome: unknown): outcome is TurnedAway {
  return outcome instanceof TurnedAway
}
