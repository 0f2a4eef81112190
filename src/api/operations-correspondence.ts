// The operations of letters between organs. Part of the one list in operations.ts.
import {
  answerCorrespondence,
  closeCorrespondence,
  correctCorrespondence,
  correspondenceAnswer,
  correspondenceList,
  correspondenceOutstanding,
  doneCorrespondence,
  inviteCorrespondence,
  readCorrespondence,
  sayCorrespondence,
  sendCorrespondence,
  signCorrespondence,
  withdrawCorrespondence,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const acting = ['Idempotency-Key', 'X-JWS-Signature']
const acted = { status: 200, description: 'the letter; `ETag` is the version', schema: correspondenceAnswer }
const onLetter = [400, 401, 403, 404, 409, 412, 413, 415, 422]

const act = (name: string, summary: string, body: NonNullable<Operation['body']>, description?: string): Operation => ({
  method: 'post',
  path: `/v1/correspondence/{id}/${name}`,
  id: `${name}Correspondence`,
  tag: 'Correspondence',
  summary,
  ...(description !== undefined && { description }),
  headers: ['If-Match', ...acting],
  body,
  ok: acted,
  refusals: onLetter,
})

export const correspondenceOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/correspondence',
    id: 'sendCorrespondence',
    tag: 'Correspondence',
    summary: '发送工作指令、工作汇报、工作交流或者案件咨询 · send a letter to several organs',
    description:
      'An instruction goes from a procuratorate to those below it and to organs that it supervises, a report the other way; an exchange and a consultation go to any organ. Of an instruction or a report each receiver sees its own road, of the others everybody sees everything. A letter about a case gives nobody sight of the case: receivers without a part in it (as the sender sees it) must be meant (`toOrgansWithoutPart`) and are told that it is about one, not which. Nothing is edited: `correct` and `withdraw` follow up. Notices of kind `letter` stand in the change feed.',
    headers: acting,
    body: sendCorrespondence,
    ok: { status: 201, description: 'the letter', schema: correspondenceAnswer },
    refusals: [400, 401, 403, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/correspondence',
    id: 'listCorrespondence',
    tag: 'Correspondence',
    summary: 'Letters that the caller’s agency sent or received, newest first',
    query: [
      limit,
      cursor,
      { name: 'box', description: '`sent` or `received`' },
      { name: 'kind', description: 'instruction, report, exchange or consultation' },
      { name: 'state', description: 'open, closed or withdrawn' },
      { name: 'transfer', description: 'about this case' },
      { name: 'finding', description: 'about this finding' },
      { name: 'owed', description: 'true: an answer is owed, by the caller or to it' },
      { name: 'overdue', description: 'true: and its due day has passed' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: correspondenceList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/correspondence/outstanding',
    id: 'listOutstandingCorrespondence',
    tag: 'Correspondence',
    summary: 'Who has not: each receiver that still owes the caller’s agency an answer, the oldest letter first',
    query: [limit, cursor, { name: 'overdue', description: 'true: only where the due day has passed' }],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: correspondenceOutstanding },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/correspondence/{id}',
    id: 'getCorrespondence',
    tag: 'Correspondence',
    summary: 'One letter with its entries, and what the caller may do with it now',
    ok: acted,
    refusals: [401, 404],
  },
  act('sign', '签收 · sign for a letter', signCorrespondence),
  act('read', '已阅 · say who has read it', readCorrespondence),
  act(
    'answer',
    '答复 · answer an instruction or a report, once signed for; again where there is more to say',
    answerCorrespondence,
  ),
  act('done', '办结 · say that what an instruction asks for is done', doneCorrespondence),
  act('say', '发言 · say something in an exchange or a consultation', sayCorrespondence),
  act(
    'invite',
    '增加参加者 · let further organs take part in an exchange or a consultation',
    inviteCorrespondence,
    'By who began it. They read what was said before.',
  ),
  act(
    'correct',
    '更正、补充 · correct or supplement a letter by a follow-up',
    correctCorrespondence,
    'By who sent it; what was sent stands. A new due day replaces the former.',
  ),
  act('withdraw', '撤回 · withdraw a letter; who has it goes on seeing it', withdrawCorrespondence),
  act('close', '结束 · close a letter: nothing more is expected', closeCorrespondence),
]
