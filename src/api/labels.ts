// The door of the labels: open one, what a member may do with it, list, one, what bears it. It parses, asks the room and
// renders; it decides nothing.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  changeLabel,
  endLabel,
  labelActs,
  labelSubjectsQuery,
  listLabelsQuery,
  openLabel,
  putLabel,
  reportLabel,
  takeOffLabel,
} from '../../schemas/index.ts'
import { clientGate, officerColumns, officerGate, type Registry } from '../agencies/index.ts'
import type { CasesDeps } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import {
  act,
  type LabelActed,
  type LabelInputs,
  type Labels,
  labelNotFound,
  list,
  open,
  openLabels,
  show,
  subjects,
} from '../labels/index.ts'
import { oweNotices } from '../outbox/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { nextLink, saidAt } from './said.ts'
import type { SubjectKind, SubjectsSeen } from './subjects.ts'

type C = Context<DoorEnv>

const inputs: { readonly [Act in keyof LabelInputs]: ZodType<LabelInputs[Act]> } = {
  change: changeLabel,
  put: putLabel,
  take_off: takeOffLabel,
  report: reportLabel,
  end: endLabel,
}

/** The room as this door opens it. */
export const labelsRoom = (cases: CasesDeps, { heads }: SubjectsSeen): Labels =>
  openLabels({
    pool: cases.pool,
    organs: cases.directory,
    gates: { officerColumns, officerGate, clientGate },
    heads,
    oweNotices,
    now: cases.now,
  })

/** Mount at `/v1/labels`, behind authentication. */
export function labelsDoor(room: Labels, registry: Registry): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, '/v1/labels')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, openLabel)
    if (input instanceof Refusal) return problem(c, input)
    return answer(c, await open(room, c.get('principal'), input, words))
  })

  for (const name of labelActs) {
    const path = name.replace('_', '-')
    door.post(`/:id/${path}`, async (c) => {
      const id = c.req.param('id') ?? ''
      const words = await saidAt(c, registry, `/v1/labels/${id}/${path}`)
      if (words instanceof Refusal) return problem(c, words)
      const seen = ifMatch(c)
      if (seen instanceof Refusal) return problem(c, seen)
      const input = parseAct(c, words.raw, inputs[name] as ZodType<LabelInputs[typeof name]>)
      if (input instanceof Refusal) return problem(c, input)
      if (!isUuid(id)) return problem(c, labelNotFound())
      return answer(c, await act(room, c.get('principal'), id, name, input, words, seen))
    })
  }

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listLabelsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const { cursor, mine, subject, ...filter } = query
    const [kind, id = ''] = subject?.split(':') ?? []
    const page = await list(room, c.get('principal').agency.id, {
      ...{ ...filter, limit, after: cursor ?? null },
      ...(mine !== undefined && { mine: mine === 'true' }),
      ...(kind !== undefined && { subject: { kind: kind as SubjectKind, id } }),
    })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await show(room, id, c.get('principal').agency.id) : undefined
    if (found === undefined) return problem(c, labelNotFound())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  door.get('/:id/subjects', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, labelSubjectsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const id = c.req.param('id')
    const asked = { kind: query.kind, after: query.cursor ?? null, limit }
    const page = isUuid(id) ? await subjects(room, id, c.get('principal').agency.id, asked) : undefined
    if (page === undefined) return problem(c, labelNotFound())
    nextLink(c, page.next)
    return c.json(page)
  })

  return door
}

function answer(c: C, outcome: LabelActed | Refusal): Response {
  if (outcome instanceof Refusal) return problem(c, outcome)
  const { id, label, status, replayed } = outcome
  c.header('etag', `"${label.version}"`)
  c.header('location', `/v1/labels/${id}`)
  if (replayed) c.header('idempotent-replayed', 'true')
  return c.json(label, status)
}
