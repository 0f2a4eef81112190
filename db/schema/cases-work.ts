// What src/cases keeps for people's desks and for searching: made from the cases behind the acts, so that no act pays for it,
// and from nothing else, so that all of it can be made anew.

import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { xid8 } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

/** What an organ owes (`todo`), what it waits for (`waiting`), and its cases in which nothing is left (`closed`), as it sees them. */
export const caseWork = pgTable(
  'case_work',
  {
    agencyId: uuid('agency_id').notNull(),
    transferId: uuid('transfer_id').notNull(),
    /** Of the clock, or of the instance whose turn it is. */
    key: text('key').notNull(),
    tab: text('tab').notNull(),
    /** Breach of the period, infinity where no number is set; of a closed case, its last entry. */
    endsAt: at('ends_at').notNull(),
    /** From when its light is blue, yellow, orange; null where no number is set. */
    watchAt: at('watch_at'),
    soonAt: at('soon_at'),
    urgentAt: at('urgent_at'),
    /** False: the period advises, and is never called overdue. */
    binding: boolean('binding').notNull(),
    /** What the list shows, natural persons masked. */
    about: jsonb('about').notNull(),
    /** Of a period, and then whose case it is: by them the list of periods is narrowed. Null: no period runs for it. */
    rule: text('rule'),
    senderId: uuid('sender_id'),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.agencyId, t.key] }),
    // With what a light is made of, so that lights are counted by it alone.
    index('case_work_light_idx').on(
      ...([t.agencyId, t.tab, t.endsAt, t.transferId, t.key, t.watchAt, t.soonAt, t.urgentAt, t.binding] as const),
    ),
    index('case_work_clock_idx').on(t.agencyId, t.endsAt, t.transferId, t.key).where(sql`rule is not null`),
    index('case_work_rule_idx').on(t.agencyId, t.rule, t.endsAt, t.transferId, t.key).where(sql`rule is not null`),
    index('case_work_sender_idx')
      .on(t.agencyId, t.senderId, t.endsAt, t.transferId, t.key)
      .where(sql`rule is not null`),
    check('case_work_tab_known', sql`${t.tab} in ('todo','waiting','closed')`),
  ],
)

/** By what an organ finds a case: number, name and parties as it sees them, and their pairs of characters. */
export const caseSearch = pgTable(
  'case_search',
  {
    transferId: uuid('transfer_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    /** Plain: no spaces, brackets or punctuation; a line a name. */
    body: text('body').notNull(),
    terms: text('terms').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.transferId] }), index('case_search_terms_idx').using('gin', t.terms)],
)

/** Acts by the officers whom they name, newest last. */
export const officerAct = pgTable(
  'officer_act',
  {
    agencyId: uuid('agency_id').notNull(),
    certificateNo: text('certificate_no').notNull(),
    at: at('at').notNull(),
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.certificateNo, t.at, t.transferId, t.version] })],
)

/** How far the notices were followed. */
export const caseFollower = pgTable('case_follower', {
  name: text('name').primaryKey(),
  txid: xid8('txid').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
})
