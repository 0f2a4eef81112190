// The door of what we promise.

export * as answers from './answers.ts'
export * from './identifiers.ts'
export * from './material.ts'
export * from './primitives.ts'
export * as stepInputs from './steps.ts'
export * from './transfer.ts'
