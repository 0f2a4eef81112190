// The only way a clue changes: seen → decided → written → answered. Where somebody else was faster and the caller named no
// version, it is read and decided again.
import type { z } from 'zod'
import { run } from '../../db/index.ts'
import type { acceptClue, answerClue, dispatchClue, returnClue } from '../../schemas/index.ts'
import { type ActSaid, actAttempts, canonical, gatesRefusal, Refusal, stale, type Verdict } from '../kernel/index.ts'
import { type Acted, acted } from './answer.ts'
import { after, basis, type ClueAct, type ClueEntry, hindrance, type Standing, standing } from './lifecycle.ts'
import { type Gathered, gather } from './read.ts'
import { replay } from './repeat.ts'
import type { Caller, Clues, Organ } from './room.ts'
import { actorRow, officerRows, requestColumns } from './rows.ts'

export interface ActInputs {
  readonly dispatch: z.output<typeof dispatchClue>
  readonly accept: z.output<typeof acceptClue>
  readonly return: z.output<typeof returnClue>
  readonly answer: z.output<typeof answerClue>
}

type Input = ActInputs[ClueAct]

export const notFound = () => new Refusal('not_found', 'There is no such clue, or it was never with your agency.')

/** Takes a step with a clue. `ifMatch` = the version the caller saw. */
export async function act<Act extends ClueAct>(
  clues: Clues,
  caller: Caller,
  id: string,
  name: Act,
  input: ActInputs[Act],
  said: ActSaid,
  ifMatch?: number,
): Promise<Acted | Refusal> {
  const request = { client: caller.clientId, route: said.route, key: said.idempotencyKey ?? null }
  for (let attempt = 0; attempt < actAttempts; attempt++) {
    const found = await gather(clues.pool, id, caller.agency.id, request)
    if (found === undefined) return notFound()
    const first = await replay(found, caller, said, clues)
    if (first !== null) return first
    const before = standing(found.entries)
    const refusal =
      hindrance(before, name, caller.agency.id, found.ended) ??
      stale('clue', found.version, ifMatch, 'version') ??
      (await unmet(clues, caller, name, input))
    if (refusal !== null) return refusal
    const to = await addressee(clues, name, input)
    if (to instanceof Refusal) return to
    const outcome = await write(clues, caller, found, before, name, input, to, said)
    if (outcome !== null) return outcome
  }
  return new Refusal(
    'contended',
    'The clue is being changed by others at this moment. Nothing was changed; try again.',
    {
      retryAfterSeconds: 1,
    },
  )
}

/** The organ that a dispatch names; undefined where the act is no dispatch. */
async function addressee(clues: Clues, name: ClueAct, input: Input): Promise<Organ | undefined | Refusal> {
  if (name !== 'dispatch') return undefined
  const to = (await clues.organs()).byCode.get((input as ActInputs['dispatch']).to)
  const detail = 'no organ is registered under this code'
  return (
    to ??
    new Refusal('receiver_not_competent', `The clue cannot be dispatched: ${detail}.`, {
      basis,
      errors: [{ pointer: '/to', detail }],
    })
  )
}

async function unmet(clues: Clues, caller: Caller, name: ClueAct, input: Input): Promise<Refusal | null> {
  if (name !== 'answer') return null
  const answer = input as ActInputs['answer']
  if (answer.result !== 'becomes_case' || (await clues.hasPart(caller.agency.id, answer.transferId))) return null
  return new Refusal('condition_unmet', 'A clue becomes a case in which the answering organ has a part.', {
    basis,
    errors: [{ pointer: '/transferId', detail: 'there is no such case, or your agency has no part in it' }],
  })
}

/** Null where somebody was faster: look again. */
async function write(
  clues: Clues,
  caller: Caller,
  found: Gathered,
  before: Standing,
  name: ClueAct,
  input: Input,
  to: Organ | undefined,
  said: ActSaid,
): Promise<Acted | Refusal | null> {
  const nowMs = clues.now()
  const { officers, ...rest } = input
  const told = { ...rest, ...(to !== undefined && { to: to.id }) }
  const row = actorRow(caller, officers, found.id, nowMs, said)
  const entry: ClueEntry = {
    ...{ version: before.version + 1, act: name, agencyId: caller.agency.id, at: row.at, officers: row.officers },
    body: JSON.parse(canonical(told)) as ClueEntry['body'],
  }
  const next = after(before, entry)
  const { holderId } = next
  const values = {
    ord: 0,
    ...row,
    body: canonical(told),
    ...requestColumns(said),
    version: next.version,
    expected: before.version,
    act: name,
    state: next.state,
    holder_id: holderId,
    answer: next.answer,
    sight_begins: name === 'dispatch' && holderId !== before.takerId ? holderId : null,
    sight_ends: name === 'return' ? before.holderId : null,
  }
  const [verdict] = await run<Verdict>(clues.pool, clues.statements.advance, [
    JSON.stringify([values]),
    officerRows(caller, officers, nowMs),
  ])
  if (verdict?.done) {
    const reveals = next.takerId === caller.agency.id || holderId === caller.agency.id
    return acted(found.id, [...found.entries, entry], caller.agency.id, reveals, await clues.organs(), false)
  }
  return verdict === undefined ? null : gatesRefusal(verdict, basis)
}
