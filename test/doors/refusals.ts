// How the tests of the doors speak to the gateway and look at a refusal. What every refusal promises is asked here once:
// the problem document, its headers, a basis where the procedure refuses, and a status that the contract lists.
import { Readable } from 'node:stream'
import { expect } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { operations } from '../../src/api/index.ts'
import type { Operation } from '../../src/api/operations.ts'
import type { RefusalCode } from '../../src/kernel/index.ts'
import { exchange } from '../exchange.ts'
import type { World } from '../world.ts'

export interface Reply {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every operation come through here; each test asks for its own.
  readonly body: any
}

export interface Asked {
  /** Text and bytes are sent as they are, what comes bit by bit in chunks without a length, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Instead of the organ's own; null sends none. */
  readonly token?: string | null
}

/** A request in an organ's name. */
export async function send(
  w: World,
  organ: string,
  method: string,
  path: string,
  { body, headers = {}, token }: Asked = {},
): Promise<Reply> {
  const bearer = token === undefined ? await w.token(organ) : token
  const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable
  const answer = await exchange(`${w.gateway.url}${path}`, {
    method,
    headers: {
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
  })
  const { text } = answer
  const json = /[/+]json/.test(answer.headers.get('content-type') ?? '') && text !== ''
  return { method, path, ...answer, body: json ? JSON.parse(text) : {} }
}

/** Refusals that the law or a rule of the house stands behind, and which must say so. */
const lawful = new Set<RefusalCode>([
  'agency_kind_not_permitted',
  'not_your_step',
  'wrong_state',
  'state_secret',
  'no_receiver',
  'receiver_not_competent',
  'two_officers_required',
  'officer_not_certified',
  'officer_lacks_role',
  'approval_times_impossible',
  'materials_missing',
  'material_unknown',
  'material_used',
  'material_digest_differs',
  'subject_unknown',
  'no_further_stage',
  'stage_expired',
  'condition_unmet',
])

/** Made once: a matrix asks tens of thousands of times. Those with most literal segments first. */
let shapes: { readonly method: string; readonly segments: readonly string[]; readonly op: Operation }[] | undefined

/** The operation that a request belongs to; literal segments go before parameters. */
export function operationOf(method: string, path: string): Operation | undefined {
  shapes ??= operations()
    .map((op) => ({ method: op.method, segments: op.path.split('/'), op }))
    .sort((a, b) => a.op.path.split('{').length - b.op.path.split('{').length)
  const asked = path.split('?')[0]?.split('/') ?? []
  return shapes.find(
    ({ method: made, segments }) =>
      made === method.toLowerCase() &&
      segments.length === asked.length &&
      segments.every((s, i) => s.startsWith('{') || s === asked[i]),
  )?.op
}

const pointerShape = /^(\/([^~/]|~[01])*)*$/

/** Asserts a refusal and returns its problem document; `at` = the fields it names, in order. */
export function refusedWith(reply: Reply, status: number, code: RefusalCode, at?: readonly string[]) {
  const { body, headers } = reply
  expect({ status: reply.status, code: body.code, detail: body.detail, errors: body.errors }).toMatchObject({
    status,
    code,
  })
  // One field may be wrong in two ways; it is named all the same.
  if (at) expect([...new Set(body.errors?.map((e: { pointer: string }) => e.pointer))]).toEqual([...new Set(at)])
  expect(headers.get('content-type')).toBe('application/problem+json')
  answers.problem.parse(body)
  expect(body.status).toBe(status)
  expect(body.type).toBe(`urn:xianjie:problem:${code}`)
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(body.requestId).toBe(headers.get('x-request-id'))
  for (const { pointer } of body.errors ?? []) expect(pointer).toMatch(pointerShape)
  expect((body.errors ?? []).length).toBeLessThanOrEqual(50)
  if (lawful.has(code))
    expect(body.basis, `${code} carries its basis`).toEqual(expect.arrayContaining([expect.any(String)]))
  if (status === 401) expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
  const op = operationOf(reply.method, reply.path)
  if (op !== undefined) expect(op.refusals, `${op.id} documents ${status}`).toContain(status)
  return body as Record<string, unknown> & { errors?: { pointer: string; detail: string }[]; basis?: string[] }
}

/** What an act writes, counted; what the gateway raises by itself meanwhile is left out. */
export async function written(w: World): Promise<Record<string, number>> {
  const cases = ['transfer', 'event', 'journal_entry', 'idempotency', 'clock', 'receipt', 'case_part']
  const tables = [
    ...cases,
    'clue',
    'clue_entry',
    'clue_sight',
    'clue_intake',
    'draft',
    'draft_key',
    ...['correspondence', 'correspondence_entry', 'label', 'label_entry', 'labelled', 'label_change'],
    ...['assignment', 'assignment_entry'],
  ]
  const { rows } = await w.db.pool.query(
    `select ${tables.map((t) => `(select count(*)::int from ${t}) as ${t}`).join(', ')},
      (select count(*)::int from finding_event where act not in ('raise', 'grade', 'lapse')) as finding_event,
      (select count(*)::int from notice where kind <> 'finding') as notice,
      (select count(*)::int from material where transfer_id is not null) as bound,
      (select coalesce(sum(version), 0)::int from transfer) as versions,
      (select count(*)::int from clock where settled_at is not null) as settled`,
  )
  return rows[0]
}

/** Does the work and asserts that nothing at all was written by it. */
export async function nothingWritten<T>(w: World, work: () => Promise<T>): Promise<T> {
  const before = await written(w)
  const result = await work()
  expect(await written(w)).toEqual(before)
  return result
}

/** Numbers that no other test of the file uses. */
let serial = 0
export const fresh = (prefix = 'k') => `${prefix}-${++serial}`
