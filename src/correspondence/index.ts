// The door of the correspondence: letters between organs that are no procedural act, who has signed and answered, who has not.
export { act, type LetterActed, type LetterInputs, letterNotFound, send } from './act.ts'
export { tellOverdue } from './dues.ts'
export { type LetterFilter, list, type OverdueLetter, outstanding, overdueLetters, seesAttached, show } from './read.ts'
export {
  type Correspondence,
  type CorrespondenceDeps,
  type LetterGates,
  type LetterNotice,
  openCorrespondence,
} from './room.ts'
export { findLetters, type LetterFound } from './search.ts'
