// The door of sinks: how each stands, what it was told and could not be told, send again, let go. A client sees its own
// agency's; one of the operator sees all. Bodies of reports are not shown here.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import { sinkChange, sinkLetGo, sinkReplay } from '../../schemas/index.ts'
import type { Directory, Registry } from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { maskText, Refusal } from '../kernel/index.ts'
import { deliveriesOf, notesOf, type ReceiverStatus, receiverStatus } from '../outbox/index.ts'
import {
  lastReconciliations,
  letSinkGo,
  listSinks,
  type Reconciliation,
  replaySink,
  type Sink,
  type Sinks,
  setSinkState,
  sinkOf,
  sinkStatus,
  unmapped,
} from '../sync/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { parseBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'
import { deliveriesQuery, deliveryShown, invalidQuery } from './webhooks-shown.ts'

type C = Context<DoorEnv>

export interface SinksDoorDeps {
  readonly sinks: Sinks
  readonly registry: Registry
}

const notFound = () => new Refusal('not_found', 'There is no such sink of your agency.')
const notesShown = 50

/** Mount at `/v1/sinks`, behind authentication. */
export function sinksDoor({ sinks, registry }: SinksDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const { pool } = sinks

  const own = async (c: C): Promise<Sink | undefined> => {
    const id = c.req.param('id') ?? ''
    const { agency, operator } = c.get('principal')
    return isUuid(id) ? sinkOf(sinks, id, operator === true ? undefined : agency.id) : undefined
  }
  const directory = async () => (await registry.current()).directory
  const by = (c: C, why: string) => ({ who: `client ${c.get('principal').clientId}`, why })

  async function asked<T>(c: C, schema: ZodType<T>): Promise<{ sink: Sink; body: T } | Refusal> {
    const said = await saidAt(c, registry, new URL(c.req.url).pathname)
    if (said instanceof Refusal) return said
    const body = parseBody(said.raw, schema)
    if (body instanceof Refusal) return body
    const sink = await own(c)
    return sink === undefined ? notFound() : { sink, body: body as T }
  }

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor')
    if (cursor !== undefined && !isUuid(cursor)) return problem(c, invalidQuery('cursor'))
    const { agency, operator } = c.get('principal')
    const found = await listSinks(sinks, {
      limit: limit + 1,
      ...(operator !== true && { agencyId: agency.id }),
      ...(cursor !== undefined && { before: cursor }),
    })
    const page = found.slice(0, limit)
    const status = new Map((await receiverStatus(pool)).map((one) => [one.receiverId, one]))
    const last = new Map((await lastReconciliations(pool)).map((one) => [one.partnerId, one]))
    const organs = await directory()
    const next = found.length > limit ? (page.at(-1)?.id ?? null) : null
    nextLink(c, next)
    return c.json({ items: page.map((one) => shown(one, status.get(one.id), last.get(one.id), organs)), next })
  })

  const whole = async (sink: Sink) => {
    const last = (await lastReconciliations(pool)).find((one) => one.partnerId === sink.id)
    const notes = await notesOf(pool, sink.id, notesShown)
    return {
      ...shown(sink, await sinkStatus(sinks, sink.id), last, await directory()),
      definition: sink.definition,
      unmapped: unmapped(sink.definition),
      notes: notes.map(({ at, act, who, why, details }) => ({ at: at.toISOString(), act, who, why, details })),
    }
  }

  door.get('/:id', async (c) => {
    const sink = await own(c)
    return sink === undefined ? problem(c, notFound()) : c.json(await whole(sink))
  })

  door.patch('/:id', async (c) => {
    const said = await asked(c, sinkChange)
    if (said instanceof Refusal) return problem(c, said)
    return c.json(await whole(await setSinkState(sinks, said.sink, said.body.state, by(c, said.body.why))))
  })

  door.get('/:id/reports', async (c) => {
    const query = deliveriesQuery(c)
    if (query instanceof Refusal) return problem(c, query)
    const sink = await own(c)
    if (sink === undefined) return problem(c, notFound())
    const found = await deliveriesOf(pool, sink.id, { ...query, limit: query.limit + 1 })
    const page = found.slice(0, query.limit)
    const next = found.length > query.limit ? (page.at(-1)?.seq ?? null) : null
    nextLink(c, next)
    return c.json({ items: page.map(deliveryShown).map((d) => ({ ...d, lastError: mask(d.lastError) })), next })
  })

  door.post('/:id/replay', async (c) => {
    const said = await asked(c, sinkReplay)
    if (said instanceof Refusal) return problem(c, said)
    const { why, ...which } = said.body
    const what = 'from' in which ? { from: new Date(which.from) } : which
    return c.json({ count: await replaySink(sinks, said.sink, what, by(c, why)) })
  })

  door.post('/:id/let-go', async (c) => {
    const said = await asked(c, sinkLetGo)
    if (said instanceof Refusal) return problem(c, said)
    const { why, ...which } = said.body
    return c.json({ count: await letSinkGo(sinks, said.sink, which, by(c, why)) })
  })

  return door
}

const mask = (error: string | null) => (error === null ? null : maskText(error))
const iso = (at: Date | null | undefined) => at?.toISOString() ?? null

function shown(
  { id, agencyId, definition, receiver, hasSecret }: Sink,
  status: ReceiverStatus | undefined,
  last: Reconciliation | undefined,
  organs: Directory,
) {
  const oldest = status?.oldestWaitingAt?.getTime()
  return {
    id,
    name: definition.name,
    kind: definition.kind,
    agency: agencyId === null ? { id: null, code: null, name: null } : agencyView(organs, agencyId),
    covers: receiver.follows.length,
    state: receiver.state,
    hasSecret,
    reconciled: definition.reconcile && (definition.kind === 'table' || definition.config.figures !== null),
    lagSeconds: oldest === undefined ? 0 : Math.max(0, Math.round((Date.now() - oldest) / 1000)),
    backlog: status?.waiting ?? 0,
    deadLetters: status?.dead ?? 0,
    breaker: status?.breaker ?? 'closed',
    openUntil: iso(status?.openUntil),
    lastDeliveredAt: iso(status?.lastDeliveredAt),
    lastError: mask(status?.lastError ?? null),
    lastReconciliation: last ? { id: last.id, endedAt: last.endedAt, state: last.state, open: last.open } : null,
    createdAt: receiver.createdAt.toISOString(),
  }
}
