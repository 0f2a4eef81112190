// The door of the drafts: a letter in preparation is kept as it is, and on demand held against everything that a submission
// would be held against today.
import { type Context, Hono } from 'hono'
import { draftBody, submitTransfer } from '../../schemas/index.ts'
import { type Registry, verifyDetached } from '../agencies/index.ts'
import type { Acts } from '../cases/index.ts'
import {
  beginDraft,
  changeDraft,
  type DraftRow,
  type Drafts,
  listDrafts,
  removeDraft,
  type Said,
  showDraft,
} from '../drafts/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { soundFields } from './draft-fields.ts'
import { idempotencyKey, ifMatch, isUuid, pageLimit } from './headers.ts'
import { checklistOfDraft, checklistOfLetter } from './letter-checklist.ts'
import { problem, problemBody } from './problem.ts'
import { faultsOf, parseBody, readJson } from './read-body.ts'
import { nextLink } from './said.ts'

type C = Context<DoorEnv>

const notFound = () => new Refusal('not_found', 'There is no such draft of your agency.')
const utf8 = new TextDecoder()

/** Mount at `/v1/drafts`, behind authentication. */
export function draftsDoor({ drafts, acts, registry }: { drafts: Drafts; acts: Acts; registry: Registry }) {
  const door = new Hono<DoorEnv>()

  /** A draft is no act: nobody must sign it. A signature that is sent is verified all the same. */
  async function signatureFault(c: C, raw: Uint8Array): Promise<Refusal | undefined> {
    const signature = c.req.header('x-jws-signature')
    if (signature === undefined) return undefined
    const signed = await verifyDetached(registry, c.get('principal'), signature, raw)
    return signed instanceof Refusal ? signed : undefined
  }

  async function said(c: C): Promise<(Said & { ifMatch?: number }) | Refusal> {
    const raw = await readJson(c)
    if (raw instanceof Refusal) return raw
    const fault = await signatureFault(c, raw)
    if (fault !== undefined) return fault
    const key = idempotencyKey(c)
    if (key instanceof Refusal) return key
    const seen = ifMatch(c)
    if (seen instanceof Refusal) return seen
    const body = parseBody(raw, draftBody)
    if (body instanceof Refusal) return body
    return {
      ...{ raw, body, text: utf8.decode(raw) },
      ...(key !== undefined && { idempotencyKey: key }),
      ...(seen !== undefined && { ifMatch: seen }),
    }
  }

  door.post('/', async (c) => {
    const words = await said(c)
    if (words instanceof Refusal) return problem(c, words)
    const begun = await beginDraft(drafts, c.get('principal'), words)
    if (begun instanceof Refusal) return problem(c, begun)
    c.header('location', `/v1/drafts/${begun.row.id}`)
    if (begun.replayed) c.header('idempotent-replayed', 'true')
    return answer(c, begun.row, words.text, 201)
  })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const after = c.req.query('cursor') ?? null
    if (after !== null && !isUuid(after))
      return problem(
        c,
        new Refusal('invalid_fields', 'cursor is not one of this list.', {
          errors: [{ pointer: '/cursor', detail: 'query parameter' }],
        }),
      )
    const page = await listDrafts(drafts, c.get('principal').agency.id, { after, limit })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await showDraft(drafts, id, c.get('principal').agency.id) : undefined
    return found === undefined ? problem(c, notFound()) : answer(c, found.row, found.text, 200)
  })

  door.put('/:id', async (c) => {
    const id = c.req.param('id')
    const words = await said(c)
    if (words instanceof Refusal) return problem(c, words)
    if (!isUuid(id)) return problem(c, notFound())
    const row = await changeDraft(drafts, c.get('principal'), id, words, words.ifMatch)
    return row instanceof Refusal ? problem(c, row) : answer(c, row, words.text, 200)
  })

  door.delete('/:id', async (c) => {
    const id = c.req.param('id')
    const seen = ifMatch(c)
    if (seen instanceof Refusal) return problem(c, seen)
    if (!isUuid(id)) return problem(c, notFound())
    const refusal = await removeDraft(drafts, c.get('principal'), id, seen)
    return refusal === undefined ? c.body(null, 204) : problem(c, refusal)
  })

  door.post('/:id/check', async (c) => {
    const id = c.req.param('id')
    const principal = c.get('principal')
    const found = isUuid(id) ? await showDraft(drafts, id, principal.agency.id) : undefined
    if (found === undefined) return problem(c, notFound())
    const { refusals, warnings, checklist } = await checked(c, found.text)
    return c.json({
      acceptable: refusals.length === 0,
      problems: refusals.map((r) => problemBody(r, c.get('requestId'))),
      warnings,
      ...(checklist && { checklist }),
    })
  })

  /** What a submission would say: the contract first, and where it holds, everything behind it. */
  async function checked(c: C, text: string): Promise<Checked> {
    const parsed = submitTransfer.safeParse(JSON.parse(text))
    if (parsed.success) {
      const said = { raw: Buffer.from(text), route: 'POST /v1/transfers/check' }
      const told = await acts.check(c.get('principal'), parsed.data, said)
      return { ...told, checklist: checklistOfLetter(parsed.data) }
    }
    const refusal = new Refusal('invalid_fields', 'Some fields are not as the contract has them.', {
      errors: faultsOf(parsed.error),
    })
    const checklist = checklistOfDraft(soundFields(text))
    return { refusals: [refusal], warnings: [], ...(checklist && { checklist }) }
  }

  return door
}

type Checked = Awaited<ReturnType<Acts['check']>> & { readonly checklist?: ReturnType<typeof checklistOfLetter> }

/** The draft stands in the answer as it was sent, to the byte. */
function answer(c: C, row: DraftRow, text: string, status: 200 | 201): Response {
  c.header('etag', `"${row.version}"`)
  c.header('content-type', 'application/json')
  return c.body(`${JSON.stringify(row).slice(0, -1)},"draft":${text}}`, status)
}
