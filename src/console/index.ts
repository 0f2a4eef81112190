// The door of the officers' console.
export { consoleApp } from './app.ts'
export type { ConsoleDeps } from './env.ts'
export { startSessionSweep } from './session/sweep.ts'
