// What src/journal keeps: one entry an act, in the chain of its case. Insert-only by grant and by trigger.
import { integer, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

export const journalEntry = pgTable(
  'journal_entry',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    /** 16 random bytes. With it and the canonical bytes anyone recomputes the commitment; without it nobody guesses them. */
    salt: bytea('salt').notNull(),
    /** SHA-256 over salt and canonical bytes. */
    commitment: bytea('commitment').notNull(),
    /** SHA-256 over the former link and this commitment. */
    link: bytea('link').notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3, mode: 'date' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.version] })],
)
