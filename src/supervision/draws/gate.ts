// The agencies' gates before an act on a draw, and what a repeated request is answered with.
import { type Asking, run } from '../../../db/index.ts'
import { type actRow, gatesRefusal, keyReused, type Refusal, requestHash } from '../../kernel/index.ts'
import { basis } from './refusals.ts'
import type { Caller, Draws, Said } from './room.ts'
import { rememberedStatement } from './statements.ts'

/** Ends a transaction without a trace; without a refusal, the key or the version was taken by another. */
export class Undone extends Error {
  readonly refusal: Refusal | null
  constructor(refusal: Refusal | null) {
    super('undone')
    this.refusal = refusal
  }
}

interface GateVerdict {
  readonly failed: string | null
  readonly faults: { seq: number; fault: string }[] | null
  readonly done: boolean
}

/** Writes the act's entry where the gates let it pass. Throws Undone. */
export async function gated(
  ask: Asking['ask'],
  { gate }: Draws,
  row: ReturnType<typeof actRow>,
  officers: string,
): Promise<void> {
  const [verdict] = await ask<GateVerdict & Record<string, unknown>>(gate, [JSON.stringify([row]), officers])
  if (verdict?.done === true) return
  throw new Undone(verdict === undefined ? null : gatesRefusal(verdict.failed, verdict.faults, basis))
}

/** The act that this key did first; null where it did nothing. */
export async function repeated(
  { pool }: Pick<Draws, 'pool'>,
  caller: Caller,
  said: Said,
): Promise<{ drawId: string; version: number } | Refusal | null> {
  if (said.idempotencyKey === undefined) return null
  const [first] = await run<{ draw_id: string; version: number; request_hash: Buffer }>(pool, rememberedStatement, [
    ...[caller.clientId, said.route, said.idempotencyKey],
  ])
  if (first === undefined) return null
  if (!first.request_hash.equals(requestHash(said.raw))) return keyReused()
  return { drawId: first.draw_id, version: first.version }
}

export async function repeatedDraw(room: Draws, caller: Caller, said: Said) {
  const first = await repeated(room, caller, said)
  return first === null || !('drawId' in first) ? first : { id: first.drawId, replayed: true }
}
