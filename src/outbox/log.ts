// The delivery log: what was owed to a receiver, what became of it, each try, and what people did about it.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { NoticeKind } from './owe.ts'

export const deliveryStates = ['waiting', 'delivered', 'dead', 'let_go'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export interface LoggedDelivery {
  readonly seq: string
  readonly id: string
  readonly kind: NoticeKind
  /** The case; of another kind, that thing's id. */
  readonly transferId: string | null
  readonly version: number | null
  readonly step: string | null
  readonly state: DeliveryState
  readonly attempts: number
  readonly createdAt: Date
  /** Null where it is settled, or stands behind a dead letter. */
  readonly nextAt: Date | null
  /** When it was delivered or let go. */
  readonly settledAt: Date | null
  readonly lastStatus: number | null
  readonly lastError: string | null
}

export interface LoggedAttempt {
  readonly no: number
  readonly at: Date
  readonly ms: number
  readonly outcome: string
  readonly status: number | null
  readonly error: string | null
}

interface Row {
  seq: string
  id: string
  kind: NoticeKind
  transfer_id: string | null
  version: number | null
  step: string | null
  state: DeliveryState
  attempts: number
  created_at: Date
  next_at: Date | null
  settled_at: Date | null
  last_status: number | null
  last_error: string | null
}

const columns = `d.seq::text, d.id, d.kind, d.transfer_id, d.version, d.step, d.state, d.attempts, d.created_at,
  case when d.state = 'waiting' and d.next_at < 'infinity' then d.next_at end as next_at, d.settled_at, d.last_status, d.last_error`

const listStatement: Statement = {
  name: 'outbox_deliveries',
  text: `select ${columns} from delivery d where d.receiver_id = $1 and ($2::bigint is null or d.seq < $2)
  and ($3::text is null or d.state = $3) and ($4::uuid is null or d.transfer_id = $4) order by d.seq desc limit $5`,
}

/** Dead and waiting ones have indexes of their own; asked with one state, the plan must not walk over all others. */
const openStatement = (state: 'waiting' | 'dead'): Statement => ({
  name: `outbox_deliveries_${state}`,
  text: `select ${columns} from delivery d where d.receiver_id = $1 and d.state = '${state}' and ($2::bigint is null or d.seq < $2)
  and ($3::uuid is null or d.transfer_id = $3) order by d.seq desc limit $4`,
})
const openStatements = { waiting: openStatement('waiting'), dead: openStatement('dead') }

const toLogged = (r: Row): LoggedDelivery => ({
  seq: r.seq,
  id: r.id,
  kind: r.kind,
  transferId: r.transfer_id,
  version: r.version,
  step: r.step,
  state: r.state,
  attempts: r.attempts,
  createdAt: r.created_at,
  nextAt: r.next_at,
  settledAt: r.settled_at,
  lastStatus: r.last_status,
  lastError: r.last_error,
})

/** Newest first. */
export async function deliveriesOf(
  pool: Pool,
  receiverId: string,
  filter: { state?: DeliveryState; transferId?: string; before?: string; limit: number },
): Promise<LoggedDelivery[]> {
  const { state, transferId = null, before = null, limit } = filter
  const rows =
    state === 'waiting' || state === 'dead'
      ? await run<Row>(pool, openStatements[state], [receiverId, before, transferId, limit])
      : await run<Row>(pool, listStatement, [receiverId, before, state ?? null, transferId, limit])
  return rows.map(toLogged)
}

const oneStatement: Statement = {
  name: 'outbox_delivery',
  text: `select ${columns}, d.body from delivery d where d.receiver_id = $1 and d.id = $2`,
}

const attemptsStatement: Statement = {
  name: 'outbox_attempts',
  text: `select a.no, a.at, a.ms, a.outcome, a.status, a.error from delivery_attempt a where a.delivery_seq = $1
order by a.no desc, a.at desc limit 200`,
}

/** With its body and its last 200 tries, the newest first. */
export async function deliveryOf(
  pool: Pool,
  receiverId: string,
  id: string,
): Promise<(LoggedDelivery & { body: string; tries: LoggedAttempt[] }) | undefined> {
  const [row] = await run<Row & { body: string }>(pool, oneStatement, [receiverId, id])
  if (row === undefined) return undefined
  const tries = await run<LoggedAttempt & Record<string, unknown>>(pool, attemptsStatement, [row.seq])
  return { ...toLogged(row), body: row.body, tries }
}

export interface ReceiverNote {
  readonly no: number
  readonly at: Date
  readonly act: string
  readonly who: string
  readonly why: string | null
  readonly details: unknown
}

const notesStatement: Statement = {
  name: 'outbox_receiver_notes',
  text: `select n.no::int, n.at, n.act, n.who, n.why, n.details from receiver_note n where n.receiver_id = $1
order by n.no desc limit $2`,
}

/** What people did to it, newest first. */
export async function notesOf(pool: Pool, receiverId: string, limit = 100): Promise<ReceiverNote[]> {
  return run<ReceiverNote & Record<string, unknown>>(pool, notesStatement, [receiverId, limit])
}
