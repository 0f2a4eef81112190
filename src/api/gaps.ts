// The door of gaps: what should have come from a platform, or been taken by one, and was not. A client sees its own agency's;
// one of the operator sees all.
import { Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import type { Registry } from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { masked, Refusal } from '../kernel/index.ts'
import { gapKinds, listGaps } from '../sync/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { nextLink } from './said.ts'
import { invalidQuery } from './webhooks-shown.ts'

/** Mount at `/v1/gaps`, behind authentication. */
export function gapsDoor({ pool, registry }: { pool: Pool; registry: Registry }): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const { cursor, state, kind, subject } = c.req.query()
    if (cursor !== undefined && !isUuid(cursor)) return problem(c, invalidQuery('cursor'))
    if (state !== undefined && state !== 'open' && state !== 'closed') return problem(c, invalidQuery('state'))
    if (kind !== undefined && !(gapKinds as readonly string[]).includes(kind)) return problem(c, invalidQuery('kind'))
    const { agency, operator } = c.get('principal')
    const page = await listGaps(pool, {
      ...{ agencyId: operator === true ? null : agency.id, state, kind, subject, after: cursor ?? null, limit },
    })
    const { directory } = await registry.current()
    const nobody = { id: null, code: null, name: null }
    nextLink(c, page.next)
    return c.json({
      items: page.items.map(({ agencyId, detail, ...gap }) => ({
        ...gap,
        agency: agencyId === null ? nobody : agencyView(directory, agencyId),
        detail: masked(detail),
      })),
      next: page.next,
    })
  })
  return door
}
