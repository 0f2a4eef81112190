// The clocks an act starts, stops, ends, advances or measures. A clock hangs on an instance and its anchor event; a
// running clock keeps the rule set it was started under.
import { Refusal } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import { type DueInstants, dueAt, dueInstants, dueTexts, inTime } from './clock.ts'
import { instantMs, instantText } from './instants.ts'
import { clockRule, firstStage, laterStages } from './stages.ts'
import type { CaseEvent, CaseState, ClockAdvance, ClockSettlement, ClockStart, ClockState } from './state.ts'
import type { AnyStep, Input, Procedure, Role, Stage } from './table.ts'

export interface ClockContext {
  readonly procedure: Procedure
  /** The sets that running clocks may have begun under. */
  readonly procedures: readonly Procedure[]
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

function reckon(context: ClockContext, id: string, anchorMs: number) {
  const stage = firstStage(clockRule(context.procedure, id), context.domain)
  return stage && { stage, due: dueInstants(stage.period, anchorMs, context.calendar) }
}

function begin(
  context: ClockContext,
  id: string,
  on: string,
  anchorMs: number,
  stage: Stage,
  due: DueInstants,
): ClockStart {
  const { target, breach, localDate, provisional } = dueTexts(due)
  return {
    key: `${id}:${on}:${context.version}`,
    rule: id,
    ruleSet: context.procedure.version,
    on,
    stage: 0,
    basis: stage.basis,
    anchorAt: anchorMs === context.atMs ? context.at : instantText(anchorMs),
    anchorVersion: context.version,
    target,
    breach,
    localDate,
    provisional,
    calendar: context.calendar.version,
  }
}

/** Instances that this act moves or opens on the track, in the order of the event. */
function touched(context: ClockContext, track: string): string[] {
  const prefix = `${track}/`
  const keys: string[] = []
  for (const { instance } of context.moves) if (instance.startsWith(prefix)) keys.push(instance)
  for (const { instance } of context.opens) if (instance.startsWith(prefix)) keys.push(instance)
  return keys
}

/** On the instances that this act moves or opens on the clock's track; else on every open instance of that track. */
function hooks(context: ClockContext, track: string): string[] {
  const keys = touched(context, track)
  if (keys.length > 0 || context.state === null) return keys
  const { instances } = context.state
  const states = context.procedure.tracks[track]?.states ?? {}
  const prefix = `${track}/`
  for (const key in instances) {
    if (key.startsWith(prefix) && states[instances[key]?.state ?? '']?.final !== true) keys.push(key)
  }
  return keys.sort() // a kept state has its keys in another order; the event must not depend on it
}

/** The first act anchors a period; a second notice of the same thing does not begin it anew. */
function runs(state: CaseState | null, id: string, on: string): boolean {
  for (const key in state?.clocks) {
    const clock = state?.clocks[key] as ClockState
    if (clock.status === 'running' && clock.rule === id && clock.on === on) return true
  }
  return false
}

export function startClocks(context: ClockContext): ClockStart[] {
  const starts: ClockStart[] = []
  for (const id of context.rule.clocks?.starts ?? []) {
    for (const on of hooks(context, clockRule(context.procedure, id).on)) {
      if (runs(context.state, id, on)) continue
      const first = reckon(context, id, context.atMs)
      if (first !== undefined) starts.push(begin(context, id, on, context.atMs, first.stage, first.due))
    }
  }
  return starts
}

/** Clocks that began and ended with this act: kept, because their outcome is counted. */
export function measureClocks(context: ClockContext): { starts: ClockStart[]; settles: ClockSettlement[] } {
  const starts: ClockStart[] = []
  const settles: ClockSettlement[] = []
  const { state, input, at, procedure } = context
  for (const { clock, from, until } of context.rule.clocks?.measures ?? []) {
    const anchorAt = procedure.anchors[from]?.(state, input, at)
    const on = touched(context, clockRule(procedure, clock).on)[0] ?? (context.moves[0] ?? context.opens[0])?.instance
    if (anchorAt === undefined || on === undefined) continue
    const anchorMs = instantMs(anchorAt)
    const first = reckon(context, clock, anchorMs)
    if (first === undefined) continue
    const start = begin(context, clock, on, anchorMs, first.stage, first.due)
    const doneMs = until === undefined ? context.atMs : instantMs(procedure.anchors[until]?.(state, input, at) ?? at)
    starts.push(start)
    settles.push({ key: start.key, status: doneMs <= first.due.breachMs ? 'met' : 'breached' })
  }
  return { starts, settles }
}

const none: readonly string[] = []

/**
 * Keys of running clocks of these rules that hang on an instance this act moves, or on another track than the act's own.
 * What hangs on the whole case is left alone while a joint instance is being divided, until the last suspect has left it.
 */
function affected(context: ClockContext, rules: readonly string[] | undefined): readonly string[] {
  const { state, rule, moves } = context
  if (rules === undefined || state === null) return none
  const keys: string[] = []
  const own = `${rule.track}/`
  const others = rule.divides !== true || moves.some((m) => m.to === 'divided')
  for (const key in state.clocks) {
    const { status, rule: id, on } = state.clocks[key] as ClockState
    if (status !== 'running' || !rules.includes(id)) continue
    if (on.startsWith(own) ? moves.some((m) => m.instance === on) : others) keys.push(key)
  }
  return keys.sort()
}

function stop(context: ClockContext, key: string): ClockSettlement {
  const clock = context.state?.clocks[key] as ClockState
  return { key, status: inTime(context.atMs, clock.breach) ? 'met' : 'breached' }
}

/** What the act stops, in time or late, and what it ends because its ground falls away. */
export function settleClocks(context: ClockContext): ClockSettlement[] {
  const { clocks } = context.rule
  const settles: ClockSettlement[] = []
  if (clocks === undefined) return settles
  const asked = ((context.input.missing as readonly unknown[] | undefined)?.length ?? 0) > 0
  for (const key of affected(context, clocks.stops)) settles.push(stop(context, key))
  for (const key of affected(context, clocks.stopsIfAsked))
    settles.push(asked ? stop(context, key) : { key, status: 'ended' })
  for (const key of affected(context, clocks.ends)) settles.push({ key, status: 'ended' })
  return settles
}

/** The next stage, where the instrument has one for the ground named and the former stage has not run out. */
export function advanceClocks(context: ClockContext): { advances: ClockAdvance[]; approver?: Role } | Refusal {
  if (context.rule.clocks?.advances === undefined) return { advances: [] }
  const ground = String(context.input.ground)
  const advances: ClockAdvance[] = []
  let approver: Role | undefined
  for (const key of affected(context, context.rule.clocks.advances)) {
    const clock = context.state?.clocks[key] as ClockState
    const later = laterStages(clock, context.domain, context.procedure, context.procedures)
    const next = later.find(({ stage }) => stage.grounds === undefined || stage.grounds.includes(ground))
    if (next === undefined) {
      return new Refusal(
        'no_further_stage',
        `No instrument in force for this domain gives a further stage on the ground ${ground}.`,
        { basis: clock.basis, errors: [{ pointer: '/ground', detail: 'no further stage on this ground' }] },
      )
    }
    const { stage, index } = next
    if (!inTime(context.atMs, clock.breach)) {
      return new Refusal(
        'stage_expired',
        `The present stage ended on ${clock.localDate}; an extension must be approved before.`,
        { basis: stage.basis },
      )
    }
    const due = dueAt(stage.period, instantMs(clock.anchorAt), context.calendar)
    approver = stage.approver
    advances.push({ key, stage: index, basis: stage.basis, ...due, calendar: context.calendar.version })
  }
  if (advances.length === 0)
    return new Refusal('wrong_state', 'No review period is running.', { basis: context.rule.basis })
  return approver === undefined ? { advances } : { advances, approver }
}
