// Applies an event to a case. It judges nothing: whether the act was lawful was decided before the event existed.
import type { CaseEvent, CaseState, ClockState, Part, TrackInstance } from './state.ts'

const nothing: CaseState = {
  version: 0,
  domain: '',
  regionCode: '',
  suspects: [],
  parts: {},
  gaps: [],
  instances: {},
  clocks: {},
  counts: { materials: 0, items: 0, receipts: 0 },
}

/** The case after `event`; `before` is null for the event that opens it. */
export function evolve(before: CaseState | null, event: CaseEvent): CaseState {
  const state = before ?? nothing
  const instances: Record<string, TrackInstance> = { ...state.instances }
  for (const move of event.moves) instances[move.instance] = { state: move.to, since: event.version }
  for (const open of event.opens) instances[open.instance] = { state: open.state, since: event.version }

  const clocks: Record<string, ClockState> = { ...state.clocks }
  for (const { key, ...clock } of event.clocks.starts) clocks[key] = { ...clock, status: 'running' }
  for (const { key, ...stage } of event.clocks.advances) clocks[key] = { ...(clocks[key] as ClockState), ...stage }
  for (const { key, status } of event.clocks.settles) {
    clocks[key] = { ...(clocks[key] as ClockState), status, settledAt: event.at, settledVersion: event.version }
  }

  const parts: Partial<Record<Part, string>> = { ...state.parts }
  for (const end of event.parts.ends) if (parts[end.part] === end.agencyId) delete parts[end.part]
  for (const begin of event.parts.begins) parts[begin.part] = begin.agencyId

  return {
    ...state,
    ...event.sets,
    version: event.version,
    parts,
    instances,
    clocks,
    counts: {
      materials: state.counts.materials + event.adds.materials,
      items: state.counts.items + event.adds.items,
      receipts: state.counts.receipts + event.adds.receipts,
    },
  }
}

/** The case that these events make, in order. */
export function replay(events: Iterable<CaseEvent>): CaseState | null {
  let state: CaseState | null = null
  for (const event of events) state = evolve(state, event)
  return state
}

/**
 * The state shown for the whole case: the criminal track's, where all its instances agree; `several_outcomes` where
 * suspects have gone different ways. A pure function of the instances.
 */
export function caseStatus(state: CaseState): string {
  const states = new Set<string>()
  for (const [key, instance] of Object.entries(state.instances)) {
    if (key.startsWith('criminal/') && instance.state !== 'divided') states.add(instance.state)
  }
  return states.size === 1 ? ([...states][0] as string) : 'several_outcomes'
}
