// The journal's door: appends entries nobody can quietly change, and checks them.
export * from './chain.ts'
export * from './parts.ts'
export * from './read.ts'
