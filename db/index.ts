// The door of what we keep: connection, migration, the embedded server, and the tables.
export * from './asking.ts'
export * from './connect.ts'
export * from './copied.ts'
export * from './migrate.ts'
export * from './open.ts'
export * as tables from './schema/index.ts'
