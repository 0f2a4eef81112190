// What src/outbox keeps: a notice for each organ that must learn of an act, written by the act's own transaction. The
// change feed reads it in commit-safe order.
import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { xid8 } from './columns.ts'

export const notice = pgTable(
  'notice',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** The transaction that wrote the row; a reader stops before the oldest one still open. */
    txid: xid8('txid').notNull().default(sql`pg_current_xact_id()`),
    agencyId: uuid('agency_id').notNull(),
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull(),
  },
  (t) => [index('notice_feed_idx').on(t.agencyId, t.txid, t.seq)],
)
