import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'

export function queuePages(_deps: ConsoleDeps): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
}
