// What src/drafts keeps of approvals inside an organ: what stands of each, and every word that was said on it, which nobody
// edits. What was reviewed is kept in full with its digest: what the head signs is what the reviewer read.
import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const approval = pgTable(
  'approval',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id').notNull(),
    /** `submission`, or `step` of the case `transfer_id`. */
    kind: text('kind').notNull(),
    transferId: uuid('transfer_id'),
    /** The draft that it was made from; removed when the letter has gone. */
    draftId: uuid('draft_id'),
    step: text('step').notNull(),
    /** Roles of which one decides. */
    deciders: text('deciders').array().notNull(),
    needsReview: boolean('needs_review').notNull(),
    state: text('state').notNull(),
    round: integer('round').notNull(),
    version: integer('version').notNull(),
    /** SHA-256 (hex) of the canonical JSON of what is asked for. */
    digest: text('digest').notNull(),
    documentNo: text('document_no'),
    caseName: text('case_name'),
    preparedBy: uuid('prepared_by').notNull(),
    preparedName: text('prepared_name').notNull(),
    preparedCertificate: text('prepared_certificate').notNull(),
    /** Certificates of the officers whom the act names. */
    handlers: text('handlers').array().notNull(),
    /** Who read this round. */
    reviewedBy: uuid('reviewed_by'),
    reachedHeadAt: at('reached_head_at'),
    approvedBy: uuid('approved_by'),
    /** The case that came of it, or in which the step was taken. */
    resultId: uuid('result_id'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    index('approval_agency_idx').on(t.agencyId, t.id),
    index('approval_state_idx').on(t.agencyId, t.state, t.id),
    index('approval_asked_idx').on(t.agencyId, t.preparedBy, t.id),
    index('approval_open_idx')
      .on(t.agencyId, t.id)
      .where(sql`state in ('returned', 'with_reviewer', 'with_head', 'approved')`),
  ],
)

export const approvalEntry = pgTable(
  'approval_entry',
  {
    approvalId: uuid('approval_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    round: integer('round').notNull(),
    at: at('at').notNull(),
    officerId: uuid('officer_id').notNull(),
    officerName: text('officer_name').notNull(),
    certificateNo: text('certificate_no').notNull(),
    reasons: text('reasons'),
    digest: text('digest').notNull(),
    /** Canonical JSON of what is asked for; of entries that begin a round. */
    body: text('body'),
    /** The gateway's refusal, of an approved act that could not be taken. */
    problem: text('problem'),
  },
  (t) => [primaryKey({ columns: [t.approvalId, t.version] })],
)
