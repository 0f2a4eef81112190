// From the statement's verdict to a refusal: the same code and the same citation as the condition in the table.
import { type FieldFault, Refusal, type RefusalCode } from '../kernel/index.ts'
import type { Granted } from '../procedure/index.ts'
import { officerPointers } from './prepare.ts'

export interface Verdict {
  readonly ord: number
  readonly failed: string | null
  readonly detail: unknown
  readonly done: boolean
  /** Where a gate failed: whether the key had been used before. */
  readonly used: boolean | null
  /** Kinds of what another agency has transferred before: person, unit, facts, document. */
  readonly known_elsewhere: readonly string[] | null
}

interface SeqFault {
  readonly seq: number
  readonly fault: string
}

const officerWords: Readonly<Record<string, string>> = {
  unknown: 'no officer of this agency holds this certificate under this name',
  revoked: 'the certificate was revoked or the officer is no longer in service',
  not_yet_valid: 'the certificate is not yet valid',
  expired: 'the certificate has expired',
  lacks_role: 'the officer does not hold the role that decides this step',
}

const materialWords: Readonly<Record<string, string>> = {
  material_unknown: 'no finished material of this agency has this id',
  material_used: 'the material belongs to a case already',
  material_digest_differs: 'the material has another SHA-256 than the one given',
}

export function officersRefused(granted: Granted, faults: readonly SeqFault[]): Refusal {
  const pointers = officerPointers(granted)
  const onlyRole = faults.every((f) => f.fault === 'lacks_role')
  const errors = faults.map(
    ({ seq, fault }): FieldFault => ({
      pointer:
        fault === 'unknown' || fault === 'lacks_role'
          ? (pointers[seq] ?? '/officers')
          : `${pointers[seq]}/certificateNo`,
      detail: officerWords[fault] ?? fault,
    }),
  )
  const role = granted.event.decidedBy?.role
  return new Refusal(
    onlyRole ? 'officer_lacks_role' : 'officer_not_certified',
    onlyRole
      ? `The decision needs an officer with the role ${role}.`
      : 'An officer named in the act does not hold a valid certificate of this agency.',
    { basis: basisOf(granted, onlyRole ? 'decidedByRole' : 'officersCertified'), errors },
  )
}

export function materialsRefused(granted: Granted, faults: readonly SeqFault[]): Refusal {
  const code = (faults[0]?.fault ?? 'material_unknown') as RefusalCode
  const errors = faults.map(
    ({ seq, fault }): FieldFault => ({
      pointer: `/materials/${seq}/${fault === 'material_digest_differs' ? 'sha256' : 'id'}`,
      detail: materialWords[fault] ?? fault,
    }),
  )
  return new Refusal(code, `A material cannot be taken: ${materialWords[code]}.`, {
    basis: basisOf(granted, 'materialsAvailable'),
    errors,
  })
}

export function duplicateDocument(firstId: string): Refusal {
  return new Refusal('duplicate_document', 'This agency has transferred a case under this document number before.', {
    errors: [{ pointer: '/documentNo', detail: 'used before' }],
    members: { first: { id: firstId, href: `/v1/transfers/${firstId}` } },
  })
}

export function clientDisabled(): Refusal {
  return new Refusal(
    'client_disabled',
    'The client was disabled or its keys changed; get a new token if it may still act.',
  )
}

/** The refusal that a verdict means; `version` and key conflicts are the caller's to handle. */
export function refusalOf(granted: Granted, verdict: Verdict): Refusal | null {
  switch (verdict.failed) {
    case 'client_disabled':
      return clientDisabled()
    case 'duplicate_document':
      return duplicateDocument(String(verdict.detail))
    case 'officers':
      return officersRefused(granted, verdict.detail as SeqFault[])
    case 'materials':
      return materialsRefused(granted, verdict.detail as SeqFault[])
    default:
      return null
  }
}

const basisOf = (granted: Granted, need: string) =>
  granted.gates.find((g) => g.need === need)?.basis ?? granted.event.basis

/** Whether a former use of the same key may be behind the verdict: it was seen, or it may have come between. */
export function mayBeRepetition(verdict: Verdict): boolean {
  if (verdict.failed === null || verdict.used === true) return true
  return verdict.failed === 'materials' && (verdict.detail as SeqFault[]).some(({ fault }) => fault === 'material_used')
}

export const unknownCase = (pointer: string) =>
  new Refusal('subject_unknown', 'There is no such case, or your agency has no such part in it.', {
    basis: [pointer === '/into' ? 'PSP 21' : 'XJ 8'],
    errors: [{ pointer, detail: 'unknown case' }],
  })

export const keyReused = () =>
  new Refusal(
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body. Use a new key for a new request.',
  )

export function notFound(): Refusal {
  return new Refusal('not_found', 'There is no such case, or your agency has no part in it.')
}
