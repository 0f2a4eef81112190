// The outbox's door: remembers what is owed to the outside, in the act's own transaction.
export * from './changes.ts'
export * from './parts.ts'
