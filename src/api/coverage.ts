// The door of the coverage: the roster of organs that should be connected and how each stands. A procuratorate sees its region
// and what lies in it, the operator everything; to others the roster is no concern.
import { type Context, Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import { coverageFiguresQuery, coverageQuery } from '../../schemas/index.ts'
import { Refusal, regionsUnder } from '../kernel/index.ts'
import { coverageFigures, listCoverage } from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { nextLink } from './said.ts'

type C = Context<DoorEnv>

/** Mount at `/v1/coverage`, behind authentication. */
export function coverageDoor({ pool }: { readonly pool: Pool }): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, coverageQuery)
    if (query instanceof Refusal) return problem(c, query)
    const region = regionSeen(c, query.region)
    if (region instanceof Refusal) return problem(c, region)
    const { cursor, kind, domain, state } = query
    const after = cursor === undefined ? null : ([cursor.slice(0, 6), cursor.slice(7)] as const)
    const page = await listCoverage(pool, { region, kind, domain, state, after, limit })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/figures', async (c) => {
    const query = queryAt(c, coverageFiguresQuery)
    if (query instanceof Refusal) return problem(c, query)
    const region = regionSeen(c, query.region)
    if (region instanceof Refusal) return problem(c, region)
    return c.json({ region: region.padEnd(6, '0'), ...(await coverageFigures(pool, { region })) })
  })

  return door
}

/** The platform of information is for all that hand over; who is on it, for who watches. */
const basis = ['CO11 ?']

/** The beginning of the codes that are asked for, as far as the caller may see them. */
function regionSeen(c: C, asked: string | undefined): string | Refusal {
  const { agency, operator } = c.get('principal')
  if (agency.kind !== 'procuratorate' && operator !== true)
    return new Refusal('agency_kind_not_permitted', 'The roster is for procuratorates and for the operator.', { basis })
  const own = operator === true ? '' : regionsUnder(agency.regionCode)
  const wanted = asked === undefined ? own : regionsUnder(asked)
  return wanted.startsWith(own)
    ? wanted
    : new Refusal('agency_kind_not_permitted', 'The region lies outside of the caller’s own.', { basis })
}
