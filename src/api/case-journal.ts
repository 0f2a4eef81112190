// The door of a case's place in the journal: which leaf each entry is, and the path of one to the root that was signed, so
// that whoever reads the case can check it without taking all of it as a bundle.
import { Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import { notFound, sight } from '../cases/index.ts'
import { leavesOfCase, proofOfEntry } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { nextLink } from './said.ts'

/** Mount at `/v1/transfers`, behind authentication. */
export function caseJournalDoor({ pool }: { readonly pool: Pool }): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/:id/journal', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor') ?? '0'
    if (!/^\d{1,9}$/.test(cursor))
      return problem(
        c,
        new Refusal('invalid_fields', 'cursor is not one of this list.', {
          errors: [{ pointer: '/cursor', detail: 'query parameter' }],
        }),
      )
    const { id } = c.req.param()
    const seen = isUuid(id) ? await sight(pool, id, c.get('principal').agency.id) : undefined
    if (seen === undefined) return problem(c, notFound())
    const found = await leavesOfCase(pool, id, {
      ...{ before: Number(cursor), through: seen.throughVersion, sealed: seen.sealed },
      limit: limit + 1,
    })
    const items = found?.leaves.slice(0, limit) ?? []
    const next = (found?.leaves.length ?? 0) > limit ? String(items.at(-1)?.version) : null
    nextLink(c, next)
    return c.json({ checkpoint: found?.checkpoint ?? null, items, next })
  })

  door.get('/:id/journal/:version', async (c) => {
    const { id, version } = c.req.param()
    const no = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0
    const seen = isUuid(id) && no > 0 ? await sight(pool, id, c.get('principal').agency.id) : undefined
    const mine = seen !== undefined && no <= (seen.throughVersion ?? no) && !seen.sealed.includes(no)
    const found = mine ? await proofOfEntry(pool, id, no) : undefined
    if (found === undefined) return problem(c, notFound())
    if (found === null) return problem(c, new Refusal('not_found', 'The published tree does not hold this entry yet.'))
    const { checkpoint, leaf, entry, root, hashes } = found
    return c.json({
      ...{ version: no, leaf, checkpoint },
      entry: entry.toString('base64'),
      root: root.toString('base64'),
      hashes: hashes.map((hash) => hash.toString('base64')),
    })
  })

  return door
}
