// The door of the sources: platforms that records are pulled from.
export type { Arrived, DayFigures, KeyDigest, Source, SourceAdapter } from './adapter.ts'
export { type Call, type CallAnswer, type Caller, openCaller } from './caller.ts'
export { type DryRecord, type DryRun, dryRun } from './dry-run.ts'
export { checkedEntry, enterSource, SourceEntryFault } from './enter.ts'
export { SourceFault } from './fault.ts'
export { type SourceEntry, sourceForm } from './form.ts'
export { type HttpConfig, httpForm } from './http-form.ts'
export { type LanesOptions, startSourceLanes } from './lanes.ts'
export { adapterOf, openSources, originOf, type Sources, type SourcesDeps, sourceOf } from './room.ts'
export {
  askForPull,
  fileRows,
  removeSource,
  runRows,
  type SourceRow,
  setSecret,
  setState,
  skipFile,
  sourceRow,
  sourceRows,
} from './rows.ts'
export { type Pulled, pull } from './run.ts'
export { runShown, sourceFigures, sourceShown, sourceWithRuns } from './shown.ts'
export { lookForSilence } from './silence.ts'
