// Grants one event or returns one refusal. Pure and generic: what is lawful stands in the table, what is asked comes from
// the caller, and the same question always gets the same answer.
import { localDay, Refusal } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import { basisIn, type Citation, eraOf } from './citation.ts'
import { concerned } from './concerned.ts'
import { isFine } from './evolve.ts'
import { dayText, instantText } from './instants.ts'
import { ruleSets } from './rule-sets.ts'
import {
  advanceClocks,
  type ClockContext,
  measureClocks,
  recountClocks,
  resumeClocks,
  settleClocks,
  startClocks,
} from './running.ts'
import { type Asking, type Selected, selectInstances } from './select.ts'
import { clockRule, type OptIns, ownSet } from './stages.ts'
import {
  type Actor,
  allParts,
  type CaseEvent,
  type CaseMove,
  type CaseOpening,
  type CaseState,
  type ClockSettlement,
  type ClockStart,
  holders,
  type InstanceKey,
  inOneOf,
  instanceKey,
  isPrimary,
  type NamedOfficer,
  nextNo,
  openHolders,
  type Part,
  type PartChange,
  type Suspect,
  statesOf,
  subjectOf,
  type Viewer,
} from './state.ts'
import type { ConditionFacts, Input, OrganKind, Procedure, Reader, Role, StepRule } from './table.ts'

export interface StepRequest {
  readonly transferId: string
  readonly step: string
  /** Parsed by the step's contract. */
  readonly input: Input
  /** The legal time of the act, epoch milliseconds. */
  readonly atMs: number
  /** The caller's part in the case; null where it has none. */
  readonly part: Actor | null
  readonly agencyId: string
  readonly clientId: string
  /** The version the caller saw, where it named one. */
  readonly seenVersion?: number
}

/** What the table cannot know and the caller of `decide` gathered. */
export interface Facts {
  readonly calendar: Calendar
  /** Opening: the parts and the place. Relay: the new organ in charge and its supervisor. */
  readonly parts?: Readonly<Partial<Record<Part, string>>>
  readonly regionCode?: string
  /** The organ that the input names; `begins` where it has no part in the case yet. */
  readonly invitee?: {
    readonly part: Part
    readonly agencyId: string
    readonly kind: OrganKind
    readonly begins: boolean
  }
  /** Kind of the organ that acts; left out, what its part says. */
  readonly kind?: OrganKind
  /** Opening by an organ whose part is one that organs are invited to. */
  readonly self?: PartChange
  /** The case as the caller sees it, where something is sealed from it. */
  readonly shown?: CaseState
  /** Readers of the entry that the act speaks of, where it is sealed. */
  readonly entryReaders?: readonly string[]
  /** Stages that the region has opted in to. */
  readonly optIns?: OptIns
  /** The rule sets that running clocks may have begun under; left out, the published ones. */
  readonly procedures?: readonly Procedure[]
}

/** A condition that the act's statement must still answer. */
export interface Gate {
  readonly need: string
  readonly basis: readonly Citation[]
}

export interface Granted {
  readonly event: CaseEvent
  readonly rule: StepRule
  readonly gates: readonly Gate[]
}

const noOptIns: OptIns = new Set()

/** Refusals come in the order: not_your_step, wrong_state, stale_version, conditions as the row lists them. */
export function decide(
  procedure: Procedure,
  state: CaseState | null,
  request: StepRequest,
  facts: Facts,
): Granted | Refusal {
  const rule = Object.hasOwn(procedure.steps, request.step) ? (procedure.steps[request.step] as StepRule) : undefined
  const { input } = request
  const caller: Viewer | null =
    request.part === null || request.part === 'gateway' ? null : { part: request.part, agencyId: request.agencyId }
  const shown = facts.shown ?? state
  if (rule === undefined || !isTheirs(rule, state, request, caller)) {
    return new Refusal(
      'not_your_step',
      `This step belongs to the ${rule?.by.join(' or the ').replaceAll('_', ' ') ?? 'procedure of another version'}.`,
      rule && { basis: basisIn(rule.basis, state?.domain ?? String(input.domain)) },
    )
  }
  const domain = state === null || bringsLetter(rule, input) ? String(input.domain) : state.domain
  const asking: Asking = { caller, shown, domain }
  const selected = selectInstances(rule, state, input, procedure, asking)
  if (selected instanceof Refusal && selected.code === 'wrong_state') return selected
  const about = selected instanceof Refusal ? undefined : concerned(rule, state, shown, input, selected)
  const untimely = duringRefusal(rule, state, domain, about instanceof Refusal ? undefined : about, shown)
  if (untimely !== null) return untimely
  if (request.seenVersion !== undefined && request.seenVersion !== (shown?.version ?? 0)) {
    return new Refusal('stale_version', `The case is at version ${shown?.version ?? 0}.`, {
      members: { currentVersion: shown?.version ?? 0 },
    })
  }
  if (selected instanceof Refusal) return selected
  if (about instanceof Refusal) return about

  const era = eraOf(dayText(localDay(request.atMs)))
  const gates: Gate[] = []
  const known: ConditionFacts = {
    state,
    shown,
    input,
    atMs: request.atMs,
    domain,
    about,
    moves: selected.moves,
    inviteeKind: facts.invitee?.kind,
  }
  for (const need of rule.needs) {
    const condition = procedure.conditions[need]
    if (condition === undefined) continue
    if (condition.kind === 'gate') {
      gates.push({ need, basis: basisIn(condition.basis, domain, era) })
      continue
    }
    const unmet = condition.test(known)
    if (unmet === null) continue
    const errors =
      unmet.errors ?? (unmet.pointer === undefined ? undefined : [{ pointer: unmet.pointer, detail: unmet.because }])
    return new Refusal(unmet.code, unmet.because, {
      basis: basisIn(condition.basis, domain, era),
      ...(errors && { errors }),
    })
  }

  const version = (state?.version ?? 0) + 1
  const at = instantText(request.atMs)
  const visibleTo = audience(rule, state, request, selected, facts)
  const withAlso = state === null ? selected.moves : alsoMoved(rule, state, selected.moves, about)
  const moves =
    withAlso.length === 0 ? withAlso : asReadersKnew(state, addressed(withAlso, rule, input, facts), visibleTo)
  const opens = openOthers(procedure, rule, state, request, selected, moves, about, domain, facts)
  const clockContext: ClockContext = {
    procedure,
    procedures: facts.procedures ?? ruleSets,
    state,
    rule,
    input,
    atMs: request.atMs,
    at,
    version,
    domain,
    calendar: facts.calendar,
    optIns: facts.optIns ?? noOptIns,
    about,
    moves,
    opens,
  }
  const advances = advanceClocks(clockContext)
  if (advances instanceof Refusal) return advances
  const starts: ClockStart[] = []
  const settles: ClockSettlement[] = []
  settleClocks(clockContext, settles)
  measureClocks(clockContext, starts, settles)
  startClocks(clockContext, starts, settles)
  const people = suspectsOf(input)
  // What an event has only sometimes is put in at the end: a literal that spreads costs more than all the law.
  const event: Made<CaseEvent> = {
    transferId: request.transferId,
    version,
    step: request.step,
    ruleSet: procedure.version,
    at,
    basis: basisIn(rule.basis, domain, era),
    by: { agencyId: request.agencyId, part: request.part ?? rule.opening?.as ?? 'gateway', clientId: request.clientId },
    officers: ((input.officers ?? []) as readonly NamedOfficer[]).map(nameOf),
    input,
    moves,
    opens,
    clocks: {
      starts,
      settles,
      advances:
        rule.clocks.resumes === undefined ? advances.advances : advances.advances.concat(resumeClocks(clockContext)),
    },
    parts: partChanges(state, facts, visibleTo),
    sets: setsOf(rule, state, input, domain, facts, people, visibleTo, about),
    letters: lettersOf(rule, input),
    adds: {
      materials: countOf(input.materials),
      items: countOf(input.seizedItems),
      receipts: rule.receipt ? 1 : 0,
    },
  }
  if (visibleTo !== undefined) event.visibleTo = visibleTo
  if (about !== undefined) event.about = about
  else if (state === null && people !== undefined) event.about = people.map(idOf)
  if (visibleTo !== undefined && starts.length > 0) event.clocks = unnamed(event.clocks, version)
  const discloses = disclosure(input, facts)
  if (discloses !== undefined) event.discloses = discloses
  const decider = input.decidedBy ?? (input.approval as { approvedBy?: unknown } | undefined)?.approvedBy
  const role = advances.approver ?? deciderOf(rule, request, facts)
  if (role !== undefined && decider !== undefined) {
    const { name, certificateNo } = decider as NamedOfficer
    event.decidedBy = { name, certificateNo, role }
  }
  return { event, rule, gates }
}

/** While it is being made, before anybody else has it. */
type Made<T> = { -readonly [Key in keyof T]: T[Key] }

const headOf: Readonly<Record<OrganKind, Role>> = {
  administrative: 'agency_head',
  public_security: 'police_chief',
  procuratorate: 'chief_procurator',
  court: 'court',
  government: 'gov_supervisor',
  justice_bureau: 'justice_bureau',
  supervisory_commission: 'supervisory_commission',
}
const kindOf: Partial<Record<Actor, OrganKind>> = {
  police_in_charge: 'public_security',
  supervisor: 'procuratorate',
  upper_supervisor: 'procuratorate',
  court: 'court',
  gov_supervisor: 'government',
  justice_bureau: 'justice_bureau',
  supervisory_commission: 'supervisory_commission',
}

/** Where no stage names an approver, the head of the unit that handles the case, or of the organ. */
function deciderOf({ decidedBy }: StepRule, { part }: StepRequest, { kind }: Facts): Role | undefined {
  if (decidedBy !== 'by_stage' && decidedBy !== 'own_head') return decidedBy
  const organ = kind ?? kindOf[part ?? 'sender'] ?? 'administrative'
  return decidedBy === 'by_stage' && organ === 'public_security' ? 'police_unit_head' : headOf[organ]
}

/** The step is the caller's by its part, by what is addressed to it, or because a case may begin with it. */
function isTheirs(rule: StepRule, state: CaseState | null, { part }: StepRequest, caller: Viewer | null): boolean {
  if (state === null) return rule.opening !== undefined && part === rule.opening.as
  if (part === null) return false
  if (rule.by.includes(part)) return true
  if (!rule.by.includes('addressee') || caller === null) return false
  const prefix = rule.of === undefined ? `${rule.track}/` : `${rule.track}/${rule.of}/`
  for (const key in state.instances) {
    const addressee = state.instances[key]?.addressee
    if (key.startsWith(prefix) && (addressee === caller.part || addressee === caller.agencyId)) return true
  }
  return false
}

function duringRefusal(
  rule: StepRule,
  state: CaseState | null,
  domain: string,
  about: readonly string[] | undefined,
  shown: CaseState | null,
): Refusal | null {
  if (rule.during === undefined || state === null) return null
  // The case stands where its caller sees it: a refusal for what is sealed from him would tell him of it.
  for (const { track, states, of } of rule.during) {
    if (!inOneOf(shown, track, states, of)) continue
    // What concerns suspects by name must find each of them there, by its own instance or the joint one.
    const joint = track === 'criminal' && inOneOf(shown, 'criminal', states, 'case')
    const all = track !== 'criminal' || joint || about === undefined
    if (all || about.every((id) => inOneOf(shown, 'criminal', states, id))) return null
  }
  const wanted = rule.during.map((d) => `${d.track} in ${d.states.join('/')}`).join(', or ')
  return new Refusal('wrong_state', `This is not the time: it needs ${wanted}.`, {
    basis: basisIn(rule.basis, domain),
    members: { states: statesOf(shown) },
  })
}

/** Instances of a track, or of one subject of it, that are in one of the states. */
function inStates(
  { instances }: CaseState,
  track: string,
  of: string | undefined,
  states: readonly string[],
): readonly InstanceKey[] {
  const prefix = of === undefined ? `${track}/` : `${track}/${of}/`
  const found: InstanceKey[] = []
  for (const key in instances)
    if (key.startsWith(prefix) && states.includes(instances[key]?.state ?? '')) found.push(key)
  return found.sort() // a kept state has its keys in another order; the event must not depend on it
}

/** The other instances that the act moves: where they stand so and concern the same suspects. */
function alsoMoved(
  rule: StepRule,
  state: CaseState,
  own: Selected['moves'],
  about: readonly string[] | undefined,
): Selected['moves'] {
  if (rule.also.length === 0) return own
  const moves = [...own]
  // What concerns the whole case ends with its last suspect.
  const undecided = rule.divides === true && !own.some((m) => subjectOf(m.instance) === 'case')
  for (const { track, of, from, to, unlessLeftIn } of rule.also) {
    for (const instance of inStates(state, track, of, from)) {
      const found = state.instances[instance]
      if (found === undefined || moves.some((m) => m.instance === instance)) continue
      const subjects = track === 'criminal' || track === 'coercive' ? [instance.split('/')[1] ?? ''] : found.about
      const hit =
        about === undefined || (subjects === undefined ? !undecided : subjects.some((id) => about.includes(id)))
      if (!hit) continue
      const left = unlessLeftIn !== undefined && leftIn(state, subjects, about, unlessLeftIn)
      if (!left) moves.push({ instance, from: found.state, to })
    }
  }
  return moves
}

/** Whether somebody whom a matter concerns, and not the act, stands there still, by an own instance or the joint one. */
function leftIn(
  state: CaseState,
  subjects: readonly string[] | undefined,
  about: readonly string[] | undefined,
  states: readonly string[],
): boolean {
  if (about === undefined) return false
  const joint = states.includes(state.instances[instanceKey('criminal', 'case', 1)]?.state ?? '')
  return (subjects ?? state.suspects.map(idOf)).some((id) => {
    const own = state.instances[instanceKey('criminal', id, 1)]
    return !about.includes(id) && (own === undefined ? joint : states.includes(own.state))
  })
}

/** What the step's own instance is addressed to and asks for. */
function addressed(moves: Selected['moves'], rule: StepRule, input: Input, facts: Facts): readonly CaseMove[] {
  const addressee = rule.addresses === 'actor' ? undefined : addresseeOf(rule.addresses, undefined, rule, facts)
  const replyBy = input.replyDueDate as string | undefined
  if (addressee === undefined && replyBy === undefined) return moves
  const own = `${rule.track}/`
  return moves.map((move) =>
    move.instance.startsWith(own)
      ? { ...move, ...(addressee !== undefined && { addressee }), ...(replyBy !== undefined && { replyBy }) }
      : move,
  )
}

/** A state that was entered in secret is named to nobody who may not know it. */
function asReadersKnew(
  state: CaseState | null,
  moves: readonly CaseMove[],
  visibleTo: readonly string[] | undefined,
): readonly CaseMove[] {
  if (visibleTo !== undefined || !moves.some((m) => state?.instances[m.instance]?.shown !== undefined)) return moves
  return moves.map(({ from: _, ...move }) => {
    const { shown, state: was } = state?.instances[move.instance] ?? {}
    const from = shown ?? was
    return from ? { ...move, from } : move
  })
}

const nameOf = ({ name, certificateNo }: NamedOfficer): NamedOfficer => ({ name, certificateNo })
const idOf = ({ id }: Suspect): string => id
const countOf = (list: unknown): number => (list as readonly unknown[] | undefined)?.length ?? 0

/** The part or agency an instance is addressed to. */
function addresseeOf(
  to: Part | 'invitee' | 'addressee' | undefined,
  own: string | undefined,
  rule: StepRule,
  { invitee }: Facts,
): string | undefined {
  if (to === 'addressee') return own
  if (to !== 'invitee') return to
  if (invitee === undefined) return rule.invites?.otherwise
  return isPrimary(invitee.part) ? invitee.part : invitee.agencyId
}

function openOthers(
  procedure: Procedure,
  rule: StepRule,
  state: CaseState | null,
  request: StepRequest,
  selected: Selected,
  moves: readonly CaseMove[],
  about: readonly string[] | undefined,
  domain: string,
  facts: Facts,
): readonly CaseOpening[] {
  const { input } = request
  const replyBy = input.replyDueDate as string | undefined
  const ownAddressee = rule.addresses === 'actor' ? keyOf(request) : addresseeOf(rule.addresses, undefined, rule, facts)
  const scope = rule.track === 'criminal' ? undefined : about
  const opens: CaseOpening[] = []
  const asker = Array.isArray(rule.visibleTo) ? keyOf(request) : undefined
  for (const { instance, state: to } of selected.opens)
    opens.push(opening(instance, to, scope, ownAddressee, undefined, replyBy, asker))
  const matter = (moves[0] ?? selected.opens[0])?.instance
  const standing = matter === undefined ? undefined : state?.instances[matter]?.addressee
  for (const open of rule.opens) {
    if (open.when !== undefined && !procedure.occasions[open.when]?.({ state, input, domain })) continue
    const addressee = addresseeOf(open.addressee, ownAddressee ?? standing, rule, facts)
    const ofMatter = matter?.startsWith('criminal/') || matter?.startsWith('service/') ? undefined : matter
    const instance = instanceKey(open.track, open.subject, nextNo(state, open.track, open.subject))
    opens.push(opening(instance, open.state, about, addressee, ofMatter, replyBy, asker))
  }
  for (const id of rule.duties) {
    const duty = procedure.duties[id]
    if (duty === undefined || (duty.domains !== undefined && !duty.domains.includes(domain))) continue
    if (duty.when !== undefined && !procedure.occasions[duty.when]?.({ state, input, domain })) continue
    const instance = instanceKey('duty', id, nextNo(state, 'duty', id))
    const owner = duty.owner === 'actor' ? keyOf(request) : duty.owner
    opens.push(opening(instance, duty.done === undefined ? 'owed' : 'done', about, owner))
  }
  return opens
}

function opening(
  instance: InstanceKey,
  state: string,
  about?: readonly string[],
  addressee?: string,
  matter?: InstanceKey,
  replyBy?: string,
  asker?: string,
): CaseOpening {
  const made: Made<CaseOpening> = { instance, state }
  if (about !== undefined) made.about = about
  if (addressee !== undefined) made.addressee = addressee
  if (matter !== undefined) made.matter = matter
  if (replyBy !== undefined) made.replyBy = replyBy
  if (asker !== undefined) made.asker = asker
  return made
}

/** A check that finds nothing missing sends no supplement notice. */
function lettersOf(rule: StepRule, input: Input): readonly string[] {
  return countOf(input.missing) === 0 && rule.letters.includes('supplement_notice')
    ? rule.letters.filter((letter) => letter !== 'supplement_notice')
    : rule.letters
}

/** The people whom an input names in full: the suspects of a letter, or the parties of a case that begins otherwise. */
function suspectsOf(input: Input): readonly Suspect[] | undefined {
  const named = (input.parties ?? input.suspects) as readonly (Suspect | string)[] | undefined
  if (named === undefined || typeof named[0] === 'string') return undefined
  return (named as readonly Suspect[]).map((s, i) => ({ id: `s${i + 1}`, kind: s.kind, name: s.name }))
}

/** Only what sets the criminal track going says anew what the case is about. */
const bringsLetter = (rule: StepRule, input: Input): boolean =>
  rule.opening !== undefined && rule.track === 'criminal' && input.domain !== undefined

function setsOf(
  rule: StepRule,
  state: CaseState | null,
  input: Input,
  domain: string,
  facts: Facts,
  people: readonly Suspect[] | undefined,
  visibleTo: readonly string[] | undefined,
  about: readonly string[] | undefined,
): CaseEvent['sets'] {
  if (state === null || bringsLetter(rule, input)) {
    return {
      domain,
      regionCode: state?.regionCode ?? facts.regionCode ?? '',
      suspects: people ?? state?.suspects ?? [],
      gaps: (input.acknowledgedGaps as CaseState['gaps'] | undefined) ?? [],
      custody: custodyOf(input, domain),
      ...(priorFine(input) && { fined: true }),
    }
  }
  const fined = about === undefined && isFine(input.fine) ? { fined: true } : {}
  // Whoever joins a case learns what it is, also where the entries that said so are sealed from it.
  if (facts.parts !== undefined || facts.invitee?.begins) {
    return {
      domain: state.domain,
      regionCode: state.regionCode,
      ...(visibleTo === undefined && { suspects: state.suspects, gaps: state.gaps, custody: state.custody }),
      ...fined,
    }
  }
  return fined
}

/** Goods under a coercive measure go with the case (AEL 21); drug cases as their measures say; else after the filing (R310 12). */
function custodyOf(input: Input, domain: string): CaseState['custody'] {
  if (input.custody !== undefined) return input.custody as CaseState['custody']
  const items = (input.seizedItems ?? []) as readonly { measure?: string }[]
  const held = items.some(({ measure }) => measure === 'sealed' || measure === 'seized' || measure === 'frozen')
  return domain === 'drug' || held ? 'with_transfer' : 'after_filing'
}

function priorFine(input: Input): boolean {
  const prior = (input.priorPenalties ?? []) as readonly { sameFacts: boolean; fine?: string }[]
  return prior.some(({ sameFacts, fine }) => sameFacts && isFine(fine))
}

/** Readers of a sealed entry, as parts and agencies; undefined = every party. */
function audience(
  rule: StepRule,
  state: CaseState | null,
  request: StepRequest,
  { moves }: Selected,
  facts: Facts,
): readonly string[] | undefined {
  if (rule.visibleTo === 'parties') return undefined
  // Whoever was only shown the entry still sees what it says of it itself.
  if (rule.visibleTo === 'as_the_entry')
    return facts.entryReaders && [...new Set([...facts.entryReaders, keyOf(request)])].sort()
  const readers = new Set<string>()
  if (rule.visibleTo === 'as_the_paper') {
    if (!moves.some(({ instance }) => state?.instances[instance]?.asker !== undefined)) return undefined
    readers.add(keyOf(request))
  }
  for (const reader of rule.visibleTo === 'as_the_paper' ? [] : (rule.visibleTo as readonly Reader[])) {
    if (reader === 'actor') readers.add(keyOf(request))
    else if (reader === 'invitee') readers.add(addresseeOf('invitee', undefined, rule, facts) ?? '')
    else if (reader === 'addressee') {
      for (const { instance } of moves) readers.add(state?.instances[instance]?.addressee ?? '')
    } else readers.add(reader)
  }
  // Whoever opened a matter in secret reads the answer.
  for (const { instance } of moves) readers.add(state?.instances[instance]?.asker ?? '')
  readers.delete('')
  return [...readers].sort()
}

const keyOf = ({ part, agencyId }: StepRequest): string => (part !== null && isPrimary(part) ? part : agencyId)

function disclosure(input: Input, { invitee }: Facts): CaseEvent['discloses'] {
  const versions = input.discloseVersions as readonly number[] | undefined
  if (versions === undefined || invitee === undefined) return undefined
  const to = isPrimary(invitee.part) ? invitee.part : invitee.agencyId
  return { to, versions: [...new Set(versions)].sort((a, b) => a - b) }
}

/** The key of a clock that begins in a sealed entry says nothing: a later entry for every party may have to name it. */
function unnamed(clocks: CaseEvent['clocks'], version: number): CaseEvent['clocks'] {
  const names = new Map(clocks.starts.map(({ key }, i) => [key, `sealed:${version}:${i + 1}`]))
  const under = <T extends { readonly key: string }>(clock: T) => ({ ...clock, key: names.get(clock.key) ?? clock.key })
  return { ...clocks, starts: clocks.starts.map(under), settles: clocks.settles.map(under) }
}

const noChange: CaseEvent['parts'] = { begins: [], ends: [] }

function partChanges(
  state: CaseState | null,
  { parts, invitee, self }: Facts,
  visibleTo: readonly string[] | undefined,
): CaseEvent['parts'] {
  if (parts === undefined && self === undefined && invitee?.begins !== true) return noChange
  const begins: PartChange[] = []
  const ends: PartChange[] = []
  for (const part of parts === undefined ? [] : allParts) {
    const agencyId = parts?.[part]
    const former = state?.parts[part]
    if (agencyId === undefined || former === agencyId) continue
    if (former !== undefined) ends.push({ part, agencyId: former })
    begins.push({ part, agencyId })
  }
  if (self !== undefined) begins.push(self)
  if (invitee?.begins) begins.push({ part: invitee.part, agencyId: invitee.agencyId })
  if (state === null || begins.length === 0) return { begins, ends }
  const known = visibleTo === undefined ? openHolders(state) : holders(state)
  const stands = known.filter(
    (h) =>
      !ends.some((e) => e.part === h.part && e.agencyId === h.agencyId) &&
      (visibleTo === undefined || visibleTo.includes(h.part) || visibleTo.includes(h.agencyId)),
  )
  return { begins, ends, ...(stands.length > 0 && { stands }) }
}

/** Clocks of one audience at a time: what is sealed from a party must not come to it in an entry for all. */
function firstAudience(state: CaseState, keys: readonly string[]): { keys: string[]; visibleTo?: readonly string[] } {
  const readersOf = (key: string) => state.clocks[key]?.visibleTo?.join(' ') ?? ''
  const wanted = readersOf(keys[0] ?? '')
  const visibleTo = state.clocks[keys[0] ?? '']?.visibleTo
  return { keys: keys.filter((key) => readersOf(key) === wanted), ...(visibleTo && { visibleTo }) }
}

/**
 * What the gateway itself records when periods run out: duties stay owed and are raised, rights lapse, waiting ends. Null
 * where nothing is due; ask again until it is.
 */
export function expiry(
  procedure: Procedure,
  state: CaseState,
  transferId: string,
  atMs: number,
  procedures: readonly Procedure[] = ruleSets,
): Granted | null {
  const due = Object.keys(state.clocks)
    .filter((key) => {
      const clock = state.clocks[key]
      return clock?.status === 'running' && clock.expiredVersion === undefined && atMs > Date.parse(clock.breach)
    })
    .sort()
  if (due.length === 0) return null
  const { keys, visibleTo } = firstAudience(state, due)
  const settles: CaseEvent['clocks']['settles'][number][] = []
  const expires: string[] = []
  for (const key of keys) {
    const clock = state.clocks[key] as CaseState['clocks'][string]
    const { kind } = clockRule(ownSet(clock, procedure, procedures), clock.rule)
    if (kind === undefined) expires.push(key)
    else settles.push({ key, status: kind === 'right' ? 'lapsed' : 'ended' })
  }
  const clocks = { starts: [], settles, advances: [], ...(expires.length > 0 && { expires }) }
  return ofTheGateway(procedure, state, transferId, atMs, 'period_expired', visibleTo, clocks)
}

/** Running clocks counted again with another calendar; null where nothing moves. Ask again until it is. */
export function recounting(
  procedure: Procedure,
  state: CaseState,
  transferId: string,
  atMs: number,
  calendar: Calendar,
  procedures: readonly Procedure[] = ruleSets,
): Granted | null {
  const moved = recountClocks(state, procedure, procedures, calendar)
  if (moved.length === 0) return null
  const { keys, visibleTo } = firstAudience(
    state,
    moved.map((a) => a.key),
  )
  const advances = moved.filter((a) => keys.includes(a.key))
  return ofTheGateway(procedure, state, transferId, atMs, 'clocks_recounted', visibleTo, {
    starts: [],
    settles: [],
    advances,
  })
}

/** No organ: the gateway's own acts carry this id. */
export const gatewayId = '00000000-0000-0000-0000-000000000000'

function ofTheGateway(
  procedure: Procedure,
  state: CaseState,
  transferId: string,
  atMs: number,
  step: string,
  visibleTo: readonly string[] | undefined,
  clocks: CaseEvent['clocks'],
): Granted {
  const rule = procedure.steps[step] as StepRule
  return {
    rule,
    gates: [],
    event: {
      transferId,
      version: state.version + 1,
      step,
      ruleSet: procedure.version,
      at: instantText(atMs),
      basis: rule.basis,
      by: { agencyId: gatewayId, part: 'gateway', clientId: 'gateway' },
      officers: [],
      ...(visibleTo && { visibleTo }),
      input: {},
      moves: [],
      opens: [],
      clocks,
      parts: noChange,
      sets: {},
      letters: [],
      adds: { materials: 0, items: 0, receipts: 0 },
    },
  }
}
