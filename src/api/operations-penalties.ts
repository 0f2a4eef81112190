// Operations of penalty cases, for the OpenAPI document.
import {
  correctPenalty,
  draftAnswer,
  penaltyCaseAnswer,
  penaltyCaseList,
  penaltyCorrectionAnswer,
  penaltyHeldAnswer,
  penaltyIngest,
  penaltyIngestAnswer,
  penaltyQuarantineList,
  penaltyVersionList,
  releasePenalty,
  withdrawPenalty,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'
import { labelFilter } from './operations-labels.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const acting = ['Idempotency-Key', 'X-JWS-Signature']
const tag = 'Penalty cases'

export const penaltyOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/penalty-cases',
    id: 'ingestPenaltyCases',
    tag,
    summary: '报送行政处罚案件 · up to 10,000 records as the source has them, a result for each',
    description:
      'At most 10,000 records and 32 MiB, as JSON or as application/x-ndjson (a record a line). The layout is recognised by the fields (双公示 old and new, 互联网+监管), or named, or mapped. Idempotent by the records: one that equals any earlier version of the same sender, or one in quarantine, is `unchanged`. The five outcomes exclude each other and add up to the records read. The answer comes when all of it is kept.',
    headers: ['X-JWS-Signature'],
    body: penaltyIngest,
    ok: { status: 200, description: 'a result for each record, in their order', schema: penaltyIngestAnswer },
    refusals: [400, 401, 403, 413, 415],
  },
  {
    method: 'get',
    path: '/v1/penalty-cases',
    id: 'listPenaltyCases',
    tag,
    summary: 'Penalty cases in the caller’s sight, newest first',
    description:
      'An organ sees its own and those its systems sent, a procuratorate those of its region and the regions below it, a platform what it sent. Natural persons are masked.',
    query: [
      limit,
      cursor,
      { name: 'organ', description: 'unified social credit code of the deciding organ' },
      { name: 'region', description: 'GB/T 2260, six digits; one of a prefecture or province names all below it' },
      { name: 'domain', description: 'field of enforcement' },
      { name: 'decidedFrom', description: 'day of the decision, inclusive' },
      { name: 'decidedTo', description: 'day of the decision, inclusive' },
      { name: 'state', description: 'live or withdrawn' },
      { name: 'decisionNo', description: 'number of the decision, whatever its brackets and zeros' },
      {
        name: 'suspectedNotTransferred',
        description: '`true`: said to be a suspected crime, and transferred neither by the record nor here',
      },
      labelFilter,
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: penaltyCaseList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/penalty-cases/quarantine',
    id: 'listPenaltyQuarantine',
    tag,
    summary: 'Records the caller’s agency sent that are not fit to keep, with their faults, newest first',
    query: [limit, cursor, { name: 'state', description: 'held, released or superseded' }],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: penaltyQuarantineList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/penalty-cases/quarantine/{id}',
    id: 'getHeldPenaltyCase',
    tag,
    summary: 'One record that is not fit to keep, with what is wrong at each of its fields',
    ok: { status: 200, description: 'the record and its faults', schema: penaltyHeldAnswer },
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: '/v1/penalty-cases/quarantine/{id}/release',
    id: 'releasePenaltyCase',
    tag,
    summary: 'Release a held record by a corrected one, with the reason',
    description:
      'The record whole, as it should have been sent. What was held stays `unchanged` when it is sent again, and counts as before in a reconciliation.',
    headers: ['X-JWS-Signature'],
    body: releasePenalty,
    ok: { status: 200, description: 'the penalty case and what was changed', schema: penaltyCorrectionAnswer },
    refusals: [400, 401, 404, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/penalty-cases/{id}',
    id: 'getPenaltyCase',
    tag,
    summary:
      'One penalty case: the record as read, its duplicates, conversions of procedure, what became of its transfer',
    ok: { status: 200, description: 'the penalty case; `ETag` is the version', schema: penaltyCaseAnswer },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/penalty-cases/{id}/versions',
    id: 'listPenaltyVersions',
    tag,
    summary: 'Its versions as they came and as they were read, oldest first, each with what it changed',
    query: [limit, cursor],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: penaltyVersionList },
    refusals: [400, 401, 404],
  },
  {
    method: 'post',
    path: '/v1/penalty-cases/{id}/corrections',
    id: 'correctPenaltyCase',
    tag,
    summary: '更正 · a correction by the deciding organ: places of the record, with the reason',
    description:
      'A new version with the difference. What the source sends later is a version after it. A number sent back as it was shown, masked, stands for the one that is kept.',
    headers: ['If-Match', ...acting],
    body: correctPenalty,
    ok: { status: 201, description: 'the version and what it changed', schema: penaltyCorrectionAnswer },
    refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
  },
  {
    method: 'post',
    path: '/v1/penalty-cases/{id}/withdrawal',
    id: 'withdrawPenaltyCase',
    tag,
    summary: '撤销 · withdraw a penalty case, with the reason',
    description:
      'By whoever may correct it. What was said stays with its versions. The same record sent again leaves it withdrawn; another content under its key brings it back.',
    headers: ['If-Match', ...acting],
    body: withdrawPenalty,
    ok: { status: 201, description: 'the version that withdraws it', schema: penaltyCorrectionAnswer },
    refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
  },
  {
    method: 'post',
    path: '/v1/penalty-cases/{id}/draft',
    id: 'draftFromPenaltyCase',
    tag,
    summary: '转为移送案件 · begin a transfer draft from the penalty case, nothing retyped',
    description:
      'Parties, facts, amounts, legal basis and the prior penalty are taken over; `sourceRecord` names the penalty case, so that what becomes of the transfer is shown on it. What the record does not say is left out.',
    headers: acting,
    ok: { status: 201, description: 'the draft; `ETag` is the version', schema: draftAnswer },
    refusals: [400, 401, 403, 404, 409, 422],
  },
]
