// The door of the correspondence: send a letter, what a party may do with one, list, one, who has not answered. It parses,
// asks the room and renders; it decides nothing.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  answerCorrespondence,
  closeCorrespondence,
  correctCorrespondence,
  correspondenceActs,
  doneCorrespondence,
  inviteCorrespondence,
  listCorrespondenceQuery,
  outstandingCorrespondenceQuery,
  readCorrespondence,
  sayCorrespondence,
  sendCorrespondence,
  signCorrespondence,
  withdrawCorrespondence,
} from '../../schemas/index.ts'
import { clientGate, officerColumns, officerGate, type Registry } from '../agencies/index.ts'
import { type CasesDeps, partsIn } from '../cases/index.ts'
import {
  act,
  type Correspondence,
  type LetterActed,
  type LetterInputs,
  letterNotFound,
  list,
  openCorrespondence,
  outstanding,
  send,
  show,
} from '../correspondence/index.ts'
import { Refusal } from '../kernel/index.ts'
import { bindPart, materialColumns, materialGate } from '../materials/index.ts'
import { oweNotices } from '../outbox/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { nextLink, saidAt } from './said.ts'
import type { SubjectsSeen } from './subjects.ts'

type C = Context<DoorEnv>

const inputs: { readonly [Act in keyof LetterInputs]: ZodType<LetterInputs[Act]> } = {
  sign: signCorrespondence,
  read: readCorrespondence,
  answer: answerCorrespondence,
  done: doneCorrespondence,
  say: sayCorrespondence,
  invite: inviteCorrespondence,
  correct: correctCorrespondence,
  withdraw: withdrawCorrespondence,
  close: closeCorrespondence,
}

/** The room as this door opens it. */
export function correspondenceOf(cases: CasesDeps, subjects: SubjectsSeen): Correspondence {
  return openCorrespondence({
    pool: cases.pool,
    organs: cases.directory,
    gates: { officerColumns, officerGate, clientGate, materialColumns, materialGate, bindPart },
    partsSeen: async (transferId, agencyId) => (await subjects.partsSeen(agencyId, [transferId])).get(transferId),
    partsIn: (agencyId, transferIds) => partsIn(cases.pool, agencyId, transferIds),
    findingsSeen: async (agencyId, ids) => new Set((await subjects.heads(agencyId, 'finding', ids)).keys()),
    oweNotices,
    now: cases.now,
  })
}

/** Mount at `/v1/correspondence`, behind authentication. */
export function correspondenceDoor(room: Correspondence, registry: Registry): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, '/v1/correspondence')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, sendCorrespondence)
    if (input instanceof Refusal) return problem(c, input)
    return answer(c, await send(room, c.get('principal'), input, words))
  })

  for (const name of correspondenceActs)
    door.post(`/:id/${name}`, async (c) => {
      const id = c.req.param('id')
      const words = await saidAt(c, registry, `/v1/correspondence/${id}/${name}`)
      if (words instanceof Refusal) return problem(c, words)
      const seen = ifMatch(c)
      if (seen instanceof Refusal) return problem(c, seen)
      const input = parseAct(c, words.raw, inputs[name] as ZodType<LetterInputs[typeof name]>)
      if (input instanceof Refusal) return problem(c, input)
      if (!isUuid(id)) return problem(c, letterNotFound())
      return answer(c, await act(room, c.get('principal'), id, name, input, words, seen))
    })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listCorrespondenceQuery)
    if (query instanceof Refusal) return problem(c, query)
    const { cursor, transfer, finding, owed, overdue, ...filter } = query
    const page = await list(room, c.get('principal').agency.id, {
      ...{ ...filter, limit, after: cursor ?? null, transferId: transfer, findingId: finding },
      ...(owed !== undefined && { owed: owed === 'true' }),
      ...(overdue !== undefined && { overdue: overdue === 'true' }),
    })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/outstanding', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, outstandingCorrespondenceQuery)
    if (query instanceof Refusal) return problem(c, query)
    const page = await outstanding(room, c.get('principal').agency.id, {
      ...{ after: query.cursor ?? null, limit, overdue: query.overdue === 'true' },
    })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await show(room, id, c.get('principal').agency.id) : undefined
    if (found === undefined) return problem(c, letterNotFound())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  return door
}

function answer(c: C, outcome: LetterActed | Refusal): Response {
  if (outcome instanceof Refusal) return problem(c, outcome)
  const { id, letter, status, replayed } = outcome
  c.header('etag', `"${letter.version}"`)
  c.header('location', `/v1/correspondence/${id}`)
  if (replayed) c.header('idempotent-replayed', 'true')
  return c.json(letter, status)
}
