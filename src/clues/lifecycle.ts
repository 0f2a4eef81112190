// What may happen to a clue, and what its entries make of it. Pure. The house's own rules: no instrument known orders how
// clues travel, nor within how many days.
import type { clueActs, clueStates } from '../../schemas/index.ts'
import { Refusal } from '../kernel/index.ts'

export type ClueAct = (typeof clueActs)[number]
export type ClueState = (typeof clueStates)[number]

/** Article of the gateway's contract with its partners that these rules stand in. */
export const basis = ['XJ 3']

export interface Answered {
  readonly result: 'becomes_case' | 'not_a_case' | 'referred_elsewhere'
  readonly transferId?: string
  readonly organ?: string
  readonly reason?: string
}

export interface ClueEntry {
  readonly version: number
  readonly act: 'take' | ClueAct
  readonly agencyId: string
  /** RFC 3339. */
  readonly at: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  /** What was said; `to` of a dispatch is the organ's id. */
  readonly body: Readonly<Record<string, unknown>> & { readonly to?: string }
}

export interface Standing {
  readonly version: number
  readonly state: ClueState
  readonly takerId: string
  /** The organ it lies with. */
  readonly holderId: string | null
  readonly answer: Answered | null
  readonly updatedAt: string
}

/** The clue after its entries, the first of which took it. */
export function standing(entries: readonly ClueEntry[]): Standing {
  const [first, ...rest] = entries
  if (first === undefined) throw new Error('a clue has no entry')
  const taken: Standing = {
    version: first.version,
    state: 'taken',
    takerId: first.agencyId,
    holderId: null,
    answer: null,
    updatedAt: first.at,
  }
  return rest.reduce(after, taken)
}

export function after(before: Standing, entry: ClueEntry): Standing {
  const next = { ...before, version: entry.version, updatedAt: entry.at }
  switch (entry.act) {
    case 'dispatch': {
      // Nobody accepts from itself what it keeps.
      const kept = entry.body.to === before.takerId
      return { ...next, state: kept ? 'accepted' : 'dispatched', holderId: entry.body.to ?? null }
    }
    case 'accept':
      return { ...next, state: 'accepted' }
    case 'return':
      return { ...next, state: 'returned', holderId: null }
    case 'answer':
      return { ...next, state: 'answered', answer: answerIn(entry.body) }
    default:
      throw new Error(`a clue is taken once, not again by entry ${entry.version}`)
  }
}

export function answerIn(body: Readonly<Record<string, unknown>>): Answered {
  const { result, transferId, organ, reason } = body as unknown as Answered
  return {
    result,
    ...(transferId !== undefined && { transferId }),
    ...(organ !== undefined && { organ }),
    ...(reason !== undefined && { reason }),
  }
}

const from: Readonly<Record<ClueAct, readonly ClueState[]>> = {
  dispatch: ['taken', 'returned'],
  accept: ['dispatched'],
  return: ['dispatched'],
  answer: ['accepted'],
}

/** Why `agencyId` may not do this now, or null. `ended` = it returned the clue and sees its past only. */
export function hindrance(clue: Standing, act: ClueAct, agencyId: string, ended: boolean): Refusal | null {
  const { state, takerId, holderId } = clue
  if (act === 'dispatch') {
    if (agencyId !== takerId) return notYours('Only the organ that took a clue dispatches it.')
    // What the taker kept it may still hand on.
    const kept = state === 'accepted' && holderId === agencyId
    return kept || from.dispatch.includes(state) ? null : wrongState(clue, `A clue that is ${state} is not dispatched.`)
  }
  if (holderId === null && agencyId === takerId && !ended)
    return wrongState(
      clue,
      'The clue lies with no organ: dispatch it first, to your own agency where it keeps the clue.',
    )
  if (holderId !== agencyId) return notYours('Only the organ that a clue lies with accepts, returns or answers it.')
  return from[act].includes(state) ? null : wrongState(clue, `A clue that is ${state} is not there to ${act}.`)
}

const notYours = (detail: string) => new Refusal('not_your_step', detail, { basis })
const wrongState = ({ state }: Standing, detail: string) =>
  new Refusal('wrong_state', detail, { basis, members: { state } })
