// From a statement's verdict to a refusal.
import { Refusal } from '../kernel/index.ts'
import { basis } from './lifecycle.ts'

export interface Verdict {
  readonly ord: number
  readonly failed: 'client_disabled' | 'version' | 'known' | 'officers' | null
  readonly faults: readonly { readonly seq: number; readonly fault: string }[] | null
  readonly done: boolean
}

const officerWords: Readonly<Record<string, string>> = {
  unknown: 'no officer of this agency holds this certificate under this name',
  revoked: 'the certificate was revoked or the officer is no longer in service',
  not_yet_valid: 'the certificate is not yet valid',
  expired: 'the certificate has expired',
}

/** The refusal of the agencies' gates, or null where they let it pass. `at` = where the officers stand in the request. */
export function gateRefusal(verdict: Pick<Verdict, 'failed' | 'faults'>, at = '/officers'): Refusal | null {
  if (verdict.failed === 'client_disabled')
    return new Refusal(
      'client_disabled',
      'The client was disabled or its keys changed; get a new token if it may still act.',
    )
  if (verdict.failed !== 'officers') return null
  return new Refusal(
    'officer_not_certified',
    'An officer named in the act does not hold a valid certificate of this agency.',
    {
      basis,
      errors: (verdict.faults ?? []).map(({ seq, fault }) => ({
        pointer: at === '/officers' ? `/officers/${seq}${fault === 'unknown' ? '' : '/certificateNo'}` : at,
        detail: officerWords[fault] ?? fault,
      })),
    },
  )
}
