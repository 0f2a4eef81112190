// What src/agencies keeps of its administration: what an administrator asked for that needs a second person, and every
// change with what stood before and after. Both are insert-only by grant and by trigger.
import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const administrationRequest = pgTable(
  'administration_request',
  {
    id: uuid('id').primaryKey(),
    act: text('act').notNull(),
    /** The administrator's role that the act belongs to: whose business it is. */
    role: text('role').notNull(),
    /** `agency:<code>`, `client:<id>`, `officer:<id>`, …: what is changed. */
    target: text('target').notNull(),
    what: jsonb('what').notNull(),
    /** What stood when it was asked; null where there was nothing. An approval is refused where it stands no longer. */
    before: jsonb('before'),
    /** What would stand after it, by trying. */
    foreseen: jsonb('foreseen'),
    reason: text('reason').notNull(),
    askedById: uuid('asked_by_id').notNull(),
    askedAt: at('asked_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('administration_request_role_idx').on(t.role, t.id)],
)

/** The log of administration. */
export const administrationEntry = pgTable(
  'administration_entry',
  {
    no: bigint('no', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull(),
    /** Asked, done alone, or what the second person said. */
    phase: text('phase').notNull(),
    act: text('act').notNull(),
    role: text('role').notNull(),
    target: text('target').notNull(),
    /** No foreign key: a table that is referenced is refused a truncate before its own trigger speaks. */
    requestId: uuid('request_id'),
    officerId: uuid('officer_id').notNull(),
    /** As it was then: names and organs change. */
    officerName: text('officer_name').notNull(),
    agencyId: uuid('agency_id').notNull(),
    reason: text('reason').notNull(),
    what: jsonb('what').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
    key: text('key'),
    requestHash: bytea('request_hash'),
  },
  (t) => [
    /** A request is decided once. */
    uniqueIndex('administration_entry_decided_key')
      .on(t.requestId)
      .where(sql`phase in ('approved','refused','withdrawn')`),
    uniqueIndex('administration_entry_request_key').on(t.officerId, t.key).where(sql`key is not null`),
    index('administration_entry_request_idx').on(t.requestId),
    index('administration_entry_role_idx').on(t.role, t.no),
    index('administration_entry_target_idx').on(t.target, t.no),
    check('administration_entry_phase_known', sql`${t.phase} in ('asked','done','approved','refused','withdrawn')`),
  ],
)
