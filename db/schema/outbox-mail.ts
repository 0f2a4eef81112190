// How far each mail address was sent its daily digest; the addresses themselves are receivers.
import { bigint, date, pgTable, uuid } from 'drizzle-orm/pg-core'
import { xid8 } from './columns.ts'

export const mailDigest = pgTable('mail_digest', {
  receiverId: uuid('receiver_id').primaryKey(),
  /** The last notice that was looked at. */
  txid: xid8('txid').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  /** Local day of the last one, `yyyy-mm-dd`. */
  day: date('day', { mode: 'string' }).notNull(),
})
