// What the assignments of src/supervision keep: what an upper procuratorate handed down, the items of each as they were
// frozen with the result of each, and the entries.
import { sql } from 'drizzle-orm'
import {
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

export const assignment = pgTable(
  'assignment',
  {
    id: uuid('id').primaryKey(),
    /** Number of the last entry. */
    version: integer('version').notNull(),
    state: text('state').notNull(),
    upperId: uuid('upper_id').notNull(),
    lowerId: uuid('lower_id').notNull(),
    title: text('title').notNull(),
    documentNo: text('document_no'),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    items: integer('items').notNull(),
    /** SHA-256 over the canonical list of what was handed down: it is the same list for ever. */
    listDigest: text('list_digest').notNull(),
    handedAt: at('handed_at').notNull(),
    signedAt: at('signed_at'),
    /** The first reply, and the acceptance: what response times are measured by. */
    repliedAt: at('replied_at'),
    acceptedAt: at('accepted_at'),
    returns: integer('returns').notNull(),
    overdueVersion: integer('overdue_version'),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    index('assignment_upper_idx').on(t.upperId, t.id),
    index('assignment_lower_idx').on(t.lowerId, t.id),
    index('assignment_due_idx').on(t.dueOn, t.id).where(sql`state in ('handed','signed','returned')`),
    check('assignment_state_known', sql`${t.state} in ('handed','signed','replied','returned','accepted','withdrawn')`),
  ],
)

export const assignmentItem = pgTable(
  'assignment_item',
  {
    assignmentId: uuid('assignment_id').notNull(),
    no: integer('no').notNull(),
    kind: text('kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** As the upper procuratorate read it when it handed it down; persons masked. */
    title: text('title').notNull(),
    result: text('result'),
    resultText: text('result_text'),
    resultAt: at('result_at'),
  },
  (t) => [
    primaryKey({ columns: [t.assignmentId, t.no] }),
    index('assignment_item_subject_idx').on(t.kind, t.subjectId),
    check('assignment_item_kind_known', sql`${t.kind} in ('transfer','penalty','finding')`),
    check('assignment_item_result_known', sql`${t.result} in ('verified','transferred','no_crime','in_progress')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const assignmentEntry = pgTable(
  'assignment_entry',
  {
    assignmentId: uuid('assignment_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    officers: jsonb('officers').notNull(),
    /** What was said, in canonical JSON. */
    body: text('body').notNull(),
    route: text('route'),
    key: text('key'),
    requestHash: bytea('request_hash'),
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [
    primaryKey({ columns: [t.assignmentId, t.version] }),
    uniqueIndex('assignment_entry_request_key').on(t.clientId, t.route, t.key).where(sql`key is not null`),
  ],
)
