// What src/penalties keeps: penalty cases as their last version leaves them, every version as it came, what is held for
// repair, the batches that brought them, and what became of the transfers that grew from them.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, xid8 } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
const fen = (name: string) => bigint(name, { mode: 'number' })

export const penaltyCase = pgTable(
  'penalty_case',
  {
    id: uuid('id').primaryKey(),
    /** `source:<uuid>`, `agency:<uuid>` or `import:<name>`. */
    origin: text('origin').notNull(),
    /** The natural key with the rule that made it: `k:`, `d:`, `f:` or `x:`. */
    key: text('key').notNull(),
    version: integer('version').notNull(),
    state: text('state').notNull(),
    /** Of the record as its origin gave it last; a correction of ours leaves it. */
    digest: bytea('digest').notNull(),
    fingerprint: bytea('fingerprint'),
    /** Local day under which the origin counts it, its own time for the row, and the amount it sums up. */
    sourceDay: date('source_day', { mode: 'string' }).notNull(),
    sourceAt: text('source_at'),
    sourceFen: fen('source_fen'),
    /** The organ that brought it, null for an operator's import. */
    senderId: uuid('sender_id'),
    /** The organ that decided, where it is registered. */
    agencyId: uuid('agency_id'),
    organName: text('organ_name'),
    organCode: text('organ_code'),
    regionCode: text('region_code'),
    domain: text('domain'),
    decisionKey: text('decision_key'),
    decidedOn: date('decided_on', { mode: 'string' }),
    procedure: text('procedure'),
    fineFen: fen('fine_fen'),
    suspected: boolean('suspected'),
    transferred: boolean('transferred'),
    /** The transfer that grew from it here. */
    transferId: uuid('transfer_id'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  // The merge pays for each of these a million times: only the first three are random, the others grow at their ends.
  (t) => [
    uniqueIndex('penalty_case_key').on(t.origin, t.key),
    index('penalty_case_fingerprint_idx').on(t.fingerprint),
    index('penalty_case_decision_idx').on(t.decisionKey).where(sql`decision_key is not null`),
    index('penalty_case_day_idx').on(t.origin, t.sourceDay),
    index('penalty_case_agency_idx').on(t.agencyId, t.id).where(sql`agency_id is not null`),
    index('penalty_case_sender_idx').on(t.senderId, t.id).where(sql`sender_id is not null`),
    index('penalty_case_region_idx').on(t.regionCode, t.id).where(sql`region_code is not null`),
    index('penalty_case_transfer_idx').on(t.transferId).where(sql`transfer_id is not null`),
    check('penalty_case_state_known', sql`${t.state} in ('live','withdrawn')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const penaltyVersion = pgTable(
  'penalty_version',
  {
    caseId: uuid('case_id').notNull(),
    version: integer('version').notNull(),
    at: at('at').notNull(),
    operation: text('operation').notNull(),
    digest: bytea('digest').notNull(),
    /** JSON as it came, without the control columns; text, for jsonb would sort it and refuse what it may hold. */
    raw: text('raw').notNull(),
    /** The canonical record in JSON; null for a withdrawal that named nothing but the key. */
    record: text('record'),
    layout: text('layout').notNull(),
    sourceAt: text('source_at'),
    batchId: uuid('batch_id'),
    /** Of a correction: why, what changed, who. */
    reason: text('reason'),
    diff: text('diff'),
    officers: text('officers'),
    clientId: text('client_id'),
    requestKey: text('request_key'),
    requestHash: bytea('request_hash'),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.version] }),
    uniqueIndex('penalty_version_request_key').on(t.clientId, t.requestKey).where(sql`request_key is not null`),
    check(
      'penalty_version_operation_known',
      sql`${t.operation} in ('insert','update','delete','correction','release')`,
    ),
  ],
)

export const penaltyQuarantine = pgTable(
  'penalty_quarantine',
  {
    id: uuid('id').primaryKey(),
    origin: text('origin').notNull(),
    digest: bytea('digest').notNull(),
    key: text('key'),
    state: text('state').notNull(),
    senderId: uuid('sender_id'),
    raw: text('raw').notNull(),
    /** JSON: field, code and detail of each fault. */
    faults: text('faults').notNull(),
    operation: text('operation').notNull(),
    layout: text('layout').notNull(),
    sourceDay: date('source_day', { mode: 'string' }).notNull(),
    sourceAt: text('source_at'),
    sourceFen: fen('source_fen'),
    batchId: uuid('batch_id'),
    at: at('at').notNull(),
    /** The penalty case that the corrected record became or belongs to. */
    caseId: uuid('case_id'),
    resolvedAt: at('resolved_at'),
  },
  (t) => [
    uniqueIndex('penalty_quarantine_digest').on(t.origin, t.digest),
    index('penalty_quarantine_held_idx').on(t.origin, t.key).where(sql`state = 'held'`),
    index('penalty_quarantine_sender_idx').on(t.senderId, t.id),
    check('penalty_quarantine_state_known', sql`${t.state} in ('held','released','superseded')`),
  ],
)

/** A request or a file that brought records, with how far it has come. */
export const penaltyBatch = pgTable(
  'penalty_batch',
  {
    id: uuid('id').primaryKey(),
    origin: text('origin').notNull(),
    clientId: text('client_id'),
    name: text('name'),
    /** SHA-256 of the file: a run that was cut off goes on where it stopped. */
    fileDigest: bytea('file_digest'),
    /** Records of the file that have been dealt with. */
    position: bigint('position', { mode: 'number' }).notNull(),
    created: integer('created').notNull(),
    updated: integer('updated').notNull(),
    unchanged: integer('unchanged').notNull(),
    quarantined: integer('quarantined').notNull(),
    refused: integer('refused').notNull(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    index('penalty_batch_unfinished_idx')
      .on(t.origin, t.fileDigest)
      .where(sql`file_digest is not null and finished_at is null`),
  ],
)

/** What became of the transfer that grew from a penalty case: one row an entry of it that its sender saw. */
export const penaltyOutcome = pgTable(
  'penalty_outcome',
  {
    caseId: uuid('case_id').notNull(),
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    step: text('step').notNull(),
    status: text('status').notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.transferId, t.version] })],
)

/** How far the notices have been read for outcomes: one row. */
export const penaltyFeed = pgTable('penalty_feed', {
  name: text('name').primaryKey(),
  txid: xid8('txid').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
})
