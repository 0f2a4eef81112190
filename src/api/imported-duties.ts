// The door of what was open when a case was taken over: each organ sees its own.
import { Hono } from 'hono'
import { type CasesDeps, notFound, sight } from '../cases/index.ts'
import { dutiesOfCase } from '../takeover/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid } from './headers.ts'
import { problem } from './problem.ts'

/** Mount at `/v1/transfers`, behind authentication. */
export function importedDutiesDoor({ pool }: Pick<CasesDeps, 'pool'>): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/:id/imported-duties', async (c) => {
    const { id } = c.req.param()
    const { agency } = c.get('principal')
    if (!isUuid(id) || (await sight(pool, id, agency.id)) === undefined) return problem(c, notFound())
    const duties = await dutiesOfCase(pool, id, agency.id)
    return c.json({ items: duties.map(({ since, ...duty }) => ({ ...duty, since: since?.toISOString() ?? null })) })
  })
  return door
}
