// The door of double-random draws: announce, make, cancel, what was drawn, results of reviews, figures, and the file with its
// population from which anybody computes the draw again. It parses, asks the room and renders.
import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import {
  announceDraw,
  cancelDraw as cancelForm,
  drawFiguresQuery,
  listDrawnQuery,
  listDrawsQuery,
  makeDraw as makeForm,
  reviewDrawn as reviewForm,
} from '../../schemas/index.ts'
import { clientGate, officerColumns, officerGate, type Registry } from '../agencies/index.ts'
import type { CasesDeps } from '../cases/index.ts'
import { dayOf, dayStart, Refusal, regionsUnder } from '../kernel/index.ts'
import { labelledIds, labelSeenBy } from '../labels/index.ts'
import {
  announce,
  cancelDraw,
  type Draws,
  drawFigures,
  fileOf,
  listDrawn,
  listDraws,
  makeDraw,
  noDraw,
  openDraws,
  populationOf,
  reviewDrawn,
  showDraw,
  showDrawn,
} from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { nextLink, saidAt } from './said.ts'

type C = Context<DoorEnv>

export const populationType = 'application/x-ndjson'
const idsAtOnce = 10_000

/** The room as this door and the worker open it. */
export function drawsRoom({ pool, directory, now }: Pick<CasesDeps, 'pool' | 'directory' | 'now'>): Draws {
  return openDraws({
    ...{ pool, now, organs: directory, gates: { officerColumns, officerGate, clientGate } },
    labelled: async (labelId, kind, viewer) => {
      if (!(await labelSeenBy(pool, labelId, viewer.id))) return undefined
      const all: string[] = []
      for (let more = true; more; ) {
        const page = await labelledIds(pool, labelId, kind, all.at(-1) ?? null, idsAtOnce)
        for (const id of page) all.push(id)
        more = page.length === idsAtOnce
      }
      return all
    },
  })
}

interface DrawsDoorDeps {
  readonly draws: Draws
  readonly registry: Registry
}

const path = '/v1/supervision/draws'

/** Mount at `/v1/supervision/draws`, behind authentication. */
export function drawsDoor({ draws, registry }: DrawsDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, path)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, announceDraw)
    if (input instanceof Refusal) return problem(c, input)
    return answer(c, draws, await announce(draws, c.get('principal'), input, words), 201)
  })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listDrawsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const page = await listDraws(draws, c.get('principal').agency, {
      ...{ after: query.cursor ?? null, limit, state: query.state },
    })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/figures', async (c) => {
    const query = queryAt(c, drawFiguresQuery)
    if (query instanceof Refusal) return problem(c, query)
    const found = await drawFigures(draws, c.get('principal').agency, {
      ...{ draw: query.draw, region: query.region === undefined ? undefined : regionsUnder(query.region) },
      ...(query.from !== undefined && { from: new Date(dayStart(dayOf(query.from))) }),
      ...(query.to !== undefined && { before: new Date(dayStart(dayOf(query.to) + 1)) }),
    })
    if (found === undefined)
      return problem(
        c,
        new Refusal('agency_kind_not_permitted', 'Figures of draws are for procuratorates.', { basis: ['R310 14'] }),
      )
    return c.json(found)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await showDraw(draws, c.get('principal').agency, id) : undefined
    if (found === undefined) return problem(c, noDraw())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  door.post('/:id/draw', async (c) => {
    const id = c.req.param('id')
    const words = await saidAt(c, registry, `${path}/${id}/draw`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, makeForm)
    if (input instanceof Refusal) return problem(c, input)
    if (!isUuid(id)) return problem(c, noDraw())
    return answer(c, draws, await makeDraw(draws, c.get('principal'), id, input, words), 200)
  })

  door.post('/:id/cancel', async (c) => {
    const id = c.req.param('id')
    const words = await saidAt(c, registry, `${path}/${id}/cancel`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, cancelForm)
    if (input instanceof Refusal) return problem(c, input)
    if (!isUuid(id)) return problem(c, noDraw())
    return answer(c, draws, await cancelDraw(draws, c.get('principal'), id, input, words), 200)
  })

  door.get('/:id/members', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listDrawnQuery)
    if (query instanceof Refusal) return problem(c, query)
    const id = c.req.param('id')
    const flag = (value: 'true' | 'false' | undefined) => (value === undefined ? undefined : value === 'true')
    const page = isUuid(id)
      ? await listDrawn(draws, c.get('principal').agency, id, {
          ...{ after: Number(query.cursor ?? 0), limit, reviewed: flag(query.reviewed), found: flag(query.found) },
        })
      : undefined
    if (page === undefined) return problem(c, noDraw())
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id/members/:place', async (c) => {
    const { id, place } = placed(c)
    const found = id === undefined ? undefined : await showDrawn(draws, c.get('principal').agency, id, place)
    return found === undefined ? problem(c, noDraw()) : c.json(found)
  })

  door.post('/:id/members/:place/review', async (c) => {
    const { id, place } = placed(c)
    const words = await saidAt(c, registry, `${path}/${c.req.param('id')}/members/${c.req.param('place')}/review`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, reviewForm)
    if (input instanceof Refusal) return problem(c, input)
    if (id === undefined) return problem(c, noDraw())
    const outcome = await reviewDrawn(draws, c.get('principal'), id, place, input, words)
    if (outcome instanceof Refusal) return problem(c, outcome)
    if (outcome.replayed) c.header('idempotent-replayed', 'true')
    const found = await showDrawn(draws, c.get('principal').agency, id, place)
    return found === undefined ? problem(c, noDraw()) : c.json(found)
  })

  // The file and the population are for whoever is to compute it again: byte for byte, and about nobody.
  door.get('/:id/file', async (c) => {
    const id = c.req.param('id')
    const file = isUuid(id) ? await fileOf(draws, c.get('principal').agency, id) : undefined
    if (file === undefined) return problem(c, noDraw())
    c.header('content-disposition', `attachment; filename="xianjie-draw-${id}.json"`)
    return c.body(JSON.stringify(file), 200, { 'content-type': 'application/json' })
  })

  door.get('/:id/population', async (c) => {
    const id = c.req.param('id')
    const text = isUuid(id) ? await populationOf(draws, c.get('principal').agency, id) : undefined
    if (text === undefined) return problem(c, noDraw())
    c.header('content-disposition', `attachment; filename="xianjie-draw-${id}.ndjson"`)
    return c.body(Readable.toWeb(Readable.from(text, { objectMode: false })) as ReadableStream, 200, {
      'content-type': populationType,
    })
  })

  return door
}

/** A draw and a place in it; the id is undefined where either cannot be one. */
function placed(c: C): { id: string | undefined; place: number } {
  const [id = '', place = ''] = [c.req.param('id'), c.req.param('place')]
  return { id: isUuid(id) && /^[1-9]\d{0,5}$/.test(place) ? id : undefined, place: Number(place) }
}

async function answer(
  c: C,
  draws: Draws,
  outcome: { readonly id: string; readonly replayed: boolean } | Refusal,
  status: 200 | 201,
): Promise<Response> {
  if (outcome instanceof Refusal) return problem(c, outcome)
  const found = await showDraw(draws, c.get('principal').agency, outcome.id)
  if (found === undefined) return problem(c, noDraw())
  c.header('etag', `"${found.version}"`)
  c.header('location', `${path}/${outcome.id}`)
  if (outcome.replayed) c.header('idempotent-replayed', 'true')
  return c.json(found, status)
}
