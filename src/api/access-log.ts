// `GET /v1/access-log`: who read what. Seen by whose file it is, by whoever read it, and by an agency's auditor; asking is
// a read like another.
import { Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import { accessListQuery } from '../../schemas/index.ts'
import { agencyView, type CasesDeps } from '../cases/index.ts'
import { type AccessEntry, type AccessLog, readAccess } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { faultsOf } from './read-body.ts'
import { queryOf, readingOf } from './reading.ts'

/** Mount at `/v1/access-log`, behind authentication. */
export function accessLogDoor(pool: Pool, log: AccessLog, cases: CasesDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const asked = accessListQuery.safeParse(c.req.query())
    if (!asked.success)
      return problem(
        c,
        new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
          errors: faultsOf(asked.error),
        }),
      )
    const reading = readingOf(c, cases.now())
    if (reading instanceof Refusal) return problem(c, reading)
    const { agency, clientId, auditor, officer } = c.get('principal')
    // Of the three administrators one reads everything, and changes nothing.
    const ofAll = officer?.roles.includes('audit_administrator') === true
    const directory = await cases.directory()
    const { transfer, material, kind, cursor, from, to, request } = asked.data
    const reader = asked.data.agency
    const readerId = [...directory.byId.values()].find((a) => a.code === reader || a.id === reader)?.id
    const rows =
      reader !== undefined && readerId === undefined
        ? []
        : await readAccess(
            pool,
            {
              limit: limit + 1,
              transferId: transfer,
              materialId: material,
              kind,
              agencyId: readerId,
              requestId: request,
              before: cursor === undefined ? undefined : Number(cursor),
              from: from === undefined ? undefined : new Date(from),
              to: to === undefined ? undefined : new Date(to),
            },
            ofAll ? null : { agencyId: agency.id, clientId: auditor === true ? null : clientId },
          )
    const page = rows.slice(0, limit)
    const next = rows.length > limit ? (page.at(-1)?.no ?? null) : null
    log.note({ ...reading, kind: 'list', subject: 'access-log', query: queryOf(c), rows: page.length })
    if (next !== null) {
      const url = new URL(c.req.url)
      url.searchParams.set('cursor', next)
      c.header('link', `<${url.pathname}${url.search}>; rel="next"`)
    }
    c.header('cache-control', 'private, no-store')
    const organ = (id: string | null) => (id === null ? { id, code: null, name: null } : agencyView(directory, id))
    return c.json({ items: page.map((row) => entryView(row, organ(row.agency_id), agency.id)), next })
  })
  return door
}

/** Where somebody of another organ sat is that organ's affair. */
export function entryView(row: AccessEntry, agency: object, asker: string) {
  const shown = {
    officer: row.officer,
    transferId: row.transfer_id,
    materialId: row.material_id,
    subject: row.subject,
    field: row.field,
    query: row.query,
    rows: row.rows,
    reason: row.reason,
    ...(row.agency_id === asker && { address: row.address }),
  }
  return {
    no: Number(row.no),
    at: row.at.toISOString(),
    kind: row.kind,
    agency,
    client: row.client_id,
    requestId: row.request_id,
    ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null)),
  }
}
