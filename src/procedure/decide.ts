// Grants one event or returns one refusal. Pure and generic: what is lawful stands in the table, what is asked comes from
// the caller, and the same question always gets the same answer.
import { Refusal } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import type { Citation } from './citation.ts'
import { advanceClocks, endClocks, measureClocks, settleClocks, startClocks } from './running.ts'
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
  const rule = procedure.steps[request.step] as AnyStep | undefined
  if (rule === undefined || (request.part !== rule.by && rule.parts !== 'opens')) {
    return new Refusal(
      'not_your_step',
      `This step belongs to the ${rule?.by.replaceAll('_', ' ') ?? 'procedure of another version'}.`,
      rule && { basis: rule.basis },
    )
  }
  const moved = selectInstances(rule, state, request.input, procedure)
  if (moved instanceof Refusal && moved.code === 'wrong_state') return moved
  for (const during of rule.during ?? []) {
    if (!inOneOf(state, during.track, during.states)) {
      return new Refusal('wrong_state', `The ${during.track} track must be in ${during.states.join(' or ')}.`, {
        basis: rule.basis,
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
      gates.push({ need, basis: condition.basis })
      continue
    }
    const unmet = condition.test({ state, input: request.input, atMs: request.atMs })
    if (unmet === null) continue
    const errors =
      unmet.errors ?? (unmet.pointer === undefined ? undefined : [{ pointer: unmet.pointer, detail: unmet.because }])
    return new Refusal(unmet.code, unmet.because, { basis: condition.basis, ...(errors && { errors }) })
  }

  const version = (state?.version ?? 0) + 1
  const at = new Date(request.atMs).toISOString()
  const suspects = rule.parts === 'opens' ? suspectsOf(request.input) : (state?.suspects ?? [])
  const domain = rule.parts === 'opens' ? String(request.input.domain) : (state?.domain ?? '')
  const opens = [...moved.opens, ...openOthers(rule, state, request.input)]
  const clockContext = {
    procedure,
    state,
    rule,
    input: request.input,
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
  const settles = [...settleClocks(clockContext), ...endClocks(clockContext), ...measured.settles]
  const decider =
    request.input.decidedBy ?? (request.input.approval as { approvedBy?: unknown } | undefined)?.approvedBy
  const role = advances.approver ?? (rule.decidedBy === 'by_stage' ? 'police_unit_head' : rule.decidedBy)
  const materials = request.input.materials as readonly unknown[] | undefined

  const event: CaseEvent = {
    transferId: request.transferId,
    version,
    step: request.step,
    ruleSet: procedure.version,
    at,
    basis: rule.basis,
    by: { agencyId: request.agencyId, part: rule.by, clientId: request.clientId },
    officers: (request.input.officers as readonly NamedOfficer[]).map(({ name, certificateNo }) => ({
      name,
      certificateNo,
    })),
    ...(role !== undefined && decider !== undefined && { decidedBy: { ...nameOf(decider as NamedOfficer), role } }),
    input: request.input,
    moves: moved.moves,
    opens,
    clocks: { starts: [...measured.starts, ...startClocks(clockContext)], settles, advances: advances.advances },
    parts: partChanges(rule, state, facts),
    sets:
      rule.parts === 'opens'
        ? { domain, regionCode: facts.regionCode ?? '', suspects, gaps: gapsOf(request.input) }
        : {},
    letters: rule.letters.filter(
      (letter) => letter !== 'supplement_notice' || opens.some((o) => o.instance.startsWith('supplement/')),
    ),
    adds: {
      materials: materials?.length ?? 0,
      items: (request.input.seizedItems as readonly unknown[] | undefined)?.length ?? 0,
      receipts: rule.receipt ? 1 : 0,
    },
  }
  return { event, rule, gates }
}

const nameOf = ({ name, certificateNo }: NamedOfficer): NamedOfficer => ({ name, certificateNo })

function openOthers(rule: AnyStep, state: CaseState | null, input: Input): CaseEvent['opens'] {
  const opens: { instance: string; state: string }[] = []
  for (const open of rule.opens ?? []) {
    if (open.when === 'items' && ((input.seizedItems as readonly unknown[] | undefined)?.length ?? 0) === 0) continue
    if (open.when === 'missing' && ((input.missing as readonly unknown[] | undefined)?.length ?? 0) === 0) continue
    opens.push({
      instance: instanceKey(open.track, open.subject, nextNo(state, open.track, open.subject)),
      state: open.state,
    })
  }
  return opens
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

function partChanges(rule: AnyStep, state: CaseState | null, facts: Facts): CaseEvent['parts'] {
  if (rule.parts === undefined) return { begins: [], ends: [] }
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
