// What src/sync keeps of the platforms it pulls from: how each is read and how far it has been read, every pull with its
// figures, and every package of a file drop with the receipt that answers it.
import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const source = pgTable(
  'source',
  {
    id: uuid('id').primaryKey(),
    /** The organ on whose behalf it is read. */
    agencyId: uuid('agency_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    /** Everything but secrets, as the operator wrote it. */
    config: jsonb('config').notNull(),
    /** A preset's id as a string, a mapping as an object; null: recognised by the fields. */
    mapping: jsonb('mapping'),
    /** Sealed; null where none is needed. */
    secret: text('secret'),
    state: text('state').notNull().default('enabled'),
    /** How far it has been read; moved only after what was read is durable. */
    cursor: jsonb('cursor'),
    everyMs: bigint('every_ms', { mode: 'number' }).notNull(),
    /** How often records, answers or reports of nothing are expected. */
    habit: jsonb('habit').notNull().default({}),
    /** The pull under way or the last one; the cursor moves only in its hand. */
    runId: uuid('run_id'),
    nextAt: at('next_at').notNull().defaultNow(),
    askedBy: text('asked_by'),
    /** Failed pulls in a row. */
    failures: integer('failures').notNull().default(0),
    lastRunAt: at('last_run_at'),
    lastOkAt: at('last_ok_at'),
    /** The last time a record came that we did not know. */
    lastRecordAt: at('last_record_at'),
    /** The last time it said that there was nothing. */
    lastZeroAt: at('last_zero_at'),
    /** The control time of the youngest record read, as local time: what lag is measured from. */
    lastControlTime: text('last_control_time'),
    lastError: text('last_error'),
    /** What still waits there, where it can be asked. */
    backlog: bigint('backlog', { mode: 'number' }),
    backlogAt: at('backlog_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('source_name_key').on(t.name),
    index('source_agency_idx').on(t.agencyId),
    check('source_kind_known', sql`${t.kind} in ('rest','table','files')`),
    check('source_state_known', sql`${t.state} in ('enabled','disabled')`),
  ],
)

export const sourceRun = pgTable(
  'source_run',
  {
    id: uuid('id').primaryKey(),
    sourceId: uuid('source_id').notNull(),
    /** `schedule`, `command` or `client:<id>`. */
    askedBy: text('asked_by').notNull(),
    begunAt: at('begun_at').notNull(),
    endedAt: at('ended_at'),
    /** `running`, `ok`, `failed`, or `cut` where the process ended in the middle. */
    state: text('state').notNull(),
    fromCursor: jsonb('from_cursor'),
    toCursor: jsonb('to_cursor'),
    pages: integer('pages').notNull().default(0),
    read: bigint('read', { mode: 'number' }).notNull().default(0),
    created: bigint('created', { mode: 'number' }).notNull().default(0),
    updated: bigint('updated', { mode: 'number' }).notNull().default(0),
    unchanged: bigint('unchanged', { mode: 'number' }).notNull().default(0),
    quarantined: bigint('quarantined', { mode: 'number' }).notNull().default(0),
    refused: bigint('refused', { mode: 'number' }).notNull().default(0),
    /** Names the place: the pointer, the column, the file and line. */
    error: text('error'),
  },
  (t) => [index('source_run_idx').on(t.sourceId, t.id)],
)

export const sourceFile = pgTable(
  'source_file',
  {
    id: uuid('id').primaryKey(),
    sourceId: uuid('source_id').notNull(),
    /** Null where the manifest could not be read. */
    sequence: bigint('sequence', { mode: 'number' }),
    name: text('name').notNull(),
    /** SHA-256 of the package as it lay there. */
    digest: text('digest').notNull(),
    /** `taken`, `set_aside`, or `skipped` by an operator. */
    state: text('state').notNull(),
    reason: text('reason'),
    counts: jsonb('counts'),
    /** What the sender says of whole days: count, sum, digest. */
    days: jsonb('days'),
    /** The signed receipt (JWS), written again as it stands when the package comes again. */
    receipt: text('receipt'),
    at: at('at').notNull(),
  },
  (t) => [
    uniqueIndex('source_file_taken_key').on(t.sourceId, t.sequence).where(sql`state in ('taken','skipped')`),
    uniqueIndex('source_file_aside_key').on(t.sourceId, t.digest).where(sql`state = 'set_aside'`),
    index('source_file_idx').on(t.sourceId, t.id),
  ],
)
