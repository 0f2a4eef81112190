// A case's events read once, for the indicators: which instance went where by which event, who of the suspects was ever
// in which state, and who held a part when a period began. Judges nothing.
import { localDay, shanghaiOffsetMs } from '../../../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  type ClockState,
  evolve,
  type InstanceKey,
  instanceParts,
  type Part,
} from '../../../procedure/index.ts'

export interface Turn {
  readonly state: string
  readonly event: CaseEvent
}

export interface Reached {
  readonly first: CaseEvent
  /** Suspects, by id. */
  readonly who: ReadonlySet<string>
}

export interface Life {
  readonly events: readonly CaseEvent[]
  readonly state: CaseState
  /** Where each instance went, in order. */
  readonly turns: ReadonlyMap<InstanceKey, readonly Turn[]>
  /** State of the criminal track → the first event that led there, and all whom any led there. */
  readonly reached: ReadonlyMap<string, Reached>
  /** Primary parts after each event, by version. */
  readonly holders: ReadonlyMap<number, CaseState['parts']>
  /** Persons and units under suspicion. */
  readonly suspects: number
}

/** Undefined where there are no events. */
export function lifeOf(events: readonly CaseEvent[]): Life | undefined {
  let state: CaseState | null = null
  const turns = new Map<InstanceKey, Turn[]>()
  const reached = new Map<string, { first: CaseEvent; who: Set<string> }>()
  const holders = new Map<number, CaseState['parts']>()
  for (const event of events) {
    state = evolve(state, event)
    holders.set(event.version, state.parts)
    const taken = [
      ...event.moves.map((m) => [m.instance, m.to] as const),
      ...event.opens.map((o) => [o.instance, o.state] as const),
    ]
    for (const [key, to] of taken) {
      const own = turns.get(key)
      if (own === undefined) turns.set(key, [{ state: to, event }])
      else own.push({ state: to, event })
      if (!key.startsWith('criminal/') || to === 'divided') continue
      const known = reached.get(to) ?? { first: event, who: new Set<string>() }
      reached.set(to, known)
      for (const id of whom(state, key)) known.who.add(id)
    }
  }
  if (state === null) return undefined
  return { events, state, turns, reached, holders, suspects: state.suspects.length }
}

/** Suspects that an instance of the criminal track stands for; the joint one for all that have none of their own. */
function whom(state: CaseState, key: InstanceKey): readonly string[] {
  const { subject } = instanceParts(key)
  if (subject !== 'case') return [subject]
  return state.suspects.map((s) => s.id).filter((id) => state.instances[`criminal/${id}/1`] === undefined)
}

/** Suspects who stand in one of the states now. */
export function standing(life: Life, states: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const [key, instance] of Object.entries(life.state.instances)) {
    if (!key.startsWith('criminal/') || !states.includes(instance.state)) continue
    for (const id of whom(life.state, key)) found.add(id)
  }
  return found
}

/** Whether the case stands so, with or without suspects that are known. */
export const standsIn = (life: Life, states: readonly string[]): boolean =>
  Object.entries(life.state.instances).some(([key, i]) => key.startsWith('criminal/') && states.includes(i.state))

export function everReached(life: Life, states: readonly string[]): Reached | undefined {
  let first: CaseEvent | undefined
  const who = new Set<string>()
  for (const state of states) {
    const found = life.reached.get(state)
    if (found === undefined) continue
    if (first === undefined || found.first.version < first.version) first = found.first
    for (const id of found.who) who.add(id)
  }
  return first && { first, who }
}

export const firstStep = (life: Life, ...steps: readonly string[]): CaseEvent | undefined =>
  life.events.find((e) => steps.includes(e.step))
export const lastStep = (life: Life, ...steps: readonly string[]): CaseEvent | undefined =>
  life.events.findLast((e) => steps.includes(e.step))
export const eventAt = (life: Life, version: number | undefined): CaseEvent | undefined =>
  version === undefined ? undefined : (life.events.find((e) => e.version === version) ?? undefined)

export interface ClockSeen {
  readonly key: string
  readonly clock: ClockState
  readonly start: CaseEvent | undefined
  readonly end: CaseEvent | undefined
  /** It was done, or it ran out: only then it counts. */
  readonly ripe: boolean
  readonly kept: boolean
}

/** The clocks of a rule, on instances that begin so. */
export function* clocksOf(life: Life, rule: string, on = ''): Generator<ClockSeen, void> {
  for (const [key, clock] of Object.entries(life.state.clocks))
    if (clock.rule === rule && clock.on.startsWith(on)) yield clockSeen(life, key, clock)
}

export function clockSeen(life: Life, key: string, clock: ClockState): ClockSeen {
  const settled = clock.status === 'met' || clock.status === 'breached' || clock.status === 'late'
  return {
    key,
    clock,
    start: eventAt(life, clock.anchorVersion),
    end: eventAt(life, settled ? clock.settledVersion : clock.expiredVersion),
    ripe: settled || clock.expiredVersion !== undefined,
    kept: clock.status === 'met',
  }
}

/** Who owed it when it began: a case that goes on to another organ leaves what was late with the first. */
export function ownerAtStart(life: Life, { start }: ClockSeen, owner: string): string | undefined {
  if (start === undefined) return undefined
  if (start.by.part === owner) return start.by.agencyId
  return life.holders.get(start.version)?.[owner as 'sender'] ?? undefined
}

/** 202611 of an instant, in local time. */
export function localMonth(at: string): number {
  const date = new Date(Date.parse(at) + shanghaiOffsetMs)
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1
}

/** 202611 of a local date. */
export const monthOfDay = (day: string): number => Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7))

export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000

export const localDayOf = (at: string): number => localDay(Date.parse(at))

/** Organs that have a part now. */
export function organsIn({ parts, invited }: CaseState, part: Part): string[] {
  const primary = parts[part]
  return [...(primary === undefined ? [] : [primary]), ...invited.filter((i) => i.part === part).map((i) => i.agencyId)]
}
