// From a granted event to the rows of its statement and the answer: everything that can be made before the database is
// asked is made here, so that one round trip stores it all.
import { hash } from 'node:crypto'
import { documentKey } from '../../schemas/index.ts'
import type { Directory } from '../agencies/index.ts'
import { firstLink, type JournalSeal, seal } from '../journal/index.ts'
import { canonical, dayText, localDay } from '../kernel/index.ts'
import type { Issuing } from '../letters/index.ts'
import {
  type CaseEvent,
  type CaseState,
  caseStatus,
  clocksKnown,
  evolve,
  type Granted,
  holders,
  isLetter,
  maySee,
  type NamedOfficer,
  nothing,
  type Part,
  type PartChange,
  type Procedure,
  seenBy,
  type View,
  type Viewer,
  type Views,
  viewAtEnd,
  viewerKey,
  viewsAfter,
} from '../procedure/index.ts'
import { answerTo, type Subject } from './answer.ts'
import { clockChangeRows, clockRows } from './clock-rows.ts'
import type { CasesDeps } from './deps.ts'
import type { SightAtEnd } from './gather.ts'
import { itemRows, movementRows } from './items.ts'
import { marksOf } from './marks.ts'
import { materialRows } from './material-rows.ts'
import { type ReceiptRow, receiptPayload, receiptType } from './receipt.ts'

/** Who acts, as far as the database must know it. */
export interface Acting {
  /** Of the client's rights; 0 for the gateway itself. */
  readonly generation: number
  /** The person who acts, where no system does. */
  readonly officer?: unknown
}

/** What the caller sent, as bytes, and what it signed. */
export interface Said {
  readonly raw: Buffer
  readonly signature?: string
  readonly idempotencyKey?: string
  /** `X-Request-Id` of the answer. */
  readonly requestId?: string
  /** The letter that the act issues, where the gateway itself made it. */
  readonly letter?: Issuing
  /** Method and path; the key is scoped to them. */
  readonly route: string
  /** Of an act that was asked for at another gateway: sealed with the event. */
  readonly entered?: NonNullable<CaseEvent['entered']>
}

/** An entry that another gateway has made and sealed: its bytes and its place in the chain are given. */
export interface Copied {
  readonly body: string
  readonly seal: JournalSeal
  readonly receipt: { readonly no: number; readonly jws: string } | null
  readonly request: Buffer | null
  readonly signature: string | null
  /** Last version of the copy that it follows: entries in between may be sealed from every organ here. */
  readonly follows: number
}

export interface Prepared {
  readonly act: Record<string, unknown>
  readonly officers: readonly object[]
  readonly materials: readonly { id: string }[]
  /** What the act says of evidence that the case has. */
  readonly notes: readonly object[]
  /** Seized items that it lists, and quantities that it moves. */
  readonly items: readonly object[]
  readonly movements: readonly object[]
  readonly parts: readonly object[]
  readonly notices: readonly object[]
  readonly clocks: readonly object[]
  readonly clockChanges: readonly object[]
  readonly marks: readonly object[]
  readonly granted: Granted
  /** The case as text, made when it is asked for: a refused act needs none. */
  readonly answer: (knownElsewhere?: readonly string[]) => string
  readonly receipt: ReceiptRow | null
  readonly version: number
}

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** The case before the act, as it is kept and as it is seen. */
export interface Before {
  readonly state: CaseState
  readonly views: Views | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly link: Buffer
  /** All entries so far, where an organ joins that must see them as far as it may. */
  readonly events?: readonly CaseEvent[] | undefined
}

/** Rows of the statement for one act; `ord` is filled in by whoever gathers several. */
export async function prepare(
  deps: CasesDeps,
  directory: Directory,
  actor: Acting,
  granted: Granted,
  procedure: Procedure,
  before: Before | null,
  subject: Subject,
  said: Said,
  copied?: Copied,
): Promise<Prepared> {
  const { rule } = granted
  const event = said.entered === undefined ? granted.event : { ...granted.event, entered: said.entered }
  const bodySha256 = hash('sha256', said.raw, 'hex')
  // Sealed with the act, so that a signature cannot be taken away from it later.
  const sealedEvent = said.signature === undefined ? event : { ...event, signed: { bodySha256, jws: said.signature } }
  const after = evolve(before?.state ?? null, event)
  const times = before && { from: before.createdAt.toISOString(), at: before.updatedAt.toISOString() }
  const views = viewsAfter(
    before?.views ?? null,
    before?.state ?? null,
    times,
    event,
    after,
    before?.events && [...before.events, event],
  )
  const viewer: Viewer = { part: event.by.part as Part, agencyId: event.by.agencyId }
  const shown = event.by.part === 'gateway' ? after : seenBy(views, after, viewer)
  const begun = views?.[viewerKey(viewer)]?.from
  const named: Subject = { ...subject, ...(begun !== undefined && { createdAt: new Date(begun) }) }
  const body = copied?.body ?? canonical(sealedEvent)
  const sealed = copied?.seal ?? seal(body, before?.link ?? firstLink(event.transferId))
  const status = caseStatus(after)
  const given = copied?.receipt ?? null
  const receiptNo = copied !== undefined ? (given?.no ?? null) : rule.receipt ? after.counts.receipts : null
  const jws =
    receiptNo === null
      ? null
      : copied !== undefined
        ? (given?.jws ?? null)
        : await deps.sign(
            receiptPayload({
              issuer: deps.issuer,
              no: receiptNo,
              documentNo: numberForAll(views, after, event, subject),
              event,
              after,
              procedure,
              directory,
              commitment: sealed.commitment,
              link: sealed.link,
              calendar: deps.calendarFor(after.regionCode).version,
            }),
            { typ: receiptType },
          )
  const keyed = said.idempotencyKey !== undefined
  const key = documentKey(subject.documentNo)
  const opens = before === null
  const brings = isLetter(event.step)
  const own = event.by.part !== 'gateway' // a case split off keeps the number of the letter that it came from
  // A key says that two letters under one number are meant; a person whose form always has one says nothing by it.
  const meant = keyed && actor.officer === undefined
  const unique = own && (opens || brings) && !meant && key !== ''
  const act = {
    id: event.transferId,
    version: event.version,
    expected: copied?.follows ?? event.version - 1,
    step: event.step,
    at: event.at,
    client_id: event.by.clientId,
    generation: actor.generation,
    agency_id: event.by.agencyId,
    document_no: subject.documentNo,
    document_key: key,
    document_unique: unique,
    brings_letter: brings,
    domain: after.domain,
    region_code: after.regionCode,
    case_name: subject.caseName,
    status,
    state: after,
    views,
    body,
    // Kept only where they prove something: without a signature the bytes are the caller's word against ours.
    request_body:
      copied !== undefined
        ? copied.request && hex(copied.request)
        : said.signature === undefined
          ? null
          : hex(said.raw),
    request_signature: copied !== undefined ? copied.signature : (said.signature ?? null),
    request_id: said.requestId ?? null,
    salt: hex(sealed.salt),
    commitment: hex(sealed.commitment),
    link: hex(sealed.link),
    receipt_no: receiptNo,
    jws,
    // Two letters without a key that arrive together are told apart by this record, as two uses of one key are.
    scope: keyed ? event.by.clientId : `agency:${event.by.agencyId}`,
    route: keyed ? said.route : 'document',
    key: said.idempotencyKey ?? (unique && opens ? key : null),
    request_hash: `\\x${bodySha256}`,
    answer_status: opens ? 201 : 200,
    link_other: event.input.other ?? event.input.into ?? event.input.from ?? null,
    link_relation: event.input.relation ?? event.step,
    letter: said.letter ?? null,
  }
  return {
    act,
    granted,
    answer: (knownElsewhere) => answerTo(event, shown, named, directory, viewer, knownElsewhere),
    receipt:
      jws === null || receiptNo === null ? null : { no: receiptNo, version: event.version, step: event.step, jws },
    version: event.version,
    officers: officerRows(granted, event.by.agencyId, after),
    materials: materialRows(event),
    notes: [],
    items: itemRows(event, before?.state.counts.items ?? 0),
    movements: movementRows(event),
    parts: [
      ...event.parts.begins.map((p) => ({ agency_id: p.agencyId, part: p.part, begins: true })),
      ...partsEnded(before, after, event).map((p) => ({
        agency_id: p.agencyId,
        part: p.part,
        begins: false,
        sight: sightAtEnd(viewAtEnd(before?.views ?? null, before?.state ?? null, times, event, p), after, event, p),
      })),
    ],
    notices: told(event, after).map((agency_id) => ({ agency_id })),
    clocks: clockRows(procedure, event, after),
    clockChanges: clockChangeRows(event),
    // Whom a sealed report or clue names must not show in the warnings that others get.
    marks: own && (brings || opens) && event.visibleTo === undefined ? marksOf(event) : [],
  }
}

/** Parts that end with the act: those that it passes on, and lesser ones of an organ that gets another. */
export function partsEnded(before: Pick<Before, 'state'> | null, after: CaseState, event: CaseEvent): PartChange[] {
  const lesser = (before?.state.invited ?? []).filter(
    (i) => !after.invited.some((a) => a.part === i.part && a.agencyId === i.agencyId),
  )
  const named = event.parts.ends
  return [...named, ...lesser.filter((l) => !named.some((n) => n.part === l.part && n.agencyId === l.agencyId))]
}

/** What an organ keeps in sight whose part ends with the act. */
export const sightAtEnd = (view: View | null, after: CaseState, { at }: CaseEvent, viewer: Viewer): SightAtEnd =>
  view === null
    ? { state: clocksKnown(after, viewer), status: caseStatus(after), at, sealed: [] }
    : { state: view.state ?? nothing, status: view.status, at: view.at, from: view.from, sealed: view.sealed }

/** The case's number for a paper that all readers of the entry hold: one that some of them may not know is left out. */
function numberForAll(views: Views | null, after: CaseState, event: CaseEvent, { documentNo }: Subject): string {
  const numbers = holders(after)
    .filter((viewer) => maySee(event, viewer))
    .map((viewer) => views?.[viewerKey(viewer)]?.state?.title?.documentNo ?? documentNo)
  return numbers.every((n) => n === documentNo) ? documentNo : String(event.input.documentNo ?? '')
}

/** Every organ that has a part and may see the entry, the actor, and whose part ends with it: the last notice it gets. */
function told(event: CaseEvent, after: CaseState): string[] {
  const readers = holders(after).filter((viewer) => maySee(event, viewer))
  const organs = new Set([...readers.map((r) => r.agencyId), ...event.parts.ends.map((p) => p.agencyId)])
  if (event.by.part !== 'gateway') organs.add(event.by.agencyId)
  return [...organs]
}

/** Where each named officer stands in the request; `seq` of the gate's answer indexes it. */
export function officerPointers(granted: Granted): string[] {
  const pointers = granted.event.officers.map((_, i) => `/officers/${i}`)
  if (granted.event.decidedBy !== undefined)
    pointers.push(granted.event.input.approval === undefined ? '/decidedBy' : '/approval/approvedBy')
  if (granted.event.input.receivedBy !== undefined) pointers.push('/receivedBy')
  return pointers
}

function officerRows({ event }: Granted, agencyId: string, after: CaseState): object[] {
  const on_day = dayText(localDay(Date.parse(event.at)))
  const named = (o: NamedOfficer, agency_id: string, role: string | null) => ({
    agency_id,
    certificate: o.certificateNo,
    name: o.name,
    role,
    on_day,
  })
  const rows = event.officers.map((o) => named(o, agencyId, null))
  if (event.decidedBy !== undefined) rows.push(named(event.decidedBy, agencyId, event.decidedBy.role))
  const receivedBy = event.input.receivedBy as NamedOfficer | undefined
  if (receivedBy !== undefined) rows.push(named(receivedBy, after.parts.police_in_charge ?? '', null))
  return rows.map((row, seq) => ({ seq, ...row }))
}
