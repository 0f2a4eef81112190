import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'

export function supervisionPages(_deps: ConsoleDeps): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
}
