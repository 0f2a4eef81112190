// The operations of findings. Part of the one list in operations.ts.
import {
  acceptFinding,
  actOnFinding,
  closeFinding,
  contestFinding,
  explainFinding,
  findingAnswer,
  findingList,
  urgeFinding,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const finding = { status: 200, description: 'the finding; `ETag` is the version', schema: findingAnswer }

const act = (
  name: string,
  id: string,
  body: NonNullable<Operation['body']>,
  summary: string,
  description?: string,
): Operation => ({
  method: 'post',
  path: `/v1/findings/{id}/steps/${name}`,
  id,
  tag: 'Findings',
  summary,
  ...(description !== undefined && { description }),
  headers: ['If-Match', 'Idempotency-Key', 'X-JWS-Signature'],
  body,
  ok: finding,
  refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
})

export const findingOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/findings',
    id: 'listFindings',
    tag: 'Findings',
    summary:
      '监督线索 · findings about the caller’s matters, or of the organs that it watches, newest first or the soonest due first',
    description:
      'An organ sees its own; a procuratorate those of the organs it supervises and of all below its region; what rests on something sealed only whoever may know it. One that is open is there once for its subject: it is graded anew instead of raised again, and closes by itself when its cause is gone.',
    query: [
      limit,
      cursor,
      { name: 'kind', description: 'not_transferred, overdue, near_due, dormant, …' },
      { name: 'state', description: 'open, or raised, explained, accepted, contested, acted, closed' },
      { name: 'grade', description: 'notice, yellow, orange, red' },
      { name: 'agency', description: 'whose matter it is (id)' },
      { name: 'region', description: 'with all below it: two, four or six digits (GB/T 2260)' },
      { name: 'domain', description: 'field of enforcement' },
      { name: 'transfer', description: 'about this case' },
      { name: 'penalty', description: 'about this penalty case' },
      { name: 'label', description: 'under this label' },
      { name: 'dueBefore', description: 'due before this local day' },
      {
        name: 'order',
        description:
          'newest (the default), or due: open ones, the soonest due first, those without a day last; not with a label',
      },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: findingList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/findings/{id}',
    id: 'getFinding',
    tag: 'Findings',
    summary: 'One finding with its entries, and what the caller may do with it now',
    ok: finding,
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/findings/{id}/letters/{version}',
    id: 'findingLetter',
    tag: 'Findings',
    summary: '催办通知书 · the urging letter of an entry, as DOCX or HTML',
    query: [{ name: 'format', description: '`docx` (left out) or `html`' }],
    ok: { status: 200, description: 'the letter, always the same for the same entry', type: docx },
    refusals: [400, 401, 404],
  },
  act(
    'explain',
    'explainFinding',
    explainFinding,
    '说明情况 · the organ whose matter it is explains; its response time is measured to here',
  ),
  act('accept', 'acceptFinding', acceptFinding, '采纳说明 · the procuratorate accepts the explanation'),
  act('contest', 'contestFinding', contestFinding, '不采纳说明 · the procuratorate contests it, with reasons'),
  act(
    'act',
    'actOnFinding',
    actOnFinding,
    '处置 · the procuratorate has acted on it: an opinion, a suggestion, a step of the procedure',
    'An entry of a case that is named must be one that the caller’s agency sees.',
  ),
  act(
    'urge',
    'urgeFinding',
    urgeFinding,
    '催办 · one act: it writes the urging letter, tells the organ and starts the measuring of its response',
    'The letter is under `letter` of the entry.',
  ),
  act('close', 'closeFinding', closeFinding, '办结 · the procuratorate closes it with the reason'),
]
