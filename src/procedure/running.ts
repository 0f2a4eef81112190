// The clocks an act starts, stops, ends, advances, suspends, resumes or measures. A clock hangs on an instance and its
// anchor event; a running clock keeps the rule set it was started under.
import { dayOf, dayStart, localDay, Refusal } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import { basisIn } from './citation.ts'
import { type DueInstants, dueInstants, dueTexts, inTime } from './clock.ts'
import { overlaps } from './concerned.ts'
import { instantMs, instantText } from './instants.ts'
import { clockRule, firstStage, laterStages, type OptIns, ownSet, type StageAt, stagesOf } from './stages.ts'
import {
  aboutInstance,
  type CaseEvent,
  type CaseState,
  type ClockAdvance,
  type ClockSettlement,
  type ClockStart,
  type ClockState,
  type ClockStatus,
  instanceParts,
  subjectOf,
} from './state.ts'
import type { ClockRule, Input, Procedure, Role, Stage, StepRule } from './table.ts'

export interface ClockContext {
  readonly procedure: Procedure
  /** The sets that running clocks may have begun under. */
  readonly procedures: readonly Procedure[]
  readonly state: CaseState | null
  readonly rule: StepRule
  readonly input: Input
  readonly atMs: number
  readonly at: string
  readonly version: number
  readonly domain: string
  readonly calendar: Calendar
  readonly optIns: OptIns
  readonly about: readonly string[] | undefined
  readonly moves: CaseEvent['moves']
  readonly opens: CaseEvent['opens']
}

/** Due times of a stage: the later of two readings is the breach, the earlier the target. */
export function stageDue(stage: Stage, anchorMs: number, calendar: Calendar, excludedDays = 0): DueInstants {
  const { period, otherReading } = stage
  const due = dueInstants(longer(period, excludedDays), anchorMs, calendar)
  if (otherReading === undefined) return due
  const other = dueInstants(longer(otherReading, excludedDays), anchorMs, calendar)
  const [earlier, later] = other.breachMs < due.breachMs ? [other, due] : [due, other]
  return { ...later, targetMs: earlier.targetMs, provisional: due.provisional || other.provisional }
}

/** Days left out lengthen a period in days; no instrument leaves days out of one in months or hours. */
const longer = (period: Stage['period'], days: number) =>
  days === 0 || (period.unit !== 'd' && period.unit !== 'wd') ? period : { ...period, amount: period.amount + days }

/** The date that the paper itself sets; no instrument moves it to another day. */
function dueOn(date: string): DueInstants {
  const day = dayOf(date)
  const endMs = dayStart(day + 1) - 1
  return { targetMs: endMs, breachMs: endMs, localDay: day, provisional: false }
}

interface Begun {
  readonly start: ClockStart
  readonly due: DueInstants
}

export function beginClock(
  context: ClockContext,
  id: string,
  on: string,
  anchorMs: number,
  replyBy?: string,
): Begun | undefined {
  const rule = clockRule(context.procedure, id)
  const first = firstStage(rule, id, context.domain, context.optIns)
  if (first === undefined || (rule.dueByPaper === 'must' && replyBy === undefined)) return undefined
  const { stage, index } = first
  const excludedDays = excludedBefore(context, rule, stage, anchorMs)
  const due =
    rule.dueByPaper !== undefined && replyBy !== undefined
      ? dueOn(replyBy)
      : stageDue(stage, anchorMs, context.calendar, excludedDays)
  const { target, breach, localDate, provisional } = dueTexts(due)
  const start: { -readonly [Key in keyof ClockStart]: ClockStart[Key] } = {
    key: `${id}:${on}:${context.version}`,
    rule: id,
    ruleSet: context.procedure.version,
    on,
    stage: index,
    basis: stage.basis,
    anchorAt: anchorMs === context.atMs ? context.at : instantText(anchorMs),
    anchorVersion: context.version,
    target,
    breach,
    localDate,
    provisional,
    calendar: context.calendar.version,
  }
  if (rule.visibleTo !== undefined) start.visibleTo = rule.visibleTo
  if (stage.contested) start.contested = true
  if (stage.advisory) start.advisory = true
  if (excludedDays > 0) start.excludedDays = excludedDays
  return { start, due }
}

/** Days of the transfer that fall into the period, where a sector's instrument does not count them (ENV 16). */
function excludedBefore(context: ClockContext, rule: ClockRule<string>, stage: Stage, anchorMs: number): number {
  if (rule.excludes === undefined || !rule.excludesIn?.includes(context.domain)) return 0
  const from = context.procedure.anchors.transferDispatched?.(context.state, context.input, context.at)
  const until = context.procedure.anchors.criminalCaseEnded?.(context.state, context.input, context.at)
  if (from === undefined || until === undefined) return 0
  // What began after the dispatch has only the rest of the time to leave out.
  return daysBetween(Math.max(instantMs(from), anchorMs), instantMs(until), stage.period.unit, context.calendar)
}

/** Days of the period's own kind after the first day up to the last. */
function daysBetween(fromMs: number, untilMs: number, unit: string, calendar: Calendar): number {
  const from = localDay(fromMs)
  const until = localDay(untilMs)
  if (unit !== 'wd') return Math.max(0, until - from)
  let days = 0
  for (let day = from + 1; day <= until; day++) if (!calendar.isRest(day)) days += 1
  return days
}

export const fitsClock = (rule: ClockRule<string>, key: string): boolean =>
  rule.of === undefined || rule.of.includes(subjectOf(key))

/** Instances that this act moves or opens on the clock's track, in the order of the event. */
function touched(context: ClockContext, rule: ClockRule<string>): string[] {
  const prefix = `${rule.on}/`
  const keys: string[] = []
  for (const { instance, to } of context.moves)
    if (instance.startsWith(prefix) && to !== 'divided' && fitsClock(rule, instance)) keys.push(instance)
  for (const { instance } of context.opens)
    if (instance.startsWith(prefix) && fitsClock(rule, instance)) keys.push(instance)
  return keys
}

/** On the instances that this act moves or opens on the clock's track; else on those that stand where the clock says. */
function hooks(context: ClockContext, rule: ClockRule<string>): string[] {
  const keys = touched(context, rule)
  if (keys.length > 0 || context.state === null || rule.standing === undefined) return keys
  const { instances } = context.state
  const prefix = `${rule.on}/`
  for (const key in instances) {
    if (!key.startsWith(prefix) || !fitsClock(rule, key) || !rule.standing.includes(instances[key]?.state ?? ''))
      continue
    if (overlaps(context.about, aboutInstance(context.state, key))) keys.push(key)
  }
  return keys.sort() // a kept state has its keys in another order; the event must not depend on it
}

const active = (status: ClockStatus) => status === 'running' || status === 'suspended'

/** The first act anchors a period; a second notice of the same thing does not begin it anew, unless it ends the former. */
export function runs(state: CaseState | null, id: string, on: string, settles: readonly ClockSettlement[]): boolean {
  const clocks = state?.clocks
  for (const key in clocks) {
    const clock = clocks[key] as ClockState
    if (clock.rule === id && clock.on === on && active(clock.status) && !settles.some((s) => s.key === key)) return true
  }
  return false
}

/** The clocks that begin with this act, those of the duties that it opens last. */
export function startClocks(context: ClockContext, starts: ClockStart[], settles: readonly ClockSettlement[]): void {
  for (const id of context.rule.clocks.starts ?? []) {
    const rule = clockRule(context.procedure, id)
    if (rule.paper !== undefined) {
      startWithPaper(context, id, rule.paper, starts, settles)
      continue
    }
    if (firstStage(rule, id, context.domain, context.optIns) === undefined) continue // not here: do not look for where
    const anchorMs = anchorOf(context, rule)
    for (const on of hooks(context, rule)) {
      if (runs(context.state, id, on, settles)) continue
      const begun = beginClock(context, id, on, anchorMs, replyByOf(context, on))
      if (begun !== undefined) starts.push(begun.start)
    }
  }
  for (const duty of context.rule.duties) {
    const id = context.procedure.duties[duty]?.clock
    if (id === undefined) continue
    const prefix = `duty/${duty}/`
    for (const { instance } of context.opens) {
      if (!instance.startsWith(prefix)) continue
      const begun = beginClock(context, id, instance, anchorOf(context, clockRule(context.procedure, id)))
      if (begun !== undefined) starts.push(begun.start)
    }
  }
}

function anchorOf({ procedure, state, input, at, atMs }: ClockContext, { from }: ClockRule<string>): number {
  const text = from === undefined ? undefined : procedure.anchors[from]?.(state, input, at)
  return text === undefined ? atMs : instantMs(text)
}

const replyByOf = ({ moves, opens, state }: ClockContext, key: string): string | undefined =>
  (moves.find((m) => m.instance === key) ?? opens.find((o) => o.instance === key))?.replyBy ??
  state?.instances[key]?.replyBy

/** The receipt of a paper starts the clock on the matter that the paper belongs to. */
function startWithPaper(
  context: ClockContext,
  id: string,
  paper: string,
  starts: ClockStart[],
  settles: readonly ClockSettlement[],
): void {
  for (const { instance } of context.moves) {
    const { track, subject } = instanceParts(instance)
    if (track !== 'service' || subject !== paper) continue
    const sheet = context.state?.instances[instance]
    const on = sheet?.matter ?? instance
    if (runs(context.state, id, on, settles)) continue
    const begun = beginClock(context, id, on, context.atMs, sheet?.replyBy)
    if (begun !== undefined) starts.push(begun.start)
  }
}

/** Clocks that began and ended with this act: kept, because their outcome is counted. */
export function measureClocks(context: ClockContext, starts: ClockStart[], settles: ClockSettlement[]): void {
  const { state, input, at, procedure } = context
  for (const { clock, from, until } of context.rule.clocks.measures ?? []) {
    const rule = clockRule(procedure, clock)
    const anchorAt = procedure.anchors[from]?.(state, input, at)
    const on = touched(context, rule)[0] ?? (context.moves[0] ?? context.opens[0])?.instance
    // What the case itself has timed is not measured from what the letter says.
    if (anchorAt === undefined || on === undefined || timed(state, clock)) continue
    const begun = beginClock(context, clock, on, instantMs(anchorAt))
    if (begun === undefined) continue
    const doneMs = until === undefined ? context.atMs : instantMs(procedure.anchors[until]?.(state, input, at) ?? at)
    starts.push(begun.start)
    settles.push({ key: begun.start.key, status: outcome(doneMs <= begun.due.breachMs, begun.start) })
  }
}

/** What was only measured began and ended with one act. */
function timed(state: CaseState | null, rule: string): boolean {
  const clocks = state?.clocks
  for (const key in clocks) {
    const clock = clocks[key] as ClockState
    if (clock.rule === rule && clock.settledVersion !== clock.anchorVersion) return true
  }
  return false
}

const outcome = (inTime: boolean, { advisory }: Pick<ClockState, 'advisory'>): 'met' | 'late' | 'breached' =>
  inTime ? 'met' : advisory ? 'late' : 'breached'

const none: readonly string[] = []

/**
 * Keys of clocks of these rules that hang on an instance this act moves, or on another track than the act's own, about
 * the same suspects. What hangs on the whole case is left alone while a joint instance is being divided, until the last
 * suspect has left it.
 */
function affected(
  context: ClockContext,
  rules: readonly string[] | undefined,
  status: (status: ClockStatus) => boolean = active,
): readonly string[] {
  const { state, rule, moves, about } = context
  if (rules === undefined || state === null) return none
  const keys: string[] = []
  const own = `${rule.track}/`
  const others = rule.divides !== true || moves.some((m) => subjectOf(m.instance) === 'case')
  const { clocks } = state
  for (const key in clocks) {
    const { status: now, rule: id, on } = clocks[key] as ClockState
    if (!status(now) || !rules.includes(id)) continue
    // What the act moves, on its own track and beside it; of other tracks, what is of the same suspects.
    const named = (on.startsWith(own) && rule.from !== 'any' && rule.from !== 'new') || besideMoved(context, on)
    if (named ? moves.some((m) => m.instance === on) : others && related(context, on, about)) keys.push(key)
  }
  return keys.length > 1 ? keys.sort() : keys
}

/** On a track of which the act moves matters beside its own: those that it leaves go on. */
const besideMoved = ({ rule }: ClockContext, on: string): boolean =>
  rule.also.some(({ track }) => on.startsWith(`${track}/`))

/** On another track: of the same suspects, and of the matter the act moves where it moves one. */
function related({ state, moves }: ClockContext, on: string, about: readonly string[] | undefined): boolean {
  return moves.some((m) => m.instance === on) || overlaps(about, aboutInstance(state, on))
}

/** In time or late: by the day of what was done, where the rule knows one; what was suspended stood still from then on. */
function stop(context: ClockContext, key: string): ClockSettlement {
  const { state, input, at, procedure, procedures } = context
  const clock = state?.clocks[key] as ClockState
  const { until } = clockRule(ownSet(clock, procedure, procedures), clock.rule)
  const said = until === undefined ? undefined : procedure.anchors[until]?.(state, input, at)
  const done = clock.suspendedAt ?? said ?? at
  // The room writes its instants alike, so they compare as texts; what an input says may be written otherwise.
  const kept = done === said && done !== at ? inTime(instantMs(done), clock.breach) : done <= clock.breach
  return { key, status: outcome(kept, clock) }
}

/** What the act stops, in time or late, what it ends because its ground falls away, and what it suspends. */
export function settleClocks(context: ClockContext, settles: ClockSettlement[]): void {
  const { clocks } = context.rule
  const asked = ((context.input.missing as readonly unknown[] | undefined)?.length ?? 0) > 0
  for (const key of affected(context, clocks.stops)) settles.push(stop(context, key))
  for (const key of affected(context, clocks.stopsIfAsked))
    settles.push(asked ? stop(context, key) : { key, status: 'ended' })
  for (const key of affected(context, clocks.ends)) settles.push({ key, status: 'ended' })
  for (const key of affected(context, clocks.suspends, (s) => s === 'running'))
    settles.push({ key, status: 'suspended' })
  for (const { instance, to } of context.moves) {
    if (!instance.startsWith('duty/') || to === 'owed') continue
    for (const key in context.state?.clocks) {
      const clock = context.state?.clocks[key] as ClockState
      if (clock.on === instance && active(clock.status)) settles.push(stop(context, key))
    }
  }
  groundless(context, settles)
}

/** Clocks that hold only while somebody stands somewhere, once this act has moved the last away. */
function groundless(context: ClockContext, settles: ClockSettlement[]): void {
  const { state, moves, procedure, procedures } = context
  if (!moves.some(({ instance }) => instance.startsWith('criminal/'))) return
  const clocks = state?.clocks
  const ended: string[] = []
  for (const key in clocks) {
    const clock = clocks[key] as ClockState
    if (!active(clock.status)) continue
    const wanted = clockRule(ownSet(clock, procedure, procedures), clock.rule).while
    if (wanted === undefined || somebodyIn(context, wanted) || settles.some((s) => s.key === key)) continue
    ended.push(key)
  }
  // A kept state has its keys in another order; the event must not depend on it.
  for (const key of ended.sort()) settles.push({ key, status: 'ended' })
}

/** Whether anybody stands in one of these states of the criminal track after the act. */
function somebodyIn({ state, moves, opens }: ClockContext, wanted: readonly string[]): boolean {
  const instances = state?.instances
  for (const key in instances) {
    if (!key.startsWith('criminal/')) continue
    const now = moves.find((m) => m.instance === key)?.to ?? instances[key]?.state ?? ''
    if (wanted.includes(now)) return true
  }
  return opens.some(({ instance, state: now }) => instance.startsWith('criminal/') && wanted.includes(now))
}

/** Due times again, with the days of the suspension left out. */
export function resumeClocks(context: ClockContext): ClockAdvance[] {
  const advances: ClockAdvance[] = []
  for (const key of affected(context, context.rule.clocks.resumes, (s) => s === 'suspended')) {
    const clock = context.state?.clocks[key] as ClockState
    const { stage, index } = stageReached(clock, context)
    const out = daysBetween(
      instantMs(clock.suspendedAt ?? context.at),
      context.atMs,
      stage.period.unit,
      context.calendar,
    )
    const excludedDays = (clock.excludedDays ?? 0) + out
    advances.push(recount(key, clock, stage, index, context.calendar, excludedDays))
  }
  return advances
}

function stageReached(
  clock: ClockState,
  { procedure, procedures, domain }: Pick<ClockContext, 'procedure' | 'procedures' | 'domain'>,
): StageAt {
  const stages = stagesOf(clockRule(ownSet(clock, procedure, procedures), clock.rule), domain)
  return { stage: stages[clock.stage] as Stage, index: clock.stage }
}

function recount(
  key: string,
  clock: ClockState,
  stage: Stage,
  index: number,
  calendar: Calendar,
  excludedDays: number,
): ClockAdvance {
  const due = dueTexts(stageDue(stage, instantMs(clock.anchorAt), calendar, excludedDays))
  return {
    key,
    stage: index,
    basis: stage.basis,
    ...due,
    calendar: calendar.version,
    ...(stage.contested && { contested: true as const }),
    ...(stage.advisory && { advisory: true as const }),
    ...(excludedDays > 0 && { excludedDays }),
  }
}

/** Running clocks that another calendar counts otherwise, or no longer provisionally (a notice was loaded). */
export function recountClocks(
  state: CaseState,
  procedure: Procedure,
  procedures: readonly Procedure[],
  calendar: Calendar,
): ClockAdvance[] {
  const advances: ClockAdvance[] = []
  for (const key of Object.keys(state.clocks).sort()) {
    const clock = state.clocks[key] as ClockState
    if (clock.status !== 'running' || clock.calendar === calendar.version) continue
    if (state.instances[clock.on]?.replyBy !== undefined) continue // the paper's own date
    const { stage, index } = stageReached(clock, { procedure, procedures, domain: state.domain })
    const again = recount(key, clock, stage, index, calendar, clock.excludedDays ?? 0)
    if (again.breach !== clock.breach || again.target !== clock.target || again.provisional !== clock.provisional)
      advances.push(again)
  }
  return advances
}

const noAdvance: { advances: ClockAdvance[] } = { advances: [] }

/** The next stage, where the instrument has one for the ground named and the former stage has not run out. */
export function advanceClocks(context: ClockContext): { advances: ClockAdvance[]; approver?: Role } | Refusal {
  if (context.rule.clocks.advances === undefined) return noAdvance
  const ground = String(context.input.ground)
  const advances: ClockAdvance[] = []
  let approver: Role | undefined
  for (const key of affected(context, context.rule.clocks.advances, (s) => s === 'running')) {
    const clock = context.state?.clocks[key] as ClockState
    const later = laterStages(clock, context.domain, context.procedure, context.procedures, context.optIns)
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
    approver = stage.approver
    advances.push(recount(key, clock, stage, index, context.calendar, clock.excludedDays ?? 0))
  }
  if (advances.length === 0)
    return new Refusal('wrong_state', 'No such period is running.', {
      basis: basisIn(context.rule.basis, context.domain),
    })
  return approver === undefined ? { advances } : { advances, approver }
}
