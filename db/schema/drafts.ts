// What src/drafts keeps: letters in preparation. They are no acts: their organ changes and removes them as it likes.
import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const draft = pgTable(
  'draft',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    version: integer('version').notNull(),
    /** JSON text as it was sent; jsonb would sort it and refuse what a half-written letter may hold. */
    body: text('body').notNull(),
    documentNo: text('document_no'),
    caseName: text('case_name'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [index('draft_agency_idx').on(t.agencyId, t.id)],
)

/** What a repeated request is recognised by. It outlives the draft, so that a late repetition does not bring one back. */
export const draftKey = pgTable(
  'draft_key',
  {
    clientId: text('client_id').notNull(),
    key: text('key').notNull(),
    requestHash: bytea('request_hash').notNull(),
    draftId: uuid('draft_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.key] }), index('draft_key_age_idx').on(t.createdAt)],
)
