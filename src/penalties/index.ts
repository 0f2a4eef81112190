// The door of the penalty cases: what organs and platforms record of their penalties is read as dirty as it comes, kept
// with every version, and never repaired by guessing.
export { type BatchFile, beginFile, type Counts, countsOf, endFile, type FileRun, livePenalties } from './batches.ts'
export type { Change, Difference } from './differences.ts'
export {
  type DayFigures,
  figures,
  type IngestFigures,
  ingestFigures,
  keysOf,
  type SourceKey,
  sourcesOf,
} from './figures.ts'
export { FileFault, type FileFormat, type Row, readFile } from './files/index.ts'
export { type EntryHabit, entryHabits } from './habits.ts'
export { type HeldField, heldFields } from './held-fields.ts'
export {
  type Fault,
  type Incoming,
  incomingOf,
  type Origin,
  type Outcome,
  type Result,
  takenOverOrigin,
} from './incoming.ts'
export { type How, ingest, recordsMax } from './ingest.ts'
export { type FeedPosition, feedPosition, grownFrom, namedBy, type OutcomeEntry, outcome } from './outcomes.ts'
export { type PenaltyMember, type PenaltyPopulation, penaltyPopulation } from './population.ts'
export { type Held, listHeld, oneHeld, type Released, release } from './quarantine.ts'
export {
  type CaseFilter,
  type CaseRow,
  type Conversion,
  type Duplicate,
  list,
  type OutcomeRow,
  type Seen,
  type Shown,
  show,
  type VersionShown,
  versions,
} from './read.ts'
export {
  type DryRead,
  dryRead,
  type Layout,
  layoutOf,
  MappingFault,
  mappedLayout,
  parseExactly,
  presets,
  readRecord,
  recognise,
} from './reading/index.ts'
export { type Organs, openPenalties, type Penalties, type PenaltiesDeps } from './room.ts'
export * from './screening/index.ts'
export type { Viewer } from './sight.ts'
export { lastEntered, type ThemeAsked, type ThemeCount, type ThemePart, themeCounts } from './theme.ts'
export { correct, notFound, type Said, type Writer, type Written, withdraw } from './written.ts'
