// What src/materials keeps: files on their way in, and what is known of those that arrived. The bytes are not here.
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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const material = pgTable(
  'material',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    state: text('state').notNull(),
    filename: text('filename').notNull(),
    declaredType: text('declared_type'),
    /** Media type by content, not by name. */
    mediaType: text('media_type'),
    size: bigint('size', { mode: 'number' }),
    declaredSha256: text('declared_sha256'),
    declaredSm3: text('declared_sm3'),
    /** Lower-case hex; both set when `state` is `ready`. */
    sha256: text('sha256'),
    sm3: text('sm3'),
    failure: text('failure'),
    /** What the scanner said: `waiting` for it, `clean`, or `unscanned` because it was too large; null where none was asked. */
    scan: text('scan'),
    metadata: jsonb('metadata').notNull().default({}),
    createdAt: at('created_at').notNull().defaultNow(),
    completedAt: at('completed_at'),
    /** An unfinished or unused file may be removed after this moment. */
    expiresAt: at('expires_at').notNull(),
    /** Set together, by the act that takes the file into a case. */
    transferId: uuid('transfer_id'),
    version: integer('version'),
    seq: integer('seq'),
    kind: text('kind'),
    title: text('title'),
    original: boolean('original'),
    /** As the act catalogued it that took it in; later filings stand in `material_note`. What lists filter by has a column. */
    folder: text('folder'),
    evidenceCode: text('evidence_code'),
    needsRecollection: boolean('needs_recollection'),
    catalogue: jsonb('catalogue'),
    /** Of a `registered` one: which system holds the bytes, until when, whom to ask. */
    held: jsonb('held'),
  },
  (t) => [
    index('material_case_idx').on(t.transferId, t.version, t.seq),
    // What no case has taken is counted by agency and removed by age.
    index('material_unused_idx').on(t.agencyId, t.size).where(sql`transfer_id is null`),
    index('material_waiting_idx').on(t.createdAt).where(sql`scan = 'waiting'`),
    index('material_expiry_idx').on(t.expiresAt).where(sql`transfer_id is null`),
    index('material_digest_idx').on(t.sha256),
    check('material_state_known', sql`${t.state} in ('receiving','ready','refused','registered','quarantined')`),
    check('material_scan_known', sql`${t.scan} in ('waiting','clean','unscanned')`),
    // What is registered twice before a case takes it is one entry.
    uniqueIndex('material_registered_idx')
      .on(t.agencyId, sql`(held ->> 'system')`, sql`(held ->> 'identifier')`, t.sha256)
      .where(sql`state = 'registered' and transfer_id is null`),
    check(
      'material_registered_says_where',
      sql`${t.state} <> 'registered' or (${t.sha256} is not null and ${t.size} is not null and ${t.held} is not null)`,
    ),
    check(
      'material_ready_has_digests',
      sql`${t.state} <> 'ready' or (${t.sha256} is not null and ${t.sm3} is not null and ${t.size} is not null)`,
    ),
    check('material_bound_is_ready', sql`${t.transferId} is null or ${t.state} in ('ready','registered')`),
  ],
)

/**
 * What acts have said later of materials that a case has: another filing, a hand-over, a stretch of a recording that belongs
 * to a record. Written once; which filing holds for whom is found when it is asked, for an act may be sealed from some.
 */
export const materialNote = pgTable(
  'material_note',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    seq: integer('seq').notNull(),
    what: text('what').notNull(),
    materialId: uuid('material_id').notNull(),
    /** The written record, of a stretch. */
    recordId: uuid('record_id'),
    folder: text('folder'),
    evidenceCode: text('evidence_code'),
    needsRecollection: boolean('needs_recollection'),
    body: jsonb('body').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.version, t.seq] }),
    index('material_note_material_idx').on(t.materialId),
    index('material_note_record_idx').on(t.recordId).where(sql`record_id is not null`),
    check('material_note_known', sql`${t.what} in ('filing','movement','stretch')`),
  ],
)
