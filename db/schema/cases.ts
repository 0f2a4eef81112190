// What src/cases keeps: the case as its events leave it, the events with their canonical bytes, clocks, receipts and
// the answers that a repeated request gets again.
import { sql } from 'drizzle-orm'
import {
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
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const transfer = pgTable(
  'transfer',
  {
    id: uuid('id').primaryKey(),
    /** Number of the last event. */
    version: integer('version').notNull(),
    senderId: uuid('sender_id').notNull(),
    documentNo: text('document_no').notNull(),
    /** Brackets, zeros and spaces taken out, so that 〔2026〕5号 and [2026]第005号 are one number. */
    documentKey: text('document_key').notNull(),
    domain: text('domain').notNull(),
    regionCode: text('region_code').notNull(),
    caseName: text('case_name').notNull(),
    /** A pure function of `state`, kept only so that lists can be filtered by it. */
    status: text('status').notNull(),
    /** What `evolve` makes of the events. */
    state: jsonb('state').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [index('transfer_document_idx').on(t.senderId, t.documentKey)],
)

/** Insert-only by grant and by trigger. */
export const event = pgTable(
  'event',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    /** The event in canonical JSON (RFC 8785), exactly as sealed. */
    body: text('body').notNull(),
    /** Body and detached signature as the client sent them, where it signed. */
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.version] })],
)

export const clock = pgTable(
  'clock',
  {
    transferId: uuid('transfer_id').notNull(),
    /** Unique within the case: rule, instance it hangs on, version of the anchor event. */
    key: text('key').notNull(),
    rule: text('rule').notNull(),
    status: text('status').notNull(),
    anchorAt: at('anchor_at').notNull(),
    /** The earlier and the later of the readings of the law; equal where there is one. */
    targetAt: at('target_at').notNull(),
    breachAt: at('breach_at').notNull(),
    provisional: boolean('provisional').notNull(),
    settledAt: at('settled_at'),
    settledVersion: integer('settled_version'),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.key] }),
    index('clock_due_idx').on(t.breachAt).where(sql`status = 'running'`),
  ],
)

/** Insert-only by grant and by trigger. */
export const receipt = pgTable(
  'receipt',
  {
    transferId: uuid('transfer_id').notNull(),
    no: integer('no').notNull(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
    jws: text('jws').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.no] })],
)

/** What a key was used for; a second use of it is answered from the act's own event. */
export const idempotency = pgTable(
  'idempotency',
  {
    clientId: text('client_id').notNull(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    requestHash: bytea('request_hash').notNull(),
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    status: smallint('status').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.route, t.key] }), index('idempotency_age_idx').on(t.createdAt)],
)
