// `GET /v1/clocks`: the periods that run in the caller's cases, the nearest end first.
import { Hono } from 'hono'
import { type CasesDeps, clockStates, clocks, parseClockCursor, urgencies } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { labelAsked } from './labelled.ts'
import { problem } from './problem.ts'

/** Mount at `/v1/clocks`, behind authentication. */
export function clocksDoor(cases: CasesDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const state = clockStates.find((s) => s === (c.req.query('state') ?? 'running'))
    if (state === undefined) return problem(c, wrong('/state', `one of ${clockStates.join(', ')} is needed`))
    const mine = c.req.query('mine') ?? 'false'
    if (mine !== 'true' && mine !== 'false') return problem(c, wrong('/mine', 'true or false is needed'))
    const cursor = c.req.query('cursor')
    const after = cursor === undefined ? null : parseClockCursor(cursor)
    if (cursor !== undefined && after === null) return problem(c, wrong('/cursor', 'not one of this list'))
    const { sender, urgency, counts = 'true' } = c.req.query()
    if (counts !== 'true' && counts !== 'false') return problem(c, wrong('/counts', 'true or false is needed'))
    if (sender !== undefined && !isUuid(sender)) return problem(c, wrong('/sender', 'the id of an organ is needed'))
    const of = urgencies.find((u) => u === urgency)
    if (urgency !== undefined && of === undefined)
      return problem(c, wrong('/urgency', `one of ${urgencies.join(', ')} is needed`))
    const label = await labelAsked(c, cases.pool)
    if (label instanceof Refusal) return problem(c, label)
    const page = await clocks(
      cases.pool,
      c.get('principal').agency.id,
      {
        ...{ state, mine: mine === 'true', rule: c.req.query('rule'), sender, urgency: of, label, after, limit },
        counted: counts === 'true',
      },
      { directory: await cases.directory(), nowMs: cases.now(), calendarFor: cases.calendarFor },
    )
    if (page.next !== null) {
      const url = new URL(c.req.url)
      url.searchParams.set('cursor', page.next)
      c.header('link', `<${url.pathname}${url.search}>; rel="next"`)
    }
    return c.json(page)
  })
  return door
}

const wrong = (pointer: string, detail: string) =>
  new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', { errors: [{ pointer, detail }] })
