// `POST /v1/transfers/{id}/reveal`: one masked field in full, to who sees the entry it stands in, for a reason that is
// durable in the log of reads before the value leaves.
import { Hono } from 'hono'
import { revealBody } from '../../schemas/index.ts'
import { type CasesDeps, notFound, show, timeline } from '../cases/index.ts'
import type { AccessLog } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid } from './headers.ts'
import { problem } from './problem.ts'
import { parseBody, readJson } from './read-body.ts'
import { readingOf } from './reading.ts'

/** Mount at `/v1/transfers`, behind authentication. */
export function revealDoor(cases: CasesDeps, log: AccessLog): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.post('/:id/reveal', async (c) => {
    const raw = await readJson(c)
    if (raw instanceof Refusal) return problem(c, raw)
    const asked = parseBody(raw, revealBody)
    if (asked instanceof Refusal) return problem(c, asked)
    const reading = readingOf(c, cases.now())
    if (reading instanceof Refusal) return problem(c, reading)
    const { id } = c.req.param()
    const { pointer, reason } = asked
    const found = isUuid(id) ? await entryAt(cases, id, reading.agencyId, pointer) : undefined
    if (found === undefined) return problem(c, notFound())
    const value = fieldAt(found.value, found.path)
    if (value === undefined)
      return problem(
        c,
        new Refusal('invalid_fields', 'There is no such field in the case as you see it.', {
          errors: [{ pointer: '/pointer', detail: 'must lead to a text, a number or a truth value' }],
        }),
      )
    const field = found.path.at(-1)
    await log.record({
      ...reading,
      reason,
      kind: 'field',
      transferId: id,
      subject: pointer,
      field,
      ownerId: found.owner,
    })
    c.header('cache-control', 'private, no-store')
    return c.json({ pointer, value })
  })
  return door
}

/** The entry that a pointer begins with, as the agency sees it, and the rest of the way. */
async function entryAt(cases: CasesDeps, id: string, agencyId: string, pointer: string) {
  const [where = '', ...path] = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  const context = { directory: await cases.directory(), nowMs: cases.now() }
  if (where === 'submission') {
    const found = await show(cases.pool, id, agencyId, context)
    const sender = found?.parts.find(({ part }) => part === 'sender')
    return found && { value: found.submission, path, owner: sender?.agency.id }
  }
  const version = Number(path.shift())
  // What is not the act's own input is what the older platform's row says in fields of its own.
  const own = path.shift() === 'input'
  if (!own) path.shift() // `raw`
  const page = await timeline(cases.pool, id, agencyId, version - 1, 1, context)
  const event = page?.items[0]
  // The next entry that the agency may see is not the one that was asked for.
  const seen = event?.version === version ? event : undefined
  return page && { value: own ? seen?.input : seen?.imported?.raw, path, owner: seen?.by.agency.id }
}

function fieldAt(value: unknown, path: readonly string[]): string | number | boolean | undefined {
  let at = value
  for (const token of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, token)) return undefined
    at = (at as Record<string, unknown>)[token]
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? at : undefined
}
