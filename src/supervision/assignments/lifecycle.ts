// What may happen to an assignment, and what its entries make of it. Pure. The house's own rules: how an upper procuratorate
// leads a lower one is theirs, and no instrument sets days for it.
import type { assignmentActs, assignmentStates, itemResults } from '../../../schemas/index.ts'
import { Refusal } from '../../kernel/index.ts'

export type AssignmentState = (typeof assignmentStates)[number]
export type AssignmentAct = (typeof assignmentActs)[number]
export type ItemResult = (typeof itemResults)[number]

/** Article of the gateway's contract with its partners that these rules stand in. */
export const basis = ['XJ 3']

export type ResultCounts = Readonly<Record<ItemResult | 'none', number>>

export interface AssignmentBody {
  readonly to?: string
  readonly title?: string
  readonly text?: string
  readonly reason?: string
  readonly documentNo?: string
  readonly dueOn?: string
  readonly count?: number
  readonly listDigest?: string
  readonly results?: readonly { readonly no: number; readonly result: ItemResult; readonly text: string }[]
  readonly counts?: ResultCounts
}

export interface AssignmentEntry {
  readonly version: number
  readonly act: 'hand' | AssignmentAct | 'overdue'
  readonly agencyId: string
  /** RFC 3339. */
  readonly at: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly body: AssignmentBody
}

export interface AssignmentStanding {
  readonly version: number
  readonly state: AssignmentState
  readonly upperId: string
  readonly lowerId: string
  readonly title: string
  readonly documentNo: string | null
  readonly dueOn: string
  readonly items: number
  readonly listDigest: string
  readonly handedAt: string
  readonly signedAt: string | null
  /** The first reply. */
  readonly repliedAt: string | null
  readonly acceptedAt: string | null
  readonly returns: number
  readonly overdueVersion: number | null
  readonly updatedAt: string
}

/** The assignment after its entries, the first of which handed it down. */
export function standing(entries: readonly AssignmentEntry[]): AssignmentStanding {
  const [first, ...rest] = entries
  if (first === undefined) throw new Error('an assignment has no entry')
  const { body, at } = first
  const handed: AssignmentStanding = {
    ...{ version: first.version, state: 'handed', upperId: first.agencyId, lowerId: body.to ?? '' },
    ...{ title: body.title ?? '', documentNo: body.documentNo ?? null, dueOn: body.dueOn ?? '' },
    ...{ items: body.count ?? 0, listDigest: body.listDigest ?? '', handedAt: at, updatedAt: at },
    ...{ signedAt: null, repliedAt: null, acceptedAt: null, returns: 0, overdueVersion: null },
  }
  return rest.reduce(after, handed)
}

export function after(before: AssignmentStanding, { act, at, body, version }: AssignmentEntry): AssignmentStanding {
  const next = { ...before, version, updatedAt: at }
  switch (act) {
    case 'sign':
      return { ...next, state: 'signed', signedAt: at }
    case 'reply':
      return { ...next, state: 'replied', repliedAt: before.repliedAt ?? at }
    case 'accept':
      return { ...next, state: 'accepted', acceptedAt: at }
    case 'return': {
      const again = { ...next, state: 'returned' as const, returns: before.returns + 1 }
      return body.dueOn === undefined ? again : { ...again, dueOn: body.dueOn, overdueVersion: null }
    }
    case 'withdraw':
      return { ...next, state: 'withdrawn' }
    case 'overdue':
      return { ...next, overdueVersion: version }
    default:
      return next
  }
}

const from: Readonly<Record<AssignmentAct, readonly AssignmentState[]>> = {
  sign: ['handed'],
  work: ['signed', 'returned'],
  reply: ['signed', 'returned'],
  accept: ['replied'],
  return: ['replied'],
  withdraw: ['handed', 'signed', 'returned', 'replied'],
}
const uppers: readonly AssignmentAct[] = ['accept', 'return', 'withdraw']

/** Whether the lower procuratorate owes something. */
export const owed = ({ state }: Pick<AssignmentStanding, 'state'>): boolean =>
  state === 'handed' || state === 'signed' || state === 'returned'

/** Why one of the two may not do this now, or null. */
export function hindrance(now: AssignmentStanding, act: AssignmentAct, agencyId: string): Refusal | null {
  if (agencyId !== (uppers.includes(act) ? now.upperId : now.lowerId))
    return new Refusal(
      'not_your_step',
      uppers.includes(act)
        ? 'This is for the procuratorate that handed it down.'
        : 'This is for the procuratorate that it was handed to.',
      { basis },
    )
  if (from[act].includes(now.state)) return null
  return new Refusal('wrong_state', `An assignment that is ${now.state} is not there to ${act}.`, {
    basis,
    members: { state: now.state },
  })
}
