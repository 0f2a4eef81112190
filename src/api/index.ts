// The door of the doors: one Hono app, and the contract it keeps.
export { type AppDeps, buildApp } from './app.ts'
export { askedFromWithin } from './authenticate.ts'
export { drawsRoom } from './draws.ts'
export { closed, listening } from './listen.ts'
export { openapiDocument } from './openapi.ts'
export { operations } from './operations.ts'
export { statusOf } from './problem.ts'
