// What the inboxes of organs hold: one row a thing that an organ was last told of, how far the feed was followed, and what
// each reader has read. All of it can be made again from the notices, but for what was read.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { xid8 } from './columns.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const inboxItem = pgTable(
  'inbox_item',
  {
    agencyId: uuid('agency_id').notNull(),
    kind: text('kind').notNull(),
    /** Id of the case, finding, letter, … */
    thing: uuid('thing').notNull(),
    /** Rises whenever the thing moves: newest first, and a cursor that nothing slips behind. */
    no: bigint('no', { mode: 'number' }).notNull().generatedByDefaultAsIdentity(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
    at: moment('at').notNull(),
    /** 0 notice, 1 yellow, 2 orange, 3 red. */
    grade: smallint('grade').notNull(),
    about: jsonb('about'),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.kind, t.thing] }),
    // With the grade, so that what is unread is counted by it alone.
    index('inbox_item_unread_idx').on(t.agencyId, t.no, t.grade),
    index('inbox_item_old_idx').on(t.at),
  ],
)

/** One row: the last notice that was put into inboxes. */
export const inboxPlace = pgTable('inbox_place', {
  one: boolean('one').primaryKey().default(true),
  txid: xid8('txid').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
})

/** A client, or an officer of an organ. */
export const inboxReader = pgTable(
  'inbox_reader',
  {
    agencyId: uuid('agency_id').notNull(),
    /** `client <id>` or `officer <certificate>`. */
    reader: text('reader').notNull(),
    /** All up to here is read. */
    readTo: bigint('read_to', { mode: 'number' }).notNull().default(0),
    /** Above it, what was read one by one. */
    read: bigint('read', { mode: 'number' }).array().notNull().default(sql`'{}'::bigint[]`),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.reader] })],
)
