// The operations of approvals inside an organ. Part of the one list in operations.ts.
import {
  approvalAnswer,
  approvalList,
  approveApproval,
  askAgain,
  askApproval,
  returnApproval,
  reviewApproval,
  withdrawApproval,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const tag = 'Approvals'
const acting = ['Idempotency-Key']
const answered = { status: 200, description: 'the approval; `ETag` is the version', schema: approvalAnswer }

const act = (
  name: string,
  id: string,
  body: NonNullable<Operation['body']>,
  summary: string,
  description?: string,
): Operation => ({
  ...{ method: 'post', path: `/v1/approvals/{id}/${name}`, id, tag, summary, body },
  ...(description !== undefined && { description }),
  headers: ['If-Match', ...acting],
  ok: answered,
  refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
})

export const approvalOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/approvals',
    id: 'askApproval',
    tag,
    summary:
      '送审 · ask for the approval of a submission, of a step that a head decides on, or of one with which a case begins (R310 5(2))',
    description:
      'For officers who signed in to the console; a system is refused with `officer_needed`. In an enforcement agency the legal reviewer (`agency_legal`) reads it first, then a head decides. The contract of the act is looked at here; its law when it is taken.',
    headers: acting,
    body: askApproval,
    ok: { status: 201, description: 'the approval', schema: approvalAnswer },
    refusals: [400, 401, 403, 404, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/approvals',
    id: 'listApprovals',
    tag,
    summary: 'Approvals of the officer’s organ, newest first',
    query: [
      limit,
      cursor,
      { name: 'state', description: 'with_reviewer, with_head, approved, returned, withdrawn, done' },
      { name: 'mine', description: '`todo`: what waits for this officer; `asked`: what it asked for' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: approvalList },
    refusals: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/v1/approvals/{id}',
    id: 'getApproval',
    tag,
    summary: 'One approval: what is asked for, the round before, every word that was said, and what the officer may do',
    ok: answered,
    refusals: [401, 403, 404],
  },
  act('ask', 'askApprovalAgain', askAgain, '再次送审 · a new round: what was changed is read and approved anew'),
  act(
    'review',
    'reviewApproval',
    reviewApproval,
    '法制审核 · the legal reviewer agrees, with reasons; it goes to the head',
  ),
  act(
    'approve',
    'approveApproval',
    approveApproval,
    '审批 · the head approves, and the act is taken in the head’s name',
    'The head stands as `approval.approvedBy` (with the moments when the report reached the head and when it was approved) or as `decidedBy`. An act that is refused leaves the approval with the head; the answer is that refusal.',
  ),
  act('return', 'returnApproval', returnApproval, '退回 · back to who asked, with reasons'),
  act('withdraw', 'withdrawApproval', withdrawApproval, '撤回 · who asked takes it back'),
  {
    method: 'get',
    path: '/v1/drafts/{id}/letter',
    id: 'draftLetter',
    tag: 'Drafts',
    summary: '涉嫌犯罪案件移送书（预览）· the transfer letter as the draft would make it, as HTML',
    description: 'What is missing stands as a named blank. A preview: without a code to check it by.',
    ok: { status: 200, description: 'the letter', type: 'text/html' },
    refusals: [401, 404],
  },
]
