// The operations of inboxes and mail addresses: how warnings reach people. Part of the one list in operations.ts.
import {
  changeMailAddress,
  createMailAddress,
  inboxAnswer,
  inboxMarked,
  mailAddressAnswer,
  mailAddressList,
  markInbox,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const tag = 'Warnings'

export const inboxOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/inbox',
    id: 'inbox',
    tag,
    summary: '收件箱 · what the caller’s agency was told and has not read, newest first',
    description:
      'One item a case, finding, letter, assignment, draw or report: the last step of which the agency was told, a moment behind `/v1/changes`. What the agency itself did last is no news and leaves the inbox. Read is what the reader marked: the client, or the officer named in `X-Access-Officer`; a thing that moves on is unread again. `grade` and `dueAt` are those of the warning; of a case, the period that ends first of those the agency owes. What did not move for half a year is taken out.',
    query: [
      limit,
      cursor,
      { name: 'unread', description: 'true (left out) or false: what was read too' },
      { name: 'kind', description: 'only these, divided by commas' },
      { name: 'grade', description: 'this grade and above: notice, yellow, orange, red' },
    ],
    ok: { status: 200, description: 'a page', schema: inboxAnswer },
    refusals: [400, 401],
  },
  {
    method: 'post',
    path: '/v1/inbox/read',
    id: 'markInboxRead',
    tag,
    summary: 'Mark as read, for this client or the officer named in `X-Access-Officer`',
    body: markInbox,
    ok: { status: 200, description: 'how many', schema: inboxMarked },
    refusals: [400, 401, 413, 415],
  },
]

export const mailOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/mail-addresses',
    id: 'listMailAddresses',
    tag,
    summary: 'Mail addresses of the caller’s agency (an operator’s client: of all), newest first',
    query: [limit, cursor],
    ok: { status: 200, description: 'a page', schema: mailAddressList },
    refusals: [400, 401],
  },
  {
    method: 'post',
    path: '/v1/mail-addresses',
    id: 'createMailAddress',
    tag,
    summary: 'Enter a mail address of an agency (a client of the operator)',
    description:
      'Orange and red warnings are sent at once, the rest once on a local working day as a digest. A mail says what it is, its document number, due time, article and link, and holds no personal data. Needs XIANJIE_SMTP_URL.',
    headers: ['X-JWS-Signature'],
    body: createMailAddress,
    ok: { status: 201, description: 'the address', schema: mailAddressAnswer },
    refusals: [400, 401, 403, 409, 413, 415],
  },
  {
    method: 'patch',
    path: '/v1/mail-addresses/{id}',
    id: 'changeMailAddress',
    tag,
    summary: 'Change what it wants, pause it, remove it (a client of the operator)',
    headers: ['X-JWS-Signature'],
    body: changeMailAddress,
    ok: { status: 200, description: 'the address', schema: mailAddressAnswer },
    refusals: [400, 401, 403, 404, 413, 415],
  },
]
