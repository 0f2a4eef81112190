// What each organ sees of a case. A sealed entry is known to its readers only; for everybody else the case stands as its
// last visible entry left it. Views are kept only for organs from which something is, or once was, sealed.
import { caseStatus, evolve, nothing } from './evolve.ts'
import { type CaseEvent, type CaseState, holders, isPrimary, parties, type Viewer } from './state.ts'

export interface View {
  /** Versions of the entries that this viewer may not see. */
  readonly sealed: readonly number[]
  /** The case as far as the viewer sees it; null where it has seen nothing yet. */
  readonly state: CaseState | null
  readonly status: string
  /** Time of the last and the first entry it sees. */
  readonly at: string
  readonly from: string
}

/** Time of the last and the first entry of a case, for a viewer from whom nothing was sealed before. */
export type Times = Pick<View, 'from' | 'at'>

/** By `viewerKey`. */
export type Views = Readonly<Record<string, View>>

/** A part that one organ at a time has keeps its view through relays; invited organs have each their own. */
export const viewerKey = ({ part, agencyId }: Viewer): string => (isPrimary(part) ? part : agencyId)

export function maySee({ visibleTo }: Pick<CaseEvent, 'visibleTo'>, viewer: Viewer): boolean {
  return visibleTo === undefined ? parties.includes(viewer.part) : isAmong(visibleTo, viewer)
}

const isAmong = (readers: readonly string[], { part, agencyId }: Viewer): boolean =>
  readers.includes(part) || readers.includes(agencyId)

/** The case without clocks that are others' alone, of one from whom no entry is sealed. */
export function clocksKnown(state: CaseState, viewer: Viewer): CaseState {
  const known = ({ visibleTo }: { readonly visibleTo?: readonly string[] }) =>
    visibleTo === undefined || isAmong(visibleTo, viewer)
  const clocks = Object.entries(state.clocks)
  return clocks.every(([, clock]) => known(clock))
    ? state
    : { ...state, clocks: Object.fromEntries(clocks.filter(([, clock]) => known(clock))) }
}

/** The case as the viewer sees it. */
export function seenBy(views: Views | null, full: CaseState, viewer: Viewer): CaseState {
  const view = views?.[viewerKey(viewer)]
  return view === undefined ? clocksKnown(full, viewer) : (view.state ?? nothing)
}

/** Entries sealed from the viewer. */
export function sealedFrom(views: Views | null, viewer: Viewer): readonly number[] {
  return views?.[viewerKey(viewer)]?.sealed ?? []
}

/** A view made from the beginning, with what acts have opened to the viewer since. Null where nothing was ever sealed. */
export function viewFrom(events: readonly CaseEvent[], viewer: Viewer): View | null {
  let view: View = { sealed: [], state: null, status: '', at: '', from: '' }
  const key = viewerKey(viewer)
  const disclosed = new Set(
    events.flatMap((e) => (e.discloses?.to === key || e.discloses?.to === viewer.agencyId ? e.discloses.versions : [])),
  )
  for (const event of events) view = further(view, event, viewer, disclosed.has(event.version))
  // A clock whose entry was opened to the viewer still names its first readers: only this view knows better.
  return view.sealed.length === 0 && disclosed.size === 0 ? null : view
}

function further(view: View, event: CaseEvent, viewer: Viewer, disclosed = false): View {
  if (!disclosed && !maySee(event, viewer)) return { ...view, sealed: [...view.sealed, event.version] }
  const { starts } = event.clocks
  const hidden = starts.some(({ visibleTo }) => visibleTo !== undefined && !isAmong(visibleTo, viewer))
  const known = starts.filter(({ visibleTo }) => visibleTo === undefined || isAmong(visibleTo, viewer))
  const state = evolve(view.state, hidden ? { ...event, clocks: { ...event.clocks, starts: known } } : event)
  return { sealed: view.sealed, state, status: caseStatus(state), at: event.at, from: view.from || event.at }
}

/** The first entry that is sealed from an organ. */
const unseen = (before: CaseState | null, times: Times | null, { version, at }: CaseEvent, viewer: Viewer): View =>
  before === null || times === null
    ? { sealed: [version], state: null, status: '', at, from: at }
    : { sealed: [version], state: clocksKnown(before, viewer), status: caseStatus(before), ...times }

/** What an organ has in sight whose part ends with the event; null where nothing is sealed from it. */
export function viewAtEnd(
  views: Views | null,
  before: CaseState | null,
  times: Times | null,
  event: CaseEvent,
  viewer: Viewer,
): View | null {
  const former = views?.[viewerKey(viewer)]
  if (former !== undefined) return further(former, event, viewer)
  return maySee(event, viewer) ? null : unseen(before, times, event, viewer)
}

/**
 * Whether a view must be made from the beginning: an organ joins, or takes a part over (what was open to the former organ
 * itself is not open to it, and what was open to it before it had the part still is), or is shown former entries.
 */
export function needsEntries(before: CaseState | null, { parts, discloses }: CaseEvent): boolean {
  return before !== null && (discloses !== undefined || parts.begins.length > 0)
}

/**
 * The views after an event, for every organ that has a part after it. Where `needsEntries`, `events` gives all entries,
 * the new one included.
 */
export function viewsAfter(
  views: Views | null,
  before: CaseState | null,
  times: Times | null,
  event: CaseEvent,
  after: CaseState,
  events: readonly CaseEvent[] | undefined,
): Views | null {
  // The usual case: nothing is sealed, from nobody. Whoever is no party of the case sees no entry for all parties.
  const open = event.visibleTo === undefined && after.invited.every((organ) => maySee(event, organ))
  if (views === null && open && events === undefined) return null
  const next: Record<string, View> = {}
  for (const viewer of holders(after)) {
    const key = viewerKey(viewer)
    const begins = event.parts.begins.some((p) => p.part === viewer.part && p.agencyId === viewer.agencyId)
    if ((begins && before !== null) || event.discloses?.to === key) {
      // Without them a newcomer would be taken for one from whom nothing is sealed.
      if (events === undefined) throw new Error(`version ${event.version} of a case needs all its entries`)
      const made = viewFrom(events, viewer)
      if (made !== null) next[key] = made
      continue
    }
    const former = views?.[key]
    if (former !== undefined) next[key] = further(former, event, viewer)
    else if (!maySee(event, viewer)) next[key] = unseen(before, times, event, viewer)
  }
  return Object.keys(next).length === 0 ? null : next
}
