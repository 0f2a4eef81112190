// The clocks an act starts, stops, ends, advances or measures. A clock hangs on an instance and its anchor event; a
// running clock keeps the rule set it was started under.
import { Refusal } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import { dueAt, inTime } from './clock.ts'
import {
  type CaseEvent,
  type CaseState,
  type ClockAdvance,
  type ClockSettlement,
  type ClockStart,
  instanceParts,
} from './state.ts'
import type { AnyStep, ClockRule, Input, Procedure, Role, Stage } from './table.ts'

export interface ClockContext {
  readonly procedure: Procedure
  readonly state: CaseState | null
  readonly rule: AnyStep
  readonly input: Input
  readonly atMs: number
  readonly at: string
  readonly version: number
  readonly domain: string
  readonly calendar: Calendar
  readonly moves: CaseEvent['moves']
  readonly opens: CaseEvent['opens']
}

/** The stages of a clock in a domain: the override where there is one, and only what is in force. */
export function stagesOf(rule: ClockRule<string>, domain: string): readonly Stage[] {
  return (rule.overrides?.[domain] ?? rule.stages).filter((s) => s.enabled !== false)
}

const clockRule = (procedure: Procedure, id: string) => procedure.clocks[id] as ClockRule<string>

function begin(context: ClockContext, id: string, on: string, anchorAt: string): ClockStart | null {
  const rule = clockRule(context.procedure, id)
  if (rule.domains !== undefined && !rule.domains.includes(context.domain)) return null
  const first = stagesOf(rule, context.domain)[0]
  if (first === undefined) return null
  const due = dueAt(first.period, Date.parse(anchorAt), context.calendar)
  return {
    key: `${id}:${on}:${context.version}`,
    rule: id,
    ruleSet: context.procedure.version,
    on,
    stage: 0,
    basis: first.basis,
    anchorAt,
    anchorVersion: context.version,
    ...due,
    calendar: context.calendar.version,
  }
}

/** On the instances that this act moves or opens on the clock's track; else on every open instance of that track. */
function hooks(context: ClockContext, track: string): string[] {
  const touched = [...context.moves.map((m) => m.instance), ...context.opens.map((o) => o.instance)].filter((key) =>
    key.startsWith(`${track}/`),
  )
  if (touched.length > 0) return touched
  const states = context.procedure.tracks[track]?.states ?? {}
  return Object.entries(context.state?.instances ?? {})
    .filter(([key, instance]) => key.startsWith(`${track}/`) && states[instance.state]?.final !== true)
    .map(([key]) => key)
}

export function startClocks(context: ClockContext): ClockStart[] {
  const starts: ClockStart[] = []
  for (const id of context.rule.clocks?.starts ?? []) {
    for (const on of hooks(context, clockRule(context.procedure, id).on)) {
      const start = begin(context, id, on, context.at)
      if (start !== null) starts.push(start)
    }
  }
  return starts
}

/** Clocks that began and ended with this act: kept, because their outcome is counted. */
export function measureClocks(context: ClockContext): { starts: ClockStart[]; settles: ClockSettlement[] } {
  const starts: ClockStart[] = []
  const settles: ClockSettlement[] = []
  for (const { clock, from, until } of context.rule.clocks?.measures ?? []) {
    const anchorAt = context.procedure.anchors[from]?.(context.state, context.input)
    const on = [...context.moves.map((m) => m.instance), ...context.opens.map((o) => o.instance)][0]
    if (anchorAt === undefined || on === undefined) continue
    const start = begin(context, clock, on, new Date(anchorAt).toISOString())
    if (start === null) continue
    starts.push(start)
    const doneAt = until === undefined ? context.at : context.procedure.anchors[until]?.(context.state, context.input)
    const doneMs = Date.parse(doneAt ?? context.at)
    settles.push({ key: start.key, status: inTime(doneMs, start.breach) ? 'met' : 'breached' })
  }
  return { starts, settles }
}

/** Running clocks of these rules that hang on an instance this act moves, or on another track than the act's own. */
function affected(context: ClockContext, ids: readonly string[]): [string, CaseState['clocks'][string]][] {
  const moved = new Set(context.moves.map((m) => m.instance))
  return Object.entries(context.state?.clocks ?? {}).filter(([, clock]) => {
    if (clock.status !== 'running' || !ids.includes(clock.rule)) return false
    return moved.has(clock.on) || instanceParts(clock.on).track !== context.rule.track
  })
}

export function settleClocks(context: ClockContext): ClockSettlement[] {
  return affected(context, context.rule.clocks?.stops ?? []).map(([key, clock]) => ({
    key,
    status: inTime(context.atMs, clock.breach) ? 'met' : 'breached',
  }))
}

export function endClocks(context: ClockContext): ClockSettlement[] {
  return affected(context, context.rule.clocks?.ends ?? []).map(([key]) => ({ key, status: 'ended' }))
}

/** The next stage, where the instrument has one for the ground named and the former stage has not run out. */
export function advanceClocks(context: ClockContext): { advances: ClockAdvance[]; approver?: Role } | Refusal {
  const ids = context.rule.clocks?.advances ?? []
  if (ids.length === 0) return { advances: [] }
  const advances: ClockAdvance[] = []
  let approver: Role | undefined
  for (const [key, clock] of affected(context, ids)) {
    const stages = stagesOf(clockRule(context.procedure, clock.rule), context.domain)
    const next = stages.findIndex((s, i) => i > clock.stage && s.ground === context.input.ground)
    const stage = stages[next]
    if (stage === undefined) {
      return new Refusal(
        'no_further_stage',
        `No instrument in force for this domain gives a further stage on the ground ${String(context.input.ground)}.`,
        { basis: clock.basis, errors: [{ pointer: '/ground', detail: 'no further stage on this ground' }] },
      )
    }
    if (!inTime(context.atMs, clock.breach)) {
      return new Refusal(
        'stage_expired',
        `The present stage ended on ${clock.localDate}; an extension must be approved before.`,
        { basis: stage.basis },
      )
    }
    const due = dueAt(stage.period, Date.parse(clock.anchorAt), context.calendar)
    approver = stage.approver
    advances.push({ key, stage: next, basis: stage.basis, ...due, calendar: context.calendar.version })
  }
  if (advances.length === 0)
    return new Refusal('wrong_state', 'No review period is running.', { basis: context.rule.basis })
  return approver === undefined ? { advances } : { advances, approver }
}

/** Waiting clocks: what will start, on which step, whose duty. For a receipt to list as not yet running. */
export function waitingClocks(
  procedure: Procedure,
  domain: string,
  steps: readonly string[],
): { rule: string; startsWith: string; basis: readonly string[]; period: { amount: number; unit: string } }[] {
  const waiting = []
  for (const step of steps) {
    for (const id of procedure.steps[step]?.clocks?.starts ?? []) {
      const rule = clockRule(procedure, id)
      const first = stagesOf(rule, domain)[0]
      if (first === undefined || (rule.domains !== undefined && !rule.domains.includes(domain))) continue
      waiting.push({ rule: id, startsWith: step, basis: first.basis, period: first.period })
    }
  }
  return waiting
}
