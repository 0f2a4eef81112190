// The ways a letter comes to be and changes: sent by one organ, then signed for, read, answered, said, corrected, withdrawn,
// closed. The letter's row is held while it is decided, so that two hundred receivers may sign at once.
import type { z } from 'zod'
import { type Asking, askFrom, inAct, type Pool } from '../../db/index.ts'
import type {
  answerCorrespondence,
  closeCorrespondence,
  correctCorrespondence,
  doneCorrespondence,
  inviteCorrespondence,
  readCorrespondence,
  sayCorrespondence,
  sendCorrespondence,
  signCorrespondence,
  withdrawCorrespondence,
} from '../../schemas/index.ts'
import { receiversMax } from '../../schemas/index.ts'
import {
  type ActingCaller,
  type ActSaid,
  canonical,
  dayOf,
  firstAct,
  localDay,
  Refusal,
  rfc3339,
  stale,
  uuidv7,
} from '../kernel/index.ts'
import {
  after,
  basis,
  hindrance,
  type LetterAct,
  type LetterBody,
  type LetterEntry,
  type LetterStanding,
  seesEntry,
  standing,
} from './lifecycle.ts'
import { gather, viewOf } from './read.ts'
import { caseFault, receivers } from './receivers.ts'
import type { Correspondence } from './room.ts'
import { lockStatement, rememberedStatement } from './statements.ts'
import type { LetterShown } from './view.ts'
import { write } from './write.ts'

export interface LetterInputs {
  readonly sign: z.output<typeof signCorrespondence>
  readonly read: z.output<typeof readCorrespondence>
  readonly answer: z.output<typeof answerCorrespondence>
  readonly done: z.output<typeof doneCorrespondence>
  readonly say: z.output<typeof sayCorrespondence>
  readonly invite: z.output<typeof inviteCorrespondence>
  readonly correct: z.output<typeof correctCorrespondence>
  readonly withdraw: z.output<typeof withdrawCorrespondence>
  readonly close: z.output<typeof closeCorrespondence>
}

export interface LetterActed {
  readonly status: 200 | 201
  readonly id: string
  readonly letter: LetterShown
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

export const letterNotFound = () =>
  new Refusal('not_found', 'There is no such letter, or your agency is no party of it.')

/** A letter after an act, or as it was after it when the act was first taken. */
interface Taken {
  readonly id: string
  readonly entries: readonly LetterEntry[]
  readonly replayed: boolean
}

/** What the key did first, or null where it did nothing. */
async function repeated(from: Pool | Asking, caller: ActingCaller, said: ActSaid): Promise<Taken | Refusal | null> {
  const first = await firstAct(caller, said, (values) => askFrom(from, rememberedStatement, values))
  if (first === null || first instanceof Refusal) return first
  const entries = await gather(from, first.id, caller.agency.id)
  if (entries === undefined) return null
  return { id: first.id, entries: entries.filter((e) => e.version <= first.version), replayed: true }
}

/** Outside of every transaction: what the viewer may know of the case is asked on a connection of its own. */
async function acted(
  room: Correspondence,
  caller: ActingCaller,
  taken: Taken | Refusal,
): Promise<LetterActed | Refusal> {
  if (taken instanceof Refusal) return taken
  const { id, entries, replayed } = taken
  const letter = await viewOf(room, id, entries, caller.agency.id)
  return { status: entries.length === 1 ? 201 : 200, id, letter, replayed }
}

/** Is the due day still to come, is the finding one that the sender sees. */
async function unfit(
  room: Correspondence,
  caller: ActingCaller,
  body: Pick<LetterBody, 'dueOn' | 'findingId'>,
): Promise<Refusal | null> {
  const fault = (pointer: string, detail: string) =>
    new Refusal('condition_unmet', 'The letter cannot be sent as it stands.', { basis, errors: [{ pointer, detail }] })
  if (body.dueOn !== undefined && dayOf(body.dueOn) < localDay(room.now()))
    return fault('/dueOn', 'this day has passed')
  const { findingId } = body
  if (findingId !== undefined && !(await room.findingsSeen?.(caller.agency.id, [findingId]))?.has(findingId))
    return fault('/findingId', 'there is no such finding, or not for your agency')
  return null
}

/** Sends a letter. */
export async function send(
  room: Correspondence,
  caller: ActingCaller,
  input: z.output<typeof sendCorrespondence>,
  said: ActSaid,
): Promise<LetterActed | Refusal> {
  const { officers, to, toOrgansWithoutPart, ...told } = input
  const first = await repeated(room.pool, caller, said)
  if (first !== null) return acted(room, caller, first)
  const organs = await receivers(room, input.kind, caller.agency, to)
  if (organs instanceof Refusal) return organs
  const body = JSON.parse(canonical({ ...told, to: organs.map((organ) => organ.id) })) as LetterBody
  const refusal =
    (await unfit(room, caller, body)) ??
    (input.transferId === undefined
      ? null
      : await caseFault(room, input.transferId, caller.agency.id, organs, toOrgansWithoutPart === true))
  if (refusal !== null) return refusal
  const id = uuidv7()
  const at = rfc3339(room.now())
  const entry: LetterEntry = { ...{ version: 1, act: 'send', agencyId: caller.agency.id, at, officers }, body }
  const writing = { id, before: null, after: standing([entry]), entry, documentNo: input.documentNo }
  const taken = await inAct(room.pool, async (asking): Promise<Taken | Refusal> => {
    const done = await write(room, asking, caller, writing, said)
    if (done instanceof Refusal) return done
    if (done) return { id, entries: [entry], replayed: false }
    // The key was taken between the look and the act.
    return (await repeated(asking, caller, said)) ?? letterNotFound()
  })
  return acted(room, caller, taken)
}

/** Does one thing with a letter. `ifMatch` = the version the caller saw. */
export async function act<Act extends LetterAct>(
  room: Correspondence,
  caller: ActingCaller,
  id: string,
  name: Act,
  input: LetterInputs[Act],
  said: ActSaid,
  ifMatch?: number,
): Promise<LetterActed | Refusal> {
  // Looked at twice: what other rooms are asked must not be asked by whoever holds the letter and a connection.
  const seen = await gather(room.pool, id, caller.agency.id)
  if (seen === undefined) return letterNotFound()
  const first = await repeated(room.pool, caller, said)
  if (first !== null) return acted(room, caller, first)
  const refusal = hindered(seen, name, caller.agency.id, ifMatch)
  if (refusal !== null) return refusal
  const { officers, ...told } = input as LetterInputs['answer']
  const body = await bodyOf(room, caller, standing(seen), name, told as Record<string, unknown>)
  if (body instanceof Refusal) return body
  const taken = await inAct(room.pool, async (asking): Promise<Taken | Refusal> => {
    await asking.ask(lockStatement, [id])
    const entries = (await gather(asking, id, caller.agency.id)) ?? seen
    const meanwhile = await repeated(asking, caller, said)
    if (meanwhile !== null) return meanwhile
    const now = standing(entries)
    const late = hindered(entries, name, caller.agency.id, ifMatch) ?? invitedTwice(now, name, body)
    if (late !== null) return late
    const at = rfc3339(room.now())
    const entry: LetterEntry = {
      ...{ version: now.version + 1, act: name, agencyId: caller.agency.id, at, officers },
      body,
    }
    const writing = { id, before: now, after: after(now, entry), entry, documentNo: entries[0]?.body.documentNo }
    const done = await write(room, asking, caller, writing, said)
    if (done instanceof Refusal) return done
    if (done === null) throw new Error('a letter that is held was written by somebody else')
    return { id, entries: [...entries, entry], replayed: false }
  })
  return acted(room, caller, taken)
}

function hindered(
  entries: readonly LetterEntry[],
  name: LetterAct,
  agencyId: string,
  ifMatch: number | undefined,
): Refusal | null {
  const now = standing(entries)
  const refusal = hindrance(now, name, agencyId)
  if (refusal !== null) return refusal
  const version = entries.findLast((entry) => seesEntry(now, entry, agencyId))?.version ?? 1
  return stale('letter', version, ifMatch)
}

function invitedTwice(now: LetterStanding, name: LetterAct, { to = [] }: LetterBody): Refusal | null {
  if (name !== 'invite') return null
  const twice = to.flatMap((id, i) => (now.receivers.has(id) ? [i] : []))
  const tooMany = now.receivers.size + to.length > receiversMax
  if (twice.length === 0 && !tooMany) return null
  return new Refusal('condition_unmet', 'The letter cannot take every organ that is named.', {
    basis,
    errors: tooMany
      ? [{ pointer: '/to', detail: `a letter has at most ${receiversMax} receivers` }]
      : twice.map((i) => ({ pointer: `/to/${i}`, detail: 'takes part already' })),
  })
}

async function bodyOf(
  room: Correspondence,
  caller: ActingCaller,
  now: LetterStanding,
  name: LetterAct,
  told: Record<string, unknown>,
): Promise<LetterBody | Refusal> {
  if (name === 'invite') {
    const { to, toOrgansWithoutPart } = told as unknown as LetterInputs['invite']
    const organs = await receivers(room, now.kind, caller.agency, to)
    if (organs instanceof Refusal) return organs
    const body = { to: organs.map((organ) => organ.id) }
    const fault =
      now.transferId === null
        ? null
        : await caseFault(room, now.transferId, caller.agency.id, organs, toOrgansWithoutPart === true)
    return invitedTwice(now, name, body) ?? fault ?? body
  }
  const body = JSON.parse(canonical(told)) as LetterBody
  return (name === 'correct' ? await unfit(room, caller, body) : null) ?? body
}
