// The door of mail addresses: an organ sees its own; whoever operates the gateway enters, changes and removes them, for a
// wrong address tells a stranger which cases there are.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import type { Pool } from '../../db/index.ts'
import { changeMailAddress as changeSchema, createMailAddress, usualMailKinds } from '../../schemas/index.ts'
import type { Directory, Registry } from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { maskText, Refusal } from '../kernel/index.ts'
import {
  addMailAddress,
  type By,
  changeMailAddress,
  KnownAddress,
  type MailAddress,
  mailAddresses,
  type ReceiverStatus,
  receiverStatus,
} from '../outbox/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { parseBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'
import { invalidQuery } from './webhooks-shown.ts'

type C = Context<DoorEnv>

export interface MailDoorDeps {
  readonly pool: Pool
  readonly registry: Registry
  readonly now: () => number
  /** Whether there is a mail server. */
  readonly sends: boolean
}

const notFound = () => new Refusal('not_found', 'There is no such mail address of your agency.')
const operatorOnly = () => new Refusal('operator_only', 'Mail addresses are entered by a client of the operator.')

/** Mount at `/v1/mail-addresses`, behind authentication. */
export function mailAddressesDoor({ pool, registry, now, sends }: MailDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const directory = async () => (await registry.current()).directory

  async function asked<T>(c: C, schema: ZodType<T>): Promise<T | Refusal> {
    const said = await saidAt(c, registry, new URL(c.req.url).pathname)
    if (said instanceof Refusal) return said
    return parseBody(said.raw, schema)
  }
  const by = (c: C, why?: string): By => ({ who: `client ${c.get('principal').clientId}`, why })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor')
    if (cursor !== undefined && !isUuid(cursor)) return problem(c, invalidQuery('cursor'))
    const { agency, operator } = c.get('principal')
    const found = await mailAddresses(pool, {
      limit: limit + 1,
      ...(operator !== true && { agencyId: agency.id }),
      ...(cursor !== undefined && { before: cursor }),
    })
    const page = found.slice(0, limit)
    const status = new Map((await receiverStatus(pool)).map((one) => [one.receiverId, one]))
    const organs = await directory()
    const next = found.length > limit ? (page.at(-1)?.receiver.id ?? null) : null
    nextLink(c, next)
    return c.json({ items: page.map((one) => shown(one, organs, status.get(one.receiver.id))), sends, next })
  })

  door.post('/', async (c) => {
    const body = await asked(c, createMailAddress)
    if (body instanceof Refusal) return problem(c, body)
    if (c.get('principal').operator !== true) return problem(c, operatorOnly())
    const organs = await directory()
    const agency = [...organs.byId.values()].find(({ id, code }) => id === body.agency || code === body.agency)
    if (agency === undefined)
      return problem(
        c,
        new Refusal('invalid_fields', 'There is no such agency.', {
          errors: [{ pointer: '/agency', detail: 'neither the id nor the code of an agency' }],
        }),
      )
    const { address, kinds = usualMailKinds, least = 'notice', hour = null, reason } = body
    try {
      const made = await addMailAddress(pool, agency.id, { address, kinds, least, hour }, by(c, reason), now())
      c.header('location', `/v1/mail-addresses/${made.receiver.id}`)
      return c.json(shown(made, organs), 201)
    } catch (error) {
      if (error instanceof KnownAddress)
        return problem(c, new Refusal('wrong_state', 'The agency has this address already.'))
      throw error
    }
  })

  door.patch('/:id', async (c) => {
    const body = await asked(c, changeSchema)
    if (body instanceof Refusal) return problem(c, body)
    const id = c.req.param('id')
    const { agency, operator } = c.get('principal')
    const filter = { id, ...(operator !== true && { agencyId: agency.id }) }
    const [known] = isUuid(id) ? await mailAddresses(pool, filter) : []
    if (known === undefined) return problem(c, notFound())
    if (operator !== true) return problem(c, operatorOnly())
    const { kinds, least, hour, state, reason } = body
    const change = {
      ...(kinds !== undefined && { kinds }),
      ...(least !== undefined && { least }),
      ...(hour !== undefined && { hour }),
      ...(state !== undefined && { state }),
    }
    const after = await changeMailAddress(pool, known, change, by(c, reason))
    return after === undefined ? problem(c, notFound()) : c.json(shown(after, await directory()))
  })

  return door
}

const iso = (at: Date | null) => at?.toISOString() ?? null

function shown({ receiver, config }: MailAddress, organs: Directory, status?: ReceiverStatus) {
  const { id, agencyId, state, createdAt, updatedAt } = receiver
  const { address, kinds, least, hour } = config
  const agency = agencyId === null ? undefined : agencyView(organs, agencyId)
  return {
    id,
    agency: { id: agencyId, code: agency?.code ?? null, name: agency?.name ?? null },
    ...{ address, kinds, least, hour, state },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    status: status
      ? {
          ...{ waiting: status.waiting, dead: status.dead, breaker: status.breaker },
          lastDeliveredAt: iso(status.lastDeliveredAt),
          lastStatus: status.lastStatus,
          lastError: status.lastError === null ? null : maskText(status.lastError),
        }
      : null,
  }
}
