// The operations of sources. Part of the one list in operations.ts.
import { dryRunAnswer, dryRunBody, sourceAnswer, sourceAsked, sourceList } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const tag = 'Platforms'
const signed = ['X-JWS-Signature']

export const sourceOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/sources',
    id: 'listSources',
    tag,
    summary: '对接平台(来源) · the platforms that records are pulled from, with lag, backlog and last error',
    description:
      'Sources of the caller’s agency; a client registered as operator sees those of all. Sources are entered on the command line (`xianjie source add`).',
    ok: { status: 200, description: 'all of them, by name', schema: sourceList },
    refusals: [401],
  },
  {
    method: 'get',
    path: '/v1/sources/{id}',
    id: 'getSource',
    tag,
    summary: 'One source with its configuration and its last pulls; never its secret',
    ok: { status: 200, description: 'the source', schema: sourceAnswer },
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: '/v1/sources/{id}/pull',
    id: 'pullSource',
    tag,
    summary: 'Pull now: the next free lane does it, also where the source is disabled',
    description: 'Answers at once; the pull appears among the `runs` of the source. Asking again is harmless.',
    headers: signed,
    ok: { status: 202, description: 'asked for', schema: sourceAsked },
    refusals: [401, 404],
  },
  {
    method: 'post',
    path: '/v1/sources/{id}/dry-run',
    id: 'dryRunSource',
    tag,
    summary: '试运行 · what the next pull would read and what would become of it; nothing is changed anywhere',
    description:
      'Reads up to `limit` records (20 where none is given) from where the source stands, through its mapping. Neither a status column nor the cursor nor any record moves. Names of natural persons and numbers are masked; prose is left out.',
    headers: signed,
    body: dryRunBody,
    ok: { status: 200, description: 'record by record', schema: dryRunAnswer },
    refusals: [400, 401, 404, 413, 415],
  },
]
