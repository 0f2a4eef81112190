// What src/labels keeps: campaigns and listed supervision as their entries leave them, the entries, what bears a label now,
// and the log of what was labelled for those who count by label.
import { sql } from 'drizzle-orm'
import {
  bigint,
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
import { bytea, xid8 } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const label = pgTable(
  'label',
  {
    id: uuid('id').primaryKey(),
    /** Number of the last entry. */
    version: integer('version').notNull(),
    kind: text('kind').notNull(),
    state: text('state').notNull(),
    name: text('name').notNull(),
    ownerId: uuid('owner_id').notNull(),
    /** Organs that may use it, the owner among them. */
    members: uuid('members').array().notNull(),
    fromDay: date('from_day', { mode: 'string' }).notNull(),
    toDay: date('to_day', { mode: 'string' }),
    /** Of listed supervision: until when it is reported on. */
    dueOn: date('due_on', { mode: 'string' }),
    /** Whether a report of listed supervision lies before. */
    reported: boolean('reported').notNull().default(false),
    /** The entry that said that the due day had passed, of the due day as it stands. */
    overdueVersion: integer('overdue_version'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    index('label_members_idx').using('gin', t.members),
    index('label_due_idx')
      .on(t.dueOn, t.id)
      .where(sql`state = 'open' and not reported and overdue_version is null and due_on is not null`),
    check('label_kind_known', sql`${t.kind} in ('campaign','listed')`),
    check('label_state_known', sql`${t.state} in ('open','ended')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const labelEntry = pgTable(
  'label_entry',
  {
    labelId: uuid('label_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    officers: jsonb('officers').notNull(),
    /** What was said, in canonical JSON; of what was put under the label the subjects too. */
    body: text('body').notNull(),
    route: text('route'),
    key: text('key'),
    requestHash: bytea('request_hash'),
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [
    primaryKey({ columns: [t.labelId, t.version] }),
    uniqueIndex('label_entry_request_key').on(t.clientId, t.route, t.key).where(sql`key is not null`),
  ],
)

/** What bears a label, or bore it. Who put it there, when and why stands in the entry. */
export const labelled = pgTable(
  'labelled',
  {
    labelId: uuid('label_id').notNull(),
    kind: text('kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    byId: uuid('by_id').notNull(),
    at: at('at').notNull(),
    putVersion: integer('put_version').notNull(),
    removedAt: at('removed_at'),
    removedVersion: integer('removed_version'),
  },
  (t) => [
    primaryKey({ columns: [t.labelId, t.kind, t.subjectId] }),
    index('labelled_subject_idx').on(t.kind, t.subjectId).where(sql`removed_at is null`),
    check('labelled_kind_known', sql`${t.kind} in ('transfer','penalty','finding')`),
  ],
)

/** For those who follow what bears a label; read in commit-safe order. Insert-only by grant and by trigger. */
export const labelChange = pgTable(
  'label_change',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    txid: xid8('txid').notNull().default(sql`pg_current_xact_id()`),
    labelId: uuid('label_id').notNull(),
    kind: text('kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    isOn: boolean('is_on').notNull(),
  },
  (t) => [index('label_change_order_idx').on(t.txid, t.seq)],
)
