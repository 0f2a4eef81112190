// The door of approvals inside an organ: officers who signed in ask, review, return, approve, withdraw. What the head approves
// is sent through the ordinary operation in the head's name, so that nothing is taken here that could not be taken there.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import {
  type ApprovalKind,
  approveApproval,
  askAgain,
  askApproval,
  listApprovalsQuery,
  returnApproval,
  reviewApproval,
  submitTransfer,
  withdrawApproval,
} from '../../schemas/index.ts'
import type { Principal, Registry } from '../agencies/index.ts'
import {
  type ApprovalActed,
  actOnApproval,
  askForApproval,
  carriedOut,
  type Drafts,
  listApprovals,
  type Signed,
  showApproval,
  type Wish,
} from '../drafts/index.ts'
import { canonical, Refusal } from '../kernel/index.ts'
import { ruleSets, type StepRule } from '../procedure/index.ts'
import type { askedFromWithin } from './authenticate.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid, pageLimit } from './headers.ts'
import { fault, problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { faultsOf, parseBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'

type C = Context<DoorEnv>
type Body = Readonly<Record<string, unknown>>
type Shown = NonNullable<Awaited<ReturnType<typeof showApproval>>>

export interface ApprovalsDoorDeps {
  readonly drafts: Drafts
  readonly registry: Registry
  /** The gateway's own operations, in the head's name. */
  readonly perform: ReturnType<typeof askedFromWithin>
}

const notFound = () => new Refusal('not_found', 'There is no such approval of your agency.')

/** The head of an organ by its kind. */
const heads: Readonly<Record<string, string>> = {
  administrative: 'agency_head',
  public_security: 'police_chief',
  procuratorate: 'chief_procurator',
  court: 'court',
  government: 'gov_supervisor',
  justice_bureau: 'justice_bureau',
  supervisory_commission: 'supervisory_commission',
}

/** Roles of which one decides on a step; none where nobody has to. */
function decidersOf({ decidedBy }: StepRule, kind: string): string[] {
  const head = heads[kind]
  if (decidedBy === undefined || head === undefined) return []
  if (decidedBy === 'own_head') return [head]
  if (decidedBy !== 'by_stage') return [decidedBy]
  return kind === 'public_security' ? ['police_unit_head', 'police_chief', 'police_chief_superior'] : [head]
}

/** The officer who signed in, with a valid certificate; systems and officers without one take no part. */
function officerOf({ officer }: Principal): Signed | Refusal {
  if (officer === undefined)
    return new Refusal('officer_needed', 'Only officers who signed in ask for approvals and decide on them.')
  const { certificateNo } = officer
  if (certificateNo === null)
    return new Refusal('officer_needed', 'An officer without a valid certificate looks on and takes no part.')
  return { ...officer, certificateNo }
}

/** What a case that begins otherwise than by a submission must be told. */
const openingFields = ['caseName', 'domain', 'involvesStateSecrets'] as const
const someone = { name: '待定', certificateNo: '0' }
const someMoment = '2026-01-01T00:00:00Z'

/** Mount at `/v1/approvals`, behind authentication. */
export function approvalsDoor({ drafts, registry, perform }: ApprovalsDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const steps: Readonly<Record<string, StepRule>> = (ruleSets.at(-1) ?? ruleSets[0])?.steps ?? {}

  /** What is asked for is held against its contract at once, with a decision in its place that the head will take. */
  function contentFault(kind: ApprovalKind, step: string, body: Body): Refusal | undefined {
    const decision = kind === 'submission' ? decided(someone, someMoment, someMoment) : { decidedBy: someone }
    const schema = (kind === 'submission' ? submitTransfer : steps[step]?.input) as ZodType | undefined
    const parsed = schema?.safeParse({ ...body, ...decision })
    const missing = kind === 'opening' ? openingFields.filter((field) => body[field] === undefined) : []
    const errors = [
      ...(parsed === undefined || parsed.success ? [] : faultsOf(parsed.error)),
      ...missing.map((field) => ({ pointer: `/${field}`, detail: 'needed where the case begins with this step' })),
    ]
    if (errors.length === 0) return undefined
    return new Refusal('invalid_fields', 'Some fields are not as the contract has them.', {
      errors: errors.map(({ pointer, detail }) => ({ pointer: `/body${pointer}`, detail })),
    })
  }

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, '/v1/approvals')
    if (words instanceof Refusal) return problem(c, words)
    const asked = parseBody(words.raw, askApproval)
    if (asked instanceof Refusal) return problem(c, asked)
    const principal = c.get('principal')
    const officer = officerOf(principal)
    if (officer instanceof Refusal) return problem(c, officer)
    const { kind } = principal.agency
    const step = asked.kind === 'submission' ? 'transfer_dispatch' : (asked.step ?? '')
    const rule = Object.hasOwn(steps, step) ? steps[step] : undefined
    if (rule === undefined) return problem(c, new Refusal('not_found', 'There is no such step.'))
    if (asked.kind === 'submission' && kind !== 'administrative')
      return problem(c, new Refusal('agency_kind_not_permitted', 'A case is transferred by an enforcement agency.'))
    const begins = step === 'transfer_dispatch' ? undefined : rule.opening
    if (asked.kind === 'opening' && begins === undefined)
      return problem(c, new Refusal('not_found', 'No case begins with such a step.'))
    if (asked.kind === 'opening' && !(begins?.kinds as readonly string[] | undefined)?.includes(kind))
      return problem(
        c,
        new Refusal('agency_kind_not_permitted', 'Your organ begins no case with this step.', { basis: rule.basis }),
      )
    const deciders = asked.kind === 'submission' ? ['agency_head'] : decidersOf(rule, kind)
    if (deciders.length === 0)
      return problem(c, new Refusal('condition_unmet', 'This step needs no decision of a head; its officers take it.'))
    const wrong = contentFault(asked.kind, step, asked.body)
    if (wrong !== undefined) return problem(c, wrong)
    // The law officer's review is that of enforcement agencies; others have no such officer here.
    const needsReview = kind === 'administrative'
    const begun = await askForApproval(drafts, principal, officer, { ...asked, step, deciders, needsReview }, words)
    if (begun instanceof Refusal) return problem(c, begun)
    c.header('location', `/v1/approvals/${begun.id}`)
    return shown(c, begun, officer, 201)
  })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listApprovalsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const principal = c.get('principal')
    const officer = officerOf(principal)
    if (officer instanceof Refusal) return problem(c, officer)
    const { cursor = null, state = null, mine = null } = query
    const page = await listApprovals(drafts, principal.agency.id, officer, { after: cursor, limit, state, mine })
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/:id', async (c) => {
    const officer = officerOf(c.get('principal'))
    if (officer instanceof Refusal) return problem(c, officer)
    return shown(c, { id: c.req.param('id'), replayed: false }, officer, 200)
  })

  async function shown(c: C, { id, replayed }: { id: string; replayed: boolean }, officer: Signed, status: 200 | 201) {
    const found = isUuid(id) ? await showApproval(drafts, id, c.get('principal').agency.id, officer) : undefined
    if (found === undefined) return problem(c, notFound())
    if (replayed) c.header('idempotent-replayed', 'true')
    c.header('etag', `"${found.version}"`)
    return c.json(found, status)
  }

  /** One wish on one approval: read, refused or written; then whatever follows. */
  function wish<T extends { digest?: string; reasons?: string | undefined; note?: string | undefined; body?: Body }>(
    name: Wish,
    schema: ZodType<T>,
    after: (c: C, acted: ApprovalActed, officer: Signed) => Promise<Response | undefined> = async () => undefined,
    before: (c: C, found: Shown, officer: Signed) => Promise<Response | undefined> = async () => undefined,
  ): void {
    door.post(`/:id/${name}`, async (c) => {
      const id = c.req.param('id')
      const words = await saidAt(c, registry, `/v1/approvals/${id}/${name}`)
      if (words instanceof Refusal) return problem(c, words)
      const seen = ifMatch(c)
      if (seen instanceof Refusal) return problem(c, seen)
      const input = parseBody(words.raw, schema)
      if (input instanceof Refusal) return problem(c, input)
      const principal = c.get('principal')
      const officer = officerOf(principal)
      if (officer instanceof Refusal) return problem(c, officer)
      if (!isUuid(id)) return problem(c, notFound())
      const { digest, reasons, note, body } = input
      const found = await showApproval(drafts, id, principal.agency.id, officer)
      const wrong = body === undefined || found === undefined ? undefined : contentFault(found.kind, found.step, body)
      if (wrong !== undefined) return problem(c, wrong)
      const stopped = found?.available.includes(name) ? await before(c, found, officer) : undefined
      if (stopped !== undefined) return stopped
      const wished = { wish: name, digest, reasons: reasons ?? note, body, ifMatch: seen }
      const acted = await actOnApproval(drafts, principal, officer, id, wished, words)
      if (acted instanceof Refusal) return problem(c, acted)
      return (await after(c, acted, officer)) ?? shown(c, acted, officer, 200)
    })
  }

  wish('ask', askAgain)
  wish('review', reviewApproval)
  wish('return', returnApproval)
  wish('withdraw', withdrawApproval)
  wish('approve', approveApproval, carryOut, numberTaken)

  async function carryOut(c: C, { id, replayed }: ApprovalActed, officer: Signed): Promise<Response | undefined> {
    // The form was sent twice: the first request is at it, and what comes of it stands in the approval.
    if (replayed) return undefined
    const principal = c.get('principal')
    const found = await showApproval(drafts, id, principal.agency.id, officer)
    if (found?.state !== 'approved') return undefined
    const response = await performed(c, found)
    const text = await response.text()
    // Nobody knows what came of it: the head approves once more, and the same act is sent under the same key.
    if (response.status >= 500) return fault(c, 503)
    const told = JSON.parse(text) as { transfer?: { id?: string }; code?: string }
    if (response.ok) {
      await carriedOut(drafts, principal, officer, id, { resultId: told.transfer?.id ?? found.transferId })
      return undefined
    }
    // The same act is under way from another window: what comes of it is told there.
    if (told.code !== 'contended') await carriedOut(drafts, principal, officer, id, { problem: told })
    return new Response(text, { status: response.status, headers: { 'content-type': 'application/problem+json' } })
  }

  /**
   * A head does not notice that a number was used before; under a key, the submission itself would not either. Looked at
   * before the approval: afterwards the number might be this letter's own.
   */
  async function numberTaken(c: C, found: Shown, officer: Signed): Promise<Response | undefined> {
    if (found.kind !== 'submission' || found.state !== 'with_head') return undefined
    const now = new Date(drafts.now()).toISOString()
    const answer = await sent(c, '/v1/transfers/check', {
      ...found.body,
      ...decided(officer, found.reachedHeadAt ?? now, now),
    })
    if (!answer.ok) return undefined
    const { problems } = (await answer.json()) as { problems: { code: string; status: number }[] }
    const taken = problems.find(({ code }) => code === 'duplicate_document')
    if (taken === undefined) return undefined
    return new Response(JSON.stringify(taken), {
      status: taken.status,
      headers: { 'content-type': 'application/problem+json' },
    })
  }

  /** The act as approved: the same bytes however often it is sent. */
  function performed(c: C, found: Shown): Promise<Response> {
    const paths: Readonly<Record<ApprovalKind, string>> = {
      submission: '/v1/transfers',
      step: `/v1/transfers/${found.transferId}/steps/${found.step}`,
      opening: `/v1/transfers/steps/${found.step}`,
    }
    const path = paths[found.kind]
    const { version } = approvalOf(found)
    return sent(c, path, approvedBody(found), { 'idempotency-key': `approval-${found.id}-${version}` })
  }

  function approvalOf({ entries }: Shown) {
    const entry = entries.findLast((e) => e.act === 'approve')
    if (entry === undefined) throw new Error('an approved act without an approval')
    return entry
  }

  function approvedBody(found: Shown): Body {
    const { officer, at } = approvalOf(found)
    const decision =
      found.kind === 'submission' ? decided(officer, found.reachedHeadAt ?? at, at) : { decidedBy: officer }
    return { ...found.body, ...decision }
  }

  /** To the gateway's own operation, in the name of whoever asks here. */
  async function sent(c: C, path: string, body: Body, headers: Record<string, string> = {}): Promise<Response> {
    const { remoteAddress } = (c.env as { incoming?: { socket?: { remoteAddress?: string } } }).incoming?.socket ?? {}
    const request = new Request(new URL(path, c.req.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': c.get('requestId'), ...headers },
      body: canonical(body),
    })
    return perform(request, c.get('principal'), remoteAddress)
  }

  function decided(head: { name: string; certificateNo: string }, reachedAt: string, approvedAt: string): Body {
    const { name, certificateNo } = head
    // A clock that was set back between the two must not make the approval impossible.
    const reportReceivedAt = reachedAt < approvedAt ? reachedAt : approvedAt
    return { approval: { approvedBy: { name, certificateNo }, reportReceivedAt, approvedAt } }
  }

  return door
}
