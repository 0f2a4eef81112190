// What may happen to a clue, and what its entries make of it. Pure. The house's own rules: no instrument known orders how
// clues travel, nor within how many days.
import type { clueActs, clueStates } from '../../schemas/index.ts'
import { Refusal } from '../kernel/index.ts'
import { gatewayId } from '../procedure/index.ts'

export type ClueAct = (typeof clueActs)[number]
export type ClueState = (typeof clueStates)[number]

/** Article of the gateway's contract with its partners that these rules stand in. */
export const basis = ['XJ 3']

export interface Answered {
  /** `not_stated`: of a clue that was taken over; the older platform has words and no result. */
  readonly result: 'becomes_case' | 'not_a_case' | 'referred_elsewhere' | 'not_stated'
  readonly transferId?: string
  readonly organ?: string
  readonly reason?: string
}

/** Where an entry comes from that was taken over from an older platform: nobody here said it, and nothing of it was judged. */
export interface ImportedEntry {
  /** Code of the older platform, table and key of the row. */
  readonly installation: string
  readonly table: string
  readonly key: string
  /** One instant for a whole import. */
  readonly importedAt: string
  /** When it was done there; left out where nothing readable is said, and `at` is no more than a place in the order. */
  readonly recordedAt?: string
  /** Who acted there; no officer of this gateway. */
  readonly actor?: { readonly name?: string; readonly organ?: string }
  /** Of a dispatch: the organ it went to, in the older platform's words. */
  readonly to?: string
  /** Fields with no place in the contract. */
  readonly raw?: Readonly<Record<string, string>>
}

export interface ClueEntry {
  readonly version: number
  readonly act: 'take' | ClueAct
  /** The gateway's own where an organ of an older platform has no counterpart here. */
  readonly agencyId: string
  /** RFC 3339. */
  readonly at: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  /** What was said; `to` of a dispatch is the organ's id, left out where an imported one went to none that is known here. */
  readonly body: Readonly<Record<string, unknown>> & { readonly to?: string; readonly imported?: ImportedEntry }
}

/** An organ that has the clue; null = one that is not known here. */
interface Lying {
  readonly organId: string | null
  readonly state: 'dispatched' | 'accepted'
}

export interface Standing {
  readonly version: number
  readonly state: ClueState
  readonly takerId: string
  /** The organ it lies with. */
  readonly holderId: string | null
  readonly answer: Answered | null
  readonly updatedAt: string
  /** Here one organ at a time; an older platform may have dispatched one clue to several, who answer one after the other. */
  readonly lies: readonly Lying[]
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
    lies: [],
  }
  return rest.reduce(after, taken)
}

export function after(before: Standing, entry: ClueEntry): Standing {
  const next = { ...before, version: entry.version, updatedAt: entry.at }
  const organId = entry.agencyId === gatewayId ? null : entry.agencyId
  const { lies } = before
  const others = lies.filter((one) => one.organId !== organId)
  switch (entry.act) {
    case 'dispatch': {
      const to = entry.body.to ?? null
      // Whoever hands it on has it no more; with an organ that is not known here it lies only while no other has it.
      const left = others.filter((one) => one.organId !== to && (to === null || one.organId !== null))
      // Nobody accepts from itself what it keeps.
      const kept = to !== null && to === organId
      return lying(next, [...left, { organId: to, state: kept ? 'accepted' : 'dispatched' }])
    }
    case 'accept': {
      if (others.length === lies.length && organId === null && lies.length > 0) return next
      const accepted: Lying = { organId, state: 'accepted' }
      const has = others.length < lies.length
      return lying(next, has ? lies.map((one) => (one.organId === organId ? accepted : one)) : [...lies, accepted])
    }
    case 'return':
      return others.length > 0 ? lying(next, others) : { ...next, state: 'returned', holderId: null, lies: [] }
    case 'answer':
      return others.length > 0
        ? lying(next, others)
        : { ...next, state: 'answered', holderId: organId, lies: [], answer: answerIn(entry.body) }
    default:
      throw new Error(`a clue is taken once, not again by entry ${entry.version}`)
  }
}

/** It lies with the last organ that is known here. */
function lying(next: Standing, lies: readonly Lying[]): Standing {
  const { organId, state } = (lies.findLast((one) => one.organId !== null) ?? lies.at(-1)) as Lying
  return { ...next, state, holderId: organId, answer: null, lies }
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
    // With an organ of an older platform that is not known here nobody could go on with it.
    const lost = holderId === null && state !== 'answered'
    return kept || lost || from.dispatch.includes(state)
      ? null
      : wrongState(clue, `A clue that is ${state} is not dispatched.`)
  }
  if (holderId === null && agencyId === takerId && state !== 'answered' && !ended)
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
