// What may happen to a letter, what its entries make of it, and who sees which of them. Pure. The house's own rules: no
// instrument orders how organs write to each other beside the procedure.
import type { correspondenceActs, correspondenceKinds, correspondenceStates } from '../../schemas/index.ts'
import { Refusal } from '../kernel/index.ts'

export type LetterKind = (typeof correspondenceKinds)[number]
export type LetterState = (typeof correspondenceStates)[number]
export type LetterAct = (typeof correspondenceActs)[number]

/** Article of the gateway's contract with its partners that these rules stand in. */
export const basis = ['XJ 3']

/** Beyond it a letter is another letter: every look reads all of its entries. */
export const entriesMax = 1_000

export interface LetterEntry {
  readonly version: number
  readonly act: 'send' | LetterAct | 'overdue'
  /** The sender where time did it: an act of time is nobody's. */
  readonly agencyId: string
  /** RFC 3339. */
  readonly at: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly body: LetterBody
}

/** What was said; organs stand by their ids. */
export interface LetterBody {
  readonly kind?: LetterKind
  readonly title?: string
  readonly text?: string
  readonly reason?: string
  readonly documentNo?: string
  readonly to?: readonly string[]
  readonly dueOn?: string
  readonly transferId?: string
  readonly findingId?: string
  readonly attachments?: readonly { readonly id: string; readonly sha256: string; readonly title: string }[]
  /** Of the passing of a due day: who had not answered. */
  readonly organs?: readonly string[]
}

export interface Progress {
  readonly signedAt?: string
  readonly readAt?: string
  readonly answeredAt?: string
  readonly doneAt?: string
}

export interface LetterStanding {
  readonly version: number
  readonly kind: LetterKind
  readonly state: LetterState
  readonly senderId: string
  readonly title: string
  readonly sentAt: string
  readonly updatedAt: string
  readonly dueOn: string | null
  readonly transferId: string | null
  readonly findingId: string | null
  readonly overdueVersion: number | null
  readonly receivers: ReadonlyMap<string, Progress>
}

/** All who take part read everything; of the other kinds each receiver has its own road to the sender. */
export const isThread = (kind: LetterKind): boolean => kind === 'exchange' || kind === 'consultation'

/** The letter after its entries, the first of which sent it. */
export function standing(entries: readonly LetterEntry[]): LetterStanding {
  const [first, ...rest] = entries
  if (first === undefined) throw new Error('a letter has no entry')
  const { body } = first
  const sent: LetterStanding = {
    version: first.version,
    kind: body.kind ?? 'exchange',
    state: 'open',
    senderId: first.agencyId,
    title: body.title ?? '',
    sentAt: first.at,
    updatedAt: first.at,
    dueOn: body.dueOn ?? null,
    transferId: body.transferId ?? null,
    findingId: body.findingId ?? null,
    overdueVersion: null,
    receivers: new Map((body.to ?? []).map((id) => [id, {}])),
  }
  return rest.reduce(after, sent)
}

const progressOf: Partial<Record<LetterEntry['act'], keyof Progress>> = {
  sign: 'signedAt',
  read: 'readAt',
  answer: 'answeredAt',
  done: 'doneAt',
  say: 'answeredAt',
}

export function after(before: LetterStanding, entry: LetterEntry): LetterStanding {
  const { act, agencyId, at, body, version } = entry
  const next = { ...before, version, updatedAt: at }
  const reached = progressOf[act]
  const own = before.receivers.get(agencyId)
  if (reached !== undefined && own !== undefined)
    return { ...next, receivers: new Map(before.receivers).set(agencyId, { ...own, [reached]: own[reached] ?? at }) }
  switch (act) {
    case 'invite':
      return { ...next, receivers: new Map([...before.receivers, ...(body.to ?? []).map((id) => [id, {}] as const)]) }
    case 'correct':
      return body.dueOn === undefined ? next : { ...next, dueOn: body.dueOn, overdueVersion: null }
    case 'withdraw':
      return { ...next, state: 'withdrawn' }
    case 'close':
      return { ...next, state: 'closed' }
    case 'overdue':
      return { ...next, overdueVersion: version }
    default:
      return next
  }
}

/** Whether a receiver still owes something: an answer where one is asked for, else at least its signature. */
export function owes(letter: LetterStanding, receiverId: string): boolean {
  const p = letter.receivers.get(receiverId)
  if (letter.state !== 'open' || p === undefined) return false
  if (p.answeredAt !== undefined || p.doneAt !== undefined) return false
  const answerAsked = letter.kind === 'instruction' || letter.kind === 'consultation' || letter.dueOn !== null
  return answerAsked || (p.signedAt === undefined && p.readAt === undefined)
}

export const owing = (letter: LetterStanding): string[] => [...letter.receivers.keys()].filter((id) => owes(letter, id))

/** Whether an organ sees an entry of a letter that it is a party of. */
export function seesEntry(letter: LetterStanding, entry: LetterEntry, agencyId: string): boolean {
  if (agencyId === letter.senderId) return true
  if (!letter.receivers.has(agencyId)) return false
  if (entry.act === 'overdue') return entry.body.organs?.includes(agencyId) === true
  return isThread(letter.kind) || entry.agencyId === agencyId || entry.agencyId === letter.senderId
}

const receiversActs: Readonly<Record<LetterKind, readonly LetterAct[]>> = {
  instruction: ['sign', 'read', 'answer', 'done'],
  report: ['sign', 'read', 'answer'],
  exchange: ['sign', 'read', 'say'],
  consultation: ['sign', 'read', 'say'],
}
const sendersActs: Readonly<Record<LetterKind, readonly LetterAct[]>> = {
  instruction: ['correct', 'withdraw', 'close'],
  report: ['correct', 'withdraw', 'close'],
  exchange: ['say', 'invite', 'correct', 'withdraw', 'close'],
  consultation: ['say', 'invite', 'correct', 'withdraw', 'close'],
}

/** Why a party may not do this now, or null. */
export function hindrance(letter: LetterStanding, act: LetterAct, agencyId: string): Refusal | null {
  const { kind, state, senderId } = letter
  const acts = agencyId === senderId ? sendersActs[kind] : receiversActs[kind]
  if (!acts.includes(act)) {
    const whose = receiversActs[kind].includes(act)
      ? 'its receivers'
      : sendersActs[kind].includes(act)
        ? 'its sender'
        : null
    return whose === null
      ? wrongState(letter, `This is not done with a letter of kind ${kind}.`)
      : new Refusal('not_your_step', `This is done by ${whose}.`, { basis })
  }
  if (state !== 'open') return wrongState(letter, `The letter is ${state}.`)
  const own = letter.receivers.get(agencyId)
  if (act === 'sign' && own?.signedAt !== undefined) return wrongState(letter, 'It was signed for before.')
  if (act === 'read' && own?.readAt !== undefined) return wrongState(letter, 'It was marked as read before.')
  if (act === 'done' && own?.doneAt !== undefined) return wrongState(letter, 'It was said to be done before.')
  if ((act === 'answer' || act === 'done') && own?.signedAt === undefined)
    return wrongState(letter, 'It is signed for before it is answered.')
  if ((act === 'say' || act === 'answer' || act === 'correct') && letter.version >= entriesMax)
    return wrongState(letter, 'It has become too long. Close it and begin another.')
  return null
}

const wrongState = ({ state }: LetterStanding, detail: string) =>
  new Refusal('wrong_state', detail, { basis, members: { state } })
