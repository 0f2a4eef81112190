// The door of administration: what administrators ask for and decide, the requests, the log, and the registry in pages. Only
// officers who signed in pass, each to what is theirs: the system's, security's, and for the auditor all of it to read.
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import {
  administrationAgenciesQuery,
  administrationAsked,
  administrationClientsQuery,
  administrationDecided,
  administrationLogQuery,
  administrationOfficersQuery,
  administrationRequestsQuery,
} from '../../schemas/index.ts'
import {
  type Administration,
  type AdministrationTaken,
  type Administrator,
  type AdministratorRole,
  administer,
  administratorOf,
  decideRequest,
  listAdministration,
  listNotices,
  listOptIns,
  listReceivingRules,
  listRequests,
  pageOfAgencies,
  pageOfClients,
  pageOfOfficers,
  type Registry,
  requestNumbered,
  seesRequest,
  sightOfAdministrator,
} from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { dayOf, dayStart, Refusal } from '../kernel/index.ts'
import { publishedNotices, wholeCountry } from '../procedure/index.ts'
import {
  agencyShown,
  clientShown,
  entryShown,
  officerShown,
  optInShown,
  organByCode,
  requestShown,
  ruleSetsShown,
  stagesShown,
} from './administration-shown.ts'
import type { DoorEnv } from './context.ts'
import { idempotencyKey, isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { parseBody, readJson } from './read-body.ts'
import { nextLink } from './said.ts'

interface Env {
  Variables: DoorEnv['Variables'] & { administrator: Administrator }
}
type C = Context<Env>

const notFound = () => new Refusal('not_found', 'There is no such entry of the registry in your sight.')

/** Mount at `/v1/administration`, behind authentication. */
export function administrationDoor({ registry, ...room }: Administration & { readonly registry: Registry }): Hono<Env> {
  const door = new Hono<Env>()
  const { pool, now } = room
  const organs = async () => (await registry.current()).directory

  door.use(async (c, next): Promise<Response | undefined> => {
    const who = administratorOf(c.get('principal'))
    if (who instanceof Refusal) return problem(c, who)
    c.set('administrator', who)
    c.header('cache-control', 'private, no-store')
    await next()
    return undefined
  })

  const taken = async (c: C, outcome: AdministrationTaken | Refusal): Promise<Response> => {
    if (outcome instanceof Refusal) return problem(c, outcome)
    const { entry, request, replayed } = outcome
    if (replayed) c.header('idempotent-replayed', 'true')
    const directory = await organs()
    const shown = request === null ? null : requestShown(request, c.get('administrator'), directory, now())
    if (entry.phase === 'asked') c.header('location', `/v1/administration/requests/${request?.id}`)
    return c.json({ entry: entryShown(entry, directory), request: shown }, entry.phase === 'asked' ? 202 : 200)
  }

  door.post('/acts', async (c) => {
    const raw = await readJson(c)
    if (raw instanceof Refusal) return problem(c, raw)
    const key = idempotencyKey(c)
    if (key instanceof Refusal) return problem(c, key)
    const asked = parseBody(raw, administrationAsked)
    if (asked instanceof Refusal) return problem(c, asked)
    return taken(c, await administer(room, c.get('administrator'), asked, { raw, idempotencyKey: key }))
  })

  for (const decision of ['approve', 'refuse', 'withdraw'] as const)
    door.post(`/requests/:id/${decision}`, async (c) => {
      const raw = await readJson(c)
      if (raw instanceof Refusal) return problem(c, raw)
      const key = idempotencyKey(c)
      if (key instanceof Refusal) return problem(c, key)
      const said = parseBody(raw, administrationDecided)
      if (said instanceof Refusal) return problem(c, said)
      const id = c.req.param('id')
      if (!isUuid(id)) return problem(c, notFound())
      const { reason } = said
      // The same key on another request, or for another decision, is another request.
      const scoped = key === undefined ? undefined : `${decision} ${id} ${key}`
      return taken(
        c,
        await decideRequest(room, c.get('administrator'), id, decision, { raw, reason, idempotencyKey: scoped }),
      )
    })

  door.get('/requests', async (c) => {
    const asked = paged(c, administrationRequestsQuery)
    if (asked instanceof Refusal) return problem(c, asked)
    const { limit, query } = asked
    const who = c.get('administrator')
    const of = { state: query.state, after: query.cursor ?? null, limit: limit + 1 }
    const found = await listRequests(pool, sightOfAdministrator(who), of, new Date(now()))
    const directory = await organs()
    return page(
      c,
      found,
      limit,
      (r) => requestShown(r, who, directory, now()),
      (r) => r.id,
    )
  })

  door.get('/requests/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await requestNumbered(pool, id) : undefined
    const who = c.get('administrator')
    if (found === undefined || !seesRequest(who, found)) return problem(c, notFound())
    return c.json(requestShown(found, who, await organs(), now()))
  })

  door.get('/log', async (c) => {
    const asked = paged(c, administrationLogQuery)
    if (asked instanceof Refusal) return problem(c, asked)
    const { limit, query } = asked
    const { act, target, from, to } = query
    const found = await listAdministration(pool, sightOfAdministrator(c.get('administrator')), {
      ...{ before: query.cursor === undefined ? null : Number(query.cursor), limit: limit + 1, act, target },
      from: from === undefined ? undefined : new Date(dayStart(dayOf(from))),
      to: to === undefined ? undefined : new Date(dayStart(dayOf(to) + 1)),
    })
    const directory = await organs()
    return page(
      c,
      found,
      limit,
      (e) => entryShown(e, directory),
      (e) => String(e.no),
    )
  })

  door.get('/agencies', async (c) => {
    const asked = paged(c, administrationAgenciesQuery)
    if (asked instanceof Refusal) return problem(c, asked)
    const { limit, query } = asked
    const { cursor, kind, region, q } = query
    const found = await pageOfAgencies(pool, { after: cursor ?? null, limit: limit + 1, kind, region, q })
    const directory = await organs()
    return page(
      c,
      found,
      limit,
      (a) => agencyShown(a, directory),
      (a) => a.code,
    )
  })

  door.get('/agencies/:code', async (c) => {
    const code = c.req.param('code')
    const [found] = await pageOfAgencies(pool, { after: null, limit: 1, q: code })
    if (found === undefined || found.code !== code) return problem(c, notFound())
    const directory = await organs()
    const rules = (await listReceivingRules(pool)).filter((rule) => rule.sender === code)
    const receives = rules.map(({ domain, receiver }) => ({ domain, receiver: organByCode(directory, receiver) }))
    return c.json({ ...agencyShown(found, directory), receives })
  })

  door.get('/clients', async (c) => {
    const asked = paged(c, administrationClientsQuery)
    if (asked instanceof Refusal) return problem(c, asked)
    const { limit, query } = asked
    const { cursor, agency, q } = query
    const found = await pageOfClients(pool, { after: cursor ?? null, limit: limit + 1, agency, q })
    const directory = await organs()
    return page(
      c,
      found,
      limit,
      (one) => clientShown(one, directory),
      (one) => one.id,
    )
  })

  door.get('/officers', only('security_administrator'), async (c) => {
    const asked = paged(c, administrationOfficersQuery)
    if (asked instanceof Refusal) return problem(c, asked)
    const { limit, query } = asked
    const { cursor, agency, role, q } = query
    const found = await pageOfOfficers(pool, { after: cursor ?? null, limit: limit + 1, agency, role, q })
    const directory = await organs()
    return page(
      c,
      found,
      limit,
      (o) => officerShown(o, directory),
      (o) => o.id,
    )
  })

  door.get('/officers/:id', only('security_administrator'), async (c) => {
    const id = c.req.param('id')
    const [found] = isUuid(id) ? await pageOfOfficers(pool, { after: null, limit: 1, id }) : []
    if (found === undefined) return problem(c, notFound())
    return c.json(officerShown(found, await organs()))
  })

  door.get('/routing', only('system_administrator'), async (c) => {
    const directory = await organs()
    const rules = await listReceivingRules(pool)
    const watched = [...directory.byId.values()].filter((a) => a.supervisedById !== null)
    return c.json({
      receivers: rules.map(({ sender, domain, receiver }) => ({
        ...{ sender: organByCode(directory, sender), domain, receiver: organByCode(directory, receiver) },
      })),
      supervisors: watched.map((a) => ({
        ...{ agency: agencyView(directory, a.id), supervisor: agencyView(directory, a.supervisedById ?? '') },
      })),
    })
  })

  door.get('/calendars', only('system_administrator'), async (c) => {
    const loaded = await listNotices(pool)
    const last = new Map(loaded.map((n) => [`${n.regionCode}/${n.year}`, n.no]))
    const national = loaded.filter((n) => n.regionCode === wholeCountry).map((n) => n.year)
    const known = [...new Set([...Object.keys(publishedNotices()).map(Number), ...national])].sort((a, b) => a - b)
    const shown = loaded.map(({ loadedAt, ...n }) => ({
      ...{
        ...n,
        worked: [...n.worked],
        loadedAt: loadedAt.toISOString(),
        counts: last.get(`${n.regionCode}/${n.year}`) === n.no,
      },
    }))
    return c.json({ loaded: shown.reverse(), known })
  })

  door.get('/rules', only('system_administrator'), async (c) => {
    const optIns = await listOptIns(pool, { ended: true })
    return c.json({ procedure: ruleSetsShown(), stages: stagesShown(), optIns: optIns.map(optInShown) })
  })

  return door
}

/** One administrator's business, which the auditor may read. */
const only =
  (role: AdministratorRole): MiddlewareHandler<Env> =>
  async (c, next): Promise<Response | undefined> => {
    const { roles } = c.get('administrator')
    if (!roles.includes(role) && !roles.includes('audit_administrator'))
      return problem(c, new Refusal('administrator_only', `This is the business of a ${role.replaceAll('_', ' ')}.`))
    await next()
    return undefined
  }

function paged<T>(c: C, schema: Parameters<typeof queryAt<T>>[1]): { limit: number; query: T } | Refusal {
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const query = queryAt(c as unknown as Context, schema)
  return query instanceof Refusal ? query : { limit, query }
}

/** `found` is one longer than the page where it goes on. */
function page<Row>(
  c: C,
  found: readonly Row[],
  limit: number,
  shown: (row: Row) => object,
  cursor: (row: Row) => string,
): Response {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const next = found.length > limit && last !== undefined ? cursor(last) : null
  nextLink(c as unknown as Context, next)
  return c.json({ items: rows.map(shown), next })
}
