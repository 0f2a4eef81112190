// The door of what we promise.
export * from './identifiers.ts'
export * from './primitives.ts'
export * as stepInputs from './steps.ts'
export * from './transfer.ts'
export * as answers from './answers.ts'
