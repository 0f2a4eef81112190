// An entry that everybody may see can start a clock that only one part may know (an organ's internal period). The bytes
// that were sealed say so; whoever may not know it gets the entry without, and its bare commitment.
import type { CaseEvent, Viewer } from '../procedure/index.ts'

const mayKnow = (readers: readonly string[], { part, agencyId }: Viewer) =>
  readers.includes(part) || readers.includes(agencyId)

/** `clockReaders` = the readers of those clocks that not everybody may know. */
export const hidesFrom = (clockReaders: readonly (readonly string[])[] | null, viewer: Viewer): boolean =>
  clockReaders?.some((readers) => !mayKnow(readers, viewer)) ?? false

/** The entry as the viewer may see it. */
export function withoutHidden(event: CaseEvent, viewer: Viewer): CaseEvent {
  const starts = event.clocks.starts.filter(({ visibleTo }) => visibleTo === undefined || mayKnow(visibleTo, viewer))
  return { ...event, clocks: { ...event.clocks, starts } }
}
