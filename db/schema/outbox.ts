// What src/outbox keeps: a notice for each organ that must learn of an act, written by the act's own transaction, which
// the change feed reads in commit-safe order; and what is owed to systems outside: receivers, deliveries, each try.
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { xid8 } from './columns.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const notice = pgTable(
  'notice',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** The transaction that wrote the row; a reader stops before the oldest one still open. */
    txid: xid8('txid').notNull().default(sql`pg_current_xact_id()`),
    agencyId: uuid('agency_id').notNull(),
    /** What it tells of: a case ('transfer'), or a thing that `noticeKinds` of src/outbox names. */
    kind: text('kind').notNull().default('transfer'),
    /** The id of that thing, whatever its kind. */
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull(),
    /** Of a warning, what a person is shown before opening it: grade, due time, article, number; nobody's personal data. */
    about: jsonb('about'),
  },
  (t) => [index('notice_feed_idx').on(t.agencyId, t.txid, t.seq)],
)

/** A system outside that is told: a webhook of an organ, a platform. */
export const receiver = pgTable(
  'receiver',
  {
    id: uuid('id').primaryKey(),
    /** Whose it is. */
    agencyId: uuid('agency_id'),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    state: text('state').notNull().default('enabled'),
    /** Organs whose notices are followed. */
    follows: uuid('follows').array().notNull(),
    config: jsonb('config').notNull(),
    /** Sealed. */
    secret: text('secret'),
    /** The last notice that was fanned out. */
    cursorTxid: xid8('cursor_txid').notNull(),
    cursorSeq: bigint('cursor_seq', { mode: 'number' }).notNull(),
    /** Raised by every operator's act on its deliveries: a fan-out that began before begins again. */
    epoch: integer('epoch').notNull().default(0),
    /** Failures in a row; from a number on the breaker is open until `open_until`, then one probe goes out. */
    failures: integer('failures').notNull().default(0),
    openUntil: moment('open_until'),
    inFlightMax: integer('in_flight_max').notNull().default(8),
    timeoutMs: integer('timeout_ms').notNull().default(15_000),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('receiver_name_idx').on(t.kind, t.name).where(sql`kind <> 'webhook' and state <> 'removed'`),
    index('receiver_agency_idx').on(t.agencyId, t.id),
    check('receiver_state_known', sql`${t.state} in ('enabled', 'disabled', 'gone', 'removed')`),
  ],
)

/** One thing owed to one receiver; its id is the same over all tries and replays. */
export const delivery = pgTable(
  'delivery',
  {
    /** Order within a receiver and `order_key`. */
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    id: uuid('id').notNull(),
    receiverId: uuid('receiver_id').notNull(),
    /** What is kept in order: the case. */
    orderKey: text('order_key').notNull(),
    /** As the notice's. */
    kind: text('kind').notNull().default('transfer'),
    transferId: uuid('transfer_id'),
    version: integer('version'),
    step: text('step'),
    body: text('body').notNull(),
    /** How often it was sent anew under another id, because the receiver that knows the first one has lost it. */
    again: integer('again').notNull().default(0),
    /** As reconciliation counts it: the platform's key, its local day, and the digest of what is exchanged. */
    recordKey: text('record_key'),
    day: date('day', { mode: 'string' }),
    digest: text('digest'),
    state: text('state').notNull().default('waiting'),
    /** All tries there ever were; a claim raises it, and only who holds that number may settle it. */
    attempts: integer('attempts').notNull().default(0),
    /** Tries since it was owed or replayed, and the first of them: the back-off counts on these. */
    tries: integer('tries').notNull().default(0),
    firstTriedAt: moment('first_tried_at'),
    nextAt: moment('next_at').notNull().defaultNow(),
    leasedUntil: moment('leased_until'),
    createdAt: moment('created_at').notNull().defaultNow(),
    settledAt: moment('settled_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
  },
  (t) => [
    uniqueIndex('delivery_id_idx').on(t.id),
    uniqueIndex('delivery_once_idx').on(t.receiverId, t.transferId, t.version).where(sql`transfer_id is not null`),
    index('delivery_due_idx').on(t.receiverId, t.nextAt, t.seq).where(sql`state = 'waiting'`),
    index('delivery_order_idx').on(t.receiverId, t.orderKey, t.seq).where(sql`state in ('waiting', 'dead')`),
    index('delivery_dead_idx').on(t.receiverId, t.seq).where(sql`state = 'dead'`),
    index('delivery_list_idx').on(t.receiverId, t.seq),
    index('delivery_day_idx').on(t.receiverId, t.day).where(sql`record_key is not null`),
    index('delivery_settled_idx').on(t.receiverId, t.settledAt).where(sql`settled_at is not null`),
    check('delivery_state_known', sql`${t.state} in ('waiting', 'delivered', 'dead', 'let_go')`),
  ],
)

/** The log of tries; goes with its delivery. */
export const deliveryAttempt = pgTable(
  'delivery_attempt',
  {
    deliverySeq: bigint('delivery_seq', { mode: 'number' }).notNull(),
    no: integer('no').notNull(),
    at: moment('at').notNull(),
    ms: integer('ms').notNull(),
    outcome: text('outcome').notNull(),
    status: integer('status'),
    error: text('error'),
  },
  (t) => [index('delivery_attempt_idx').on(t.deliverySeq, t.no)],
)

/** What people did to receivers and their deliveries, who and why. Written once. */
export const receiverNote = pgTable(
  'receiver_note',
  {
    no: bigint('no', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    receiverId: uuid('receiver_id').notNull(),
    at: moment('at').notNull().defaultNow(),
    act: text('act').notNull(),
    who: text('who').notNull(),
    why: text('why'),
    details: jsonb('details').notNull(),
  },
  (t) => [index('receiver_note_idx').on(t.receiverId, t.no)],
)
