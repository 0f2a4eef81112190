// The law as the gateway applies it, for partners: steps, tracks, clocks, instruments.
import { Hono } from 'hono'
import { describeProcedure, ruleSets } from '../procedure/index.ts'
import type { DoorEnv } from './context.ts'

/** Mount at `/v1/procedure`, behind authentication. */
export function procedureDoor(): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const text = JSON.stringify(ruleSets.map(describeProcedure).at(-1))
  door.get('/', (c) =>
    c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'private, max-age=300' }),
  )
  return door
}
