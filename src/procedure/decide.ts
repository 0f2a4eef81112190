// Grants one event or returns one refusal. Pure and generic: what is lawful stands in the table, what is asked comes from
// the caller, and the same question always gets the same answer.
import { Refusal } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import { basisIn, type Citation } from './citation.ts'
import { instantText } from './instants.ts'
import { ruleSets } from './rule-sets.ts'
import { advanceClocks, type ClockContext, measureClocks, settleClocks, startClocks } from './running.ts'
import { selectInstances } from './select.ts'
import {
  type CaseEvent,
  type CaseState,
  inOneOf,
  instanceKey,
  type NamedOfficer,
  nextNo,
  type Part,
  type PartChange,
  type Suspect,
  statesOf,
} from './state.ts'
import type { AnyStep, Input, Procedure } from './table.ts'

export interface StepRequest {
  readonly transferId: string
  readonly step: string
  /** Parsed by the step's contract. */
  readonly input: Input
  /** The legal time of the act, epoch milliseconds. */
  readonly atMs: number
  /** The caller's part in the case; null where it has none. */
  readonly part: Part | null
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
  readonly rule: AnyStep
  readonly gates: readonly Gate[]
}

/** Refusals come in the order: not_your_step, wrong_state, stale_version, conditions as the row lists them. */
export function decide(
  procedure: Procedure,
  state: CaseState | null,
  request: StepRequest,
  facts: Facts,
): Granted | Refusal {
  const rule = Object.hasOwn(procedure.steps, request.step) ? (procedure.steps[request.step] as AnyStep) : undefined
  if (rule === undefined || (request.part !== rule.by && rule.parts !== 'opens')) {
    return new Refusal(
      'not_your_step',
      `This step belongs to the ${rule?.by.replaceAll('_', ' ') ?? 'procedure of another version'}.`,
      rule && { basis: rule.basis },
    )
  }
  const domain = rule.parts === 'opens' ? String(request.input.domain) : (state?.domain ?? '')
  const moved = selectInstances(rule, state, request.input, procedure)
  if (moved instanceof Refusal && moved.code === 'wrong_state') return moved
  for (const during of rule.during ?? []) {
    if (!inOneOf(state, during.track, during.states)) {
      return new Refusal('wrong_state', `The ${during.track} track must be in ${during.states.join(' or ')}.`, {
        basis: basisIn(rule.basis, domain),
        members: { states: statesOf(state) },
      })
    }
  }
  if (request.seenVersion !== undefined && request.seenVersion !== (state?.version ?? 0)) {
    return new Refusal('stale_version', `The case is at version ${state?.version ?? 0}.`, {
      members: { currentVersion: state?.version ?? 0 },
    })
  }
  if (moved instanceof Refusal) return moved

  const gates: Gate[] = []
  for (const need of rule.needs) {
    const condition = procedure.conditions[need]
    if (condition === undefined) continue
    if (condition.kind === 'gate') {
      gates.push({ need, basis: basisIn(condition.basis, domain) })
      continue
    }
    const unmet = condition.test({ state, input: request.input, atMs: request.atMs })
    if (unmet === null) continue
    const errors =
      unmet.errors ?? (unmet.pointer === undefined ? undefined : [{ pointer: unmet.pointer, detail: unmet.because }])
    return new Refusal(unmet.code, unmet.because, {
      basis: basisIn(condition.basis, domain),
      ...(errors && { errors }),
    })
  }

  const version = (state?.version ?? 0) + 1
  const at = instantText(request.atMs)
  const { input } = request
  const starting = rule.parts === 'opens'
  const opens = openOthers(rule, state, input, moved.opens)
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
    moves: moved.moves,
    opens,
  }

  const advances = advanceClocks(clockContext)
  if (advances instanceof Refusal) return advances
  const measured = measureClocks(clockContext)
  const decided: CaseEvent = {
    transferId: request.transferId,
    version,
    step: request.step,
    ruleSet: procedure.version,
    at,
    basis: basisIn(rule.basis, domain),
    by: { agencyId: request.agencyId, part: rule.by, clientId: request.clientId },
    officers: (input.officers as readonly NamedOfficer[]).map(nameOf),
    input,
    moves: moved.moves,
    opens,
    clocks: {
      starts: measured.starts.concat(startClocks(clockContext)),
      settles: settleClocks(clockContext).concat(measured.settles),
      advances: advances.advances,
    },
    parts: rule.parts === undefined ? noChange : partChanges(state, facts),
    sets: starting
      ? { domain, regionCode: facts.regionCode ?? '', suspects: suspectsOf(input), gaps: gapsOf(input) }
      : {},
    letters: lettersOf(rule, input),
    adds: {
      materials: countOf(input.materials),
      items: countOf(input.seizedItems),
      receipts: rule.receipt ? 1 : 0,
    },
  }
  const decider = input.decidedBy ?? (input.approval as { approvedBy?: unknown } | undefined)?.approvedBy
  const role = advances.approver ?? (rule.decidedBy === 'by_stage' ? 'police_unit_head' : rule.decidedBy)
  if (role === undefined || decider === undefined) return { event: decided, rule, gates }
  const { name, certificateNo } = decider as NamedOfficer
  return { event: { ...decided, decidedBy: { name, certificateNo, role } }, rule, gates }
}

const nameOf = ({ name, certificateNo }: NamedOfficer): NamedOfficer => ({ name, certificateNo })
const countOf = (list: unknown): number => (list as readonly unknown[] | undefined)?.length ?? 0

function openOthers(rule: AnyStep, state: CaseState | null, input: Input, own: CaseEvent['opens']): CaseEvent['opens'] {
  if (rule.opens === undefined) return own
  const opens = [...own]
  for (const open of rule.opens) {
    if (open.when === 'items' && countOf(input.seizedItems) === 0) continue
    if (open.when === 'missing' && countOf(input.missing) === 0) continue
    opens.push({
      instance: instanceKey(open.track, open.subject, nextNo(state, open.track, open.subject)),
      state: open.state,
    })
  }
  return opens
}

/** A check that finds nothing missing sends no supplement notice. */
function lettersOf(rule: AnyStep, input: Input): readonly string[] {
  return countOf(input.missing) === 0 && rule.letters.includes('supplement_notice')
    ? rule.letters.filter((letter) => letter !== 'supplement_notice')
    : rule.letters
}

function suspectsOf(input: Input): readonly Suspect[] {
  return (input.suspects as readonly { kind: 'person' | 'unit'; name: string }[]).map((s, i) => ({
    id: `s${i + 1}`,
    kind: s.kind,
    name: s.name,
  }))
}

function gapsOf(input: Input): CaseState['gaps'] {
  return (input.acknowledgedGaps as CaseState['gaps'] | undefined) ?? []
}

const noChange: CaseEvent['parts'] = { begins: [], ends: [] }

function partChanges(state: CaseState | null, facts: Facts): CaseEvent['parts'] {
  const begins: PartChange[] = []
  const ends: PartChange[] = []
  for (const [part, agencyId] of Object.entries(facts.parts ?? {}) as [Part, string][]) {
    const former = state?.parts[part]
    if (former === agencyId) continue
    if (former !== undefined) ends.push({ part, agencyId: former })
    begins.push({ part, agencyId })
  }
  return { begins, ends }
}
