// What src/cases keeps: the case as its events leave it, the events with their canonical bytes, clocks, receipts and
// the answers that a repeated request gets again.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
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
    /** Whose letter it is, or who opened it while there is none: its document number is unique among that organ's. */
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
    /** What organs see from which something is sealed; null where nothing is, from nobody. */
    views: jsonb('views'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    /** The gateway that alone extends the case, where it is not this one: then the rows here are a copy. */
    home: uuid('home'),
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
    /** `X-Request-Id` of the answer to whoever asked for it; no part of what is sealed. */
    requestId: text('request_id'),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.version] }),
    index('event_request_idx').on(t.requestId).where(sql`request_id is not null`),
  ],
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
    /** Part or agency whose duty or right runs out. */
    owner: text('owner').notNull().default(''),
    /** Calendar that counted it; another one may count it anew while it runs. */
    calendar: text('calendar').notNull().default(''),
    /** Parts and agencies that may see it; null = every party. */
    visibleTo: text('visible_to').array(),
    /** When a look at it is due: its light changes then, or it ended after it had been warned of. Null: nothing is to come. */
    nextLightAt: at('next_light_at'),
    /** Set once its running out was raised. */
    expiredVersion: integer('expired_version'),
    settledAt: at('settled_at'),
    settledVersion: integer('settled_version'),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.key] }),
    index('clock_light_idx').on(t.nextLightAt).where(sql`next_light_at is not null`),
    index('clock_unraised_idx').on(t.breachAt).where(sql`status = 'running' and expired_version is null`),
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

/** What a letter names (persons, units, facts, number), as digests: so that a second transfer of the same is noticed. */
export const caseMark = pgTable(
  'case_mark',
  {
    transferId: uuid('transfer_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    kind: text('kind').notNull(),
    digest: bytea('digest').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.digest] }), index('case_mark_elsewhere_idx').on(t.digest, t.agencyId)],
)

/** Cases that belong together: linked, merged, split. Insert-only by grant and by trigger. */
export const caseLink = pgTable(
  'case_link',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    otherId: uuid('other_id').notNull(),
    relation: text('relation').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.version] }), index('case_link_other_idx').on(t.otherId)],
)

/** Seized items of all lists of a case, numbered through. Insert-only by grant and by trigger. */
export const seizedItem = pgTable(
  'seized_item',
  {
    transferId: uuid('transfer_id').notNull(),
    no: integer('no').notNull(),
    /** The entry whose list it stands in, and its place there. */
    version: integer('version').notNull(),
    seq: integer('seq').notNull(),
    batch: integer('batch').notNull(),
    name: text('name').notNull(),
    /** As seized. Fifteen digits before the point and six after it, as the contract takes them. */
    quantity: numeric('quantity', { precision: 21, scale: 6 }).notNull(),
    unit: text('unit').notNull(),
    /** Where it stood when it was listed. */
    custody: text('custody').notNull(),
    /** Marks, holder, measure and the rest, as the list has them. */
    details: jsonb('details').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.no] })],
)

/** Quantities of items that went from one place to another. Insert-only by grant and by trigger. */
export const itemMovement = pgTable(
  'item_movement',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    seq: integer('seq').notNull(),
    itemNo: integer('item_no').notNull(),
    quantity: numeric('quantity', { precision: 21, scale: 6 }).notNull(),
    unit: text('unit').notNull(),
    fromCustody: text('from_custody').notNull(),
    toCustody: text('to_custody').notNull(),
    /** Entry of the handover list that it belongs to. */
    list: integer('list'),
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.version, t.seq] }),
    index('item_movement_item_idx').on(t.transferId, t.itemNo),
    check('item_movement_moves', sql`${t.quantity} > 0 and ${t.fromCustody} <> ${t.toCustody}`),
  ],
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

/** Acts on copies: asked for here, decided again and entered by the gateway where the case is at home. */
export const actRequest = pgTable(
  'act_request',
  {
    id: uuid('id').primaryKey(),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    transferId: uuid('transfer_id').notNull(),
    home: uuid('home').notNull(),
    step: text('step').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    /** The legal time of the act. */
    at: at('at').notNull(),
    /** Last entry of the copy when the act was made. */
    seen: integer('seen').notNull(),
    input: jsonb('input').notNull(),
    /** What the act would have been here: shows what is under way, binds nobody. */
    expected: jsonb('expected').notNull(),
    body: bytea('body').notNull(),
    signature: text('signature'),
    letter: jsonb('letter'),
    route: text('route').notNull(),
    key: text('key'),
    /** Put into a package. */
    queued: boolean('queued').notNull().default(false),
    state: text('state').notNull().default('waiting'),
    version: integer('version'),
    refusal: jsonb('refusal'),
    settledAt: at('settled_at'),
  },
  (t) => [
    index('act_request_case_idx').on(t.transferId, t.seq),
    index('act_request_unsent_idx').on(t.home, t.seq).where(sql`not queued`),
    uniqueIndex('act_request_key_idx').on(t.clientId, t.route, t.key).where(sql`key is not null`),
    check('act_request_state_known', sql`${t.state} in ('waiting','entered','refused')`),
  ],
)

/** When a case changed its home, at which entry, from whom and to whom; null = this gateway. Insert-only. */
export const caseHandover = pgTable(
  'case_handover',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    fromHome: uuid('from_home'),
    toHome: uuid('to_home'),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.version, t.at] })],
)
