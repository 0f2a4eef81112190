// A repeated request: what its key did first is its answer, from the entries as they stood then.
import { run } from '../../db/index.ts'
import { type ActSaid, keyReused, type Refusal, requestHash } from '../kernel/index.ts'
import { type Acted, acted } from './answer.ts'
import { type Gathered, gather } from './read.ts'
import type { Caller, Clues } from './room.ts'
import { rememberedStatement } from './statements.ts'

/** What the key did first, or null where it did nothing. */
export async function repeated(clues: Clues, caller: Caller, said: ActSaid): Promise<Acted | Refusal | null> {
  if (said.idempotencyKey === undefined) return null
  const request = { client: caller.clientId, route: said.route, key: said.idempotencyKey }
  const [entry] = await run<{ clue_id: string }>(clues.pool, rememberedStatement, Object.values(request))
  if (entry === undefined) return null
  const found = await gather(clues.pool, entry.clue_id, caller.agency.id, request)
  return found ? replay(found, caller, said, clues) : null
}

/** The first outcome again, from the entries as they stood then. */
export async function replay(
  found: Gathered,
  caller: Caller,
  said: ActSaid,
  { organs }: Clues,
): Promise<Acted | Refusal | null> {
  const { used } = found
  if (used === null) return null
  if (!requestHash(said.raw).equals(used.hash)) return keyReused()
  const entries = found.entries.filter((e) => e.version <= used.version)
  return acted(found.id, entries, caller.agency.id, found.reveals, await organs(), true)
}
