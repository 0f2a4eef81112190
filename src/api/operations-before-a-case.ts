// The operations of what comes before a case: clues and drafts. Part of the one list in operations.ts.
import {
  acceptClue,
  answerClue,
  answers,
  clueAnswer,
  clueIntakeAnswer,
  clueList,
  dispatchClue,
  draftAnswer,
  draftBody,
  draftList,
  returnClue,
  takeClue,
} from '../../schemas/index.ts'
import { sheetType } from './clues.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const acting = ['Idempotency-Key', 'X-JWS-Signature']
const acted = { status: 200, description: 'the clue; `ETag` is the version', schema: clueAnswer }
const onClue = [400, 401, 403, 404, 409, 412, 413, 415, 422]

export const clueOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/clues',
    id: 'takeClue',
    tag: 'Clues',
    summary: '登记线索 · take a clue: hotline, complaint, media, another organ (R310 3, 14(2))',
    description:
      'Its number, where one is given, is unique among the clues of the agency: a second one is answered 409 and names the first. No instrument known sets days for clues: none are counted.',
    headers: acting,
    body: takeClue,
    ok: { status: 201, description: 'the clue', schema: clueAnswer },
    refusals: [400, 401, 403, 409, 413, 415, 422],
  },
  {
    method: 'post',
    path: '/v1/clues/intake',
    id: 'intakeClues',
    tag: 'Clues',
    summary: 'Clues from a spreadsheet (XLSX), a result for each row',
    description:
      'The first worksheet that is not hidden; headings in its first row: 编号、来源、接收时间、反映对象、统一社会信用代码、反映人、联系电话、反映内容、领域、行政区划 (来源、接收时间、反映内容 are needed). At most 5,000 rows and 10 MiB. Idempotent by its rows: one of a number, or without a number of a content, that was taken before is `unchanged`; the same number with another content is refused. A file that cannot be read, or whose headings are not these, is 400 and names the cell as pointer (`/C1`); nothing is taken then.',
    query: [
      { name: 'officerName', description: 'the officer who brings it', required: true },
      { name: 'certificateNo', description: 'its certificate or badge', required: true },
    ],
    headers: ['X-JWS-Signature'],
    body: { type: sheetType },
    ok: { status: 200, description: 'a result for each row', schema: clueIntakeAnswer },
    refusals: [400, 401, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/clues',
    id: 'listClues',
    tag: 'Clues',
    summary: 'Clues that the caller’s agency took or that were dispatched to it, newest first',
    description: 'Reporters and identity numbers are masked.',
    query: [
      limit,
      cursor,
      { name: 'state', description: 'taken, dispatched, accepted, returned or answered' },
      { name: 'source', description: 'kind of source' },
      { name: 'domain', description: 'field of enforcement' },
      { name: 'receivedFrom', description: 'RFC 3339, inclusive' },
      { name: 'receivedTo', description: 'RFC 3339, exclusive' },
      { name: 'mine', description: '`taken` by the caller’s agency, or `dispatched` to it' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: clueList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/clues/{id}',
    id: 'getClue',
    tag: 'Clues',
    summary: 'One clue with its entries, and what the caller may do with it now',
    description:
      'Seen by the agency that took it and the one it lies with. Who returned it sees it as it stood then, the reporter masked.',
    ok: acted,
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: '/v1/clues/{id}/dispatch',
    id: 'dispatchClue',
    tag: 'Clues',
    summary: '分派线索 · dispatch a clue to the organ that shall look into it',
    description:
      'By the agency that took it, from taken or returned. To itself: it keeps the clue, which is accepted at once and may still be dispatched elsewhere.',
    headers: ['If-Match', ...acting],
    body: dispatchClue,
    ok: acted,
    refusals: onClue,
  },
  {
    method: 'post',
    path: '/v1/clues/{id}/accept',
    id: 'acceptClue',
    tag: 'Clues',
    summary: '受理线索 · accept a clue that was dispatched to the caller’s agency',
    headers: ['If-Match', ...acting],
    body: acceptClue,
    ok: acted,
    refusals: onClue,
  },
  {
    method: 'post',
    path: '/v1/clues/{id}/return',
    id: 'returnClue',
    tag: 'Clues',
    summary: '退回线索 · return a clue to the agency that dispatched it, with the reason',
    headers: ['If-Match', ...acting],
    body: returnClue,
    ok: acted,
    refusals: onClue,
  },
  {
    method: 'post',
    path: '/v1/clues/{id}/answer',
    id: 'answerClue',
    tag: 'Clues',
    summary: '回复线索 · answer a clue: it became a case, is none, or was referred elsewhere',
    description:
      'By the organ it lies with, once accepted. `becomes_case` names a transfer in which that organ has a part; that the agency which took the clue learns its id gives it no sight of the case.',
    headers: ['If-Match', ...acting],
    body: answerClue,
    ok: acted,
    refusals: onClue,
  },
]

const draft = { status: 200, description: 'the draft; `ETag` is the version', schema: draftAnswer }

export const draftOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/drafts',
    id: 'beginDraft',
    tag: 'Drafts',
    summary: 'Keep a letter in preparation, however much of it is still missing',
    description: 'Nothing is dispatched and nobody but the caller’s agency learns of it.',
    headers: acting,
    body: draftBody,
    ok: { ...draft, status: 201 },
    refusals: [400, 401, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/drafts',
    id: 'listDrafts',
    tag: 'Drafts',
    summary: 'The drafts of the caller’s agency, newest first',
    query: [limit, cursor],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: draftList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/drafts/{id}',
    id: 'getDraft',
    tag: 'Drafts',
    summary: 'One draft, as it was sent',
    ok: draft,
    refusals: [401, 404],
  },
  {
    method: 'put',
    path: '/v1/drafts/{id}',
    id: 'changeDraft',
    tag: 'Drafts',
    summary: 'Write a draft anew',
    headers: ['If-Match', 'X-JWS-Signature'],
    body: draftBody,
    ok: draft,
    refusals: [400, 401, 404, 412, 413, 415],
  },
  {
    method: 'delete',
    path: '/v1/drafts/{id}',
    id: 'removeDraft',
    tag: 'Drafts',
    summary: 'Remove a draft: it is no act, so it may go',
    headers: ['If-Match'],
    ok: { status: 204, description: 'removed' },
    refusals: [400, 401, 404, 412],
  },
  {
    method: 'post',
    path: '/v1/drafts/{id}/check',
    id: 'checkDraft',
    tag: 'Drafts',
    summary: 'What a submission of this draft would say today, nothing kept',
    description:
      'The fields that are not as the contract has them; where all are, everything POST /v1/transfers/check says.',
    ok: { status: 200, description: 'the problems, empty where there are none', schema: answers.checkAnswer },
    refusals: [401, 404],
  },
]
