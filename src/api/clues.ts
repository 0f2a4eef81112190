// The door of what comes before a case: take a clue, bring a spreadsheet of them, list, one, and what an organ may do with
// one. It parses, asks the room and renders; it decides nothing.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  acceptClue,
  answerClue,
  clueActs,
  dispatchClue,
  intakeQuery,
  listCluesQuery,
  returnClue,
  takeClue,
} from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import {
  type Acted,
  type ActInputs,
  act,
  type ClueFilter,
  type Clues,
  intake,
  list,
  notFound,
  sheetBytesMax,
  show,
  take,
} from '../clues/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { faultsOf, readFileBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'

export const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type C = Context<DoorEnv>

const inputs: { readonly [Act in keyof ActInputs]: ZodType<ActInputs[Act]> } = {
  dispatch: dispatchClue,
  accept: acceptClue,
  return: returnClue,
  answer: answerClue,
}

/** Mount at `/v1/clues`, behind authentication. */
export function cluesDoor(clues: Clues, registry: Registry): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, '/v1/clues')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, takeClue)
    if (input instanceof Refusal) return problem(c, input)
    return answer(c, await take(clues, c.get('principal'), input, words))
  })

  door.post('/intake', async (c) => {
    const words = await saidAt(c, registry, '/v1/clues/intake', (at) => readFileBody(at, sheetType, sheetBytesMax))
    if (words instanceof Refusal) return problem(c, words)
    const officer = queryOf(c, intakeQuery)
    if (officer instanceof Refusal) return problem(c, officer)
    const named = { name: officer.officerName, certificateNo: officer.certificateNo }
    const outcome = await intake(clues, c.get('principal'), named, words)
    return outcome instanceof Refusal ? problem(c, outcome) : c.json(outcome)
  })

  for (const name of clueActs)
    door.post(`/:id/${name}`, async (c) => {
      const id = c.req.param('id')
      const words = await saidAt(c, registry, `/v1/clues/${id}/${name}`)
      if (words instanceof Refusal) return problem(c, words)
      const seen = ifMatch(c)
      if (seen instanceof Refusal) return problem(c, seen)
      const input = parseAct(c, words.raw, inputs[name] as ZodType<ActInputs[typeof name]>)
      if (input instanceof Refusal) return problem(c, input)
      if (!isUuid(id)) return problem(c, notFound())
      return answer(c, await act(clues, c.get('principal'), id, name, input, words, seen))
    })

  door.get('/', async (c) => {
    const filter = filterOf(c)
    if (filter instanceof Refusal) return problem(c, filter)
    const page = await list(clues, c.get('principal').agency.id, filter)
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await show(clues, id, c.get('principal').agency.id) : undefined
    if (found === undefined) return problem(c, notFound())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  return door
}

function answer(c: C, outcome: Acted | Refusal): Response {
  if (outcome instanceof Refusal) return problem(c, outcome)
  const { id, version, clue, status, replayed } = outcome
  c.header('etag', `"${version}"`)
  c.header('location', `/v1/clues/${id}`)
  if (replayed) c.header('idempotent-replayed', 'true')
  return c.json(clue, status)
}

function queryOf<T>(c: C, schema: ZodType<T>): T | Refusal {
  const parsed = schema.safeParse(c.req.query())
  if (parsed.success) return parsed.data
  return new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
    errors: faultsOf(parsed.error),
  })
}

function filterOf(c: C): ClueFilter | Refusal {
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const query = queryOf(c, listCluesQuery)
  if (query instanceof Refusal) return query
  const { cursor, receivedFrom, receivedTo, ...filter } = query
  return {
    ...filter,
    limit,
    after: cursor ?? null,
    ...(receivedFrom !== undefined && { receivedFrom: new Date(receivedFrom) }),
    ...(receivedTo !== undefined && { receivedTo: new Date(receivedTo) }),
  }
}
