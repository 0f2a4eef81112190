// The door of the transfers: check, submit, act, list, one, and its parts. It authenticates before, parses, asks the room
// and renders; it decides nothing.
import { type Context, Hono } from 'hono'
import type { ZodError, ZodType } from 'zod'
import { documentKey, listMaterialsQuery, listTransfersQuery, submitTransfer } from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import {
  type Acted,
  type Acts,
  type CasesDeps,
  casesNumbered,
  type ListFilter,
  list,
  notFound,
  receiptsOf,
  show,
  sight,
  timeline,
} from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import { listOfCase, type MaterialsRoom } from '../materials/index.ts'
import { ruleSets } from '../procedure/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { labelAsked, labelledPage } from './labelled.ts'
import { checklistOfLetter } from './letter-checklist.ts'
import { materialJson } from './materials-shown.ts'
import { parseAct } from './officer-named.ts'
import { problem, problemBody } from './problem.ts'
import { faultsOf, parseBody } from './read-body.ts'
import { saidAt } from './said.ts'
import { timelineAsked } from './timeline-asked.ts'

export interface TransfersDoorDeps {
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly registry: Registry
  readonly materials: MaterialsRoom
}

type C = Context<DoorEnv>

/** What only a case that begins is told. */
const restating = ['caseName', 'domain', 'parties']
const openingFields = ['caseName', 'domain', 'involvesStateSecrets']

/** Mount at `/v1/transfers`, behind authentication. */
export function transfersDoor({ acts, cases, registry, materials }: TransfersDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const steps = (ruleSets.at(-1) ?? ruleSets[0])?.steps ?? {}

  const said = (c: C, path: string) => saidAt(c, registry, path)

  door.post('/', async (c) => {
    const words = await said(c, '/v1/transfers')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, submitTransfer)
    if (input instanceof Refusal) return problem(c, input)
    return answer(
      c,
      await acts.open(c.get('principal'), 'transfer_dispatch', input as unknown as Record<string, unknown>, words),
    )
  })

  door.post('/check', async (c) => {
    const words = await said(c, '/v1/transfers/check')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseBody(words.raw, submitTransfer)
    if (input instanceof Refusal) return problem(c, input)
    const { refusals, warnings } = await acts.check(c.get('principal'), input, words)
    return c.json({
      acceptable: refusals.length === 0,
      problems: refusals.map((r) => problemBody(r, c.get('requestId'))),
      warnings,
      checklist: checklistOfLetter(input),
    })
  })

  /** A case that begins with another step than a submission: a clue, a reverse transfer, a demand, … */
  door.post('/steps/:step', async (c) => {
    const { step } = c.req.param()
    const rule = Object.hasOwn(steps, step) ? steps[step] : undefined
    if (rule?.opening === undefined || step === 'transfer_dispatch')
      return problem(c, new Refusal('not_found', 'No case begins with such a step.'))
    const words = await said(c, `/v1/transfers/steps/${step}`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseAct(c, words.raw, rule.input as ZodType<Record<string, unknown>>)
    if (input instanceof Refusal) return problem(c, input)
    const missing = openingFields.filter((field) => input[field] === undefined)
    if (missing.length > 0)
      return problem(
        c,
        new Refusal('invalid_fields', 'A case that begins with this step needs these fields.', {
          errors: missing.map((field) => ({
            pointer: `/${field}`,
            detail: 'needed where the case begins with this step',
          })),
        }),
      )
    return answer(c, await acts.open(c.get('principal'), step, input, words))
  })

  door.post('/:id/steps/:step', async (c) => {
    const { id, step } = c.req.param()
    const rule = Object.hasOwn(steps, step) ? steps[step] : undefined
    if (rule === undefined || rule.by.includes('gateway'))
      return problem(c, new Refusal('not_found', 'There is no such step.'))
    const words = await said(c, `/v1/transfers/${id}/steps/${step}`)
    if (words instanceof Refusal) return problem(c, words)
    const seen = ifMatch(c)
    if (seen instanceof Refusal) return problem(c, seen)
    const input = parseAct(c, words.raw, rule.input as ZodType<Record<string, unknown>>)
    if (input instanceof Refusal) return problem(c, input)
    const restated =
      rule.opening !== undefined && rule.track !== 'criminal' ? restating.filter((f) => input[f] !== undefined) : []
    if (restated.length > 0)
      return problem(
        c,
        new Refusal('invalid_fields', 'The case has a name, a field and parties already.', {
          errors: restated.map((field) => ({
            pointer: `/${field}`,
            detail: 'only where the case begins with this step',
          })),
        }),
      )
    if (!isUuid(id)) return problem(c, notFound())
    return answer(c, await acts.act(c.get('principal'), id, step, input, words, seen))
  })

  door.get('/', async (c) => {
    const filter = listFilter(c)
    if (filter instanceof Refusal) return problem(c, filter)
    const label = await labelAsked(c, cases.pool)
    if (label instanceof Refusal) return problem(c, label)
    const context = { directory: await cases.directory(), nowMs: cases.now() }
    const agencyId = c.get('principal').agency.id
    const listed = (of: ListFilter) => list(cases.pool, agencyId, of, context)
    // A number has an index; it need not be looked for case by case.
    const { documentKey: key } = filter
    const ids = key === undefined || label !== undefined ? undefined : await casesNumbered(cases, agencyId, key)
    const page =
      label === undefined
        ? await listed(ids === undefined ? filter : { ...filter, ids })
        : await labelledPage(
            cases.pool,
            { label, kind: 'transfer', after: filter.after, limit: filter.limit },
            async (ids) => (await listed({ ...filter, after: null, limit: ids.length, ids })).items,
            (one) => one.id,
          )
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const { id } = c.req.param()
    const asked = timelineAsked((name) => c.req.query(name), 'timeline')
    if (asked instanceof Refusal) return problem(c, asked)
    const found = isUuid(id)
      ? await show(
          cases.pool,
          id,
          c.get('principal').agency.id,
          {
            directory: await cases.directory(),
            nowMs: cases.now(),
            calendarFor: cases.calendarFor,
            optInsFor: cases.optInsFor,
          },
          asked,
        )
      : undefined
    if (found === undefined) return problem(c, notFound())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  door.get('/:id/timeline', async (c) => {
    const which = timelineAsked((name) => c.req.query(name), 'order')
    if (which instanceof Refusal) return problem(c, which)
    const asked = pageOf(c)
    if (asked instanceof Refusal) return problem(c, asked)
    const context = { directory: await cases.directory(), nowMs: cases.now() }
    const page = await timeline(cases.pool, asked.id, asked.agencyId, asked.after, asked.limit, context, which)
    return pageAnswer(c, page)
  })

  door.get('/:id/receipts', async (c) => {
    const { id } = c.req.param()
    const agencyId = c.get('principal').agency.id
    if (!isUuid(id) || (await sight(cases.pool, id, agencyId)) === undefined) return problem(c, notFound())
    return c.json({ items: await receiptsOf(cases.pool, id, agencyId) })
  })

  door.get('/:id/receipts/:no', async (c) => {
    const { id, no } = c.req.param()
    const [receipt] =
      isUuid(id) && /^\d{1,6}$/.test(no)
        ? await receiptsOf(cases.pool, id, c.get('principal').agency.id, Number(no))
        : []
    if (receipt === undefined) return problem(c, notFound())
    if (c.req.header('accept')?.includes('application/jose'))
      return c.body(receipt.jws, 200, { 'content-type': 'application/jose' })
    return c.json(receipt)
  })

  door.get('/:id/materials', async (c) => {
    const asked = pageOf(c)
    if (asked instanceof Refusal) return problem(c, asked)
    const seen = await sight(cases.pool, asked.id, asked.agencyId)
    if (seen === undefined) return problem(c, notFound())
    const [version = 0, seq = -1] = (c.req.query('cursor') ?? '').split('-').filter(Boolean).map(Number)
    const filter = listMaterialsQuery.safeParse(c.req.query())
    if (!filter.success) return problem(c, badQuery(filter.error))
    const { needsRecollection: again, ...rest } = filter.data
    const found = await listOfCase(materials, asked.id, {
      filter: { ...rest, ...(again !== undefined && { needsRecollection: again === 'true' }) },
      after: { version, seq },
      limit: asked.limit + 1,
      ...(seen.throughVersion !== null && { upToVersion: seen.throughVersion }),
      sealed: seen.sealed,
    })
    const last = found[asked.limit - 1]
    return pageAnswer(c, {
      items: found.slice(0, asked.limit).map(materialJson),
      next: found.length > asked.limit && last ? `${last.version}-${last.seq}` : null,
    })
  })

  return door
}

/** The answer is JSON text already: the transfer as made by the act, and its receipt beside it. */
function answer(c: C, outcome: Acted | Refusal): Response {
  if (outcome instanceof Refusal) return problem(c, outcome)
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    etag: `"${outcome.version}"`,
    location: `/v1/transfers/${outcome.transferId}`,
  }
  if (outcome.replayed) headers['idempotent-replayed'] = 'true'
  return c.body(`{"transfer":${outcome.answer},"receipt":${JSON.stringify(outcome.receipt)}}`, outcome.status, headers)
}

/** Which case and which page of it; a malformed id is no case. */
function pageOf(c: C) {
  const id = c.req.param('id') ?? ''
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const cursor = c.req.query('cursor') ?? '0'
  if (!/^\d{1,9}(-\d{1,9})?$/.test(cursor))
    return new Refusal('invalid_fields', 'cursor is not one of this list.', {
      errors: [{ pointer: '/cursor', detail: 'query parameter' }],
    })
  if (!isUuid(id)) return notFound()
  return { id, agencyId: c.get('principal').agency.id, limit, after: Number.parseInt(cursor, 10) }
}

function pageAnswer(c: C, page: { items: readonly unknown[]; next: string | null } | undefined): Response {
  if (page === undefined) return problem(c, notFound())
  nextLink(c, page.next)
  return c.json(page)
}

function nextLink(c: C, next: string | null): void {
  if (next === null) return
  const url = new URL(c.req.url)
  url.searchParams.set('cursor', next)
  c.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}

function listFilter(c: C): ListFilter | Refusal {
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const parsed = listTransfersQuery.safeParse(c.req.query())
  if (!parsed.success) return badQuery(parsed.error)
  const { cursor, documentNo, createdFrom, createdTo, ...filter } = parsed.data
  return {
    limit,
    after: cursor ?? null,
    ...filter,
    ...(documentNo !== undefined && { documentKey: documentKey(documentNo) }),
    ...(createdFrom !== undefined && { createdFrom: new Date(createdFrom) }),
    ...(createdTo !== undefined && { createdTo: new Date(createdTo) }),
  }
}

const badQuery = (error: ZodError) =>
  new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', { errors: faultsOf(error) })
