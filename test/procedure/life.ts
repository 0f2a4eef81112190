// One life of a case told in acts, for the tests of the law's machinery: every act is parsed by the row's own contract,
// decided, sealed as JSON, and applied, to the case and to what each organ sees of it. Nothing here knows a database, a
// door or a clock of the machine.
import { expect } from 'vitest'
import { Refusal, type RefusalCode } from '../../src/kernel/index.ts'
import {
  type Actor,
  type AvailableStep,
  available,
  buildCalendar,
  type Calendar,
  type CaseEvent,
  type CaseState,
  caseStatus,
  decide,
  evolve,
  expiry,
  type Facts,
  type Granted,
  gatewayId,
  holders,
  needsEntries,
  type OptIns,
  type Part,
  type Procedure,
  parties,
  procedureAt,
  procedureFor,
  publishedNotices,
  recounting,
  type StepRequest,
  type StepRule,
  seenBy,
  type Viewer,
  type Views,
  viewsAfter,
} from '../../src/procedure/index.ts'
import { at, elsewhere, inputOf, organByCode, organs, registry } from './said.ts'

export * from './said.ts'

export const calendar = buildCalendar(publishedNotices())

/** Who acts: a part, an agency with the part it has, the gateway, or an organ without any part. */
export type As = Actor | Viewer | null

export interface ActOptions {
  /** Left out: who may, by the row. */
  readonly as?: As | undefined
  readonly seenVersion?: number | undefined
  /** Where a relay leads, or who gets the parts of a case that begins. */
  readonly to?: Facts['parts'] | undefined
  readonly calendar?: Calendar
}

export interface LifeOptions {
  readonly sets?: readonly Procedure[] | undefined
  readonly optIns?: OptIns | undefined
  readonly calendar?: Calendar | undefined
  readonly transferId?: string | undefined
  /** The case began at an older platform: its first act was taken over from there. */
  readonly takenOver?: boolean | undefined
}

const imported = (at: string): CaseEvent['imported'] => ({
  ...{ installation: 'old', table: 'CASE_STEP', key: '1', importedAt: at, recordedAt: at },
  words: { step: 'addYisong' },
})

const listed = (sets: LifeOptions | readonly Procedure[] | undefined): LifeOptions =>
  Array.isArray(sets) ? { sets: sets as readonly Procedure[] } : ((sets as LifeOptions | undefined) ?? {})

export class Life {
  state: CaseState | null = null
  views: Views | null = null
  readonly events: CaseEvent[] = []
  calendar: Calendar
  readonly #options: LifeOptions
  constructor(options?: LifeOptions | readonly Procedure[]) {
    this.#options = listed(options)
    this.calendar = this.#options.calendar ?? calendar
  }

  /** The rule set that governs a step at a time. */
  set(step: string, atMs: number): Procedure {
    const { sets } = this.#options
    const opened = this.events[0]
    return opened === undefined ? procedureAt(atMs, sets) : procedureFor(atMs, Date.parse(opened.at), step, sets)
  }

  /** What `decide` says to an act at a Shanghai time; nothing changes. */
  ask(step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}): Granted | Refusal {
    const { request, facts, procedure } = this.question(step, when, over, options)
    return decide(procedure, this.state, request, facts)
  }

  /** All that `decide` is asked with. */
  question(step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}) {
    const atMs = at(when)
    const procedure = this.set(step, atMs)
    const rule = procedure.steps[step]
    if (rule === undefined) throw new Error(`no step ${step}`)
    const opens = this.state === null
    const held = holders(this.state)
    const input = inputOf(procedure, step, over, { when, opens, held })
    const who = this.#viewer(options.as === undefined ? this.#actor(rule, input) : options.as)
    const request: StepRequest = {
      transferId: this.#options.transferId ?? '01900000-0000-7000-8000-000000000001',
      step,
      input,
      atMs,
      part: who.part,
      agencyId: who.agencyId,
      clientId: 'client',
      ...(options.seenVersion !== undefined && { seenVersion: options.seenVersion }),
    }
    return { procedure, request, facts: this.#facts(rule, request, options) }
  }

  #facts(rule: StepRule, request: StepRequest, options: ActOptions): Facts {
    const { sets, optIns } = this.#options
    const parts = this.#parts(rule, request, options.to)
    const invitee = this.#invitee(rule, request.input)
    const kind = registry[request.agencyId]?.kind
    const { corrects, ofVersion, alongside, follows } = request.input
    const entryReaders = this.events[Number(corrects ?? ofVersion ?? alongside ?? follows) - 1]?.visibleTo
    const shown =
      this.state === null || request.part === null || request.part === 'gateway'
        ? undefined
        : seenBy(this.views, this.state, { part: request.part, agencyId: request.agencyId })
    return {
      calendar: options.calendar ?? this.calendar,
      ...(parts && { parts }),
      ...(this.state === null && { regionCode: '110101' }),
      ...(invitee && { invitee }),
      ...(kind && { kind }),
      ...(shown && { shown }),
      ...(entryReaders && { entryReaders }),
      ...(optIns && { optIns }),
      ...(sets && { procedures: sets }),
    }
  }

  /** Parts that begin with a case, a relay, another sender, or with the receiver's joining. */
  #parts({ opening, parts }: StepRule, { agencyId, input }: StepRequest, to: Facts['parts']): Facts['parts'] {
    const joined = { police_in_charge: organs.police_in_charge, supervisor: organs.supervisor }
    if (this.state === null && opening !== undefined)
      return {
        ...(opening.receiver && joined),
        ...(opening.supervisor && { supervisor: organs.supervisor }),
        ...to,
        [opening.as]: agencyId,
      }
    if (parts === 'relays') return to ?? elsewhere
    if (parts === 'passes') return to ?? { sender: organByCode(input.to)?.id ?? 'agency-2' }
    if (parts === 'receiver') return to ?? joined
    return undefined
  }

  /** The organ that the input names; one that has a part already keeps it. */
  #invitee({ invites }: StepRule, { to }: StepRequest['input']): Facts['invitee'] {
    const organ = organByCode(to)
    if (invites === undefined || organ === undefined) return undefined
    const held = holders(this.state).find((h) => h.agencyId === organ.id)
    // Whoever was only asked becomes a party where an act for all makes it one.
    const begins = held === undefined || (!parties.includes(held.part) && parties.includes(invites.part))
    return { part: begins ? invites.part : held.part, agencyId: organ.id, kind: organ.kind, begins }
  }

  /** The first that may: by its part, or because it is addressed to it. */
  #actor(rule: StepRule, input: StepRequest['input']): As {
    if (this.state === null) return rule.opening?.as ?? null
    const held = holders(this.state)
    const byPart = rule.by.find((part) => part === 'gateway' || held.some((h) => h.part === part))
    if (byPart !== undefined && byPart !== 'addressee') return byPart
    const prefix = rule.of === undefined ? `${rule.track}/` : `${rule.track}/${rule.of}/`
    for (const [key, { addressee, state }] of Object.entries(this.state.instances)) {
      if (!rule.by.includes('addressee') || !key.startsWith(prefix) || !rule.from.includes(state)) continue
      if (input.instance !== undefined && input.instance !== key) continue
      if (input.no !== undefined && !key.endsWith(`/${input.no}`)) continue
      const found = held.find((h) => h.part === addressee || h.agencyId === addressee)
      if (found !== undefined) return found
    }
    const [first = null] = rule.by
    return first === 'addressee' ? 'sender' : first
  }

  #viewer(as: As): { part: Actor | null; agencyId: string } {
    if (as === null) return { part: null, agencyId: 'stranger' }
    if (typeof as !== 'string') return as
    if (as === 'gateway') return { part: as, agencyId: gatewayId }
    return this.viewer(as)
  }

  /** The organ that has a part now. */
  viewer(part: Part): Viewer {
    return holders(this.state).find((h) => h.part === part) ?? { part, agencyId: organs[part] }
  }

  /** Takes an act that must be lawful. */
  take(step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}): CaseEvent {
    const granted = this.ask(step, when, over, options)
    if (granted instanceof Refusal) throw new Error(`${step} at ${when}: ${granted.code} ${granted.detail}`)
    return this.apply(granted.event)
  }

  /** Seals an event as JSON and applies it, to the case and to each organ's view. */
  apply(decided: CaseEvent): CaseEvent {
    const { takenOver = false } = this.#options
    const event = JSON.parse(
      JSON.stringify(takenOver && this.state === null ? { ...decided, imported: imported(decided.at) } : decided),
    ) as CaseEvent
    const before = this.state
    const first = this.events[0]
    const last = this.events.at(-1)
    this.events.push(event)
    this.state = evolve(before, event)
    this.views = viewsAfter(
      this.views,
      before,
      first && last ? { from: first.at, at: last.at } : null,
      event,
      this.state,
      needsEntries(before, event) ? this.events : undefined,
    )
    return event
  }

  /** What the gateway itself records when periods have run out by then. */
  expire(when: string): CaseEvent[] {
    return this.#ofTheGateway((state, procedure) => {
      const { sets } = this.#options
      return expiry(procedure, state, this.events[0]!.transferId, at(when), sets)
    }, at(when))
  }

  /** Running clocks are counted again with another calendar. */
  recount(when: string, later: Calendar): CaseEvent[] {
    this.calendar = later
    return this.#ofTheGateway((state, procedure) => {
      const { sets } = this.#options
      return recounting(procedure, state, this.events[0]!.transferId, at(when), later, sets)
    }, at(when))
  }

  #ofTheGateway(next: (state: CaseState, procedure: Procedure) => Granted | null, atMs: number): CaseEvent[] {
    const events: CaseEvent[] = []
    for (let i = 0; i < 1_000; i++) {
      const granted = next(this.state!, this.set('period_expired', atMs))
      if (granted === null) return events
      events.push(this.apply(granted.event))
    }
    throw new Error('the gateway never came to an end')
  }

  /** An act that must be refused, with this code. */
  refused(code: RefusalCode, step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}) {
    const answer = this.ask(step, when, over, options)
    expect(answer, `${step} at ${when} was granted`).toBeInstanceOf(Refusal)
    expect((answer as Refusal).code, (answer as Refusal).detail).toBe(code)
    return answer as Refusal
  }

  /** The case as an organ sees it. */
  seen(who: Part | Viewer): CaseState {
    return seenBy(this.views, this.state!, typeof who === 'string' ? this.viewer(who) : who)
  }

  /** The status it is shown. */
  status(who?: Part | Viewer): string {
    return caseStatus(who === undefined ? this.state! : this.seen(who))
  }

  /** Steps that an organ is offered. */
  offered(who: Part | Viewer, when: string): AvailableStep[] {
    const viewer = typeof who === 'string' ? this.viewer(who) : who
    const { sets, optIns } = this.#options
    return available(this.set('', at(when)), this.seen(viewer), viewer, sets, optIns)
  }

  /** State of each instance, `criminal/s1/1` → `filed`. */
  get tracks(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.state?.instances ?? {}).map(([key, i]) => [key, i.state]))
  }

  /** Status of the clocks of a rule, in the order in which they began. */
  clocks(rule: string) {
    return Object.values(this.state?.clocks ?? {})
      .filter((c) => c.rule === rule)
      .sort((a, b) => a.anchorVersion - b.anchorVersion || (a.on < b.on ? -1 : 1))
  }

  /** The one clock of a rule. */
  clock(rule: string) {
    const [clock, ...more] = this.clocks(rule)
    if (clock === undefined || more.length > 0) throw new Error(`${more.length + (clock ? 1 : 0)} clocks of ${rule}`)
    return clock
  }
}
