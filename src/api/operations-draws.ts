// Operations of double-random draws, for the OpenAPI document.
import {
  announceDraw,
  cancelDraw,
  drawAnswer,
  drawFigures,
  drawFile,
  drawList,
  drawnAnswer,
  drawnList,
  makeDraw,
  reviewDrawn,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const headers = ['Idempotency-Key', 'X-JWS-Signature']
const tag = 'Draws'
const base = '/v1/supervision/draws'
const acting = [400, 401, 403, 404, 409, 413, 415, 422]
const drawn = { status: 200, description: 'the draw', schema: drawAnswer }

export const drawOperations: readonly Operation[] = [
  {
    method: 'post',
    path: base,
    id: 'announceDraw',
    tag,
    summary:
      '公告双随机抽查 · freeze a population and seal it with the method and the reviewers, before the seed exists',
    description:
      'The population becomes lines in order of ids; their SHA-256, the numbers of each stratum and the reviewers are sealed in the journal. The seed is the SHA-256 of lines that hold the digest of the announcement, the root of the first checkpoint whose tree holds it, and the public values named here. Where none is named, the gateway draws by itself as soon as that checkpoint is signed.',
    headers,
    body: announceDraw,
    ok: { status: 201, description: 'the draw as announced', schema: drawAnswer },
    refusals: [400, 401, 403, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: base,
    id: 'listDraws',
    tag,
    summary: 'Draws of the procuratorate’s region, and those that the organ’s officers review in; newest first',
    query: [{ name: 'state', description: 'announced, drawn or cancelled' }, limit, cursor],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: drawList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: `${base}/figures`,
    id: 'drawFigures',
    tag,
    summary: '抽查比例与问题发现率 · share and hit rate by organ, region and reviewer',
    query: [
      { name: 'from', description: 'day on which it was drawn, inclusive' },
      { name: 'to', description: 'day on which it was drawn, inclusive' },
      { name: 'draw', description: 'only this one' },
      { name: 'region', description: 'GB/T 2260, six digits: draws of procuratorates of this region and below it' },
    ],
    ok: { status: 200, description: 'figures', schema: drawFigures },
    refusals: [400, 401, 403],
  },
  {
    method: 'get',
    path: `${base}/{id}`,
    id: 'getDraw',
    tag,
    summary: 'One draw: what was announced, its reviewers and its acts',
    ok: { status: 200, description: 'the draw; `ETag` is the version', schema: drawAnswer },
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: `${base}/{id}/draw`,
    id: 'makeDraw',
    tag,
    summary: '抽取 · make the draw, with the public values that the announcement named',
    description:
      '409 with `Retry-After` until the journal’s tree holds the announcement, which takes seconds; 422 before the day of a public value.',
    headers,
    body: makeDraw,
    ok: drawn,
    refusals: acting,
  },
  {
    method: 'post',
    path: `${base}/{id}/cancel`,
    id: 'cancelDraw',
    tag,
    summary: '撤销 · cancel a draw that is not made; it stays visible, with the reason and whether its seed was known',
    headers,
    body: cancelDraw,
    ok: drawn,
    refusals: acting,
  },
  {
    method: 'get',
    path: `${base}/{id}/members`,
    id: 'listDrawn',
    tag,
    summary:
      'What was drawn, to whom it fell and what was found, by place; to an organ of reviewers, what fell to them',
    query: [
      { name: 'reviewed', description: 'true or false' },
      { name: 'found', description: 'true or false: whether the last review found a problem' },
      limit,
      cursor,
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: drawnList },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: `${base}/{id}/members/{place}`,
    id: 'getDrawn',
    tag,
    summary: 'One place of what was drawn',
    ok: { status: 200, description: 'the place', schema: drawnAnswer },
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: `${base}/{id}/members/{place}/review`,
    id: 'reviewDrawn',
    tag,
    summary: '核查结果 · the result of the review of one case, by the reviewer to whom it fell',
    description: 'A second result of the same case corrects the first; both stay in the chain of the draw.',
    headers,
    body: reviewDrawn,
    ok: { status: 200, description: 'the place with its result', schema: drawnAnswer },
    refusals: acting,
  },
  {
    method: 'get',
    path: `${base}/{id}/file`,
    id: 'drawFile',
    tag,
    summary: 'The file from which anyone computes the draw again (`xianjie draw verify`)',
    description:
      'For procuratorates and organs of reviewers at any time; once it is drawn and where no weights tell what is suspected of whom, for every organ whose case was drawn.',
    ok: { status: 200, description: 'announcement, seal, seed and result', schema: drawFile },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: `${base}/{id}/population`,
    id: 'drawPopulation',
    tag,
    summary: 'The frozen population, a line a member; its SHA-256 is the announced one',
    ok: { status: 200, description: 'lines in order of ids', type: 'application/x-ndjson' },
    refusals: [401, 404],
  },
]
