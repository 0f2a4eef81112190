// The work of a case, organ by organ: the periods that run for it, what it must do promptly though no number says when, and
// what it waits for. Each organ's rows come from what it sees of the case. Pure.
import {
  available,
  basisIn,
  type CaseState,
  type ClockState,
  type InstanceKey,
  instanceParts,
  type OptIns,
  type Procedure,
  procedureAt,
  ruleSets,
  type Viewer,
} from '../procedure/index.ts'
import { maskedCaseName } from './masked-name.ts'
import { isOpen } from './standings.ts'
import type { TransferRow } from './view.ts'
import { ruleSetOf } from './view.ts'
import {
  clockWords,
  dutyBasis,
  dutyWords,
  organsAs,
  otherSide,
  stateWords,
  stepsFor,
  stepsOn,
  turnOf,
  turnWords,
  type WorkAbout,
} from './work-words.ts'

export type WorkTab = 'todo' | 'waiting' | 'closed'

export interface WorkRow {
  readonly agencyId: string
  readonly key: string
  readonly tab: WorkTab
  /** RFC 3339, or `infinity` where no number is set. */
  readonly endsAt: string
  readonly watchAt: string | null
  readonly soonAt: string | null
  readonly urgentAt: string | null
  readonly binding: boolean
  readonly about: WorkAbout
}

/** An organ that has a part now, with the case as it sees it. */
export interface Desk {
  readonly viewer: Viewer
  readonly row: TransferRow
}

export interface WorkContext {
  readonly nowMs: number
  readonly optInsFor?: (regionCode: string, domain: string) => OptIns
  /** When an entry was made. */
  readonly atOf: (version: number) => string | undefined
}

const hourMs = 3_600_000

/** From when a period is watched, comes near, presses: by what is left, and by its share of the whole, or a period of a day would be born pressing. */
export function warnings({ anchorAt, target, breach }: Pick<ClockState, 'anchorAt' | 'target' | 'breach'>) {
  const end = Math.min(Date.parse(target), Date.parse(breach))
  const period = Math.max(end - Date.parse(anchorAt), 1)
  const before = (ms: number) => new Date(Math.ceil(end - ms)).toISOString()
  return {
    watchAt: before(168 * hourMs),
    soonAt: before(Math.min(72 * hourMs, (period * 2) / 3)),
    urgentAt: before(Math.min(24 * hourMs, period / 3)),
  }
}

/** All rows of a case. */
export function workOf(desks: readonly Desk[], context: WorkContext): WorkRow[] {
  const procedure = procedureAt(context.nowMs)
  return desks.flatMap((desk) => {
    const mine = ownRows(desk, procedure, context)
    const rows = [...mine, ...waitingRows(desk, procedure, context.atOf)]
    if (mine.length === 0 && !isOpen(desk.row.state.instances)) rows.push(closedRow(desk))
    return rows
  })
}

const heading = ({ row }: Desk) => ({
  documentNo: row.document_no,
  caseName: maskedCaseName(row.case_name, row.state.suspects),
  domain: row.state.domain,
  status: row.status,
})

const mineIs = ({ viewer }: Desk, owner: string) => owner === viewer.part || owner === viewer.agencyId

const clockOwner = (state: CaseState, clock: ClockState): string => {
  const owner = ruleSetOf(clock.ruleSet).clocks[clock.rule]?.owner ?? ''
  return owner === 'addressee' ? (state.instances[clock.on]?.addressee ?? '') : owner
}

const running = ({ clocks }: CaseState): [string, ClockState][] =>
  Object.entries(clocks).filter(([, clock]) => clock.status === 'running')

/** A period hangs on it that is no mere right. */
const timed = (state: CaseState, key: InstanceKey) =>
  running(state).some(([, c]) => c.on === key && kindOf(c) !== 'right')

/** Suspects who stand alike are one task. */
const alike = (key: InstanceKey, at: string): string => {
  const { track, subject } = instanceParts(key)
  return `${track === 'criminal' || track === 'coercive' ? track : `${track}/${subject}`} ${at}`
}

const sinceOf = (atOf: WorkContext['atOf'], version: number) => {
  const since = atOf(version)
  return since === undefined ? {} : { since }
}

function ownRows(desk: Desk, procedure: Procedure, { nowMs: _, optInsFor, atOf }: WorkContext): WorkRow[] {
  const { viewer, row } = desk
  const { state } = row
  const clocks = running(state).filter(([, c]) => mineIs(desk, clockOwner(state, c)) && kindOf(c) !== 'wait')
  const waits = Object.entries(state.instances).filter(([key, instance]) => {
    const whose = turnOf(procedure, key, instance)
    // What a period of somebody's says already is not said twice.
    return whose !== undefined && mineIs(desk, whose.owner) && !timed(state, key)
  })
  if (clocks.length === 0 && waits.length === 0) return []
  const may = available(procedure, state, viewer, ruleSets, optInsFor?.(state.regionCode, state.domain))
  const rows = clocks.map(
    ([key, clock]): WorkRow => clockRow(desk, 'todo', key, clock, stepsFor(procedure, may, clock)),
  )
  const said = new Set<string>()
  for (const [key, instance] of waits) {
    const steps = stepsOn(may, key)
    const { track, subject } = instanceParts(key)
    // A period on another instance may be stopped by the same steps: it says when they are due.
    const dated = rows.some(
      (one) => one.about.steps.some(({ step }) => steps.some((s) => s.step === step)) && track !== 'duty',
    )
    if (steps.length === 0 || dated || (track !== 'duty' && said.has(alike(key, instance.state)))) continue
    said.add(alike(key, instance.state))
    const to = track === 'duty' ? procedure.duties[subject]?.to : undefined
    rows.push({
      ...{ agencyId: viewer.agencyId, key, tab: 'todo', endsAt: 'infinity' },
      ...{ watchAt: null, soonAt: null, urgentAt: null, binding: true },
      about: {
        ...heading(desk),
        ...turnWords(procedure, key, instance, steps),
        why: stateWords(procedure, key, instance),
        steps,
        on: key,
        basis: dutyBasis(procedure, key, state.domain) ?? may.find((s) => s.step === steps[0]?.step)?.basis ?? [],
        ...sinceOf(atOf, instance.since),
        owners: [viewer.agencyId],
        others: to === undefined ? otherSide(state, key, viewer) : [],
        ...(to && { to }),
      },
    })
  }
  return rows
}

const kindOf = (clock: ClockState) => ruleSetOf(clock.ruleSet).clocks[clock.rule]?.kind

function clockRow(desk: Desk, tab: WorkTab, key: string, clock: ClockState, steps: WorkAbout['steps']): WorkRow {
  const { viewer, row } = desk
  const { state } = row
  const procedure = ruleSetOf(clock.ruleSet)
  const rule = procedure.clocks[clock.rule]
  const { track, subject } = instanceParts(clock.on)
  const to = track === 'duty' ? procedure.duties[subject]?.to : undefined
  const why = { zh: rule?.zh ?? clock.rule, en: rule?.en ?? clock.rule }
  return {
    ...{ agencyId: viewer.agencyId, key, tab, endsAt: clock.breach },
    ...warnings(clock),
    binding: clock.advisory !== true,
    about: {
      ...heading(desk),
      ...(tab === 'todo' ? clockWords(procedure, clock, steps) : why),
      ...{ why, steps, on: clock.on, rule: clock.rule },
      ...(rule?.kind && { kind: rule.kind }),
      ...{
        basis: clock.basis,
        since: clock.anchorAt,
        dueAt: clock.target,
        breachAt: clock.breach,
        localDate: clock.localDate,
      },
      ...(clock.provisional && { provisional: true as const }),
      ...(clock.advisory && { advisory: true as const }),
      owners: organsAs(state, clockOwner(state, clock)),
      others: to === undefined ? otherSide(state, clock.on, viewer) : [],
      ...(to && { to }),
    },
  }
}

/**
 * Others' periods that the organ knows of, and what others must do promptly: all of it from what this organ sees, so that an
 * act that is sealed from it takes nothing off its desk.
 */
function waitingRows(desk: Desk, procedure: Procedure, atOf: WorkContext['atOf']): WorkRow[] {
  const { viewer, row } = desk
  const { state } = row
  const rows = running(state)
    .filter(([, c]) => !mineIs(desk, clockOwner(state, c)) || kindOf(c) === 'wait')
    .map(([key, clock]) => clockRow(desk, 'waiting', key, clock, []))
  const said = new Set<string>()
  for (const [key, instance] of Object.entries(state.instances)) {
    const whose = turnOf(procedure, key, instance)
    if (whose === undefined || mineIs(desk, whose.owner) || timed(state, key)) continue
    const { track, subject } = instanceParts(key)
    if (track !== 'duty' && said.has(alike(key, instance.state))) continue
    said.add(alike(key, instance.state))
    const to = track === 'duty' ? procedure.duties[subject]?.to : undefined
    const why = stateWords(procedure, key, instance)
    const title = dutyWords(procedure, key) ?? why
    rows.push({
      ...{ agencyId: viewer.agencyId, key, tab: 'waiting', endsAt: 'infinity' },
      ...{ watchAt: null, soonAt: null, urgentAt: null, binding: true },
      about: {
        ...{ ...heading(desk), ...title, why: title, steps: [], on: key },
        basis: dutyBasis(procedure, key, state.domain) ?? basisIn(whose.basis, state.domain),
        ...sinceOf(atOf, instance.since),
        ...{ owners: organsAs(state, whose.owner), others: [] },
        ...(to && { to }),
      },
    })
  }
  return rows
}

function closedRow(desk: Desk): WorkRow {
  const { viewer, row } = desk
  const words = { zh: row.status, en: row.status }
  return {
    ...{ agencyId: viewer.agencyId, key: 'closed', tab: 'closed', endsAt: row.updated_at.toISOString() },
    ...{ watchAt: null, soonAt: null, urgentAt: null, binding: true },
    about: { ...heading(desk), ...words, why: words, steps: [], on: '', basis: [], owners: [], others: [] },
  }
}
