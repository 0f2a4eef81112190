import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'

export function stepPages(_deps: ConsoleDeps): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
}
