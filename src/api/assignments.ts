// The door of what is handed down: hand down, what either procuratorate may do with it, list, one, its items, its letter, the
// figures. It parses, asks the room and renders; it decides nothing.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  acceptAssignment,
  assignmentActs,
  assignmentFiguresQuery,
  assignmentItemsQuery,
  assignmentLetterQuery,
  handDown as handDownInput,
  listAssignmentsQuery,
  replyAssignment,
  returnAssignment,
  signAssignment,
  withdrawAssignment,
  workAssignment,
} from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import type { CasesDeps } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import { docxOf, docxType, htmlOf, htmlPolicy } from '../letters/index.ts'
import { oweNotices } from '../outbox/index.ts'
import {
  type AssignmentActed,
  type AssignmentInputs,
  type Assignments,
  actOnAssignment,
  assignmentFigures,
  assignmentItems,
  assignmentLetter,
  assignmentNotFound,
  handDown,
  listAssignments,
  showAssignment,
} from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { nextLink, saidAt } from './said.ts'
import type { SubjectKind, SubjectsSeen } from './subjects.ts'

type C = Context<DoorEnv>

const inputs: { readonly [Act in keyof AssignmentInputs]: ZodType<AssignmentInputs[Act]> } = {
  sign: signAssignment,
  work: workAssignment,
  reply: replyAssignment,
  accept: acceptAssignment,
  return: returnAssignment,
  withdraw: withdrawAssignment,
}

/** The room as this door opens it. */
export const assignmentsRoom = ({ pool, directory, now }: CasesDeps, subjects: SubjectsSeen): Assignments => ({
  ...{ pool, organs: directory, now, oweNotices, heads: subjects.heads, partsSeen: subjects.partsSeen },
})

/** Mount at `/v1/assignments`, behind authentication. */
export function assignmentsDoor(room: Assignments, registry: Registry): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, '/v1/assignments')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, handDownInput)
    if (input instanceof Refusal) return problem(c, input)
    return answer(c, await handDown(room, c.get('principal'), input, words))
  })

  for (const name of assignmentActs)
    door.post(`/:id/${name}`, async (c) => {
      const id = c.req.param('id')
      const words = await saidAt(c, registry, `/v1/assignments/${id}/${name}`)
      if (words instanceof Refusal) return problem(c, words)
      const seen = ifMatch(c)
      if (seen instanceof Refusal) return problem(c, seen)
      const input = parseAct(c, words.raw, inputs[name] as ZodType<AssignmentInputs[typeof name]>)
      if (input instanceof Refusal) return problem(c, input)
      if (!isUuid(id)) return problem(c, assignmentNotFound())
      return answer(c, await actOnAssignment(room, c.get('principal'), id, name, input, words, seen))
    })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listAssignmentsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const { cursor, overdue, subject, ...filter } = query
    const [kind, id = ''] = subject?.split(':') ?? []
    const page = await listAssignments(room, c.get('principal').agency.id, {
      ...{ ...filter, limit, after: cursor ?? null },
      ...(overdue !== undefined && { overdue: overdue === 'true' }),
      ...(kind !== undefined && { subject: { kind: kind as SubjectKind, id } }),
    })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/figures', async (c) => {
    const query = queryAt(c, assignmentFiguresQuery)
    if (query instanceof Refusal) return problem(c, query)
    return c.json(await assignmentFigures(room, c.get('principal').agency.id, query))
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await showAssignment(room, id, c.get('principal').agency.id) : undefined
    if (found === undefined) return problem(c, assignmentNotFound())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  door.get('/:id/items', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, assignmentItemsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const id = c.req.param('id')
    const asked = { after: Number(query.cursor ?? 0), limit, result: query.result }
    const page = isUuid(id) ? await assignmentItems(room, id, c.get('principal').agency.id, asked) : undefined
    if (page === undefined) return problem(c, assignmentNotFound())
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id/letter', async (c) => {
    const query = queryAt(c, assignmentLetterQuery)
    if (query instanceof Refusal) return problem(c, query)
    const id = c.req.param('id')
    const sheet = isUuid(id) ? await assignmentLetter(room, id, c.get('principal').agency.id) : undefined
    if (sheet === undefined) return problem(c, assignmentNotFound())
    if (query.format === 'html') {
      c.header('content-security-policy', htmlPolicy)
      return c.html(htmlOf(sheet))
    }
    c.header('content-type', docxType)
    c.header('content-disposition', `attachment; filename="assignment-${id}.docx"`)
    return c.body(new Uint8Array(docxOf(sheet)))
  })

  return door
}

function answer(c: C, outcome: AssignmentActed | Refusal): Response {
  if (outcome instanceof Refusal) return problem(c, outcome)
  const { id, assignment, status, replayed } = outcome
  c.header('etag', `"${assignment.version}"`)
  c.header('location', `/v1/assignments/${id}`)
  if (replayed) c.header('idempotent-replayed', 'true')
  return c.json(assignment, status)
}
