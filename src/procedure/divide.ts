// Merging and splitting: what becomes of suspects, their instances and running clocks when they go on in another case.
// The entry in the case they leave is an ordinary act; the entry in the other one is made here, by the gateway.
import { gatewayId } from './by-itself.ts'
import { instantText } from './instants.ts'
import {
  aboutInstance,
  type CaseEvent,
  type CaseOpening,
  type CaseState,
  type ClockStart,
  type InstanceKey,
  instanceKey,
  isPrimary,
  openHolders,
  type PartChange,
  type PersonFacts,
} from './state.ts'
import type { Procedure } from './table.ts'

interface Move {
  readonly procedure: Procedure
  /** The case they leave, as it stood before. */
  readonly from: { readonly transferId: string; readonly state: CaseState }
  readonly suspects: readonly string[]
  readonly atMs: number
}

interface Arrival {
  readonly suspects: CaseState['suspects']
  readonly opens: readonly CaseOpening[]
  readonly starts: readonly ClockStart[]
  readonly persons: CaseState['persons']
}

/** Suspects with the states and running clocks that they had; `rename` gives each its id in the other case. */
function arriving(
  { from: { state }, suspects, procedure }: Move,
  rename: (id: string) => string,
  version: number,
): Arrival {
  const arrived: { id: string; kind: 'person' | 'unit'; name: string }[] = []
  const opens: CaseOpening[] = []
  const starts: ClockStart[] = []
  const persons: Record<string, PersonFacts> = {}
  for (const id of suspects) {
    const suspect = state.suspects.find((s) => s.id === id)
    if (suspect === undefined) continue
    const own = instanceKey('criminal', id, 1)
    const former = state.instances[own] === undefined ? instanceKey('criminal', 'case', 1) : own
    const now = instanceKey('criminal', rename(id), 1)
    arrived.push({ ...suspect, id: rename(id) })
    opens.push({ instance: now, state: state.instances[former]?.state ?? '' })
    starts.push(...clocksMoved(state, former, now, version, procedure))
    const known = state.persons[id]
    if (known !== undefined) persons[rename(id)] = { ...known, charges: openCharges(known.charges, procedure) }
  }
  return { suspects: arrived, opens, starts, persons }
}

/** Charges of stages that every party saw; what was charged in secret stays in the history that the link leads to. */
function openCharges(charges: PersonFacts['charges'], { steps }: Procedure): PersonFacts['charges'] {
  const open = (step: string) => !Array.isArray((steps as Procedure['steps'])[step]?.visibleTo)
  return Object.fromEntries(Object.entries(charges).filter(([step]) => open(step)))
}

function clocksMoved(
  state: CaseState,
  former: InstanceKey,
  now: InstanceKey,
  version: number,
  procedure: Procedure,
): ClockStart[] {
  return Object.entries(state.clocks)
    .filter(([, clock]) => clock.status === 'running' && clock.on === former && procedure.clocks[clock.rule])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, clock]) => {
      const {
        status: _s,
        settledAt: _a,
        settledVersion: _v,
        suspendedAt: _u,
        expiredVersion: _e,
        visibleTo: _t,
        ...kept
      } = clock
      return { ...kept, key: `${clock.rule}:${now}:${version}`, on: now, anchorVersion: version }
    })
}

function entry(
  procedure: Procedure,
  transferId: string,
  version: number,
  step: string,
  atMs: number,
  input: Record<string, unknown>,
  arrival: Arrival,
): CaseEvent {
  return {
    transferId,
    version,
    step,
    ruleSet: procedure.version,
    at: instantText(atMs),
    basis: procedure.steps[step]?.basis ?? [],
    by: { agencyId: gatewayId, part: 'gateway', clientId: 'gateway' },
    officers: [],
    about: arrival.suspects.map((s) => s.id),
    input,
    moves: [],
    opens: arrival.opens,
    clocks: { starts: arrival.starts, settles: [], advances: [] },
    parts: { begins: [], ends: [] },
    sets: {},
    letters: [],
    adds: { materials: 0, items: 0, receipts: 0 },
  }
}

/** The first entry of the case that suspects split off into: same organs, same field, their states and clocks. */
export function splitOff(
  move: Move,
  transferId: string,
  { documentNo, caseName }: { readonly documentNo: string; readonly caseName: string },
): CaseEvent {
  const { state } = move.from
  const arrival = arriving(move, (id) => id, 1)
  const made = entry(
    move.procedure,
    transferId,
    1,
    'case_split_off',
    move.atMs,
    { from: move.from.transferId, documentNo, caseName },
    arrival,
  )
  return {
    ...made,
    parts: { begins: openHolders(state), ends: [] },
    sets: {
      domain: state.domain,
      regionCode: state.regionCode,
      suspects: arrival.suspects,
      gaps: state.gaps,
      custody: state.custody,
      ...(state.fined && { fined: true }),
      persons: arrival.persons,
    },
  }
}

/** The entry in the case that takes others in: their suspects come after its own, their agency joins as an authority. */
export function mergedIn(move: Move, into: { readonly transferId: string; readonly state: CaseState }): CaseEvent {
  const { state } = into
  const version = state.version + 1
  const offset = state.suspects.reduce((max, s) => Math.max(max, Number(s.id.slice(1))), 0)
  const number = new Map(move.suspects.map((id, i) => [id, `s${offset + i + 1}`]))
  const arrival = arriving(move, (id) => number.get(id) ?? id, version)
  const made = entry(
    move.procedure,
    into.transferId,
    version,
    'case_merged_in',
    move.atMs,
    { from: move.from.transferId },
    arrival,
  )
  const joins: PartChange[] = openHolders(move.from.state)
    .filter(({ agencyId }) => !openHolders(state).some((k) => k.agencyId === agencyId))
    .map(({ part, agencyId }) => ({ part: isPrimary(part) ? 'competent_authority' : part, agencyId }))
  return {
    ...made,
    parts: { begins: joins, ends: [], ...(joins.length > 0 && { stands: openHolders(state) }) },
    sets: {
      suspects: [...state.suspects, ...arrival.suspects],
      persons: arrival.persons,
      ...(joins.length > 0 && { domain: state.domain, regionCode: state.regionCode }),
    },
  }
}

/** Suspects of a case that an act moved: all where it moved the joint instance. */
export function suspectsMoved(state: CaseState, moves: CaseEvent['moves']): string[] {
  const joint = moves.some((m) => m.instance.startsWith('criminal/case/') && m.to !== 'divided')
  const own = new Set(moves.flatMap((m) => (joint ? [] : (aboutInstance(state, m.instance) ?? []))))
  return state.suspects
    .map((s) => s.id)
    .filter((id) => own.has(id) || (joint && state.instances[instanceKey('criminal', id, 1)] === undefined))
}
