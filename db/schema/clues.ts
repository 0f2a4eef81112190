// What src/clues keeps: clues as their entries leave them, the entries themselves, who may see which of them, and the
// spreadsheets that brought some.
import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const clue = pgTable(
  'clue',
  {
    id: uuid('id').primaryKey(),
    /** Number of the last entry. */
    version: integer('version').notNull(),
    state: text('state').notNull(),
    takerId: uuid('taker_id').notNull(),
    /** The organ it lies with: the one it was dispatched to last and that has not returned it. */
    holderId: uuid('holder_id'),
    /**
     * By what the same clue is known when it comes again: its number where the taker gave one, else, from a spreadsheet,
     * the digest of what it says. A clue told by a system without a number has none.
     */
    intakeKey: text('intake_key'),
    /** SHA-256 over the canonical content. */
    contentHash: bytea('content_hash').notNull(),
    source: text('source').notNull(),
    domain: text('domain').notNull(),
    receivedAt: at('received_at').notNull(),
    /** The entry that answered it, where one did. */
    answer: jsonb('answer'),
    takenAt: at('taken_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('clue_intake_key').on(t.takerId, t.intakeKey).where(sql`intake_key is not null`),
    check('clue_state_known', sql`${t.state} in ('taken','dispatched','accepted','returned','answered')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const clueEntry = pgTable(
  'clue_entry',
  {
    clueId: uuid('clue_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    /** Name and certificate of each officer who acted. */
    officers: jsonb('officers').notNull(),
    /** What was said, in canonical JSON: the content of a clue that is taken, the reason of one that is returned, … */
    body: text('body').notNull(),
    /** The spreadsheet it came in, where it came in one. */
    intakeId: uuid('intake_id'),
    /** What a repeated request is recognised by, and the digest of its bytes. */
    route: text('route'),
    key: text('key'),
    requestHash: bytea('request_hash'),
    /** Body and detached signature as the client sent them, where it signed. */
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [
    primaryKey({ columns: [t.clueId, t.version] }),
    uniqueIndex('clue_entry_request_key').on(t.clientId, t.route, t.key).where(sql`key is not null`),
  ],
)

/** Who sees a clue, and to which entry: to the last one, unless the organ returned it. When each came in, entries say. */
export const clueSight = pgTable(
  'clue_sight',
  {
    agencyId: uuid('agency_id').notNull(),
    clueId: uuid('clue_id').notNull(),
    toVersion: integer('to_version'),
    endedAt: at('ended_at'),
  },
  // An organ's list is read along this key, from its end.
  (t) => [primaryKey({ columns: [t.agencyId, t.clueId] })],
)

/** A spreadsheet that was brought; its bytes are kept where they were signed. Insert-only by grant and by trigger. */
export const clueIntake = pgTable('clue_intake', {
  id: uuid('id').primaryKey(),
  agencyId: uuid('agency_id').notNull(),
  clientId: text('client_id').notNull(),
  at: at('at').notNull(),
  officers: jsonb('officers').notNull(),
  sha256: bytea('sha256').notNull(),
  requestBody: bytea('request_body'),
  requestSignature: text('request_signature'),
})
