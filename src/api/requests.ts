// `GET /v1/requests/{id}`: what one request did and read, by the `X-Request-Id` of its answer. A client looks up its own, an
// auditor those of its organ, the audit administrator all; an operator finds any act, and nobody's reads.
import { Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import { actsOfRequest, agencyView, type CasesDeps } from '../cases/index.ts'
import { type AccessLog, readAccess } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import { entryView } from './access-log.ts'
import type { DoorEnv } from './context.ts'
import { problem } from './problem.ts'
import { readingOf } from './reading.ts'

/** One page reads a dozen things at once; what lies beyond is in the log, filtered by the request. */
const readsMax = 50

/** Mount at `/v1/requests`, behind authentication. */
export function requestsDoor(pool: Pool, log: AccessLog, cases: CasesDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/:id', async (c) => {
    const id = c.req.param('id').toLowerCase()
    if (!/^[\w.-]{1,64}$/.test(id)) return problem(c, new Refusal('not_found', 'No request has such an id.'))
    const reading = readingOf(c, cases.now())
    if (reading instanceof Refusal) return problem(c, reading)
    const { agency, clientId, auditor, operator, officer } = c.get('principal')
    const ofAll = officer?.roles.includes('audit_administrator') === true
    const own = { agencyId: agency.id, clientId: auditor === true ? null : clientId }
    const [directory, acts, reads] = await Promise.all([
      cases.directory(),
      actsOfRequest(pool, id, ofAll || operator === true ? null : own),
      readAccess(pool, { limit: readsMax, requestId: id }, ofAll ? null : own),
    ])
    if (acts.length + reads.length === 0)
      return problem(c, new Refusal('not_found', 'No request of yours with this id did or read anything.'))
    log.note({ ...reading, kind: 'list', subject: 'requests', query: id, rows: acts.length + reads.length })
    c.header('cache-control', 'private, no-store')
    const organ = (of: string | null) => (of === null ? { id: of, code: null, name: null } : agencyView(directory, of))
    return c.json({
      requestId: id,
      acts: acts.map(({ agencyId, at, ...act }) => ({ ...act, agency: organ(agencyId), at: at.toISOString() })),
      reads: reads.map((row) => entryView(row, organ(row.agency_id), agency.id)),
    })
  })
  return door
}
