// From a granted event to the rows of its statement and the answer: everything that can be made before the database is
// asked is made here, so that one round trip stores it all.
import { hash } from 'node:crypto'
import { documentKey } from '../../schemas/index.ts'
import type { Directory, Principal } from '../agencies/index.ts'
import { seal } from '../journal/index.ts'
import { canonical, dayText, localDay } from '../kernel/index.ts'
import {
  type CaseState,
  caseStatus,
  evolve,
  type Granted,
  type NamedOfficer,
  type Procedure,
} from '../procedure/index.ts'
import { answerTo, type Subject } from './answer.ts'
import type { CasesDeps } from './deps.ts'
import { type ReceiptRow, receiptPayload, receiptType } from './receipt.ts'

/** What the caller sent, as bytes, and what it signed. */
export interface Said {
  readonly raw: Buffer
  readonly signature?: string
  readonly idempotencyKey?: string
  /** Method and path; the key is scoped to them. */
  readonly route: string
}

export interface Prepared {
  readonly act: Record<string, unknown>
  readonly officers: readonly object[]
  readonly materials: readonly { id: string }[]
  readonly parts: readonly object[]
  readonly notices: readonly object[]
  readonly clocks: readonly object[]
  readonly clockChanges: readonly object[]
  readonly granted: Granted
  /** The case as text, made when it is asked for: a refused act needs none. */
  readonly answer: () => string
  readonly receipt: ReceiptRow | null
  readonly version: number
}

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** Rows of the statement for one act; `ord` is filled in by whoever gathers several. */
export async function prepare(
  deps: CasesDeps,
  directory: Directory,
  principal: Principal,
  granted: Granted,
  procedure: Procedure,
  before: CaseState | null,
  formerLink: Buffer,
  subject: Subject,
  said: Said,
): Promise<Prepared> {
  const { event, rule } = granted
  const bodySha256 = hash('sha256', said.raw, 'hex')
  // Sealed with the act, so that a signature cannot be taken away from it later.
  const sealedEvent = said.signature === undefined ? event : { ...event, signed: { bodySha256, jws: said.signature } }
  const after = evolve(before, event)
  const body = canonical(sealedEvent)
  const sealed = seal(body, formerLink)
  const status = caseStatus(after)
  const receiptNo = rule.receipt ? after.counts.receipts : null
  const jws =
    receiptNo === null
      ? null
      : await deps.sign(
          receiptPayload({
            issuer: deps.issuer,
            no: receiptNo,
            documentNo: subject.documentNo,
            event,
            after,
            procedure,
            directory,
            commitment: sealed.commitment,
            link: sealed.link,
            calendar: deps.calendar().version,
          }),
          { typ: receiptType },
        )
  const keyed = said.idempotencyKey !== undefined
  const key = documentKey(subject.documentNo)
  const opens = before === null
  const act = {
    id: event.transferId,
    version: event.version,
    expected: event.version - 1,
    step: event.step,
    at: event.at,
    client_id: principal.clientId,
    generation: principal.generation,
    agency_id: principal.agency.id,
    document_no: subject.documentNo,
    document_key: key,
    document_unique: opens && !keyed,
    domain: after.domain,
    region_code: after.regionCode,
    case_name: subject.caseName,
    status,
    state: after,
    body,
    // Kept only where they prove something: without a signature the bytes are the caller's word against ours.
    request_body: said.signature === undefined ? null : hex(said.raw),
    request_signature: said.signature ?? null,
    salt: hex(sealed.salt),
    commitment: hex(sealed.commitment),
    link: hex(sealed.link),
    receipt_no: receiptNo,
    jws,
    // Two letters without a key that arrive together are told apart by this record, as two uses of one key are.
    scope: keyed ? principal.clientId : `agency:${principal.agency.id}`,
    route: keyed ? said.route : 'document',
    key: said.idempotencyKey ?? (opens ? key : null),
    request_hash: `\\x${bodySha256}`,
    answer_status: opens ? 201 : 200,
  }
  return {
    act,
    granted,
    answer: () => answerTo(event, after, subject, directory, principal.agency.id),
    receipt:
      jws === null || receiptNo === null ? null : { no: receiptNo, version: event.version, step: event.step, jws },
    version: event.version,
    officers: officerRows(granted, principal, after),
    materials: ((event.input.materials ?? []) as readonly Record<string, unknown>[]).map((m, seq) => ({
      seq,
      id: String(m.id),
      agency_id: principal.agency.id,
      sha256: m.sha256,
      kind: m.kind,
      title: m.title,
      original: m.original ?? null,
    })),
    parts: [
      ...event.parts.begins.map((p) => ({ agency_id: p.agencyId, part: p.part, begins: true })),
      ...event.parts.ends.map((p) => ({ agency_id: p.agencyId, part: p.part, begins: false })),
    ],
    notices: [
      ...new Set([
        principal.agency.id,
        ...rule.tells.flatMap((p) => after.parts[p] ?? []),
        // Whose part ends with the act learns of it by the act's own notice, the last it gets.
        ...event.parts.ends.map((p) => p.agencyId),
      ]),
    ].map((agency_id) => ({ agency_id })),
    clocks: event.clocks.starts.map((c) => {
      const settled = event.clocks.settles.find((s) => s.key === c.key)
      return {
        key: c.key,
        rule: c.rule,
        status: settled?.status ?? 'running',
        anchor_at: c.anchorAt,
        target_at: c.target,
        breach_at: c.breach,
        provisional: c.provisional,
        settled: settled !== undefined,
      }
    }),
    clockChanges: [
      ...event.clocks.settles
        .filter((s) => !event.clocks.starts.some((c) => c.key === s.key))
        .map((s) => ({ key: s.key, status: s.status, settled: true })),
      ...event.clocks.advances.map((a) => ({
        key: a.key,
        status: 'running',
        target_at: a.target,
        breach_at: a.breach,
        provisional: a.provisional,
        settled: false,
      })),
    ],
  }
}

/** Where each named officer stands in the request; `seq` of the gate's answer indexes it. */
export function officerPointers(granted: Granted): string[] {
  const pointers = granted.event.officers.map((_, i) => `/officers/${i}`)
  if (granted.event.decidedBy !== undefined)
    pointers.push(granted.event.input.approval === undefined ? '/decidedBy' : '/approval/approvedBy')
  if (granted.event.input.receivedBy !== undefined) pointers.push('/receivedBy')
  return pointers
}

function officerRows({ event }: Granted, principal: Principal, after: CaseState): object[] {
  const on_day = dayText(localDay(Date.parse(event.at)))
  const named = (o: NamedOfficer, agency_id: string, role: string | null) => ({
    agency_id,
    certificate: o.certificateNo,
    name: o.name,
    role,
    on_day,
  })
  const rows = event.officers.map((o) => named(o, principal.agency.id, null))
  if (event.decidedBy !== undefined) rows.push(named(event.decidedBy, principal.agency.id, event.decidedBy.role))
  const receivedBy = event.input.receivedBy as NamedOfficer | undefined
  if (receivedBy !== undefined) rows.push(named(receivedBy, after.parts.police_in_charge ?? '', null))
  return rows.map((row, seq) => ({ seq, ...row }))
}
