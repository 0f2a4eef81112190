// Applies an event to a case. It judges nothing: whether the act was lawful was decided before the event existed.
import { documentKey } from '../../schemas/index.ts'
import {
  type CaseEvent,
  type CaseState,
  type ClockState,
  isPrimary,
  type Part,
  type PartChange,
  type PersonFacts,
  type TrackInstance,
} from './state.ts'

/** A case of which nothing is known. */
export const nothing: CaseState = {
  version: 0,
  domain: '',
  regionCode: '',
  suspects: [],
  parts: {},
  invited: [],
  gaps: [],
  custody: 'after_filing',
  persons: {},
  fined: false,
  instances: {},
  clocks: {},
  counts: { materials: 0, items: 0, receipts: 0 },
}

/** The case after `event`; `before` is null for the first event that is seen of it. */
export function evolve(before: CaseState | null, event: CaseEvent): CaseState {
  const state = before ?? nothing
  const { imported } = event
  return {
    ...state,
    ...event.sets,
    version: event.version,
    ...(imported && {
      imported: { installation: imported.installation, through: event.version, at: imported.importedAt },
    }),
    ...partsAfter(state, event),
    ...titleAfter(state, event),
    persons: personsAfter(state, event),
    instances: instancesAfter(state, event),
    clocks: clocksAfter(state, event),
    counts: {
      materials: state.counts.materials + event.adds.materials,
      items: state.counts.items + event.adds.items,
      receipts: state.counts.receipts + event.adds.receipts,
    },
  }
}

function instancesAfter(state: CaseState, event: CaseEvent): CaseState['instances'] {
  if (event.moves.length === 0 && event.opens.length === 0) return state.instances
  const instances: Record<string, TrackInstance> = { ...state.instances }
  const sealed = event.visibleTo !== undefined
  for (const { instance, from: _, to, ...facts } of event.moves) {
    const { shown, ...former } = instances[instance] ?? { state: '', since: 0 }
    instances[instance] = {
      ...former,
      ...facts,
      state: to,
      since: event.version,
      ...(sealed && { shown: shown ?? former.state }),
    }
  }
  for (const { instance, state: to, ...facts } of event.opens)
    instances[instance] = { ...facts, state: to, since: event.version, ...(sealed && { shown: '' }) }
  return instances
}

function clocksAfter(state: CaseState, event: CaseEvent): CaseState['clocks'] {
  const { starts, settles, advances, expires } = event.clocks
  if (starts.length + settles.length + advances.length === 0 && expires === undefined) return state.clocks
  const clocks: Record<string, ClockState> = { ...state.clocks }
  for (const { key, ...clock } of starts) {
    const readers = clock.visibleTo ?? event.visibleTo
    clocks[key] = { ...clock, status: 'running', ...(readers && { visibleTo: readers }) }
  }
  // Who may not see a clock's beginning is not told of its end.
  for (const { key, ...stage } of advances) {
    const former = clocks[key]
    if (former === undefined) continue
    // The marks are those of the stage; what now ends later may run out again.
    const { suspendedAt: _, contested: __, advisory: ___, expiredVersion, ...clock } = former
    const raised = expiredVersion !== undefined && stage.breach <= event.at
    clocks[key] = { ...clock, ...stage, status: 'running', ...(raised && { expiredVersion }) }
  }
  for (const key of expires ?? []) {
    const clock = clocks[key]
    if (clock !== undefined) clocks[key] = { ...clock, expiredVersion: event.version }
  }
  for (const { key, status } of settles) {
    const clock = clocks[key]
    if (clock === undefined) continue
    clocks[key] =
      status === 'suspended'
        ? { ...clock, status, suspendedAt: event.at }
        : { ...clock, status, settledAt: event.at, settledVersion: event.version }
  }
  return clocks
}

function partsAfter(state: CaseState, { parts: { begins, ends, stands }, visibleTo }: CaseEvent) {
  if (begins.length + ends.length === 0 && stands === undefined) return {}
  const parts: Partial<Record<Part, string>> = { ...state.parts }
  let invited: readonly PartChange[] = state.invited
  const sealed = visibleTo === undefined ? undefined : true
  for (const end of ends) {
    if (parts[end.part] === end.agencyId) delete parts[end.part]
    invited = invited.filter((i) => i.part !== end.part || i.agencyId !== end.agencyId)
  }
  for (const begin of stands ?? []) {
    if (isPrimary(begin.part)) parts[begin.part] = begin.agencyId
    else if (!invited.some((i) => i.part === begin.part && i.agencyId === begin.agencyId)) invited = [...invited, begin]
  }
  for (const begin of begins) {
    // An organ has one part: a new one takes the place of that to which it was only invited.
    invited = invited.filter((i) => i.agencyId !== begin.agencyId)
    if (isPrimary(begin.part)) parts[begin.part] = begin.agencyId
    else invited = [...invited, sealed ? { ...begin, sealed } : begin]
  }
  return { parts, invited }
}

/** Steps whose input is the transfer letter itself. */
export const isLetter = (step: string): boolean => step === 'transfer_dispatch' || step === 'accident_team_transfer'

/** The letter names the case; before there is one, the first entry that is seen of it. */
function titleAfter({ title }: CaseState, { step, input }: CaseEvent): Pick<CaseState, 'title'> {
  if (title !== undefined && !isLetter(step)) return {}
  const { documentNo = '', caseName } = input as { documentNo?: string; caseName?: string }
  const number = { documentNo, documentKey: documentKey(documentNo) }
  return { title: caseName === undefined ? { ...number, unnamedSince: step } : { ...number, caseName } }
}

/** Yuan as the contract takes them. */
export const isFine = (fine: unknown): boolean => Number(fine ?? 0) > 0

/** Charges at each stage, the sentence and administrative fines, kept per suspect. */
function personsAfter(state: CaseState, { step, about, input, sets }: CaseEvent): CaseState['persons'] {
  if (sets.persons !== undefined) return { ...state.persons, ...sets.persons }
  const { charges, sentence } = input as { charges?: readonly { name: string }[]; sentence?: PersonFacts['sentence'] }
  const fined = isFine(input.fine)
  if (about === undefined || (charges === undefined && sentence === undefined && !fined)) return state.persons
  const persons: Record<string, PersonFacts> = { ...state.persons }
  const names = charges?.map(({ name }) => name)
  for (const suspect of about) {
    const former = persons[suspect] ?? { charges: {} }
    persons[suspect] = {
      ...former,
      ...(names && { charges: { ...former.charges, [step]: names } }),
      ...(sentence && { sentence }),
      ...(fined && { fined }),
    }
  }
  return persons
}

/** The case that these events make, in order. */
export function replay(events: Iterable<CaseEvent>): CaseState | null {
  let state: CaseState | null = null
  for (const event of events) state = evolve(state, event)
  return state
}

/** Tracks that may stand for the whole case, the first that has instances does. */
const tellingTracks = ['criminal', 'administrative', 'supervision', 'coordination']

/**
 * The state shown for the whole case: the criminal track's, where all its instances agree; `several_outcomes` where
 * suspects have gone different ways. A case without a criminal track shows the matter that moved last. A pure function
 * of the instances.
 */
export function caseStatus(state: CaseState): string {
  for (const track of tellingTracks) {
    const states = new Set<string>()
    let latest: TrackInstance | undefined
    for (const [key, instance] of Object.entries(state.instances)) {
      if (!key.startsWith(`${track}/`) || instance.state === 'divided') continue
      states.add(instance.state)
      if (latest === undefined || instance.since > latest.since) latest = instance
    }
    if (latest === undefined) continue
    if (track !== 'criminal') return latest.state
    return states.size === 1 ? latest.state : 'several_outcomes'
  }
  return 'recorded'
}
