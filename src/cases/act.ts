// The only way a case changes. Known → gathered → decided → committed → answered; a lost race is read and decided again
// where the caller named no version, and nothing is ever half done.
import { documentKey, type SubmitTransfer } from '../../schemas/index.ts'
import type { Principal } from '../agencies/index.ts'
import { actAttempts, Refusal } from '../kernel/index.ts'
import { expiry, procedureAt, recounting } from '../procedure/index.ts'
import { ask, enterOnce } from './act-elsewhere.ts'
import { type Acted, acted, firstOutcome } from './acted.ts'
import { warningsOf } from './answer.ts'
import { askGates, commitAdvance, commitPair, Openings } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import type { Entered, Entering } from './enter.ts'
import { firstWithDocument, gather, whole } from './gather.ts'
import { beforeOf, subjectOf } from './gathered.ts'
import { inTurn } from './in-turn.ts'
import { pairOf } from './pair.ts'
import { prepare, type Said } from './prepare.ts'
import { decideOpening, prepareOpening, prepareStep } from './rule.ts'
import {
  clientDisabled,
  duplicateDocument,
  materialsRefused,
  mayBeRepetition,
  notFound,
  officersRefused,
  refusalOf,
} from './verdict.ts'

export class Acts {
  readonly #deps: CasesDeps
  readonly #openings: Openings
  constructor(deps: CasesDeps) {
    this.#deps = deps
    this.#openings = new Openings(deps.pool)
  }

  /** Opens a case with a step that may begin one: `transfer_dispatch` (R310 5(2)), a clue, a reverse transfer, … */
  async open(
    principal: Principal,
    step: string,
    input: Readonly<Record<string, unknown>>,
    said: Said,
  ): Promise<Acted | Refusal> {
    const opening = await decideOpening(this.#deps, principal, step, input)
    // What a key did first is its answer, also where the registry has changed since.
    if (opening instanceof Refusal) return (await firstOutcome(this.#deps, principal, said)) ?? opening
    const { granted, procedure, directory } = opening
    const prepared = await prepareOpening(this.#deps, principal, directory, granted, procedure, input, said)
    const verdict = await this.#openings.commit(prepared)
    if (verdict.done) return acted(prepared, 201, verdict.known_elsewhere)
    // A repeated request finds its own materials used or its own key taken: what it did first is its answer.
    const known = mayBeRepetition(verdict) ? await firstOutcome(this.#deps, principal, said) : null
    if (known !== null) return known
    return (
      refusalOf(granted, verdict) ??
      duplicateDocument(
        (await firstWithDocument(this.#deps.pool, principal.agency.id, documentKey(String(input.documentNo)))) ?? '',
      )
    )
  }

  /** Everything a submission would be told, nothing kept: the refusals it would meet, one after the other, and warnings. */
  async check(
    principal: Principal,
    input: SubmitTransfer,
    said: Said,
  ): Promise<{ refusals: Refusal[]; warnings: ReturnType<typeof warningsOf> }> {
    const opening = await decideOpening(this.#deps, principal, 'transfer_dispatch', asInput(input))
    if (opening instanceof Refusal) return { refusals: [opening], warnings: [] }
    const prepared = await prepareOpening(
      this.#deps,
      principal,
      opening.directory,
      opening.granted,
      opening.procedure,
      asInput(input),
      said,
    )
    const gates = await askGates(this.#deps.pool, prepared)
    if (gates.failed === 'client_disabled') return { refusals: [clientDisabled()], warnings: [] }
    return {
      refusals: [
        ...(gates.document === null ? [] : [duplicateDocument(gates.document)]),
        ...(gates.officers === null ? [] : [officersRefused(opening.granted, gates.officers)]),
        ...(gates.materials === null ? [] : [materialsRefused(opening.granted, gates.materials)]),
      ],
      warnings: warningsOf(gates.known_elsewhere ?? []),
    }
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
        const known = await firstOutcome(this.#deps, principal, said)
        if (known !== null) return known
      }
      if (row.home !== null) return ask(this.#deps, principal, directory, row, step, input, said, ifMatch)
      const prepared = await prepareStep(this.#deps, principal, directory, row, step, input, said, ifMatch)
      if (prepared instanceof Refusal) return prepared
      const paired = await pairOf(this.#deps, principal, directory, row, prepared)
      if (paired instanceof Refusal) return paired
      if (paired?.opens) prepared.act.link_other = paired.prepared.act.id
      const verdict =
        paired === null
          ? await commitAdvance(this.#deps.pool, prepared)
          : await commitPair(this.#deps.pool, prepared, paired)
      if (verdict.done) return acted(prepared, 200, verdict.known_elsewhere)
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

  /** What the gateway itself records: periods that ran out, or due times that a new notice moves. True where it did. */
  ofItself(transferId: string, what: 'expiry' | 'recounting'): Promise<boolean> {
    return inTurn(transferId, async () => {
      const row = await whole(this.#deps.pool, transferId)
      // What is at home elsewhere is watched there.
      if (row === undefined || row.home !== null) return false
      const atMs = this.#deps.now()
      const procedure = procedureAt(atMs)
      const granted =
        what === 'expiry'
          ? expiry(procedure, row.state, transferId, atMs)
          : recounting(procedure, row.state, transferId, atMs, this.#deps.calendarFor(row.state.regionCode))
      if (granted === null) return false
      const directory = await this.#deps.directory()
      const said = { raw: Buffer.from('{}'), route: 'gateway' }
      const prepared = await prepare(
        this.#deps,
        directory,
        { generation: 0 },
        granted,
        procedure,
        beforeOf(row),
        subjectOf(row),
        said,
      )
      return (await commitAdvance(this.#deps.pool, prepared)).done
    })
  }

  /**
   * Enters an act that was made at another gateway, at the time it was signed with. Decided on the case as it is, or, where
   * that refuses, as it was when the act was made, provided that nothing the act touches has been moved by people since.
   */
  enter(asked: Entering): Promise<Entered> {
    return inTurn(asked.transferId, async () => {
      for (let attempt = 0; attempt < actAttempts; attempt++) {
        const done = await enterOnce(this.#deps, asked)
        if (done !== undefined) return done
      }
      throw new Error(`the case ${asked.transferId} is being changed by others all the time`)
    })
  }
}

const asInput = (input: SubmitTransfer) => input as unknown as Readonly<Record<string, unknown>>
