// The agencies' gates before an act on a draw, and what a repeated request is answered with.
import { type Asking, run } from '../../../db/index.ts'
import { type actRow, firstAct, gatesRefusal, Refusal, type Verdict } from '../../kernel/index.ts'
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

/** Writes the act's entry where the gates let it pass. Throws Undone. */
export async function gated(
  ask: Asking['ask'],
  { gate }: Draws,
  row: ReturnType<typeof actRow>,
  officers: string,
): Promise<void> {
  const [verdict] = await ask<Verdict>(gate, [JSON.stringify([row]), officers])
  if (verdict?.done === true) return
  throw new Undone(verdict === undefined ? null : gatesRefusal(verdict, basis))
}

/** The act that this key did first; null where it did nothing. */
export const repeated = ({ pool }: Pick<Draws, 'pool'>, caller: Caller, said: Said) =>
  firstAct(caller, said, (values) => run(pool, rememberedStatement, values))

export async function repeatedDraw(room: Draws, caller: Caller, said: Said) {
  const first = await repeated(room, caller, said)
  return first === null || first instanceof Refusal ? first : { id: first.id, replayed: true }
}
