// Operations of screening, for the OpenAPI document.
import { sayScreeningFact, screeningAnswer, screeningFactAnswer, screeningList } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const tag = 'Screening'

export const screeningOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/penalty-cases/{id}/screening',
    id: 'getScreening',
    tag,
    summary: '筛查说明 · why a penalty case came out of screening as it did',
    description:
      'Made from the record as it stands: each rule with its article and instrument, under the law of the act’s day and of today, the facts used and where they stand, what is missing, what a person must still judge. A hit means suspected, and never more. In sight as the penalty case is.',
    ok: { status: 200, description: 'the explanation; `ETag` is the version of the record', schema: screeningAnswer },
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: '/v1/penalty-cases/{id}/facts',
    id: 'sayScreeningFact',
    tag,
    summary: '事实确认 · confirm or reject a proposed fact, state or withdraw one, with the reason',
    description:
      'By the organ that decided the case or a procuratorate that watches it. Only what is confirmed counts; the record itself is not changed. The penalty case is screened anew at once.',
    headers: ['Idempotency-Key', 'X-JWS-Signature'],
    body: sayScreeningFact,
    ok: { status: 201, description: 'what was said, as kept', schema: screeningFactAnswer },
    refusals: [400, 401, 403, 404, 409, 413, 415, 422],
  },
  {
    method: 'get',
    path: '/v1/screenings',
    id: 'listScreenings',
    tag,
    summary: '筛查结果 · what screening found among the penalty cases in the caller’s sight, newest first',
    description:
      'Left without a verdict: hits, near misses, and cases that may have been handled below their weight (降格处理). Natural persons are masked.',
    query: [
      limit,
      cursor,
      { name: 'verdict', description: 'hit, near, unknown or none' },
      { name: 'rule', description: 'hits of this rule, by its id; `declared` = 是否涉刑 by the record’s own word' },
      { name: 'domain', description: 'field of enforcement it was screened in' },
      { name: 'region', description: 'GB/T 2260, six digits; one of a prefecture or province names all below it' },
      { name: 'transferred', description: '`false`: transferred neither by the record nor here' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: screeningList },
    refusals: [400, 401],
  },
]
