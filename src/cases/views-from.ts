// The views of a case made from its entries alone, for whoever checks a kept case or makes one anew.
import { type CaseEvent, type CaseState, holders, type Views, viewerKey, viewFrom } from '../procedure/index.ts'

/** Null where nothing is sealed, from nobody. */
export function viewsFrom(events: readonly CaseEvent[], state: CaseState): Views | null {
  const views = Object.fromEntries(
    holders(state).flatMap((viewer) => {
      const view = viewFrom(events, viewer)
      return view === null ? [] : [[viewerKey(viewer), view]]
    }),
  )
  return Object.keys(views).length === 0 ? null : views
}
