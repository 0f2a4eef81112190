// The door of reconciliations: what was compared with which platform, what differs, and the signed statement; and a
// comparison on demand. A client sees its own agency's sources and sinks; one of the operator sees all.
import { type Context, Hono } from 'hono'
import type { Logger } from 'pino'
import { reconciliationAsked } from '../../schemas/index.ts'
import type { Directory, Registry } from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { maskText, Refusal } from '../kernel/index.ts'
import {
  daysMax,
  daysOf,
  differencesOf,
  lastDays,
  listReconciliations,
  NotComparable,
  type PartnerNamed,
  partnersNamed,
  type Reconciliation,
  type Reconciliations,
  ReconciliationUnderWay,
  reconcileNamed,
  showReconciliation,
} from '../sync/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { parseBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'
import { invalidQuery } from './webhooks-shown.ts'

type C = Context<DoorEnv>

export interface ReconciliationsDoorDeps {
  readonly reconciliations: Reconciliations
  readonly registry: Registry
  readonly log: Pick<Logger, 'error'>
}

const daysBack = 7
const atMostMs = 30 * 60_000
const statementMediaType = 'application/jose'
const states = ['running', 'agreed', 'differs', 'failed']

const notFound = () => new Refusal('not_found', 'There is no such reconciliation of your agency.')

/** Mount at `/v1/reconciliations`, behind authentication. */
export function reconciliationsDoor({ reconciliations: room, registry, log }: ReconciliationsDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const { pool } = room
  const agencyOf = (c: C) => (c.get('principal').operator === true ? null : c.get('principal').agency.id)
  const directory = async () => (await registry.current()).directory

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const { cursor, partner, state } = c.req.query()
    if (cursor !== undefined && !isUuid(cursor)) return problem(c, invalidQuery('cursor'))
    if (partner !== undefined && !isUuid(partner)) return problem(c, invalidQuery('partner'))
    if (state !== undefined && !states.includes(state)) return problem(c, invalidQuery('state'))
    const page = await listReconciliations(pool, {
      ...{ agencyId: agencyOf(c), partnerId: partner, state, after: cursor ?? null, limit },
    })
    const organs = await directory()
    nextLink(c, page.next)
    return c.json({ items: page.items.map((one) => shown(one, organs)), next: page.next })
  })

  door.post('/', async (c) => {
    const said = await saidAt(c, registry, '/v1/reconciliations')
    if (said instanceof Refusal) return problem(c, said)
    const body = parseBody(said.raw, reconciliationAsked)
    if (body instanceof Refusal) return problem(c, body)
    const usual = lastDays(room.now(), daysBack)
    const to = body.to ?? usual.to
    const from = body.from ?? (to < usual.from ? to : usual.from)
    const span = (Date.parse(to) - Date.parse(from)) / 86_400_000
    if (span < 0 || span >= daysMax)
      return problem(c, wrongField('/from', `must be a day not after \`to\`, and at most ${daysMax} days before it`))
    const mine = (await partnersNamed(room, body.partner)).filter(
      (p) => (agencyOf(c) === null || p.agencyId === agencyOf(c)) && (body.kind === undefined || p.kind === body.kind),
    )
    const [partner, other] = mine
    if (partner === undefined)
      return problem(c, new Refusal('not_found', 'There is no source and no sink of this name of your agency.'))
    if (other !== undefined) return problem(c, wrongField('/kind', 'a source and a sink have this name: say which'))
    const asked = { from, to, repair: body.repair, askedBy: `client:${c.get('principal').clientId}` }
    const begun = await begin(partner, asked)
    if (begun instanceof Refusal) return problem(c, begun)
    c.header('location', `/v1/reconciliations/${begun}`)
    const row = (await showReconciliation(pool, begun, null)) as Reconciliation
    return c.json(shown(row, await directory()), 202)
  })

  /** Answers once it has begun; it goes on here, and its end is kept where it is looked up. */
  function begin(partner: PartnerNamed, asked: Parameters<typeof reconcileNamed>[2]): Promise<string | Refusal> {
    return new Promise((done, fail) => {
      reconcileNamed(room, partner, asked, AbortSignal.timeout(atMostMs), done).catch((error: unknown) => {
        if (error instanceof ReconciliationUnderWay)
          done(new Refusal('contended', `${partner.name} is being compared at this moment.`, { retryAfterSeconds: 10 }))
        else if (error instanceof NotComparable) done(new Refusal('condition_unmet', error.message))
        else {
          log.error({ error: String(error), partner: partner.name }, 'reconciliation')
          fail(error)
        }
      })
    })
  }

  const own = async (c: C) => {
    const id = c.req.param('id') ?? ''
    return isUuid(id) ? showReconciliation(pool, id, agencyOf(c)) : undefined
  }

  door.get('/:id', async (c) => {
    const found = await own(c)
    if (found === undefined) return problem(c, notFound())
    const { statement, ...row } = found
    if (statement !== null && c.req.header('accept')?.includes(statementMediaType))
      return c.body(statement, 200, { 'content-type': statementMediaType })
    return c.json({ ...shown(row, await directory()), figures: await daysOf(pool, row.id), statement })
  })

  door.get('/:id/differences', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor')
    if (cursor !== undefined && !/^\d{4}-\d\d-\d\d\/.{1,1000}$/s.test(cursor)) return problem(c, invalidQuery('cursor'))
    const found = await own(c)
    if (found === undefined) return problem(c, notFound())
    const { items, next } = await differencesOf(pool, found.id, cursor ?? null, limit)
    nextLink(c, next)
    return c.json({ items, next })
  })

  return door
}

const wrongField = (pointer: string, detail: string) =>
  new Refusal('invalid_fields', 'Some fields are not as the contract has them.', { errors: [{ pointer, detail }] })

function shown({ fromDay, toDay, agencyId, error, ...row }: Reconciliation, organs: Directory) {
  const { statement: _, ...rest } = row as typeof row & { statement?: unknown }
  return {
    ...rest,
    agency: agencyId === null ? { id: null, code: null, name: null } : agencyView(organs, agencyId),
    from: fromDay,
    to: toDay,
    error: error === null ? null : maskText(error),
  }
}
