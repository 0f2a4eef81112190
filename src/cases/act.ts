// The only way a case changes. Known → gathered → decided → committed → answered; a lost race is read and decided again
// where the caller named no version, and nothing is ever half done.
import { hash } from 'node:crypto'
import { documentKey, type SubmitTransfer } from '../../schemas/index.ts'
import type { Directory, Principal } from '../agencies/index.ts'
import { actAttempts, Refusal, refused, rfc3339, uuidv7 } from '../kernel/index.ts'
import { type Issuing, lettersBrought } from '../letters/index.ts'
import { holdMaterials } from '../materials/index.ts'
import {
  basisIn,
  type CaseEvent,
  type CaseState,
  clocksKnown,
  decide,
  expiry,
  type Facts,
  type Granted,
  instanceKey,
  isLetter,
  isPrimary,
  mergedIn,
  needsEntries,
  type Part,
  type Procedure,
  procedureAt,
  procedureFor,
  recounting,
  replay,
  type StepRule,
  sealedFrom,
  seenBy,
  splitOff,
  suspectsMoved,
  viewFrom,
} from '../procedure/index.ts'
import { answerTo, type Subject, warningsOf } from './answer.ts'
import { askGates, commitAdvance, commitPair, Openings, type Pair } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import { asOf, keepRequest, requestBefore, sentBy, waitingRequests, withExpected } from './elsewhere.ts'
import { type Entered, type Entering, enteringRoute, materialsWaiting, movedByOthers, withoutExpiry } from './enter.ts'
import { evidenceSaid, speaksOfEvidence } from './evidence.ts'
import {
  entriesOf,
  entryAt,
  firstWithDocument,
  type GatheredRow,
  gather,
  hasPart,
  type Remembered,
  remembered,
  whole,
} from './gather.ts'
import { inTurn } from './in-turn.ts'
import { movesItems, standing } from './items.ts'
import { type Before, type Prepared, prepare, type Said } from './prepare.ts'
import { asSeen } from './read.ts'
import type { ReceiptRow } from './receipt.ts'
import { inviteeOf, openingParts, stepParts } from './roads.ts'
import {
  clientDisabled,
  duplicateDocument,
  materialsRefused,
  mayBeRepetition,
  officersRefused,
  refusalOf,
} from './verdict.ts'
import { transferView } from './view.ts'

/** The answer to an act: JSON text of the case, and the receipt where the step gives one. */
export interface Acted {
  /** 202: the case is at home at another gateway, and the act was sent there. */
  readonly status: 201 | 200 | 202
  readonly transferId: string
  readonly version: number
  readonly answer: string
  readonly receipt: ReceiptRow | null
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

/** What the law says to an act, before its rows are made. */
interface Ruled {
  readonly granted: Granted
  readonly procedure: Procedure
  readonly notes?: readonly object[]
}

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
    const opening = await this.#decideOpening(principal, step, input)
    // What a key did first is its answer, also where the registry has changed since.
    if (opening instanceof Refusal) return (await this.#known(principal, said)) ?? opening
    const { granted, procedure, directory } = opening
    const prepared = await this.#prepareOpening(principal, directory, granted, procedure, input, said)
    const verdict = await this.#openings.commit(prepared)
    if (verdict.done) return acted(prepared, 201, verdict.known_elsewhere)
    // A repeated request finds its own materials used or its own key taken: what it did first is its answer.
    const known = mayBeRepetition(verdict) ? await this.#known(principal, said) : null
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
    const opening = await this.#decideOpening(principal, 'transfer_dispatch', asInput(input))
    if (opening instanceof Refusal) return { refusals: [opening], warnings: [] }
    const prepared = await this.#prepareOpening(
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
        const known = await this.#known(principal, said)
        if (known !== null) return known
      }
      if (row.home !== null) return this.#ask(principal, directory, row, step, input, said, ifMatch)
      const prepared = await this.#prepareStep(principal, directory, row, step, input, said, ifMatch)
      if (prepared instanceof Refusal) return prepared
      const paired = await this.#pairOf(principal, directory, row, prepared)
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

  /** An act on a copy: held against it as any act, kept as a request, and left to the home gateway to decide. */
  async #ask(
    principal: Principal,
    directory: Directory,
    row: GatheredRow,
    step: string,
    input: Readonly<Record<string, unknown>>,
    said: Said,
    ifMatch?: number,
  ): Promise<Acted | Refusal> {
    const { pool } = this.#deps
    const { idempotencyKey: key = null } = said
    const before = key === null ? undefined : await requestBefore(pool, principal.clientId, said.route, key)
    if (before !== undefined) return before.body.equals(said.raw) ? this.#asked(principal, row, true) : keyReused()
    const waiting = await waitingRequests(pool, row.id)
    const ahead = withExpected(row, waiting)
    const shown = seenBy(row.views, row.state, { part: row.part, agencyId: principal.agency.id }).version
    const seen = ifMatch === shown ? undefined : ifMatch
    const atMs = this.#deps.now()
    const ruled = await this.#decideStep(principal, directory, ahead, step, input, atMs, seen)
    if (ruled instanceof Refusal) return ruled
    const { event } = ruled.granted
    if (event.step === 'case_merged' || event.step === 'case_split')
      return new Refusal('condition_unmet', 'Cases are merged and split where they are at home.', {
        basis: event.basis,
      })
    const prepared = await this.#prepareRuled(principal, directory, ahead, ruled, said)
    const gates = await askGates(pool, prepared)
    const used = materialsWaiting(event, waiting)
    const refusal =
      gates.failed === 'client_disabled'
        ? clientDisabled()
        : gates.document !== null
          ? duplicateDocument(gates.document)
          : gates.officers !== null
            ? officersRefused(ruled.granted, gates.officers)
            : gates.materials !== null
              ? materialsRefused(ruled.granted, gates.materials)
              : used.length > 0
                ? materialsRefused(ruled.granted, used)
                : null
    if (refusal !== null) return refusal
    const brought = ((input.materials ?? []) as readonly { id: string }[]).map(({ id }) => id)
    await holdMaterials({ pool }, brought)
    const kept = await keepRequest(pool, {
      id: uuidv7(atMs),
      transferId: row.id,
      home: String(row.home),
      step,
      agencyId: principal.agency.id,
      clientId: principal.clientId,
      at: event.at,
      seen: row.version,
      input,
      expected: event,
      body: said.raw,
      signature: said.signature ?? null,
      letter: (said.letter as unknown as Record<string, unknown> | undefined) ?? null,
      route: said.route,
      key,
    })
    return this.#asked(principal, row, !kept)
  }

  /** The copy as it stands, with what has been sent and is not yet entered. */
  async #asked(principal: Principal, row: GatheredRow, replayed: boolean): Promise<Acted> {
    const { id: agencyId } = principal.agency
    const seen = asSeen(row, agencyId)
    const view = transferView(seen, {
      directory: await this.#deps.directory(),
      nowMs: this.#deps.now(),
      viewer: { part: row.part, agencyId },
    })
    const sent = await sentBy(this.#deps.pool, row.id, agencyId)
    const answer = JSON.stringify({ ...view, sent })
    return { status: 202, transferId: row.id, version: seen.version, answer, receipt: null, replayed }
  }

  /**
   * Enters an act that was made at another gateway, at the time it was signed with. Decided on the case as it is, or, where
   * that refuses, as it was when the act was made, provided that nothing the act touches has been moved by people since.
   */
  enter(asked: Entering): Promise<Entered> {
    return inTurn(asked.transferId, async () => {
      for (let attempt = 0; attempt < actAttempts; attempt++) {
        const done = await this.#enter(asked)
        if (done !== undefined) return done
      }
      throw new Error(`the case ${asked.transferId} is being changed by others all the time`)
    })
  }

  async #enter(asked: Entering): Promise<Entered | undefined> {
    const { transferId, agencyId, clientId, step, input } = asked
    const directory = await this.#deps.directory()
    const row = await gather(this.#deps.pool, transferId, agencyId, clientId, enteringRoute, asked.id)
    const agency = directory.byId.get(agencyId)
    if (row === undefined || agency === undefined) return { refusal: notFound(), conflict: false }
    if (row.home !== null) return { elsewhere: row.home }
    if (row.used) {
      const known = await remembered(this.#deps.pool, clientId, agencyId, enteringRoute, asked.id)
      if (known !== undefined) return { version: known.bodies.length, replayed: true }
    }
    const principal: Principal = { clientId, generation: 0, agency }
    const events = await entriesOf(this.#deps.pool, transferId)
    // Keys are forgotten in their time; the entry itself remembers.
    const before = events.find((event) => event.entered?.request === asked.id)
    if (before !== undefined) return { version: before.version, replayed: true }
    const upon = events.findLast((event) => event.version <= asked.seen)
    const atMs = Math.min(Math.max(Date.parse(asked.at), Date.parse(upon?.at ?? asked.at)), this.#deps.now())
    const restored = { ...row, state: withoutExpiry(row.state, events, asked.seen, atMs) }
    let ruled = await this.#decideStep(principal, directory, restored, step, input, atMs)
    if (ruled instanceof Refusal) {
      const refusal = ruled
      const mine = new Set(asked.entered)
      const then = events.filter((event) => event.version <= asked.seen || mine.has(event.version))
      const former = asOf(row, then, { part: row.part, agencyId })
      ruled = await this.#decideStep(principal, directory, former, step, input, atMs)
      if (ruled instanceof Refusal) return { refusal, conflict: false }
      if (movedByOthers(former.state, row.state, ruled.granted.event, events)) return { refusal, conflict: true }
    }
    const said: Said = {
      raw: asked.body,
      route: enteringRoute,
      idempotencyKey: asked.id,
      entered: {
        gateway: asked.gateway,
        request: asked.id,
        seen: asked.seen,
        enteredAt: rfc3339(this.#deps.now()),
      },
      ...(asked.signature !== null && { signature: asked.signature }),
      ...(asked.letter !== null && { letter: asked.letter as unknown as Issuing }),
    }
    const prepared = { ...(await this.#prepareRuled(principal, directory, row, ruled, said)), officers: [] }
    const paired = await this.#pairOf(principal, directory, row, prepared)
    if (paired instanceof Refusal) return { refusal: paired, conflict: false }
    if (paired !== null)
      return {
        refusal: new Refusal('condition_unmet', 'Cases are merged and split where they are at home.'),
        conflict: false,
      }
    const verdict = await commitAdvance(this.#deps.pool, prepared, true)
    if (verdict.done) return { version: prepared.version, replayed: false }
    if (verdict.failed === null || verdict.failed === 'version') return undefined
    return { refusal: refusalOf(prepared.granted, verdict) ?? notFound(), conflict: false }
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
    const ruled = await this.#decideStep(principal, directory, row, step, input, this.#deps.now(), ifMatch)
    return ruled instanceof Refusal ? ruled : this.#prepareRuled(principal, directory, row, ruled, said)
  }

  async #decideStep(
    principal: Principal,
    directory: Directory,
    row: GatheredRow,
    step: string,
    input: Readonly<Record<string, unknown>>,
    atMs: number,
    ifMatch?: number,
  ): Promise<Ruled | Refusal> {
    const procedure = procedureFor(atMs, row.created_at.getTime(), step)
    const rule = procedure.steps[step]
    const part = row.to_version === null ? row.part : null
    const ended = row.to_version !== null ? row.state_at_end?.state : undefined
    const shown = ended ?? seenBy(row.views, row.state, { part: row.part, agencyId: principal.agency.id })
    // Whose step it is comes before whom it names: a stranger learns nothing of the registry.
    const mine = rule !== undefined && part !== null
    const parts = mine ? stepParts(directory, principal, rule, row.state, input) : undefined
    const spoken = mine ? await this.#entriesSpokenOf(principal, row, step, input) : {}
    const invitee = mine ? inviteeOf(directory, rule, row.state, input) : undefined
    const items = mine && movesItems(rule, row.state) ? await standing(this.#deps.pool, row.id, row.version) : undefined
    const granted = decide(
      procedure,
      row.state,
      {
        transferId: row.id,
        step,
        input,
        atMs,
        part,
        agencyId: principal.agency.id,
        clientId: principal.clientId,
        ...(ifMatch !== undefined && { seenVersion: ifMatch }),
      },
      {
        calendar: this.#deps.calendarFor(row.state.regionCode),
        optIns: this.#deps.optInsFor(row.state.regionCode, row.state.domain),
        kind: principal.agency.kind as Facts['kind'] & string,
        shown,
        ...(items && { items }),
        ...(!refused(spoken) && spoken),
        ...(parts !== undefined && !refused(parts) && { parts }),
        ...(invitee !== undefined && !refused(invitee) && { invitee }),
      },
    )
    if (granted instanceof Refusal) return granted
    if (spoken instanceof Refusal) return spoken
    if (parts instanceof Refusal) return parts
    if (invitee instanceof Refusal) return invitee
    if (input.other !== undefined && !(await hasPart(this.#deps.pool, String(input.other), principal.agency.id)))
      return unknownCase('/other')
    return { granted, procedure, ...(spoken.notes && { notes: spoken.notes }) }
  }

  async #prepareRuled(
    principal: Principal,
    directory: Directory,
    row: GatheredRow,
    { granted, procedure, notes }: Ruled,
    said: Said,
  ): Promise<Prepared> {
    const { step, input } = granted.event
    // Whoever joins, or is shown what was sealed, must be given what it may see of the entries so far.
    const events = needsEntries(row.state, granted.event) ? await entriesOf(this.#deps.pool, row.id) : undefined
    const subject = isLetter(step)
      ? { ...subjectOf(row), documentNo: String(input.documentNo), caseName: String(input.caseName) }
      : subjectOf(row)
    const before = { ...beforeOf(row), events }
    const prepared = await prepare(this.#deps, directory, principal, granted, procedure, before, subject, said)
    return notes === undefined ? prepared : { ...prepared, notes }
  }

  /** A correction is of the organ's own entry and has its readers; what is opened must be seen by who opens it. */
  async #entriesSpokenOf(
    principal: Principal,
    row: GatheredRow,
    step: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<(Pick<Facts, 'entryReaders'> & { notes?: readonly object[] }) | Refusal> {
    if (speaksOfEvidence(step)) {
      const sealed = sealedFrom(row.views, { part: row.part, agencyId: principal.agency.id })
      const about = { transferId: row.id, agencyId: principal.agency.id, version: row.version, sealed }
      const said = await evidenceSaid(this.#deps.pool, about, input)
      if (said instanceof Refusal) return said
      return { notes: said.notes, ...(said.readers && { entryReaders: said.readers }) }
    }
    const own = input.corrects ?? input.ofVersion
    const named = (input.discloseVersions ?? (own === undefined ? [] : [own])) as readonly number[]
    if (named.length === 0) return {}
    const [pointer, basis] =
      input.corrects !== undefined
        ? ['/corrects', 'XJ 7']
        : input.ofVersion !== undefined
          ? ['/ofVersion', 'XJ 15']
          : ['/discloseVersions', 'XJ 4']
    const unknown = (version: number) =>
      new Refusal('subject_unknown', `You see no entry ${version} in this case.`, {
        basis: [basis],
        errors: [{ pointer, detail: `entry ${version} is unknown` }],
      })
    const sealed = sealedFrom(row.views, { part: row.part, agencyId: principal.agency.id })
    const hidden = named.find((version) => sealed.includes(version) || version > row.version)
    if (hidden !== undefined) return unknown(hidden)
    if (own === undefined) return {}
    const entry = await entryAt(this.#deps.pool, row.id, Number(own))
    if (entry === undefined) return unknown(Number(own))
    if (entry.by.agencyId !== principal.agency.id)
      return new Refusal('condition_unmet', 'An organ corrects its own entries and issues its own letters only.', {
        basis: [basis],
        errors: [{ pointer, detail: `entry ${entry.version} is another organ’s` }],
      })
    if (input.letter !== undefined && !lettersBrought(entry.letters).includes(String(input.letter)))
      return new Refusal('condition_unmet', `Entry ${entry.version} brought no such letter.`, {
        basis: [basis],
        errors: [
          {
            pointer: '/letter',
            detail: `entry ${entry.version} brought ${lettersBrought(entry.letters).join(', ') || 'none'}`,
          },
        ],
      })
    return entry.visibleTo === undefined ? {} : { entryReaders: entry.visibleTo }
  }

  /** Merging and splitting change two cases at once; null for every other step. */
  async #pairOf(
    principal: Principal,
    directory: Directory,
    row: GatheredRow,
    { granted: { event } }: Prepared,
  ): Promise<Pair | null | Refusal> {
    if (event.step !== 'case_merged' && event.step !== 'case_split') return null
    const atMs = Date.parse(event.at)
    const procedure = procedureAt(atMs)
    const move = { procedure, from: row, suspects: suspectsMoved(row.state, event.moves), atMs }
    const from = { transferId: row.id, state: row.state }
    const said = { raw: Buffer.from('{}'), route: 'gateway' }
    const gateway = { generation: 0 }
    const ruled = (made: CaseEvent): Granted => ({
      event: made,
      rule: procedure.steps[made.step] as StepRule,
      gates: [],
    })
    if (event.step === 'case_split') {
      const gone = ['split_off', 'merged']
      const stays = row.state.suspects.some(
        ({ id }) =>
          !move.suspects.includes(id) &&
          !gone.includes(row.state.instances[instanceKey('criminal', id, 1)]?.state ?? ''),
      )
      if (!stays)
        return new Refusal('condition_unmet', 'At least one suspect must stay in the case.', {
          basis: event.basis,
          errors: [{ pointer: '/suspects', detail: 'all suspects are named' }],
        })
      const made = splitOff({ ...move, from }, uuidv7(atMs), subjectOf(row))
      const subject = { ...subjectOf(row), createdAt: new Date(atMs) }
      return {
        opens: true,
        prepared: await prepare(this.#deps, directory, gateway, ruled(made), procedure, null, subject, said),
      }
    }
    const other = await gather(this.#deps.pool, String(event.input.into), principal.agency.id, '', '', null)
    if (other === undefined || other.part !== 'police_in_charge' || other.to_version !== null || other.id === row.id)
      return unknownCase('/into')
    const made = mergedIn({ ...move, from }, { transferId: other.id, state: other.state })
    const events = made.parts.begins.length > 0 ? await entriesOf(this.#deps.pool, other.id) : undefined
    return {
      opens: false,
      prepared: await prepare(
        this.#deps,
        directory,
        gateway,
        ruled(made),
        procedure,
        { ...beforeOf(other), events },
        subjectOf(other),
        said,
      ),
    }
  }

  async #decideOpening(
    principal: Principal,
    step: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ granted: Granted; procedure: Procedure; directory: Directory } | Refusal> {
    const directory = await this.#deps.directory()
    const atMs = this.#deps.now()
    const procedure = procedureAt(atMs)
    const rule = procedure.steps[step]
    if (rule?.opening === undefined)
      return new Refusal(
        'not_your_step',
        'No case begins with this step.',
        rule && { basis: basisIn(rule.basis, String(input.domain)) },
      )
    const { opening } = rule
    if (!(opening.kinds as readonly string[]).includes(principal.agency.kind)) {
      return new Refusal(
        'agency_kind_not_permitted',
        `A case begins this way only with an organ of the kind ${opening.kinds.join(' or ').replaceAll('_', ' ')}.`,
        { basis: basisIn(rule.basis, String(input.domain)) },
      )
    }
    const parts = openingParts(directory, principal, rule, input)
    const invitee = inviteeOf(directory, rule, null, input)
    const own: Parts = refused(parts) ? {} : parts
    const joining = refused(invitee) ? undefined : invitee
    const granted = decide(
      procedure,
      null,
      {
        transferId: uuidv7(atMs),
        step,
        input,
        atMs,
        part: opening.as,
        agencyId: principal.agency.id,
        clientId: principal.clientId,
      },
      {
        calendar: this.#deps.calendarFor(principal.agency.regionCode),
        optIns: this.#deps.optInsFor(principal.agency.regionCode, String(input.domain)),
        regionCode: principal.agency.regionCode,
        kind: principal.agency.kind as Facts['kind'] & string,
        parts: own,
        ...(!isPrimary(opening.as) && { self: { part: opening.as, agencyId: principal.agency.id } }),
        ...(joining && { invitee: joining }),
      },
    )
    if (granted instanceof Refusal) return granted
    if (parts instanceof Refusal) return parts
    if (invitee instanceof Refusal) return invitee
    return { granted, procedure, directory }
  }

  #prepareOpening(
    principal: Principal,
    directory: Directory,
    granted: Granted,
    procedure: Procedure,
    input: Readonly<Record<string, unknown>>,
    said: Said,
  ): Promise<Prepared> {
    const subject = {
      documentNo: String(input.documentNo ?? ''),
      caseName: String(input.caseName ?? ''),
      createdAt: new Date(granted.event.at),
    }
    return prepare(this.#deps, directory, principal, granted, procedure, null, subject, said)
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

type Parts = Partial<Record<Part, string>>

const asInput = (input: SubmitTransfer) => input as unknown as Readonly<Record<string, unknown>>

const subjectOf = (row: GatheredRow): Subject => ({
  documentNo: row.document_no,
  caseName: row.case_name,
  createdAt: row.created_at,
})

const beforeOf = (row: GatheredRow): Before => ({
  state: row.state,
  views: row.views,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  link: row.link,
})

const unknownCase = (pointer: string) =>
  new Refusal('subject_unknown', 'There is no such case, or your agency has no such part in it.', {
    basis: [pointer === '/into' ? 'PSP 21' : 'XJ 8'],
    errors: [{ pointer, detail: 'unknown case' }],
  })

const keyReused = () =>
  new Refusal(
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body. Use a new key for a new request.',
  )

export function notFound(): Refusal {
  return new Refusal('not_found', 'There is no such case, or your agency has no part in it.')
}

function acted(prepared: Prepared, status: 201 | 200, knownElsewhere: readonly string[] | null): Acted {
  return {
    status,
    transferId: prepared.granted.event.transferId,
    version: prepared.version,
    answer: prepared.answer(knownElsewhere ?? undefined),
    receipt: prepared.receipt,
    replayed: false,
  }
}

/** The first outcome again, from the entries as they stood then and as the caller may see them. */
function repeated(row: Remembered, said: Said, directory: Directory, agencyId: string): Acted | Refusal {
  if (!hash('sha256', said.raw, 'buffer').equals(row.request_hash)) {
    return keyReused()
  }
  const events = row.bodies.map((body) => JSON.parse(body) as CaseEvent)
  const event = events.at(-1) as CaseEvent
  const viewer = { part: event.by.part as Part, agencyId }
  const view = viewFrom(events, viewer)
  const shown = view?.state ?? clocksKnown(replay(events) as CaseState, viewer)
  const createdAt = view === null ? row.created_at : new Date(view.from)
  const subject = { documentNo: row.document_no, caseName: row.case_name, createdAt }
  const warned = event.version === 1 || isLetter(event.step)
  return {
    status: row.status === 201 ? 201 : 200,
    transferId: event.transferId,
    version: event.version,
    answer: answerTo(event, shown, subject, directory, viewer, warned ? (row.known_elsewhere ?? undefined) : undefined),
    receipt: row.receipt,
    replayed: true,
  }
}
