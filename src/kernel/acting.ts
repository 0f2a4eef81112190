// Who acts and what the request said, for rooms whose acts are entries that are never edited: the row by which an act is
// written, what a repeated request is recognised by, and the answer where the agencies' gates let it not pass.
import { hash } from 'node:crypto'
import { canonical } from './canonical.ts'
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

/** The client id of the gateway's own acts (time running out); no client can have it. */
export const gatewayClient = 'gateway'

const bytesText = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

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

/** One row of `act` for an entry that nobody made: a day has passed. */
export function rowOfTime(
  id: string,
  entry: { version: number; act: string; agencyId: string; at: string; officers: NamedOfficers; body: object },
) {
  const { version, act, agencyId, at, officers, body } = entry
  return {
    ...{ ord: 0, id, version, act, at, agency_id: agencyId, officers, body: canonical(body) },
    client_id: gatewayClient,
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

/** What a statement with gates says of an act. */
export interface Verdict {
  readonly failed: string | null
  readonly faults: readonly { readonly seq: number; readonly fault: string }[] | null
  readonly done: boolean
}

/** Why the gates let an act not pass, or null. `at` = where the officers stand in the request. */
export function gatesRefusal(
  { failed, faults }: Pick<Verdict, 'failed' | 'faults'>,
  basis: RefusalFacts['basis'] = [],
  at = '/officers',
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
        pointer: at === '/officers' ? `/officers/${seq}${fault === 'unknown' ? '' : '/certificateNo'}` : at,
        detail: officerFaults[fault] ?? fault,
      })),
    },
  )
}

/** True where the act is written, null where a request with the same key was written in between. */
export function outcomeOf(verdict: Verdict | undefined, basis: RefusalFacts['basis']): true | Refusal | null {
  if (verdict === undefined) throw new Error('the statement gave no verdict')
  return verdict.done || gatesRefusal(verdict, basis)
}

export const keyReused = () =>
  new Refusal(
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body. Use a new key for a new request.',
  )

/** Of which matter a key wrote which entry first. */
export interface FirstAct {
  readonly id: string
  readonly version: number
  readonly at: Date
  readonly request_hash: Buffer
}

/** What the key did first, or null where it did nothing. `look` asks the room's entries by client, route and key. */
export async function firstAct(
  { clientId }: ActingCaller,
  { idempotencyKey, route, raw }: ActSaid,
  look: (values: readonly string[]) => Promise<readonly FirstAct[]>,
): Promise<FirstAct | Refusal | null> {
  if (idempotencyKey === undefined) return null
  const [first] = await look([clientId, route, idempotencyKey])
  if (first === undefined) return null
  return requestHash(raw).equals(first.request_hash) ? first : keyReused()
}

/** `what` = `label`, `letter` …; `member` = the member of the problem that says the version. */
export function stale(
  what: string,
  version: number,
  ifMatch: number | undefined,
  member: 'currentVersion' | 'version' = 'currentVersion',
): Refusal | null {
  if (ifMatch === undefined || ifMatch === version) return null
  return new Refusal('stale_version', `The ${what} is at version ${version}.`, { members: { [member]: version } })
}

/** An organ as it is shown; without code and name where it is no longer enabled. */
export function organShown({ byId }: Pick<StandingOrgans, 'byId'>, id: string) {
  const known = byId.get(id)
  return { id, code: known?.code ?? null, name: known?.name ?? null }
}
