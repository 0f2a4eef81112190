// The ways a label comes to be and changes: opened by one organ, put on and taken off by its members, reported on, ended. The
// label's row is held while it is decided.
import type { z } from 'zod'
import { type Asking, askFrom, inAct, type Pool } from '../../db/index.ts'
import type { changeLabel, endLabel, openLabel, putLabel, reportLabel, takeOffLabel } from '../../schemas/index.ts'
import {
  type ActingCaller,
  type ActSaid,
  canonical,
  dayOf,
  dayText,
  type FieldFault,
  firstAct,
  localDay,
  Refusal,
  rfc3339,
  stale,
  uuidv7,
} from '../kernel/index.ts'
import { after, basis, hindrance, type LabelAct, type LabelBody, type LabelEntry, standing } from './lifecycle.ts'
import { asOf, type Gathered, gather, type LabelShown, viewOf } from './read.ts'
import type { Labels } from './room.ts'
import { borneStatement, lockStatement, rememberedStatement } from './statements.ts'
import { type Subject, write } from './write.ts'

export interface LabelInputs {
  readonly change: z.output<typeof changeLabel>
  readonly put: z.output<typeof putLabel>
  readonly take_off: z.output<typeof takeOffLabel>
  readonly report: z.output<typeof reportLabel>
  readonly end: z.output<typeof endLabel>
}

export interface LabelActed {
  readonly status: 200 | 201
  readonly id: string
  readonly label: LabelShown
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

export const labelNotFound = () =>
  new Refusal('not_found', 'There is no such label, or your agency is no member of it.')

interface Taken extends Gathered {
  readonly id: string
  readonly replayed: boolean
}

/** What the key did first, or null where it did nothing. */
async function repeated(from: Pool | Asking, caller: ActingCaller, said: ActSaid): Promise<Taken | Refusal | null> {
  const first = await firstAct(caller, said, (values) => askFrom(from, rememberedStatement, values))
  if (first === null || first instanceof Refusal) return first
  const found = await gather(from, first.id, caller.agency.id)
  if (found === undefined) return null
  return { id: first.id, replayed: true, ...asOf(found, first.version, first.at.toISOString()) }
}

async function acted(room: Labels, caller: ActingCaller, taken: Taken | Refusal): Promise<LabelActed | Refusal> {
  if (taken instanceof Refusal) return taken
  const { id, replayed } = taken
  const label = await viewOf(room, id, taken, caller.agency.id)
  return { status: taken.now.version === 1 ? 201 : 200, id, label, replayed }
}

const unmet = (detail: string, errors: readonly FieldFault[]) =>
  new Refusal('condition_unmet', detail, { basis, errors })

/** Members by their ids, the owner among them. */
async function membersNamed(room: Labels, caller: ActingCaller, codes: readonly string[]): Promise<string[] | Refusal> {
  const { byCode } = await room.organs()
  const errors = codes.flatMap((code, i) =>
    byCode.has(code) ? [] : [{ pointer: `/members/${i}`, detail: 'no organ is registered under this code' }],
  )
  if (errors.length > 0) return unmet('Some of the members are not registered.', errors)
  return [...new Set([caller.agency.id, ...codes.flatMap((code) => byCode.get(code)?.id ?? [])])]
}

function dueFault(room: Labels, dueOn: string | undefined): Refusal | null {
  if (dueOn === undefined || dayOf(dueOn) >= localDay(room.now())) return null
  return unmet('The due day lies before today.', [{ pointer: '/dueOn', detail: 'this day has passed' }])
}

/** Opens a label. */
export async function open(
  room: Labels,
  caller: ActingCaller,
  input: z.output<typeof openLabel>,
  said: ActSaid,
): Promise<LabelActed | Refusal> {
  const first = await repeated(room.pool, caller, said)
  if (first !== null) return acted(room, caller, first)
  if (caller.agency.kind === 'service_platform')
    return new Refusal('agency_kind_not_permitted', 'A label is opened by an organ, not by a platform.', { basis })
  const { officers, members: codes = [], ...told } = input
  const members = await membersNamed(room, caller, codes)
  if (members instanceof Refusal) return members
  const fault = dueFault(room, input.dueOn)
  if (fault !== null) return fault
  const id = uuidv7()
  const entry: LabelEntry = {
    ...{ version: 1, act: 'open', agencyId: caller.agency.id, at: rfc3339(room.now()), officers },
    body: JSON.parse(canonical({ ...told, members })) as LabelBody,
  }
  const now = standing([entry])
  const taken = await inAct(room.pool, async (asking): Promise<Taken | Refusal> => {
    const done = await write(room, asking, caller, { id, before: null, after: now, entry }, said)
    if (done instanceof Refusal) return done
    if (done) return { id, now, entries: [entry], replayed: false }
    // The key was taken between the look and the act.
    return (await repeated(asking, caller, said)) ?? labelNotFound()
  })
  return acted(room, caller, taken)
}

/** Does one thing with a label. `ifMatch` = the version the caller saw. */
export async function act<Act extends LabelAct>(
  room: Labels,
  caller: ActingCaller,
  id: string,
  name: Act,
  input: LabelInputs[Act],
  said: ActSaid,
  ifMatch?: number,
): Promise<LabelActed | Refusal> {
  const seen = await gather(room.pool, id, caller.agency.id)
  if (seen === undefined) return labelNotFound()
  const first = await repeated(room.pool, caller, said)
  if (first !== null) return acted(room, caller, first)
  const today = dayText(localDay(room.now()))
  const hindered = ({ now }: Gathered) =>
    hindrance(now, name, caller.agency.id, today) ?? stale('label', now.version, ifMatch)
  const refusal = hindered(seen)
  if (refusal !== null) return refusal
  const { officers, subjects = [], ...told } = input as LabelInputs['put']
  const body = await bodyOf(room, caller, name, told, subjects)
  if (body instanceof Refusal) return body
  const taken = await inAct(room.pool, async (asking): Promise<Taken | Refusal> => {
    await asking.ask(lockStatement, [id])
    const found = await gather(asking, id, caller.agency.id)
    if (found === undefined) return labelNotFound()
    const meanwhile = await repeated(asking, caller, said)
    if (meanwhile !== null) return meanwhile
    const late = hindered(found) ?? (await notBorne(asking, id, name, subjects))
    if (late !== null) return late
    const entry: LabelEntry = {
      ...{ version: found.now.version + 1, act: name, agencyId: caller.agency.id, at: rfc3339(room.now()), officers },
      body,
    }
    const now = after(found.now, entry)
    const done = await write(room, asking, caller, { id, before: found.now, after: now, entry, subjects }, said)
    if (done instanceof Refusal) return done
    if (done === null) throw new Error('a label that is held was written by somebody else')
    const shown = name === 'put' || name === 'take_off' ? found.entries : [...found.entries, entry]
    return { id, now, entries: shown, replayed: false }
  })
  return acted(room, caller, taken)
}

async function bodyOf(
  room: Labels,
  caller: ActingCaller,
  name: LabelAct,
  told: Record<string, unknown>,
  subjects: readonly Subject[],
): Promise<LabelBody | Refusal> {
  if (name === 'put' || name === 'take_off') {
    const unseen = await unseenOf(room, caller, subjects)
    if (unseen !== null) return unseen
  }
  if (name !== 'change') return JSON.parse(canonical(told)) as LabelBody
  const { members: codes, ...rest } = told as Partial<LabelInputs['change']>
  const members = codes === undefined ? undefined : await membersNamed(room, caller, codes)
  if (members instanceof Refusal) return members
  const fault = dueFault(room, rest.dueOn)
  return fault ?? (JSON.parse(canonical({ ...rest, ...(members !== undefined && { members }) })) as LabelBody)
}

/** Nobody labels what it does not see, or the list would tell it. */
async function unseenOf(room: Labels, caller: ActingCaller, subjects: readonly Subject[]): Promise<Refusal | null> {
  const seen = new Set<string>()
  for (const kind of ['transfer', 'penalty', 'finding'] as const) {
    const ids = subjects.filter((s) => s.kind === kind).map((s) => s.id)
    if (ids.length === 0) continue
    for (const id of (await room.heads(caller.agency.id, kind, ids)).keys()) seen.add(`${kind}:${id}`)
  }
  const errors = subjects.flatMap(({ kind, id }, i) =>
    seen.has(`${kind}:${id}`)
      ? []
      : [{ pointer: `/subjects/${i}`, detail: 'there is no such thing, or your agency does not see it' }],
  )
  return errors.length === 0 ? null : unmet('A label is put on what the organ sees.', errors)
}

async function notBorne(
  asking: Asking,
  id: string,
  name: LabelAct,
  subjects: readonly Subject[],
): Promise<Refusal | null> {
  if (name !== 'take_off') return null
  const rows = await asking.ask<{ kind: string; id: string }>(borneStatement, [id, JSON.stringify(subjects)])
  const borne = new Set(rows.map((row) => `${row.kind}:${row.id}`))
  const errors = subjects.flatMap((s, i) =>
    borne.has(`${s.kind}:${s.id}`) ? [] : [{ pointer: `/subjects/${i}`, detail: 'does not bear the label' }],
  )
  return errors.length === 0 ? null : unmet('Only what bears the label is taken off.', errors)
}
