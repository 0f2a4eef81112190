// `GET /v1/agencies`, `/v1/officers`, `/v1/materials`: whom and what an act can name. Organs are public; officers and unused
// files are told to their own agency alone.
import { Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import { organsQuery } from '../../schemas/index.ts'
import { type Agency, certifiedOfficers, type Directory, type Principal } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import { type MaterialsRoom, unusedOf } from '../materials/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { materialJson } from './materials-shown.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { nextLink } from './said.ts'

/** More than this nobody reads through; who wants another asks more narrowly. */
const organsMax = 20

/** Mount at `/v1/agencies`, behind authentication. */
export function organsDoor(directory: () => Directory | Promise<Directory>): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const query = queryAt(c, organsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const { q, kind, region } = query
    const wanted = q?.normalize('NFKC').trim().toLowerCase()
    const own = c.get('principal').agency
    const found = [...(await directory()).byId.values()].filter(
      (a) =>
        (kind === undefined || kind.includes(a.kind)) &&
        (region === undefined || a.regionCode.startsWith(region)) &&
        (wanted === undefined || a.name.toLowerCase().includes(wanted) || a.code.toLowerCase().startsWith(wanted)),
    )
    const nearest = found.sort((a, b) => nearness(own, b) - nearness(own, a) || (a.code < b.code ? -1 : 1))
    const items = nearest
      .slice(0, organsMax)
      .map((a) => ({ code: a.code, name: a.name, kind: a.kind, regionCode: a.regionCode, level: a.level }))
    return c.json({ items, more: nearest.length > organsMax })
  })
  return door
}

/** Digits of the region that both have. */
function nearness({ regionCode }: Agency, other: Agency): number {
  let n = 0
  while (n < 6 && regionCode[n] === other.regionCode[n]) n += 1
  return n
}

/** Mount at `/v1/officers`, behind authentication. */
export function officersDoor({ pool, now }: { readonly pool: Pool; readonly now: () => number }): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const principal = c.get('principal')
    const refusal = namesOfficers(principal)
    if (refusal !== undefined) return problem(c, refusal)
    return c.json({ items: await certifiedOfficers(pool, principal.agency.id, now()) })
  })
  return door
}

/**
 * Officers are told to whoever names them in acts: an officer who holds a certificate, and a system that acts for its organ.
 * Not to systems that only watch (auditors, operators), nor to platforms, nor to administrators.
 */
function namesOfficers({ officer, auditor, operator, agency }: Principal): Refusal | undefined {
  if (agency.kind === 'service_platform')
    return new Refusal('agency_kind_not_permitted', 'A service platform takes no step, and names no officers.')
  if (officer !== undefined)
    return officer.certificateNo === null
      ? new Refusal(
          'officer_not_yours',
          'Who holds no certificate that is valid today takes no step, and names no officers.',
        )
      : undefined
  if (auditor !== true && operator !== true) return undefined
  return new Refusal('not_your_step', 'A system that audits or operates takes no step, and names no officers.')
}

/** Mount at `/v1/materials`, before the door of the uploads. */
export function unusedMaterialsDoor(room: MaterialsRoom): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor') ?? null
    if (cursor !== null && !isUuid(cursor))
      return problem(
        c,
        new Refusal('invalid_fields', 'cursor is not one of this list.', {
          errors: [{ pointer: '/cursor', detail: 'query parameter' }],
        }),
      )
    const found = await unusedOf(room, c.get('principal').agency.id, { after: cursor, limit: limit + 1 })
    const next = found.length > limit ? (found[limit - 1]?.id ?? null) : null
    nextLink(c, next)
    return c.json({ items: found.slice(0, limit).map(materialJson), next }, 200, {
      'cache-control': 'private, no-store',
    })
  })
  return door
}
