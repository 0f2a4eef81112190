// The door of the clues' room: what comes before a case. A clue is taken, dispatched, accepted or returned, and answered;
// whether it becomes a case is the answering organ's word, and the case itself is made elsewhere.
export { type ActInputs, act, notFound } from './act.ts'
export type { Acted } from './answer.ts'
export {
  type ClueImported,
  clueStands,
  type ImportedClue,
  type ImportedClueEntry,
  importClues,
  importedClueEntries,
} from './import.ts'
export { type Intake, intake, sheetBytesMax } from './intake.ts'
export { sourceOf } from './intake-words.ts'
export { type ClueFilter, list, show } from './read.ts'
export { type Clues, type CluesDeps, openClues } from './room.ts'
export { take } from './take.ts'
