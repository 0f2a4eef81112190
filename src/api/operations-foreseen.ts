// Operations that look at a step before it is taken. Part of the one list in operations.ts.
import { answers } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

/** The bodies are those of the steps: each has its schema under its own operation. */
export const foreseenOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/transfers/{id}/steps/{step}/check',
    id: 'checkStep',
    tag: 'Steps',
    summary:
      'Dry run of a step: what it would be refused for, the periods it would start and end, its letters; nothing kept',
    headers: ['If-Match', 'X-JWS-Signature'],
    body: { type: 'application/json' },
    ok: { status: 200, description: 'the problems, empty where there are none', schema: answers.foreseenAnswer },
    refusals: [400, 401, 403, 404, 413, 415],
  },
  {
    method: 'post',
    path: '/v1/transfers/{id}/steps/{step}/letters/{letter}',
    id: 'previewLetterOfStep',
    tag: 'Letters',
    summary: 'A letter as a step would bring it, as HTML; it says that it is a preview, and the look is recorded',
    headers: ['If-Match', 'X-JWS-Signature'],
    body: { type: 'application/json' },
    ok: { status: 200, description: 'the preview', type: 'text/html' },
    refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
  },
]
