// All tables, for drizzle-kit and for ordinary queries. Each file belongs to the room of the same name.
export * from './agencies.ts'
export * from './cases.ts'
export * from './clues.ts'
export * from './drafts.ts'
export * from './journal.ts'
export * from './letters.ts'
export * from './materials.ts'
export * from './outbox.ts'
