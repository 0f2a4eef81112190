// What each organ sees of a case. A sealed entry is known to its readers only; for everybody else the case stands as its
// last visible entry left it. Views are kept only for organs from which something is sealed.
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

/** By `viewerKey`. */
export type Views = Readonly<Record<string, View>>

/** A relay passes the view on with the part; invited organs have each their own. */
export const viewerKey = ({ part, agencyId }: Viewer): string => (isPrimary(part) ? part : agencyId)

export function maySee(event: Pick<CaseEvent, 'visibleTo'>, viewer: Viewer): boolean {
  return event.visibleTo === undefined
    ? parties.includes(viewer.part)
    : event.visibleTo.includes(viewer.part) || event.visibleTo.includes(viewer.agencyId)
}

/** The case as the viewer sees it. */
export function seenBy(views: Views | null, full: CaseState, viewer: Viewer): CaseState {
  const view = views?.[viewerKey(viewer)]
  return view === undefined ? full : (view.state ?? nothing)
}

/** Entries sealed from the viewer. */
export function sealedFrom(views: Views | null, viewer: Viewer): readonly number[] {
  return views?.[viewerKey(viewer)]?.sealed ?? []
}

/** A view made from the beginning, with what acts have opened to the viewer since. Null where nothing is sealed. */
export function viewFrom(events: readonly CaseEvent[], viewer: Viewer): View | null {
  let view: View = { sealed: [], state: null, status: '', at: '', from: '' }
  const key = viewerKey(viewer)
  const disclosed = new Set(events.flatMap((e) => (e.discloses?.to === key ? e.discloses.versions : [])))
  for (const event of events) view = further(view, event, maySee(event, viewer) || disclosed.has(event.version))
  return view.sealed.length === 0 ? null : view
}

function further(view: View, event: CaseEvent, visible: boolean): View {
  if (!visible) return { ...view, sealed: [...view.sealed, event.version] }
  const state = evolve(view.state, event)
  return { sealed: view.sealed, state, status: caseStatus(state), at: event.at, from: view.from || event.at }
}

/** Whether a view must be made from the beginning: an organ joins that must see the entries it may, or is shown former ones. */
export function needsEntries(before: CaseState | null, { parts, discloses }: CaseEvent): boolean {
  return before !== null && (discloses !== undefined || parts.begins.some((begin) => anew(before, begin)))
}

/** A relay passes the view on with the part, unless the new organ was here before and has seen what is its own. */
const anew = (before: CaseState, { part, agencyId }: Viewer): boolean =>
  !isPrimary(part) || before.parts[part] === undefined || before.invited.some((i) => i.agencyId === agencyId)

/**
 * The views after an event, for every organ that has a part after it. Where `needsEntries`, `events` gives all entries,
 * the new one included.
 */
export function viewsAfter(
  views: Views | null,
  before: CaseState | null,
  beforeAt: { readonly from: string; readonly at: string } | null,
  event: CaseEvent,
  after: CaseState,
  events: readonly CaseEvent[] | undefined,
): Views | null {
  // The usual case: nothing is sealed, from nobody.
  if (views === null && event.visibleTo === undefined && events === undefined) return null
  const next: Record<string, View> = {}
  for (const viewer of holders(after)) {
    const key = viewerKey(viewer)
    const begins = event.parts.begins.some((p) => p.part === viewer.part && p.agencyId === viewer.agencyId)
    const visible = maySee(event, viewer)
    if ((begins && before !== null && anew(before, viewer)) || event.discloses?.to === key) {
      // Without them a newcomer would be taken for one from whom nothing is sealed.
      if (events === undefined) throw new Error(`version ${event.version} of a case needs all its entries`)
      const made = viewFrom(events, viewer)
      if (made !== null) next[key] = made
      continue
    }
    const former = views?.[key]
    if (former !== undefined) next[key] = further(former, event, visible)
    else if (!visible) {
      next[key] =
        before === null || beforeAt === null
          ? { sealed: [event.version], state: null, status: '', at: event.at, from: event.at }
          : { sealed: [event.version], state: before, status: caseStatus(before), ...beforeAt }
    }
  }
  return Object.keys(next).length === 0 ? null : next
}
