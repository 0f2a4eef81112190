// The door of what we promise.

export * as answers from './answers.ts'
export * from './clues.ts'
export * from './drafts.ts'
export * from './identifiers.ts'
export * from './material.ts'
export * from './primitives.ts'
export { stepInputs } from './steps/index.ts'
export * from './transfer.ts'
