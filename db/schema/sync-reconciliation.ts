// What src/sync keeps of comparing: reconciliations with both sides' figures by day, their differences key by key, and gaps,
// which are things that should have come and did not.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
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

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
const localDay = (name: string) => date(name, { mode: 'string' })

/** Absence as an event. One is open for a kind and a subject; what is over stays, with the reason why it is over. */
export const syncGap = pgTable(
  'sync_gap',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** `source:<uuid>`, `receiver:<uuid>`, … : what was silent. */
    subject: text('subject').notNull(),
    /** The organ it concerns; null where it concerns the gateway. */
    agencyId: uuid('agency_id'),
    /** From when on it is owed, which is before it was noticed. */
    since: at('since').notNull(),
    detail: jsonb('detail').notNull(),
    raisedAt: at('raised_at').notNull(),
    /** The last time it was found still open. */
    seenAt: at('seen_at').notNull(),
    closedAt: at('closed_at'),
    closedBecause: text('closed_because'),
  },
  (t) => [
    uniqueIndex('sync_gap_open_idx').on(t.kind, t.subject).where(sql`closed_at is null`),
    index('sync_gap_subject_idx').on(t.subject),
    index('sync_gap_agency_idx').on(t.agencyId, t.id),
  ],
)

export const reconciliation = pgTable(
  'reconciliation',
  {
    id: uuid('id').primaryKey(),
    /** `source` or `sink`. */
    kind: text('kind').notNull(),
    partnerId: uuid('partner_id').notNull(),
    name: text('name').notNull(),
    agencyId: uuid('agency_id'),
    fromDay: localDay('from_day').notNull(),
    toDay: localDay('to_day').notNull(),
    /** `schedule`, `command`, or `client:<id>`. */
    askedBy: text('asked_by').notNull(),
    repair: boolean('repair').notNull(),
    /** `running`, `agreed`, `differs`, `failed`. */
    state: text('state').notNull(),
    /** What was compared: `digests`, or `counts` where the other side gives no digests. */
    compared: text('compared'),
    begunAt: at('begun_at').notNull(),
    endedAt: at('ended_at'),
    days: integer('days').notNull().default(0),
    daysDiffering: integer('days_differing').notNull().default(0),
    /** As found, before repair. */
    missing: bigint('missing', { mode: 'number' }).notNull().default(0),
    surplus: bigint('surplus', { mode: 'number' }).notNull().default(0),
    different: bigint('different', { mode: 'number' }).notNull().default(0),
    repaired: bigint('repaired', { mode: 'number' }).notNull().default(0),
    /** Differences that stand at the end. */
    open: bigint('open', { mode: 'number' }).notNull().default(0),
    /** On their way while it ran, and so no differences. */
    underWay: bigint('under_way', { mode: 'number' }).notNull().default(0),
    error: text('error'),
    /** The signed statement (JWS). */
    statement: text('statement'),
  },
  (t) => [
    index('reconciliation_partner_idx').on(t.partnerId, t.id),
    index('reconciliation_agency_idx').on(t.agencyId, t.id),
  ],
)

/** Figures are `{count, sum, digest}`; a side that gives no sum or digest has null there. */
export const reconciliationDay = pgTable(
  'reconciliation_day',
  {
    reconciliationId: uuid('reconciliation_id').notNull(),
    day: localDay('day').notNull(),
    equal: boolean('equal').notNull(),
    ours: jsonb('ours').notNull(),
    theirs: jsonb('theirs').notNull(),
    /** After the repair; null where nothing was repaired on that day. */
    oursAfter: jsonb('ours_after'),
    theirsAfter: jsonb('theirs_after'),
  },
  (t) => [primaryKey({ columns: [t.reconciliationId, t.day] })],
)

export const reconciliationDifference = pgTable(
  'reconciliation_difference',
  {
    reconciliationId: uuid('reconciliation_id').notNull(),
    day: localDay('day').notNull(),
    key: text('key').notNull(),
    /** `missing` 漏, `surplus` 多, `different` 不一致; on the receiving side of the exchange. */
    kind: text('kind').notNull(),
    ours: text('ours'),
    theirs: text('theirs'),
    /** `open`, `repaired`. */
    state: text('state').notNull(),
    /** Why it could not be repaired. */
    detail: text('detail'),
  },
  (t) => [primaryKey({ columns: [t.reconciliationId, t.day, t.key] })],
)
