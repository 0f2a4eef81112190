// Who acts and what the request said, for rooms whose acts are entries that are never edited: the columns by which an act is
// written, what a repeated request is recognised by, and the answer where the agencies' gates let it not pass.
import { hash } from 'node:crypto'
import { Refusal, type RefusalFacts } from './refusal.ts'
import { dayText, localDay, rfc3339 } from './time.ts'

/** An organ as its standing above and below others is known. */
export interface StandingOrgan {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  /** GB/T 2260, six digits. */
  readonly regionCode: string
  readonly level: string
  readonly supervisedById: string | null
}

/** Enabled organs. */
export interface StandingOrgans {
  readonly byId: ReadonlyMap<string, StandingOrgan>
  readonly byCode: ReadonlyMap<string, StandingOrgan>
}

export interface ActingCaller {
  readonly clientId: string
  readonly generation: number
  readonly agency: StandingOrgan
}

/** What a request that acts said beside its fields. */
export interface ActSaid {
  readonly raw: Buffer
  readonly signature?: string
  readonly idempotencyKey?: string
  /** Method and path; the key is scoped to them. */
  readonly route: string
}

/** Named parts of the agencies' and the materials' rooms. */
export interface ActGates {
  readonly officerColumns: string
  readonly officerGate: string
  readonly clientGate: string
}

export type NamedOfficers = readonly { readonly name: string; readonly certificateNo: string }[]

const bytesText = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** Columns of `act` that every act of an organ has. */
export const actorColumns = `ord int, id uuid, version int, at timestamptz, client_id text, generation int, agency_id uuid,
  officers json, act text, body text, route text, key text, request_hash bytea, request_body bytea, request_signature text`

/** Names of the columns of an entry, in the order of `entryValues`. */
export const entryColumns = `version, act, agency_id, client_id, at, officers, body, route, key, request_hash, request_body,
  request_signature`

/** One row of `act`. `body` is canonical JSON. */
export function actRow(
  caller: ActingCaller,
  {
    id,
    version,
    act,
    body,
    officers,
  }: { id: string; version: number; act: string; body: string; officers: NamedOfficers },
  nowMs: number,
  said: ActSaid,
) {
  const { signature, idempotencyKey, route, raw } = said
  return {
    ...{ ord: 0, id, version, act, body, at: rfc3339(nowMs) },
    ...{ client_id: caller.clientId, generation: caller.generation, agency_id: caller.agency.id },
    officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
    // Kept only where they prove something, as with acts on cases.
    request_body: signature === undefined ? null : bytesText(raw),
    request_signature: signature ?? null,
    ...(idempotencyKey !== undefined && { route, key: idempotencyKey, request_hash: bytesText(requestHash(raw)) }),
  }
}

export const requestHash = (raw: Buffer): Buffer => hash('sha256', raw, 'buffer')

/** Rows of `officer_in`, as JSON. */
export function officerRowsOf(caller: ActingCaller, officers: NamedOfficers, nowMs: number): string {
  const on_day = dayText(localDay(nowMs))
  return JSON.stringify(
    officers.map((o, seq) => ({
      ord: 0,
      seq,
      agency_id: caller.agency.id,
      certificate: o.certificateNo,
      name: o.name,
      on_day,
    })),
  )
}

const officerFaults: Readonly<Record<string, string>> = {
  unknown: 'no officer of this agency holds this certificate under this name',
  revoked: 'the certificate was revoked or the officer is no longer in service',
  not_yet_valid: 'the certificate is not yet valid',
  expired: 'the certificate has expired',
}

/** Why the gates of a statement do not let an act pass, or null. */
export function gatesRefusal(
  failed: string | null,
  faults: readonly { readonly seq: number; readonly fault: string }[] | null,
  basis: RefusalFacts['basis'] = [],
): Refusal | null {
  if (failed === 'client_disabled')
    return new Refusal(
      'client_disabled',
      'The client was disabled or its keys changed; get a new token if it may still act.',
    )
  if (failed !== 'officers') return null
  return new Refusal(
    'officer_not_certified',
    'An officer named in the act does not hold a valid certificate of this agency.',
    {
      basis,
      errors: (faults ?? []).map(({ seq, fault }) => ({
        pointer: `/officers/${seq}${fault === 'unknown' ? '' : '/certificateNo'}`,
        detail: officerFaults[fault] ?? fault,
      })),
    },
  )
}

export const keyReused = () =>
  new Refusal(
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body. Use a new key for a new request.',
  )
