// The only way a case changes. Known → gathered → decided → committed → answered; a lost race is read and decided again
// where the caller named no version, and nothing is ever half done.
import { hash } from 'node:crypto'
import { documentKey, type SubmitTransfer } from '../../schemas/index.ts'
import { type Directory, type Principal, receiverFor, supervisorFor } from '../agencies/index.ts'
import { firstLink } from '../journal/index.ts'
import { actAttempts, Refusal, refused, uuidv7 } from '../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  decide,
  type Granted,
  type Part,
  type Procedure,
  procedureAt,
  replay,
} from '../procedure/index.ts'
import { answerTo } from './answer.ts'
import { askGates, commitAdvance, Openings } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import { firstWithDocument, type GatheredRow, gather, type Remembered, remembered } from './gather.ts'
import { inTurn } from './in-turn.ts'
import { type Prepared, prepare, type Said } from './prepare.ts'
import type { ReceiptRow } from './receipt.ts'
import {
  clientDisabled,
  duplicateDocument,
  materialsRefused,
  mayBeRepetition,
  officersRefused,
  refusalOf,
} from './verdict.ts'

/** The answer to an act: JSON text of the case, and the receipt where the step gives one. */
export interface Acted {
  readonly status: 201 | 200
  readonly transferId: string
  readonly version: number
  readonly answer: string
  readonly receipt: ReceiptRow | null
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

export class Acts {
  readonly #deps: CasesDeps
  readonly #openings: Openings
  constructor(deps: CasesDeps) {
    this.#deps = deps
    this.#openings = new Openings(deps.pool)
  }

  /** Opens a case with `transfer_dispatch` (R310 5(2)). */
  async submit(principal: Principal, input: SubmitTransfer, said: Said): Promise<Acted | Refusal> {
    const opening = await this.#decideOpening(principal, input)
    // What a key did first is its answer, also where the registry has changed since.
    if (opening instanceof Refusal) return (await this.#known(principal, said)) ?? opening
    const { granted, procedure, directory } = opening
    const prepared = await this.#prepareOpening(principal, directory, granted, procedure, input, said)
    const verdict = await this.#openings.commit(prepared)
    if (verdict.done) return acted(prepared, 201)
    // A repeated request finds its own materials used or its own key taken: what it did first is its answer.
    const known = mayBeRepetition(verdict) ? await this.#known(principal, said) : null
    if (known !== null) return known
    return (
      refusalOf(granted, verdict) ??
      duplicateDocument(
        (await firstWithDocument(this.#deps.pool, principal.agency.id, documentKey(input.documentNo))) ?? '',
      )
    )
  }

  /** Everything `submit` would say, nothing kept: the refusals it would meet, one after the other, empty where none. */
  async check(principal: Principal, input: SubmitTransfer, said: Said): Promise<Refusal[]> {
    const opening = await this.#decideOpening(principal, input)
    if (opening instanceof Refusal) return [opening]
    const prepared = await this.#prepareOpening(
      principal,
      opening.directory,
      opening.granted,
      opening.procedure,
      input,
      said,
    )
    const gates = await askGates(this.#deps.pool, prepared)
    if (gates.failed === 'client_disabled') return [clientDisabled()]
    return [
      ...(gates.document === null ? [] : [duplicateDocument(gates.document)]),
      ...(gates.officers === null ? [] : [officersRefused(opening.granted, gates.officers)]),
      ...(gates.materials === null ? [] : [materialsRefused(opening.granted, gates.materials)]),
    ]
  }

  /** Takes a step on a case. `ifMatch` = the version the caller saw. */
  act(
    principal: Principal,
    transferId: string,
    step: string,
    input: Readonly<Record<string, unknown>>,
    said: Said,
    ifMatch?: number,
  ): Promise<Acted | Refusal> {
    // Acts on one case queue here instead of losing races in the database; other replicas are met by the version gate.
    return inTurn(transferId, () => this.#act(principal, transferId, step, input, said, ifMatch))
  }

  async #act(
    principal: Principal,
    transferId: string,
    step: string,
    input: Readonly<Record<string, unknown>>,
    said: Said,
    ifMatch?: number,
  ): Promise<Acted | Refusal> {
    const directory = await this.#deps.directory()
    for (let attempt = 0; attempt < actAttempts; attempt++) {
      const row = await gather(
        this.#deps.pool,
        transferId,
        principal.agency.id,
        principal.clientId,
        said.route,
        said.idempotencyKey ?? null,
      )
      if (row === undefined) return notFound()
      if (row.used) {
        const known = await this.#known(principal, said)
        if (known !== null) return known
      }
      const prepared = await this.#prepareStep(principal, directory, row, step, input, said, ifMatch)
      if (prepared instanceof Refusal) return prepared
      const verdict = await commitAdvance(this.#deps.pool, prepared)
      if (verdict.done) return acted(prepared, 200)
      if (verdict.failed === null) continue // the key was taken meanwhile: the next look finds its answer
      if (verdict.failed !== 'version') return refusalOf(prepared.granted, verdict) ?? notFound()
      // Somebody was faster: read and decide again. Where the caller named a version, that decision says it is stale.
    }
    return new Refusal(
      'contended',
      'The case is being changed by others at this moment. Nothing was changed; try again.',
      { retryAfterSeconds: 1 },
    )
  }

  async #prepareStep(
    principal: Principal,
    directory: Directory,
    row: GatheredRow,
    step: string,
    input: Readonly<Record<string, unknown>>,
    said: Said,
    ifMatch?: number,
  ): Promise<Prepared | Refusal> {
    const atMs = this.#deps.now()
    const procedure = procedureAt(atMs)
    const relay = procedure.steps[step]?.parts === 'relays' ? relayParts(directory, row, String(input.to)) : {}
    const granted = decide(
      procedure,
      row.state,
      {
        transferId: row.id,
        step,
        input,
        atMs,
        part: row.to_version === null ? row.part : null,
        agencyId: principal.agency.id,
        clientId: principal.clientId,
        ...(ifMatch !== undefined && { seenVersion: ifMatch }),
      },
      { calendar: this.#deps.calendar(), ...(!refused(relay) && { parts: relay }) },
    )
    if (granted instanceof Refusal) return granted
    if (relay instanceof Refusal) return relay
    return prepare(
      this.#deps,
      directory,
      principal,
      granted,
      procedure,
      row.state,
      row.link,
      { documentNo: row.document_no, caseName: row.case_name, createdAt: row.created_at },
      said,
    )
  }

  async #decideOpening(
    principal: Principal,
    input: SubmitTransfer,
  ): Promise<{ granted: Granted; procedure: Procedure; directory: Directory } | Refusal> {
    if (principal.agency.kind !== 'administrative') {
      return new Refusal(
        'agency_kind_not_permitted',
        'Only an administrative enforcement agency transfers cases this way.',
        { basis: ['R310 2', 'R310 5(2)'] },
      )
    }
    const directory = await this.#deps.directory()
    const atMs = this.#deps.now()
    const procedure = procedureAt(atMs)
    const parts = openingParts(directory, principal, input)
    const granted = decide(
      procedure,
      null,
      {
        transferId: uuidv7(atMs),
        step: 'transfer_dispatch',
        input: input as unknown as Record<string, unknown>,
        atMs,
        part: 'sender',
        agencyId: principal.agency.id,
        clientId: principal.clientId,
      },
      { calendar: this.#deps.calendar(), regionCode: principal.agency.regionCode, ...(!refused(parts) && { parts }) },
    )
    if (granted instanceof Refusal) return granted
    if (parts instanceof Refusal) return parts
    return { granted, procedure, directory }
  }

  #prepareOpening(
    principal: Principal,
    directory: Directory,
    granted: Granted,
    procedure: Procedure,
    input: SubmitTransfer,
    said: Said,
  ): Promise<Prepared> {
    const subject = { documentNo: input.documentNo, caseName: input.caseName, createdAt: new Date(granted.event.at) }
    return prepare(
      this.#deps,
      directory,
      principal,
      granted,
      procedure,
      null,
      firstLink(granted.event.transferId),
      subject,
      said,
    )
  }

  async #known(principal: Principal, said: Said): Promise<Acted | Refusal | null> {
    if (said.idempotencyKey === undefined) return null
    const row = await remembered(
      this.#deps.pool,
      principal.clientId,
      principal.agency.id,
      said.route,
      said.idempotencyKey,
    )
    return row === undefined ? null : repeated(row, said, await this.#deps.directory(), principal.agency.id)
  }
}

export function notFound(): Refusal {
  return new Refusal('not_found', 'There is no such case, or your agency has no part in it.')
}

function acted(prepared: Prepared, status: 201 | 200): Acted {
  return {
    status,
    transferId: prepared.granted.event.transferId,
    version: prepared.version,
    answer: prepared.answer(),
    receipt: prepared.receipt,
    replayed: false,
  }
}

/** The first outcome again, from the events as they stood then. */
function repeated(row: Remembered, said: Said, directory: Directory, agencyId: string): Acted | Refusal {
  if (!hash('sha256', said.raw, 'buffer').equals(row.request_hash)) {
    return new Refusal(
      'idempotency_key_reused',
      'This Idempotency-Key was used with another body. Use a new key for a new request.',
    )
  }
  const events = row.bodies.map((body) => JSON.parse(body) as CaseEvent)
  const event = events.at(-1) as CaseEvent
  const subject = { documentNo: row.document_no, caseName: row.case_name, createdAt: row.created_at }
  return {
    status: row.status === 201 ? 201 : 200,
    transferId: event.transferId,
    version: event.version,
    answer: answerTo(event, replay(events) as CaseState, subject, directory, agencyId),
    receipt: row.receipt,
    replayed: true,
  }
}

/** Sender, police of the same level (customs: the anti-smuggling bureau), and the procuratorate that watches them. */
function openingParts(
  directory: Directory,
  principal: Principal,
  input: SubmitTransfer,
): Partial<Record<Part, string>> | Refusal {
  const receiver = receiverFor(directory, principal.agency, input.domain)
  if (receiver === undefined) {
    return new Refusal(
      'no_receiver',
      'No public security organ is registered that receives this agency’s cases in this domain.',
      { basis: ['R310 5(2)'], errors: [{ pointer: '/domain', detail: 'no receiver registered' }] },
    )
  }
  if (input.receiver !== undefined && input.receiver !== receiver.code) {
    return new Refusal(
      'receiver_not_competent',
      `This agency’s cases in this domain go to ${receiver.name} (${receiver.code}).`,
      { basis: ['R310 5(2)'], errors: [{ pointer: '/receiver', detail: `the receiver is ${receiver.code}` }] },
    )
  }
  const supervisor = supervisorFor(directory, receiver)
  if (supervisor === undefined) {
    return new Refusal('no_receiver', `No procuratorate is registered that supervises ${receiver.name}.`, {
      basis: ['ENV 6', 'JOINT06 1'],
    })
  }
  return { sender: principal.agency.id, police_in_charge: receiver.id, supervisor: supervisor.id }
}

/** The organ a case is relayed to, and its supervisor: who watches follows who is in charge. */
function relayParts(directory: Directory, row: GatheredRow, code: string): Partial<Record<Part, string>> | Refusal {
  const to = directory.byCode.get(code)
  const wrong = (detail: string) =>
    new Refusal('receiver_not_competent', detail, {
      basis: ['R310 7', 'PSP 175(1)'],
      errors: [{ pointer: '/to', detail }],
    })
  if (to === undefined || to.kind !== 'public_security')
    return wrong('No public security organ is registered under this code.')
  if (to.id === row.state.parts.police_in_charge) return wrong('The case is with this organ already.')
  const supervisor = supervisorFor(directory, to)
  if (supervisor === undefined) return wrong('No procuratorate is registered that supervises this organ.')
  return { police_in_charge: to.id, supervisor: supervisor.id }
}
