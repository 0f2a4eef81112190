// The door of the doors: one Hono app, and the contract it keeps.
export { type AppDeps, buildApp } from './app.ts'
export { openapiDocument } from './openapi.ts'
export { operations } from './operations.ts'
export { statusOf } from './problem.ts'
