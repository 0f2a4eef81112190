// Grants one event or returns one refusal. Pure and generic: what is lawful stands in the table, what is asked comes from
// the caller, and the same question always gets the same answer.
import { localDay, Refusal } from '../kernel/index.ts'
import type { Facts, Gate, Granted, Made, StepRequest } from './asking.ts'
import { bringsLetter, countOf, idOf, lettersOf, nameOf, setsOf, suspectsOf } from './brings.ts'
import { carry, withBatches } from './carrying.ts'
import { basisIn, eraOf } from './citation.ts'
import { concerned } from './concerned.ts'
import { addressed, alsoMoved, asReadersKnew, openOthers } from './entailed.ts'
import { dayText, instantText } from './instants.ts'
import { startNamed } from './named-clock.ts'
import { audience, disclosure, partChanges, unnamed } from './readers.ts'
import { ruleSets } from './rule-sets.ts'
import { advanceClocks, type ClockContext, measureClocks, resumeClocks, settleClocks, startClocks } from './running.ts'
import { type Asking, selectInstances } from './select.ts'
import type { OptIns } from './stages.ts'
import {
  type Actor,
  type CaseEvent,
  type CaseState,
  type ClockSettlement,
  type ClockStart,
  inOneOf,
  type NamedOfficer,
  statesOf,
  type Viewer,
} from './state.ts'
import type { ConditionFacts, OrganKind, Procedure, Role, StepRule } from './table.ts'

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
  const selected = selectInstances(rule, state, withBatches(rule.carries, input, facts.items), procedure, asking)
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
    carries: rule.carries,
    items: facts.items,
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
  const is = (occasion: string) => procedure.occasions[occasion]?.({ state, input, domain }) === true
  const withAlso = state === null ? selected.moves : alsoMoved(rule, state, selected.moves, about, is)
  const items = carry(rule, state, input, withAlso, facts.items)
  const left = items?.moves ?? withAlso
  const moves = left.length === 0 ? left : asReadersKnew(state, addressed(left, rule, input, facts), visibleTo)
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
  const unnamedClock = startNamed(clockContext, caller, shown, starts)
  if (unnamedClock !== null) return unnamedClock
  const people = suspectsOf(input, state)
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
  if (items !== undefined) event.itemMovements = items.movements
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
  if (rule.onlyImported === true && shown?.imported === undefined)
    return new Refusal('wrong_state', 'This case began here: nothing of it was taken over.', {
      basis: basisIn(rule.basis, domain),
      members: { states: statesOf(shown) },
    })
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
