// The door of the findings: list, one, its urging letters, and what an organ may do with one. It parses, asks the room and
// renders; it decides nothing.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  acceptFinding,
  actOnFinding,
  closeFinding,
  contestFinding,
  explainFinding,
  findingActs,
  findingLetterQuery,
  listFindingsQuery,
  urgeFinding,
} from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import { dayOf, dayStart, Refusal } from '../kernel/index.ts'
import { docxOf, docxType, htmlOf, htmlPolicy } from '../letters/index.ts'
import {
  actOn,
  type FindingActInputs,
  type FindingFilter,
  type Findings,
  findingNotFound,
  gather,
  listFindings,
  type PersonAct,
  showFinding,
  urgingLetter,
} from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { labelAsked, labelledPage } from './labelled.ts'
import { parseAct } from './officer-named.ts'
import { problem } from './problem.ts'
import { faultsOf } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'

type C = Context<DoorEnv>

const inputs: { readonly [Act in PersonAct]: ZodType<FindingActInputs[Act]> } = {
  explain: explainFinding,
  accept: acceptFinding,
  contest: contestFinding,
  act: actOnFinding,
  urge: urgeFinding,
  close: closeFinding,
}

export interface FindingsDoorDeps {
  readonly findings: Findings
  readonly registry: Registry
}

/** Mount at `/v1/findings`, behind authentication. */
export function findingsDoor({ findings, registry }: FindingsDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/', async (c) => {
    const filter = filterOf(c)
    if (filter instanceof Refusal) return problem(c, filter)
    const label = await labelAsked(c, findings.pool)
    if (label instanceof Refusal) return problem(c, label)
    const listed = (of: FindingFilter) => listFindings(findings, c.get('principal').agency, of)
    const page =
      label === undefined
        ? await listed(filter)
        : await labelledPage(
            findings.pool,
            { label, kind: 'finding', after: filter.after, limit: filter.limit },
            async (ids) => (await listed({ ...filter, after: null, limit: ids.length, ids })).items,
            (one) => one.id,
          )
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await showFinding(findings, id, c.get('principal').agency) : undefined
    if (found === undefined) return problem(c, findingNotFound())
    c.header('etag', `"${found.version}"`)
    return c.json(found)
  })

  door.get('/:id/letters/:version', async (c) => {
    const { id, version } = c.req.param()
    const query = queryOf(c, findingLetterQuery)
    if (query instanceof Refusal) return problem(c, query)
    const found =
      isUuid(id) && /^\d{1,9}$/.test(version) ? await gather(findings.pool, id, c.get('principal').agency) : undefined
    const sheet = urgingLetter(
      id,
      found?.entries.find((entry) => entry.version === Number(version)),
    )
    if (sheet === undefined) return problem(c, new Refusal('not_found', 'No urging letter was written there.'))
    if (query.format === 'html') {
      c.header('content-security-policy', htmlPolicy)
      return c.html(htmlOf(sheet))
    }
    c.header('content-type', docxType)
    c.header('content-disposition', `attachment; filename="urging-notice-${version}.docx"`)
    return c.body(new Uint8Array(docxOf(sheet)))
  })

  for (const name of findingActs)
    door.post(`/:id/steps/${name}`, async (c) => {
      const id = c.req.param('id')
      const words = await saidAt(c, registry, `/v1/findings/${id}/steps/${name}`)
      if (words instanceof Refusal) return problem(c, words)
      const seen = ifMatch(c)
      if (seen instanceof Refusal) return problem(c, seen)
      const input = parseAct(c, words.raw, inputs[name] as ZodType<FindingActInputs[typeof name]>)
      if (input instanceof Refusal) return problem(c, input)
      if (!isUuid(id)) return problem(c, findingNotFound())
      const outcome = await actOn(findings, c.get('principal'), id, name, input, words, seen)
      if (outcome instanceof Refusal) return problem(c, outcome)
      c.header('etag', `"${outcome.finding.version}"`)
      if (outcome.replayed) c.header('idempotent-replayed', 'true')
      return c.json(outcome.finding)
    })

  return door
}

function queryOf<T>(c: C, schema: ZodType<T>): T | Refusal {
  const parsed = schema.safeParse(c.req.query())
  if (parsed.success) return parsed.data
  return new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
    errors: faultsOf(parsed.error),
  })
}

const wrong = (pointer: string, detail: string) =>
  new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', { errors: [{ pointer, detail }] })

/** Where the page before ended: an id, or the due time and the id. Undefined: no place of such a list. */
function placeOf(order: 'newest' | 'due', cursor: string | undefined) {
  if (order === 'newest') {
    return cursor === undefined || isUuid(cursor) ? { after: cursor ?? null } : undefined
  }
  if (cursor === undefined) return { after: null, byDue: true }
  const [, ms, id] = /^(\d{1,15}|none)_(.{36})$/.exec(cursor) ?? []
  if (ms === undefined || id === undefined || !isUuid(id)) return undefined
  return { after: id, byDue: true, dueAfter: ms === 'none' ? null : new Date(Number(ms)) }
}

function filterOf(c: C): FindingFilter | Refusal {
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const query = queryOf(c, listFindingsQuery)
  if (query instanceof Refusal) return query
  const { cursor, region, dueBefore, label, order = 'newest', ...filter } = query
  const place = placeOf(order, cursor)
  if (place === undefined) return wrong('/cursor', 'not one of this list')
  if (order === 'due' && label !== undefined) return wrong('/order', 'what bears a label comes newest first')
  if (order === 'due' && filter.state === 'closed') return wrong('/order', 'what is closed is no longer due')
  return {
    ...filter,
    ...place,
    limit,
    // A code with zeros means all below it.
    ...(region !== undefined && { region: region.length === 6 ? region.replace(/(00)+$/, '') : region }),
    ...(dueBefore !== undefined && { dueBefore: new Date(dayStart(dayOf(dueBefore))) }),
  }
}
