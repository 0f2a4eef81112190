// What src/letters keeps: how agencies number their letters and what those look like, the numbers allotted, and by which
// code an issued letter is checked. The bytes of an issued letter are a material of its case.
import {
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

/** An agency's own scheme of numbers; `letter` is `*` for all that have none of their own. */
export const letterScheme = pgTable(
  'letter_scheme',
  {
    agencyId: uuid('agency_id').notNull(),
    letter: text('letter').notNull(),
    pattern: text('pattern').notNull(),
    prefix: text('prefix').notNull(),
    /** `yearly` or `never`. */
    reset: text('reset').notNull(),
    padding: smallint('padding').notNull(),
    start: integer('start').notNull(),
    setAt: at('set_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.letter] })],
)

export const letterStyle = pgTable('letter_style', {
  agencyId: uuid('agency_id').primaryKey(),
  redHead: boolean('red_head').notNull(),
  setAt: at('set_at').notNull().defaultNow(),
})

/** An agency's own form of a letter, with placeholders. */
export const letterTemplate = pgTable(
  'letter_template',
  {
    agencyId: uuid('agency_id').notNull(),
    letter: text('letter').notNull(),
    filename: text('filename').notNull(),
    bytes: bytea('bytes').notNull(),
    sha256: text('sha256').notNull(),
    setAt: at('set_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.letter] })],
)

/** One number of a series, and the letter that has it or had it in mind. */
export const letterNumber = pgTable(
  'letter_number',
  {
    agencyId: uuid('agency_id').notNull(),
    series: text('series').notNull(),
    period: text('period').notNull(),
    no: integer('no').notNull(),
    documentNo: text('document_no').notNull(),
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    letter: text('letter').notNull(),
    /** Attempts under way; at none, and not issued, the number goes to the next letter. */
    attempts: integer('attempts').notNull(),
    triedAt: at('tried_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.series, t.period, t.no] }),
    index('letter_number_letter_idx').on(t.transferId, t.version, t.letter),
  ],
)

/** Issued letters, by the code that stands on them. */
export const letterIssue = pgTable(
  'letter_issue',
  {
    transferId: uuid('transfer_id').notNull(),
    /** Entry that brought the letter. */
    version: integer('version').notNull(),
    letter: text('letter').notNull(),
    code: text('code').notNull().unique(),
    agencyId: uuid('agency_id').notNull(),
    documentNo: text('document_no'),
    issuedOn: date('issued_on').notNull(),
    /** Entry of the issue itself. */
    issuedVersion: integer('issued_version').notNull(),
    materialId: uuid('material_id').notNull(),
    sha256: text('sha256').notNull(),
    sm3: text('sm3').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.version, t.letter] })],
)
