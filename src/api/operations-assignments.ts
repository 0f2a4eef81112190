// The operations of what is handed down. Part of the one list in operations.ts.
import {
  acceptAssignment,
  assignmentAnswer,
  assignmentFigures,
  assignmentItems,
  assignmentList,
  handDown,
  replyAssignment,
  returnAssignment,
  signAssignment,
  withdrawAssignment,
  workAssignment,
} from '../../schemas/index.ts'
import { docxType } from '../letters/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const acting = ['Idempotency-Key', 'X-JWS-Signature']
const acted = { status: 200, description: 'the assignment; `ETag` is the version', schema: assignmentAnswer }

const act = (name: string, summary: string, body: NonNullable<Operation['body']>): Operation => ({
  method: 'post',
  path: `/v1/assignments/{id}/${name}`,
  ...{ id: `${name}Assignment`, tag: 'Assignments', summary, body, ok: acted },
  headers: ['If-Match', ...acting],
  refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
})

export const assignmentOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/assignments',
    id: 'handDown',
    tag: 'Assignments',
    summary: '交办 · hand findings, penalty cases and cases down to a lower procuratorate',
    description:
      'In its own line only: a procuratorate of a lower level in the same region. Both must see every item, for handing down shows nobody what it did not see. The list stays as it is, and its digest stands in the entry.',
    headers: acting,
    body: handDown,
    ok: { status: 201, description: 'the assignment', schema: assignmentAnswer },
    refusals: [400, 401, 403, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/assignments',
    id: 'listAssignments',
    tag: 'Assignments',
    summary: 'What the caller’s procuratorate handed down or was handed, newest first',
    query: [
      limit,
      cursor,
      { name: 'box', description: '`handed` or `received`' },
      { name: 'state', description: 'handed, signed, replied, returned, accepted or withdrawn' },
      { name: 'overdue', description: 'true: a reply is owed and its due day has passed' },
      { name: 'subject', description: '`transfer:`, `penalty:` or `finding:` and its id: an item of it' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: assignmentList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/assignments/figures',
    id: 'getAssignmentFigures',
    tag: 'Assignments',
    summary: 'Figures by the organ on the other side: response times, what is overdue, items by result',
    query: [
      { name: 'box', description: '`handed` (default) or `received`' },
      { name: 'from', description: 'handed down from this local day' },
      { name: 'to', description: 'to this local day, inclusive' },
    ],
    ok: { status: 200, description: 'one line an organ', schema: assignmentFigures },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/assignments/{id}',
    id: 'getAssignment',
    tag: 'Assignments',
    summary: 'One assignment with its entries, and what the caller may do with it now',
    ok: acted,
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/assignments/{id}/items',
    id: 'listAssignmentItems',
    tag: 'Assignments',
    summary: 'Its items by their numbers, each with what came of it',
    query: [limit, cursor, { name: 'result', description: 'verified, transferred, no_crime, in_progress or none' }],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: assignmentItems },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/assignments/{id}/letter',
    id: 'getAssignmentLetter',
    tag: 'Assignments',
    summary: '交办函 · the letter that hands down, with the list and a slip to sign',
    query: [{ name: 'format', description: '`docx` (default) or `html`' }],
    ok: { status: 200, description: 'DOCX, the same bytes whenever it is drawn', type: docxType },
    refusals: [400, 401, 404],
  },
  act('sign', '签收 · sign for an assignment', signAssignment),
  act('work', '逐项办理 · say of items what came of them', workAssignment),
  act('reply', '回复 · reply once every item has its result; the figures go with it', replyAssignment),
  act('accept', '认可 · accept the reply', acceptAssignment),
  act('return', '退回重办 · return it to be worked again', returnAssignment),
  act('withdraw', '撤回 · withdraw it', withdrawAssignment),
]
