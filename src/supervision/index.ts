// The door of supervision: each part of it has a door of its own, and they are all here.

export * from './assignments/index.ts'
export * from './coverage/index.ts'
export * from './draws/index.ts'
export * from './findings/index.ts'
export * from './indicators/index.ts'
export * from './reports/index.ts'
