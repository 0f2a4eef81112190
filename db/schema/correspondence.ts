// What src/correspondence keeps: letters between organs as their entries leave them, the entries themselves, and how far
// each party has come with each.
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const correspondence = pgTable(
  'correspondence',
  {
    id: uuid('id').primaryKey(),
    /** Number of the last entry. */
    version: integer('version').notNull(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    senderId: uuid('sender_id').notNull(),
    title: text('title').notNull(),
    transferId: uuid('transfer_id'),
    findingId: uuid('finding_id'),
    dueOn: date('due_on', { mode: 'string' }),
    /** Receivers that still owe an answer; the look for what is overdue passes by those that wait for nobody. */
    waiting: integer('waiting').notNull(),
    /** The entry that said that the due day had passed, of the due day as it stands. */
    overdueVersion: integer('overdue_version'),
    sentAt: at('sent_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    index('correspondence_due_idx').on(t.dueOn, t.id).where(sql`state = 'open' and waiting > 0 and due_on is not null`),
    index('correspondence_waiting_idx').on(t.senderId, t.id).where(sql`state = 'open' and waiting > 0`),
    check('correspondence_kind_known', sql`${t.kind} in ('instruction','report','exchange','consultation')`),
    check('correspondence_state_known', sql`${t.state} in ('open','closed','withdrawn')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const correspondenceEntry = pgTable(
  'correspondence_entry',
  {
    letterId: uuid('letter_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    /** Name and certificate of each officer who acted; none where time did. */
    officers: jsonb('officers').notNull(),
    /** What was said, in canonical JSON. */
    body: text('body').notNull(),
    /** What a repeated request is recognised by, and the digest of its bytes. */
    route: text('route'),
    key: text('key'),
    requestHash: bytea('request_hash'),
    /** Body and detached signature as the client sent them, where it signed. */
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [
    primaryKey({ columns: [t.letterId, t.version] }),
    uniqueIndex('correspondence_entry_request_key').on(t.clientId, t.route, t.key).where(sql`key is not null`),
  ],
)

export const correspondenceParty = pgTable(
  'correspondence_party',
  {
    agencyId: uuid('agency_id').notNull(),
    letterId: uuid('letter_id').notNull(),
    sender: boolean('sender').notNull(),
    /** Still owes an answer, or at least its signature. */
    owes: boolean('owes').notNull(),
    signedAt: at('signed_at'),
    readAt: at('read_at'),
    answeredAt: at('answered_at'),
    doneAt: at('done_at'),
  },
  // An organ's list is read along this key, from its end.
  (t) => [
    primaryKey({ columns: [t.agencyId, t.letterId] }),
    index('correspondence_party_letter_idx').on(t.letterId),
    index('correspondence_party_box_idx').on(t.agencyId, t.sender, t.letterId),
    index('correspondence_party_owed_idx').on(t.agencyId, t.letterId).where(sql`owes and not sender`),
  ],
)
