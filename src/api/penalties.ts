// The door of the penalty cases: records in by the thousand with a result for each, the list, one with its versions, the
// quarantine, corrections, and a transfer draft in one act. It parses, asks the rooms and renders.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  correctPenalty,
  documentKey,
  listPenaltiesQuery,
  listQuarantineQuery,
  releasePenalty,
  withdrawPenalty,
} from '../../schemas/index.ts'
import type { Registry } from '../agencies/index.ts'
import { beginDraft, type Drafts, showDraft } from '../drafts/index.ts'
import { dayText, localDay, Refusal } from '../kernel/index.ts'
import {
  type CaseFilter,
  correct,
  countsOf,
  heldFields,
  ingest,
  list,
  listHeld,
  notFound,
  oneHeld,
  type Penalties,
  release,
  type Said,
  show,
  versions,
  type Written,
  withdraw,
} from '../penalties/index.ts'
import type { SubjectReview } from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { labelAsked, labelledPage } from './labelled.ts'
import { parseAct } from './officer-named.ts'
import { caseShown, headOf, heldShown, versionShown } from './penalties-shown.ts'
import { MalformedRecord } from './penalty-body.ts'
import { draftFrom } from './penalty-draft.ts'
import { ingestBody, layoutNamed } from './penalty-intake.ts'
import { problem } from './problem.ts'
import { faultsOf, parseBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'

type C = Context<DoorEnv>

/** Who decides on crimes or watches those who do brings no penalties. */
const bringsNone = new Set(['procuratorate', 'court', 'supervisory_commission'])

export interface PenaltiesDoorDeps {
  readonly penalties: Penalties
  readonly drafts: Drafts
  readonly registry: Registry
  /** Results of the draws that one was reviewed in. */
  readonly reviews: (id: string) => Promise<readonly SubjectReview[]>
}

/** Mount at `/v1/penalty-cases`, behind authentication. */
export function penaltiesDoor({ penalties, drafts, registry, reviews }: PenaltiesDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.post('/', async (c) => {
    const { agency, clientId } = c.get('principal')
    const body = await ingestBody(c, registry)
    if (body instanceof Refusal) return problem(c, body)
    if (bringsNone.has(agency.kind))
      return problem(
        c,
        new Refusal('agency_kind_not_permitted', 'Penalty cases are brought by organs that punish, and by platforms.'),
      )
    const layout = layoutNamed(body)
    if (layout instanceof Refusal) return problem(c, layout)
    try {
      const origin = { id: `agency:${agency.id}`, agencyId: agency.id }
      const results = await ingest(penalties, origin, layout, body.records, { clientId })
      return c.json({ ...countsOf(results), results })
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      return problem(c, new Refusal('malformed_json', `A record of the body is no JSON: ${error.message}`))
    }
  })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryOf(c, listPenaltiesQuery)
    if (query instanceof Refusal) return problem(c, query)
    const label = await labelAsked(c, penalties.pool)
    if (label instanceof Refusal) return problem(c, label)
    const filter: CaseFilter = {
      ...{ after: query.cursor ?? null, limit, organCode: query.organ, domain: query.domain, state: query.state },
      // Whole regions are asked for by their own code: 450500 is the prefecture with its counties.
      region: query.region?.replace(/(00)+$/, ''),
      ...{ decidedFrom: query.decidedFrom, decidedTo: query.decidedTo },
      decisionKey: query.decisionNo === undefined ? undefined : documentKey(query.decisionNo),
      suspectedNotTransferred: query.suspectedNotTransferred === 'true',
    }
    const listed = (of: CaseFilter) => list(penalties, c.get('principal').agency, of)
    const page =
      label === undefined
        ? await listed(filter)
        : await labelledPage(
            penalties.pool,
            { label, kind: 'penalty', after: filter.after, limit },
            async (ids) => (await listed({ ...filter, after: null, limit: ids.length, ids })).items,
            (one) => one.row.id,
          )
    nextLink(c, page.next)
    const organs = await penalties.organs()
    return c.json({ items: page.items.map((i) => headOf(i.row, i.record, organs)), next: page.next })
  })

  door.get('/quarantine', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryOf(c, listQuarantineQuery)
    if (query instanceof Refusal) return problem(c, query)
    const page = await listHeld(penalties, c.get('principal').agency.id, {
      after: query.cursor ?? null,
      limit,
      state: query.state,
    })
    nextLink(c, page.next)
    return c.json({ items: page.items.map(heldShown), next: page.next })
  })

  door.get('/quarantine/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await oneHeld(penalties, c.get('principal').agency.id, id) : undefined
    if (found === undefined)
      return problem(c, new Refusal('not_found', 'Your agency has no such record in quarantine.'))
    const { fields, faults } = heldFields(found, dayText(localDay(penalties.now())))
    return c.json({ ...heldShown(found), fields, elsewhere: faults })
  })

  door.post('/quarantine/:id/release', async (c) => {
    const id = c.req.param('id')
    const words = await saidAt(c, registry, `/v1/penalty-cases/quarantine/${id}/release`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseBody(words.raw, releasePenalty)
    if (input instanceof Refusal) return problem(c, input)
    if (!isUuid(id)) return problem(c, notFound())
    const { record, ...said } = input
    const released = await release(penalties, c.get('principal'), id, record, { ...said, raw: words.raw })
    if (released instanceof Refusal) return problem(c, released)
    c.header('location', `/v1/penalty-cases/${released.id}`)
    return c.json(released)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await show(penalties, c.get('principal').agency, id) : undefined
    if (found === undefined) return problem(c, notFound())
    c.header('etag', `"${found.row.version}"`)
    const { agency } = c.get('principal')
    const whole = agency.kind === 'procuratorate' || agency.id === found.row.agency_id
    const reviewed = (await reviews(id)).map((r) => ({ ...r, words: whole ? r.words : null }))
    return c.json({ ...caseShown(found, await penalties.organs()), reviews: reviewed })
  })

  door.get('/:id/versions', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const cursor = c.req.query('cursor') ?? '0'
    if (!/^\d{1,9}$/.test(cursor))
      return problem(
        c,
        new Refusal('invalid_fields', 'cursor is not one of this list.', {
          errors: [{ pointer: '/cursor', detail: 'query parameter' }],
        }),
      )
    const id = c.req.param('id')
    const page = isUuid(id)
      ? await versions(penalties, c.get('principal').agency, id, { after: Number(cursor), limit })
      : undefined
    if (page === undefined) return problem(c, notFound())
    nextLink(c, page.next)
    return c.json({ items: page.items.map(versionShown), next: page.next })
  })

  door.post('/:id/corrections', (c) =>
    written(c, 'corrections', correctPenalty, (id, { changes }, said) =>
      correct(penalties, c.get('principal'), id, changes, said),
    ),
  )

  door.post('/:id/withdrawal', (c) =>
    written(c, 'withdrawal', withdrawPenalty, (id, _input, said) => withdraw(penalties, c.get('principal'), id, said)),
  )

  /** A version that an officer writes, with the reason. */
  async function written<T extends Pick<Said, 'officers' | 'reason'>>(
    c: C,
    act: string,
    schema: ZodType<T>,
    write: (id: string, input: T, said: Said) => Promise<Written | Refusal>,
  ): Promise<Response> {
    const id = c.req.param('id') ?? ''
    const words = await saidAt(c, registry, `/v1/penalty-cases/${id}/${act}`)
    if (words instanceof Refusal) return problem(c, words)
    const seen = ifMatch(c)
    if (seen instanceof Refusal) return problem(c, seen)
    const input = parseAct(c, words.raw, schema)
    if (input instanceof Refusal) return problem(c, input)
    if (!isUuid(id)) return problem(c, notFound())
    const { officers, reason } = input
    const outcome = await write(id, input, {
      ...{ officers, reason, raw: words.raw },
      ...(words.idempotencyKey !== undefined && { idempotencyKey: words.idempotencyKey }),
      ...(seen !== undefined && { ifMatch: seen }),
    })
    if (outcome instanceof Refusal) return problem(c, outcome)
    const { replayed, ...answer } = outcome
    if (replayed) c.header('idempotent-replayed', 'true')
    c.header('etag', `"${outcome.version}"`)
    return c.json(answer, 201)
  }

  door.post('/:id/draft', async (c) => {
    const id = c.req.param('id')
    const principal = c.get('principal')
    const words = await saidAt(c, registry, `/v1/penalty-cases/${id}/draft`, async () =>
      Buffer.from(await c.req.arrayBuffer()),
    )
    if (words instanceof Refusal) return problem(c, words)
    const found = isUuid(id) ? await show(penalties, principal.agency, id) : undefined
    if (found === undefined) return problem(c, notFound())
    const { row, record } = found
    if (
      row.agency_id !== principal.agency.id &&
      (row.sender_id !== principal.agency.id || principal.agency.kind === 'service_platform')
    )
      return problem(
        c,
        new Refusal('not_your_step', 'A transfer is prepared by the organ that decided the penalty case.'),
      )
    if (row.state !== 'live' || record === null)
      return problem(c, new Refusal('wrong_state', 'The penalty case was withdrawn.'))
    const body = draftFrom(id, record)
    const text = JSON.stringify(body)
    const key = words.idempotencyKey
    const begun = await beginDraft(drafts, principal, {
      // The key is the penalty case's: a repetition after a new version of the record is still the same request.
      ...{ raw: Buffer.from(`penalty case ${id}`), text, body },
      ...(key !== undefined && { idempotencyKey: key }),
    })
    if (begun instanceof Refusal) return problem(c, begun)
    const kept = begun.replayed ? await showDraft(drafts, begun.row.id, principal.agency.id) : undefined
    c.header('location', `/v1/drafts/${begun.row.id}`)
    c.header('etag', `"${(kept?.row ?? begun.row).version}"`)
    if (begun.replayed) c.header('idempotent-replayed', 'true')
    c.header('content-type', 'application/json')
    return c.body(`${JSON.stringify(kept?.row ?? begun.row).slice(0, -1)},"draft":${kept?.text ?? text}}`, 201)
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
