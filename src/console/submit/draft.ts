// A draft as the pages read and write it. Two officers may write different parts of one draft at once: a page replaces its own
// part only, and says so where that was changed meanwhile.
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { submitTransfer } from '../../../schemas/index.ts'
import type { Answered, Problem } from '../ask.ts'
import type { ConsoleEnv } from '../env.ts'
import type { Json } from '../steps/field-body.ts'
import { ofPart, type Part, type PartName, partOfPointer } from './parts.ts'

type C = Context<ConsoleEnv>

export interface Draft {
  readonly id: string
  readonly version: number
  readonly documentNo: string | null
  readonly caseName: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly draft: Json
}

const at = (id: string) => `/v1/drafts/${encodeURIComponent(id)}`
/** As often as somebody else may write between our look and our word. */
const triesMax = 6

export const draftAt = (c: C, id: string): Promise<Answered<Draft>> => c.get('ask')<Draft>('GET', at(id))

/** What of the draft this part's page was made from. */
export const seenOf = (part: Part, body: Json): string =>
  createHash('sha256')
    .update(JSON.stringify(ofPart(part, body)))
    .digest('base64url')
    .slice(0, 16)

/** Writes what `change` makes of the draft; it is asked again where somebody else was quicker. */
export async function changeDraftBy(
  c: C,
  id: string,
  change: (body: Json) => Json | undefined,
): Promise<Answered<Draft> | undefined> {
  for (let tries = 1; ; tries++) {
    const found = await draftAt(c, id)
    if (!found.ok) return found
    const body = change(found.body.draft)
    if (body === undefined) return undefined
    const written = await c.get('ask')<Draft>('PUT', at(id), { body, ifMatch: found.body.version })
    if (written.ok || written.problem.code !== 'stale_version' || tries >= triesMax) return written
  }
}

/** The body with this part's fields as they are given; those left out are left out. */
export function withPart(body: Json, part: Part, given: Json): Json {
  const rest = { ...body } as Record<string, unknown>
  for (const field of part.fields)
    if (field in given || !['sourceRecord', 'approval'].includes(field)) delete rest[field]
  return { ...rest, ...given }
}

export interface Fault {
  readonly pointer: string
  readonly detail: string
}

const faultsMax = 50

/** Against the contract alone, a decision standing in for the one that the head will take. */
export function contractFaults(body: Json): Fault[] {
  const decision = { approvedBy: headOf(body) ?? { name: '待定', certificateNo: '0' }, ...moments(0) }
  const parsed = submitTransfer.safeParse({ ...body, approval: decision })
  return parsed.success ? [] : faultsOf(parsed.error.issues)
}

/** Zod's issues by JSON Pointer, the first of each field. */
export function faultsOf(
  issues: readonly { path: readonly PropertyKey[]; message: string; code?: string; keys?: readonly string[] }[],
): Fault[] {
  const faults = new Map<string, string>()
  const add = (path: readonly PropertyKey[], detail: string) => {
    const pointer = path.map((p) => `/${String(p).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    if (!faults.has(pointer) && faults.size < faultsMax) faults.set(pointer, detail)
  }
  for (const { path, message, keys } of issues)
    if (keys === undefined) add(path, message)
    else for (const key of keys) add([...path, key], 'this field is not known here')
  return [...faults].map(([pointer, detail]) => ({ pointer, detail }))
}

/** Parts in which something is still wanting; no letter goes without any material, whatever the contract lets pass. */
export function partsWanting(body: Json): ReadonlySet<PartName> {
  const wanting = new Set(contractFaults(body).map(({ pointer }) => partOfPointer(pointer)))
  if (!Array.isArray(body.materials) || body.materials.length === 0) wanting.add('materials')
  return wanting
}

export interface Named {
  readonly name: string
  readonly certificateNo: string
}

/** The head whom the draft names as the one who shall decide. */
export function headOf({ approval }: Json): Named | undefined {
  const by = (approval as { approvedBy?: Partial<Named> } | null | undefined)?.approvedBy
  return typeof by?.name === 'string' && typeof by.certificateNo === 'string'
    ? { name: by.name, certificateNo: by.certificateNo }
    : undefined
}

export function moments(nowMs: number): { reportReceivedAt: string; approvedAt: string } {
  const now = new Date(nowMs).toISOString()
  return { reportReceivedAt: now, approvedAt: now }
}

/** What goes to the approval: everything but the decision. */
export function withoutDecision(body: Json): Json {
  const { approval: _, ...rest } = body
  return rest
}

export interface Checked {
  readonly acceptable: boolean
  readonly problems: readonly Problem[]
  readonly warnings: readonly { readonly kind: string; readonly zh: string; readonly en: string }[]
  readonly checklist?: Checklist
}

export interface Checklist {
  readonly required: readonly {
    readonly id: string
    readonly zh: string
    readonly en: string
    readonly kinds: readonly string[]
    readonly weight: 'mandatory' | 'usual'
    readonly basis: readonly string[]
    readonly status: 'present' | 'gap' | 'missing'
    readonly items: number
    readonly reason?: string
  }[]
  readonly collected: number
  readonly of: number
}

/** All that a submission would be told, as of this moment; `head` decides. */
export async function dryRun(c: C, body: Json, head: Named | undefined): Promise<Checked | Problem> {
  const approvedBy = head ?? headOf(body)
  const { nowMs } = c.get('view')
  const whole = { ...body, ...(approvedBy && { approval: { approvedBy, ...moments(nowMs) } }) }
  const answer = await c.get('ask')<Checked>('POST', '/v1/transfers/check', { body: whole })
  if (answer.ok) return answer.body
  // What is not as the contract has it is told in the same words as what the law refuses.
  if (answer.problem.code === 'invalid_fields') return { acceptable: false, problems: [answer.problem], warnings: [] }
  return answer.problem
}
