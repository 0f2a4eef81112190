// The doors of screening: why a penalty case came out as it did, what persons say of its facts, and the list of what was
// found. They parse, ask the room and render.
import { Hono } from 'hono'
import { listScreeningsQuery, sayScreeningFact } from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import {
  explainScreening,
  type FactSaid,
  listScreened,
  notFound,
  type Penalties,
  type ScreeningRoom,
  sayFact,
} from '../penalties/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { faultsOf } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'
import { explainedShown, screenedShown } from './screening-shown.ts'

export interface ScreeningDoorDeps {
  readonly screening: ScreeningRoom
  readonly penalties: Penalties
  readonly registry: Registry
}

/** Mount at `/v1/penalty-cases`, behind authentication. */
export function screeningDoor({ screening, registry }: ScreeningDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/:id/screening', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await explainScreening(screening, c.get('principal').agency, id) : undefined
    if (found === undefined) return problem(c, notFound())
    c.header('etag', `"${found.version}"`)
    return c.json(explainedShown(found))
  })

  door.post('/:id/facts', async (c) => {
    const id = c.req.param('id')
    const words = await saidAt(c, registry, `/v1/penalty-cases/${id}/facts`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, sayScreeningFact)
    if (input instanceof Refusal) return problem(c, input)
    if (!isUuid(id)) return problem(c, notFound())
    const { reason, officers, ...fact } = input
    const said = await sayFact(screening, c.get('principal'), id, fact as FactSaid, {
      ...{ raw: words.raw, reason, officers },
      ...(words.idempotencyKey !== undefined && { idempotencyKey: words.idempotencyKey }),
    })
    if (said instanceof Refusal) return problem(c, said)
    if (said.replayed) c.header('idempotent-replayed', 'true')
    return c.json({ ...said.saying, at: said.saying.at.toISOString() }, 201)
  })

  return door
}

/** Mount at `/v1/screenings`, behind authentication. */
export function screeningsDoor({ penalties }: ScreeningDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const parsed = listScreeningsQuery.safeParse(c.req.query())
    if (!parsed.success)
      return problem(
        c,
        new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
          errors: faultsOf(parsed.error),
        }),
      )
    const { cursor, verdict, rule, domain, region, transferred } = parsed.data
    const page = await listScreened(penalties, c.get('principal').agency, {
      ...{ after: cursor ?? null, limit, verdict, rule, domain },
      // Whole regions are asked for by their own code: 450500 is the prefecture with its counties.
      region: region?.replace(/(00)+$/, ''),
      transferred: transferred === undefined ? undefined : transferred === 'true',
    })
    nextLink(c, page.next)
    const organs = await penalties.organs()
    return c.json({ items: page.items.map((item) => screenedShown(item, organs)), next: page.next })
  })

  return door
}
