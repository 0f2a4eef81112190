// The door of reading: rows of the older platform become what is kept here.
export { type ClueRows, readClue } from './clues.ts'
export { type Codes, type CodesMade, codesOf, type Registry } from './codes.ts'
export { plannedAgencies } from './organ-codes.ts'
export { type Prior, priorOf } from './prior.ts'
export { readCase } from './read.ts'
