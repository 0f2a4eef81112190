// The operations of labels. Part of the one list in operations.ts.
import {
  changeLabel,
  endLabel,
  labelAnswer,
  labelList,
  labelSubjects,
  openLabel,
  putLabel,
  reportLabel,
  takeOffLabel,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const acting = ['Idempotency-Key', 'X-JWS-Signature']
const acted = { status: 200, description: 'the label; `ETag` is the version', schema: labelAnswer }

/** `label` of a list. */
export const labelFilter = {
  name: 'label',
  description: 'only what bears this label; a page may then be short and still lead on',
}

const act = (name: string, id: string, summary: string, body: NonNullable<Operation['body']>): Operation => ({
  method: 'post',
  path: `/v1/labels/{id}/${name}`,
  ...{ id, tag: 'Labels', summary, body, ok: acted },
  headers: ['If-Match', ...acting],
  refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
})

export const labelOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/labels',
    id: 'openLabel',
    tag: 'Labels',
    summary: '设立专项活动或者挂牌督办 · open a campaign or listed supervision',
    description:
      'Its members may put it on cases, penalty cases and findings that they see, and filter lists and figures by it. It reveals nothing: nobody sees more of what bears it than without it. Listed supervision has a due day and somebody who answers for it, and ends only when it has been reported on.',
    headers: acting,
    body: openLabel,
    ok: { status: 201, description: 'the label', schema: labelAnswer },
    refusals: [400, 401, 403, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/labels',
    id: 'listLabels',
    tag: 'Labels',
    summary: 'Labels that the caller’s agency may use, newest first',
    query: [
      limit,
      cursor,
      { name: 'kind', description: 'campaign or listed' },
      { name: 'state', description: 'open or ended' },
      { name: 'mine', description: 'true: owned by the caller’s agency' },
      { name: 'subject', description: '`transfer:`, `penalty:` or `finding:` and its id: borne by this one' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: labelList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/labels/{id}',
    id: 'getLabel',
    tag: 'Labels',
    summary: 'One label, and what the caller may do with it now',
    ok: acted,
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/labels/{id}/subjects',
    id: 'listLabelSubjects',
    tag: 'Labels',
    summary: 'What bears a label, as far as the caller sees it, with who put it there and why',
    query: [{ name: 'kind', description: 'transfer (default), penalty or finding' }, limit, cursor],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: labelSubjects },
    refusals: [400, 401, 404],
  },
  act('change', 'changeLabel', '变更 · change name, members, period or due day; by the owner', changeLabel),
  act('put', 'putLabel', '纳入 · put things under a label, with the reason', putLabel),
  act('take-off', 'takeOffLabel', '移出 · take things off a label, with the reason', takeOffLabel),
  act('report', 'reportLabel', '督办报告 · report on listed supervision or a campaign', reportLabel),
  act('end', 'endLabel', '结束 · end a label; listed supervision when it has been reported on', endLabel),
]
