// How an approval inside an organ goes: asked, read by the legal reviewer, decided by the head. Pure: from what stands and
// who wants what, to what stands then, or a refusal.
import { Refusal } from '../../kernel/index.ts'

export type State = 'with_reviewer' | 'with_head' | 'approved' | 'returned' | 'withdrawn' | 'done'
export type Wish = 'ask' | 'review' | 'approve' | 'return' | 'withdraw'
export type EntryAct = Wish | 'carried_out' | 'refused'

/** Who signed in, with a certificate that is valid today. */
export interface Signed {
  readonly id: string
  readonly name: string
  readonly certificateNo: string
  readonly roles: readonly string[]
}

/** What of an approval decides who may do what. */
export interface Standing {
  readonly state: State
  readonly digest: string
  readonly deciders: readonly string[]
  readonly needsReview: boolean
  readonly preparedBy: string
  readonly handlers: readonly string[]
  readonly reviewedBy: string | null
  readonly approvedBy: string | null
}

export const reviewerRole = 'agency_legal'
/** R310 5(2): the head decides on the written report; the review before it is the organ's own law officer's. */
export const approvalBasis = ['R310 5(2)']

const open: readonly State[] = ['with_reviewer', 'with_head']
const times: Readonly<Record<Wish, readonly State[]>> = {
  ask: [...open, 'returned'],
  review: ['with_reviewer'],
  approve: ['with_head', 'approved'],
  return: open,
  withdraw: [...open, 'returned'],
}

const notYours = (detail: string) => new Refusal('not_your_step', detail, { basis: approvalBasis })

/** Why the officer may not do it; null where it may. `digest` = of what it read, where it must have read it. */
export function hindrance(now: Standing, wish: Wish, officer: Signed, digest?: string): Refusal | null {
  const who = personal(now, wish, officer)
  if (who !== null) return who
  if (!times[wish].includes(now.state))
    return new Refusal('wrong_state', `The approval is ${now.state}; this is not open now.`, { basis: approvalBasis })
  if (now.state === 'approved' && now.approvedBy !== officer.id)
    return new Refusal('wrong_state', 'Another head has approved it, and the act is under way.', {
      basis: approvalBasis,
    })
  if (digest !== undefined && digest !== now.digest)
    return new Refusal('stale_version', 'What is asked for was changed after it was read; read it again.', {
      members: { digest: now.digest },
    })
  return null
}

function personal(now: Standing, wish: Wish, officer: Signed): Refusal | null {
  const prepared = now.preparedBy === officer.id
  if (wish === 'ask' || wish === 'withdraw')
    return prepared ? null : notYours('Only the officer who asked for the approval changes or withdraws it.')
  const reads = wish === 'review' || (wish === 'return' && now.state === 'with_reviewer')
  const role = reads ? officer.roles.includes(reviewerRole) : officer.roles.some((r) => now.deciders.includes(r))
  if (!role) return notYours(reads ? 'The legal reviewer reads it.' : 'The head decides on it.')
  if (prepared || now.handlers.includes(officer.certificateNo))
    return notYours('Whoever prepared it or is named as its handler neither reviews nor approves it.')
  if (!reads && now.reviewedBy === officer.id) return notYours('Whoever reviewed it does not approve it.')
  return null
}

export const wishes: readonly Wish[] = ['ask', 'review', 'approve', 'return', 'withdraw']

/** What the officer may do now. */
export const availableTo = (now: Standing, officer: Signed): Wish[] =>
  wishes.filter((wish) => hindrance(now, wish, officer) === null)

/** Where it goes next. */
export function nextState(now: Pick<Standing, 'needsReview'>, wish: Wish): State {
  if (wish === 'ask') return now.needsReview ? 'with_reviewer' : 'with_head'
  return ({ review: 'with_head', approve: 'approved', return: 'returned', withdraw: 'withdrawn' } as const)[wish]
}
