// The ways an assignment comes to be and changes: handed down by the upper procuratorate, signed for, worked item by item and
// replied to by the lower one, accepted or returned. Its row is held while it is decided.
import { hash } from 'node:crypto'
import type { z } from 'zod'
import { type Asking, askFrom, inAct, type Pool } from '../../../db/index.ts'
import type {
  acceptAssignment,
  handDown as handDownInput,
  replyAssignment,
  returnAssignment,
  signAssignment,
  withdrawAssignment,
  workAssignment,
} from '../../../schemas/index.ts'
import {
  type ActingCaller,
  type ActSaid,
  above,
  canonical,
  dayOf,
  type FieldFault,
  firstAct,
  localDay,
  Refusal,
  rfc3339,
  stale,
  uuidv7,
} from '../../kernel/index.ts'
import {
  type AssignmentAct,
  type AssignmentBody,
  type AssignmentEntry,
  type AssignmentStanding,
  after,
  basis,
  hindrance,
  standing,
} from './lifecycle.ts'
import { type AssignmentShown, countsOf, gather, viewOf } from './read.ts'
import type { Assignments } from './room.ts'
import { lockStatement, rememberedStatement } from './statements.ts'
import { type NewItem, write } from './write.ts'

export interface AssignmentInputs {
  readonly sign: z.output<typeof signAssignment>
  readonly work: z.output<typeof workAssignment>
  readonly reply: z.output<typeof replyAssignment>
  readonly accept: z.output<typeof acceptAssignment>
  readonly return: z.output<typeof returnAssignment>
  readonly withdraw: z.output<typeof withdrawAssignment>
}

export interface AssignmentActed {
  readonly status: 200 | 201
  readonly id: string
  readonly assignment: AssignmentShown
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

export const assignmentNotFound = () =>
  new Refusal('not_found', 'There is no such assignment, or it is not between your agency and another.')

interface Taken {
  readonly id: string
  readonly entries: readonly AssignmentEntry[]
  readonly replayed: boolean
}

/** What the key did first, or null where it did nothing. */
async function repeated(source: Pool | Asking, caller: ActingCaller, said: ActSaid): Promise<Taken | Refusal | null> {
  const first = await firstAct(caller, said, (values) => askFrom(source, rememberedStatement, values))
  if (first === null || first instanceof Refusal) return first
  const entries = await gather(source, first.id, caller.agency.id)
  if (entries === undefined) return null
  return { id: first.id, entries: entries.filter((e) => e.version <= first.version), replayed: true }
}

async function acted(
  room: Assignments,
  caller: ActingCaller,
  taken: Taken | Refusal,
): Promise<AssignmentActed | Refusal> {
  if (taken instanceof Refusal) return taken
  const { id, entries, replayed } = taken
  const assignment = await viewOf(room, id, entries, caller.agency.id)
  return { status: entries.length === 1 ? 201 : 200, id, assignment, replayed }
}

const unmet = (detail: string, errors: readonly FieldFault[]) =>
  new Refusal('condition_unmet', detail, { basis, errors })

function dueFault(room: Assignments, dueOn: string | undefined): Refusal | null {
  if (dueOn === undefined || dayOf(dueOn) >= localDay(room.now())) return null
  return unmet('The due day lies before today.', [{ pointer: '/dueOn', detail: 'this day has passed' }])
}

/** Hands items down to a lower procuratorate. */
export async function handDown(
  room: Assignments,
  caller: ActingCaller,
  input: z.output<typeof handDownInput>,
  said: ActSaid,
): Promise<AssignmentActed | Refusal> {
  const first = await repeated(room.pool, caller, said)
  if (first !== null) return acted(room, caller, first)
  if (caller.agency.kind !== 'procuratorate')
    return new Refusal('agency_kind_not_permitted', 'An upper procuratorate hands down to a lower one.', { basis })
  const { officers, to, items: named, ...told } = input
  const lower = (await room.organs()).byCode.get(to)
  if (lower === undefined || !above(caller.agency, lower))
    return new Refusal('receiver_not_competent', 'It can be handed down only in the procuratorate’s own line.', {
      basis,
      errors: [{ pointer: '/to', detail: 'no procuratorate below your own is registered under this code' }],
    })
  const fault = dueFault(room, input.dueOn)
  if (fault !== null) return fault
  const items = await frozen(room, caller.agency.id, lower.id, named)
  if (items instanceof Refusal) return items
  const listDigest = hash('sha256', canonical(items.map(({ kind, id }) => ({ kind, id }))), 'hex')
  const id = uuidv7()
  const entry: AssignmentEntry = {
    ...{ version: 1, act: 'hand', agencyId: caller.agency.id, at: rfc3339(room.now()), officers },
    body: JSON.parse(canonical({ ...told, to: lower.id, count: items.length, listDigest })) as AssignmentBody,
  }
  const writing = { id, after: standing([entry]), entry, items }
  const taken = await inAct(room.pool, async (asking): Promise<Taken | Refusal> => {
    const done = await write(room, asking, caller, writing, said)
    if (done instanceof Refusal) return done
    if (done) return { id, entries: [entry], replayed: false }
    // The key was taken between the look and the act.
    return (await repeated(asking, caller, said)) ?? assignmentNotFound()
  })
  return acted(room, caller, taken)
}

/** The items as both see them: handing down shows nobody what it did not see. */
async function frozen(
  room: Assignments,
  upperId: string,
  lowerId: string,
  named: z.output<typeof handDownInput>['items'],
): Promise<NewItem[] | Refusal> {
  const titles = new Map<string, string>()
  const lowers = new Set<string>()
  for (const kind of ['transfer', 'penalty', 'finding'] as const) {
    const ids = named.filter((item) => item.kind === kind).map((item) => item.id)
    if (ids.length === 0) continue
    for (const [id, { title }] of await room.heads(upperId, kind, ids)) titles.set(`${kind}:${id}`, title)
    // Whether the lower one has a sealed part in a case is not for the upper one to find out.
    const seen =
      kind === 'transfer'
        ? [...(await room.partsSeen(upperId, ids))].flatMap(([id, parts]) => (parts.includes(lowerId) ? [id] : []))
        : [...(await room.heads(lowerId, kind, ids)).keys()]
    for (const id of seen) lowers.add(`${kind}:${id}`)
  }
  const errors: FieldFault[] = []
  const items: NewItem[] = []
  for (const [i, { kind, id }] of named.entries()) {
    const title = titles.get(`${kind}:${id}`)
    const pointer = `/items/${i}`
    if (title === undefined) errors.push({ pointer, detail: 'there is no such thing, or your agency does not see it' })
    else if (!lowers.has(`${kind}:${id}`))
      errors.push({ pointer, detail: 'the lower procuratorate does not see it, and handing down does not show it' })
    else items.push({ no: i + 1, kind, id, title })
  }
  return errors.length === 0 ? items : unmet('Some of the items cannot be handed down.', errors)
}

/** Does one thing with an assignment. `ifMatch` = the version the caller saw. */
export async function actOnAssignment<Act extends AssignmentAct>(
  room: Assignments,
  caller: ActingCaller,
  id: string,
  name: Act,
  input: AssignmentInputs[Act],
  said: ActSaid,
  ifMatch?: number,
): Promise<AssignmentActed | Refusal> {
  const taken = await inAct(room.pool, async (asking): Promise<Taken | Refusal> => {
    await asking.ask(lockStatement, [id])
    const entries = await gather(asking, id, caller.agency.id)
    if (entries === undefined) return assignmentNotFound()
    const first = await repeated(asking, caller, said)
    if (first !== null) return first
    const now = standing(entries)
    const { officers, ...told } = input as AssignmentInputs['return']
    const refusal =
      hindrance(now, name, caller.agency.id) ?? stale('assignment', now.version, ifMatch) ?? dueFault(room, told.dueOn)
    if (refusal !== null) return refusal
    const body = await bodyOf(asking, id, now, name, told as unknown as AssignmentBody)
    if (body instanceof Refusal) return body
    const at = rfc3339(room.now())
    const entry: AssignmentEntry = {
      ...{ version: now.version + 1, act: name, agencyId: caller.agency.id, at, officers },
      body,
    }
    const done = await write(room, asking, caller, { id, after: after(now, entry), entry }, said)
    if (done instanceof Refusal) return done
    if (done === null) throw new Error('an assignment that is held was written by somebody else')
    return { id, entries: [...entries, entry], replayed: false }
  })
  return acted(room, caller, taken)
}

/** A reply carries the figures it is given with, and every item has its result by then. */
async function bodyOf(
  asking: Asking,
  id: string,
  now: AssignmentStanding,
  name: AssignmentAct,
  told: AssignmentBody,
): Promise<AssignmentBody | Refusal> {
  if (name === 'work') {
    const wrong = (told.results ?? []).flatMap((r, i) => (r.no > now.items ? [i] : []))
    if (wrong.length > 0)
      return unmet('Some of the numbers are not in the list.', [
        ...wrong.map((i) => ({ pointer: `/results/${i}/no`, detail: `the list has ${now.items} items` })),
      ])
  }
  const body = JSON.parse(canonical(told)) as AssignmentBody
  if (name !== 'reply') return body
  const counts = await countsOf(asking, id)
  if (counts.none === 0) return { ...body, counts }
  return unmet(`${counts.none} of the items have no result yet.`, [
    { pointer: '', detail: 'say of every item what came of it, then reply' },
  ])
}
