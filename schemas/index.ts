// The door of what we promise.

export * from './access.ts'
export * as answers from './answers.ts'
export * from './clues.ts'
export * from './drafts.ts'
export * from './evidence.ts'
export * from './identifiers.ts'
export * from './letters.ts'
export * from './material.ts'
export * from './primitives.ts'
export { type Custody, custodies, itemsQuery, seizedItem } from './seized.ts'
export { stepInputs } from './steps/index.ts'
export * from './transfer.ts'
