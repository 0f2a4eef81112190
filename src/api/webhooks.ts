// The door of webhooks: an agency's systems subscribe, rotate keys, look at what was delivered and send it again. A client
// sees its own agency's; one of the operator sees all.
import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import type { Pool } from '../../db/index.ts'
import { changeWebhook, createWebhook, letGoWebhook, replayWebhook, rotateWebhook } from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import type { CasesDeps } from '../cases/index.ts'
import { Refusal, rfc3339, uuidv7 } from '../kernel/index.ts'
import {
  addReceiver,
  type By,
  changeReceiver,
  deliveriesOf,
  deliveryOf,
  letGo,
  newWebhookKey,
  OnceReused,
  type Receiver,
  receiverStatus,
  receiversOf,
  removeReceiver,
  replay,
  rotated,
  sendTest,
  shownPublicKey,
  shownSecret,
  TooManyReceivers,
  type WebhookConfig,
  type WebhookDeps,
  type WebhookKey,
  type WebhookKeys,
  webhookKind,
} from '../outbox/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { parseBody } from './read-body.ts'
import { nextLink, type SaidAtDoor, saidAt } from './said.ts'
import { deliveriesQuery, deliveryShown, invalidQuery, webhookShown, webhookStatus } from './webhooks-shown.ts'

type C = Context<DoorEnv>

export interface WebhooksDoorDeps {
  readonly pool: Pool
  readonly registry: Registry
  readonly cases: CasesDeps
  readonly webhooks: WebhookDeps
}

/** Of one agency; a crowd of them would multiply every act of its cases. */
const webhooksMax = 20

const notFound = () => new Refusal('not_found', 'There is no such webhook of your agency.')

const invalidField = (pointer: string, detail: string) =>
  new Refusal('invalid_fields', 'Some fields are not as the contract has them.', { errors: [{ pointer, detail }] })

/** Mount at `/v1/webhooks`, behind authentication. */
export function webhooksDoor({ pool, registry, cases, webhooks }: WebhooksDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const { sealer, calls, now } = webhooks

  const own = async (c: C): Promise<Receiver | undefined> => {
    const id = c.req.param('id') ?? ''
    const { agency, operator } = c.get('principal')
    if (!isUuid(id)) return undefined
    const [found] = await receiversOf(pool, {
      id,
      kind: webhookKind,
      ...(operator !== true && { agencyId: agency.id }),
    })
    return found
  }

  const by = (c: C, why?: string): By => ({ who: `client ${c.get('principal').clientId}`, why })

  async function body<T>(c: C, schema: ZodType<T>): Promise<{ said: SaidAtDoor; body: T } | Refusal> {
    const said = await saidAt(c, registry, new URL(c.req.url).pathname)
    if (said instanceof Refusal) return said
    const parsed = parseBody(said.raw, schema)
    return parsed instanceof Refusal ? parsed : { said, body: parsed as T }
  }

  const badUrl = (url: string | undefined): Refusal | undefined => {
    const objection = url === undefined ? undefined : calls.objection(url)
    return objection === undefined ? undefined : invalidField('/url', objection)
  }

  const keysOf = (receiver: Receiver) => JSON.parse(sealer.unseal(receiver.secret ?? '')) as WebhookKeys
  const publicOf = ({ keys }: WebhookKeys): WebhookConfig['publicKeys'] =>
    keys.map((key) => ({ key: shownPublicKey(key), until: key.until ?? null }))
  const shown = async (receiver: Receiver) => webhookShown(receiver, await cases.directory(), now())
  const made = async (c: C, receiver: Receiver, key: WebhookKey, status: 200 | 201) => {
    c.header('cache-control', 'no-store')
    return c.json({ ...(await shown(receiver)), secret: shownSecret(key) }, status)
  }

  /** The request as it is recognised when it comes again: its key within its client, and what it said. */
  const onceOf = (c: C, said: SaidAtDoor) =>
    said.idempotencyKey === undefined
      ? undefined
      : {
          key: createHash('sha256')
            .update(`${c.get('principal').clientId}\n${said.idempotencyKey}`)
            .digest('hex'),
          hash: createHash('sha256').update(said.raw).digest('hex'),
        }

  door.post('/', async (c) => {
    const asked = await body(c, createWebhook)
    if (asked instanceof Refusal) return problem(c, asked)
    const refusal = badUrl(asked.body.url)
    if (refusal !== undefined) return problem(c, refusal)
    const { url, description = '', steps = null, kinds = null } = asked.body
    const once = onceOf(c, asked.said)
    const keys: WebhookKeys = { keys: [newWebhookKey()] }
    const config: WebhookConfig = { url, description, steps, kinds, publicKeys: publicOf(keys) }
    try {
      const receiver = await addReceiver(
        pool,
        {
          kind: webhookKind,
          name: url,
          agencyId: c.get('principal').agency.id,
          config,
          secret: sealer.seal(JSON.stringify(keys)),
          limit: webhooksMax,
          ...(once && { once }),
        },
        by(c),
      )
      // Of a repeated request the first answer: its keys, as far as they were not rotated away.
      const [key] = keysOf(receiver).keys.slice(-1)
      const first = key !== undefined && publicOf(keys)[0]?.key === shownPublicKey(key)
      if (!first) c.header('idempotent-replayed', 'true')
      c.header('location', `/v1/webhooks/${receiver.id}`)
      return await made(c, receiver, key as WebhookKey, 201)
    } catch (error) {
      if (error instanceof TooManyReceivers)
        return problem(c, invalidField('/url', `an agency may have ${webhooksMax} webhooks: remove one first`))
      if (error instanceof OnceReused)
        return problem(c, new Refusal('idempotency_key_reused', 'The key was used for another request.'))
      throw error
    }
  })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor')
    if (cursor !== undefined && !isUuid(cursor)) return problem(c, invalidQuery('cursor'))
    const { agency, operator } = c.get('principal')
    const found = await receiversOf(pool, {
      kind: webhookKind,
      limit: limit + 1,
      ...(operator !== true && { agencyId: agency.id }),
      ...(cursor !== undefined && { before: cursor }),
    })
    const items = await Promise.all(found.slice(0, limit).map(shown))
    const next = found.length > limit ? (items.at(-1)?.id ?? null) : null
    nextLink(c, next)
    return c.json({ items, next })
  })

  door.get('/:id', async (c) => {
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const [status] = await receiverStatus(pool, receiver.id)
    if (status === undefined) return problem(c, notFound())
    return c.json({ ...(await shown(receiver)), status: webhookStatus(status) })
  })

  door.patch('/:id', async (c) => {
    const asked = await body(c, changeWebhook)
    if (asked instanceof Refusal) return problem(c, asked)
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const refusal = badUrl(asked.body.url)
    if (refusal !== undefined) return problem(c, refusal)
    const { url, description, steps, kinds, state, reason } = asked.body
    const config = receiver.config as WebhookConfig
    const changed: WebhookConfig = {
      ...{ publicKeys: config.publicKeys, url: url ?? config.url },
      description: description ?? config.description,
      steps: steps === undefined ? config.steps : steps,
      ...(kinds === undefined ? config.kinds !== undefined && { kinds: config.kinds } : { kinds }),
    }
    const given = url !== undefined || description !== undefined || steps !== undefined || kinds !== undefined
    const change = {
      ...(given && { config: changed, name: changed.url }),
      ...(state !== undefined && { state }),
    }
    const after = await changeReceiver(pool, receiver.id, change, by(c, reason))
    return after === undefined ? problem(c, notFound()) : c.json(await shown(after))
  })

  door.delete('/:id', async (c) => {
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    await removeReceiver(pool, receiver.id, by(c))
    return c.body(null, 204)
  })

  door.post('/:id/rotate-secret', async (c) => {
    const asked = await body(c, rotateWebhook)
    if (asked instanceof Refusal) return problem(c, asked)
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const before = keysOf(receiver)
    const once = onceOf(c, asked.said)
    const repeated = once && before.keys.find((key) => key.asked === once.key)
    if (repeated) {
      c.header('idempotent-replayed', 'true')
      return made(c, receiver, repeated, 200)
    }
    const key = newWebhookKey(once?.key)
    const keys = rotated(before, key, now(), rfc3339(now() + asked.body.overlapHours * 3_600_000))
    const config = { ...(receiver.config as WebhookConfig), publicKeys: publicOf(keys) }
    const change = { secret: sealer.seal(JSON.stringify(keys)), config }
    const after = await changeReceiver(pool, receiver.id, change, by(c))
    return after === undefined ? problem(c, notFound()) : made(c, after, key, 200)
  })

  door.post('/:id/test', async (c) => {
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const id = uuidv7()
    const began = performance.now()
    const { outcome, status, detail } = await sendTest(webhooks, receiver, id)
    const ms = Math.round(performance.now() - began)
    return c.json({ id, outcome, status: status ?? null, error: detail ?? null, ms })
  })

  door.get('/:id/deliveries', async (c) => {
    const query = deliveriesQuery(c)
    if (query instanceof Refusal) return problem(c, query)
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const found = await deliveriesOf(pool, receiver.id, { ...query, limit: query.limit + 1 })
    const page = found.slice(0, query.limit)
    const next = found.length > query.limit ? (page.at(-1)?.seq ?? null) : null
    nextLink(c, next)
    return c.json({ items: page.map(deliveryShown), next })
  })

  door.get('/:id/deliveries/:delivery', async (c) => {
    const receiver = await own(c)
    const id = c.req.param('delivery')
    const found = receiver && isUuid(id) ? await deliveryOf(pool, receiver.id, id) : undefined
    if (found === undefined) return problem(c, new Refusal('not_found', 'There is no such delivery.'))
    const tries = found.tries.map((t) => ({ ...t, at: t.at.toISOString() }))
    return c.json({ ...deliveryShown(found), event: JSON.parse(found.body), tries })
  })

  door.post('/:id/replay', async (c) => {
    const asked = await body(c, replayWebhook)
    if (asked instanceof Refusal) return problem(c, asked)
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const { from, deliveries, reason } = asked.body
    const which =
      deliveries !== undefined
        ? { ids: deliveries }
        : from !== undefined
          ? { from: new Date(from) }
          : { dead: true as const }
    return c.json({ count: await replay(pool, receiver.id, which, by(c, reason)) })
  })

  door.post('/:id/let-go', async (c) => {
    const asked = await body(c, letGoWebhook)
    if (asked instanceof Refusal) return problem(c, asked)
    const receiver = await own(c)
    if (receiver === undefined) return problem(c, notFound())
    const { deliveries, reason } = asked.body
    const which = deliveries !== undefined ? { ids: deliveries } : { dead: true as const }
    return c.json({ count: await letGo(pool, receiver.id, which, by(c, reason)) })
  })

  return door
}
