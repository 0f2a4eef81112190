// The door of the seized items of a case: the items of all its lists with where each stands, one with its history, the
// balance of all, and the handover lists with both signatures. It asks the room and renders; it decides nothing.
import { type Context, Hono } from 'hono'
import { itemsQuery } from '../../schemas/index.ts'
import {
  type CasesDeps,
  handoverList,
  handoverLists,
  itemHistory,
  itemsBalance,
  itemsPage,
  notFound,
} from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { faultsOf } from './read-body.ts'
import { nextLink } from './said.ts'

type C = Context<DoorEnv>

/** A list may have 10,000 lines, and each is read for its digest. */
const listsMax = 20

export function itemsDoor({ pool }: Pick<CasesDeps, 'pool'>): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/:id/items', async (c) => {
    const asked = pageOf(c)
    if (asked instanceof Refusal) return problem(c, asked)
    const filter = itemsQuery.safeParse(c.req.query())
    if (!filter.success)
      return problem(
        c,
        new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
          errors: faultsOf(filter.error),
        }),
      )
    const { batch, custody } = filter.data
    const page = await itemsPage(pool, asked.id, asked.agencyId, asked.after, asked.limit, {
      batch: batch === undefined ? undefined : Number(batch),
      custody,
    })
    return pageAnswer(c, page)
  })

  door.get('/:id/items/balance', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await itemsBalance(pool, id, agencyOf(c)) : undefined
    return found === undefined ? problem(c, notFound()) : c.json(found)
  })

  door.get('/:id/items/:no', async (c) => {
    const { id, no } = c.req.param()
    const found = isUuid(id) && isNumber(no) ? await itemHistory(pool, id, agencyOf(c), Number(no)) : undefined
    return found === undefined ? problem(c, notFound()) : c.json(found)
  })

  door.get('/:id/handover-lists', async (c) => {
    const asked = pageOf(c)
    if (asked instanceof Refusal) return problem(c, asked)
    const limit = Math.min(asked.limit, listsMax)
    return pageAnswer(c, await handoverLists(pool, asked.id, asked.agencyId, asked.after, limit))
  })

  door.get('/:id/handover-lists/:version', async (c) => {
    const asked = pageOf(c)
    if (asked instanceof Refusal) return problem(c, asked)
    const version = c.req.param('version')
    const found = isNumber(version)
      ? await handoverList(pool, asked.id, asked.agencyId, Number(version), asked.after, asked.limit)
      : undefined
    if (found === undefined) return problem(c, notFound())
    nextLink(c, found.next)
    return c.json(found)
  })

  return door
}

const isNumber = (text: string): boolean => /^[1-9]\d{0,6}$/.test(text)
const agencyOf = (c: C): string => c.get('principal').agency.id

/** Which case and which page of it; a malformed id is no case. */
function pageOf(c: C) {
  const id = c.req.param('id') ?? ''
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const cursor = c.req.query('cursor') ?? '0'
  if (!/^\d{1,9}$/.test(cursor))
    return new Refusal('invalid_fields', 'cursor is not one of this list.', {
      errors: [{ pointer: '/cursor', detail: 'query parameter' }],
    })
  return isUuid(id) ? { id, agencyId: agencyOf(c), limit, after: Number(cursor) } : notFound()
}

function pageAnswer(c: C, page: { items: readonly unknown[]; next: string | null } | undefined): Response {
  if (page === undefined) return problem(c, notFound())
  nextLink(c, page.next)
  return c.json(page)
}
