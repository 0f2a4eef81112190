// What src/supervision/reports keeps: what was asked for, what was made of it with its figures, the files as they were drawn,
// and the rhythms in which organs owe reports.
import { sql } from 'drizzle-orm'
import {
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
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const report = pgTable(
  'report',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    agencyId: uuid('agency_id').notNull(),
    /** Of the organ when it was asked for: its superiors see it by that. */
    regionCode: text('region_code').notNull(),
    title: text('title').notNull(),
    /** Months, `yyyy-mm`, both included. */
    fromMonth: text('from_month').notNull(),
    toMonth: text('to_month').notNull(),
    asked: jsonb('asked').notNull(),
    state: text('state').notNull(),
    askedAt: at('asked_at').notNull(),
    /** Null where a schedule asked. */
    clientId: text('client_id'),
    officers: jsonb('officers').notNull().default(sql`'[]'`),
    requestKey: text('request_key'),
    requestHash: bytea('request_hash'),
    scheduleId: uuid('schedule_id'),
    attempts: integer('attempts').notNull().default(0),
    /** Whoever makes it has so long; then another takes it up. */
    takenUntil: at('taken_until'),
    madeAt: at('made_at'),
    failedBecause: text('failed_because'),
    zero: boolean('zero'),
    /** What it says, with every table: of which the files are drawings. */
    content: jsonb('content'),
  },
  (t) => [
    uniqueIndex('report_scheduled_key').on(t.scheduleId, t.fromMonth, t.toMonth).where(sql`schedule_id is not null`),
    uniqueIndex('report_request_key').on(t.clientId, t.requestKey).where(sql`request_key is not null`),
    index('report_agency_idx').on(t.agencyId, t.id),
    index('report_region_idx').on(t.regionCode, t.id),
    index('report_zero_idx').on(t.agencyId, t.toMonth).where(sql`kind = 'zero'`),
    index('report_waiting_idx').on(t.askedAt).where(sql`state in ('waiting','making')`),
    check('report_kind_known', sql`${t.kind} in ('self_examination','work','bulletin','zero')`),
    check('report_state_known', sql`${t.state} in ('waiting','making','made','failed')`),
    check('report_made_whole', sql`${t.state} <> 'made' or (${t.content} is not null and ${t.madeAt} is not null)`),
  ],
)

/** Insert-only by grant and by trigger. */
export const reportFile = pgTable(
  'report_file',
  {
    reportId: uuid('report_id').notNull(),
    format: text('format').notNull(),
    bytes: bytea('bytes').notNull(),
    sha256: bytea('sha256').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.reportId, t.format] }),
    check('report_file_format_known', sql`${t.format} in ('docx','xlsx')`),
  ],
)

export const reportSchedule = pgTable(
  'report_schedule',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id').notNull(),
    kind: text('kind').notNull(),
    every: text('every').notNull(),
    /** Periods that ended before are not owed. */
    since: date('since', { mode: 'string' }).notNull(),
    delayDays: integer('delay_days').notNull(),
    asked: jsonb('asked').notNull(),
    createdAt: at('created_at').notNull(),
    clientId: text('client_id'),
    officers: jsonb('officers').notNull().default(sql`'[]'`),
    requestKey: text('request_key'),
    requestHash: bytea('request_hash'),
    endedAt: at('ended_at'),
    endedBecause: text('ended_because'),
  },
  (t) => [
    index('report_schedule_agency_idx').on(t.agencyId, t.id),
    index('report_schedule_running_idx').on(t.id).where(sql`ended_at is null`),
    uniqueIndex('report_schedule_request_key').on(t.clientId, t.requestKey).where(sql`request_key is not null`),
    check('report_schedule_every_known', sql`${t.every} in ('month','quarter','year')`),
    check('report_schedule_kind_known', sql`${t.kind} in ('self_examination','work','bulletin')`),
    check('report_schedule_delay_sane', sql`${t.delayDays} between 0 and 60`),
  ],
)
