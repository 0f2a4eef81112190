// What src/materials keeps: files on their way in, and what is known of those that arrived. The bytes are not here.
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

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
  },
  (t) => [
    index('material_case_idx').on(t.transferId, t.version, t.seq),
    // What no case has taken is counted by agency and removed by age.
    index('material_unused_idx').on(t.agencyId).where(sql`transfer_id is null`),
    index('material_expiry_idx').on(t.expiresAt).where(sql`transfer_id is null`),
    index('material_digest_idx').on(t.sha256),
    check('material_state_known', sql`${t.state} in ('receiving','ready','refused')`),
    check(
      'material_ready_has_digests',
      sql`${t.state} <> 'ready' or (${t.sha256} is not null and ${t.sm3} is not null and ${t.size} is not null)`,
    ),
    check('material_bound_is_ready', sql`${t.transferId} is null or ${t.state} = 'ready'`),
  ],
)
