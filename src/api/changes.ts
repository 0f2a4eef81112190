// The change feed of the caller's agency.
import { Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import { Refusal } from '../kernel/index.ts'
import { changes, parseCursor } from '../outbox/index.ts'
import type { DoorEnv } from './context.ts'
import { pageLimit } from './headers.ts'
import { problem } from './problem.ts'

/** Mount at `/v1/changes`, behind authentication. */
export function changesDoor(pool: Pool): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const asked = c.req.query('cursor')
    const after = parseCursor(asked)
    if (after === null)
      return problem(
        c,
        new Refusal('invalid_fields', 'cursor is not one of this feed.', {
          errors: [{ pointer: '/cursor', detail: 'query parameter' }],
        }),
      )
    const found = await changes(pool, c.get('principal').agency.id, after, limit + 1)
    const items = found.slice(0, limit).map(({ cursor, kind, id, version, step, at }) => ({
      ...{ cursor, kind },
      ...(kind === 'transfer' ? { transferId: id } : { id }),
      ...{ version, step, at },
    }))
    return c.json({ items, cursor: items.at(-1)?.cursor ?? asked ?? '', more: found.length > limit })
  })
  return door
}
