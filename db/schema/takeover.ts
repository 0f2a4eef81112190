// What src/takeover keeps of an older platform: every row of its dumps as it came, what was made of each case, and what was
// found wrong. Nothing here is repaired, and nothing of it is a case by itself.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
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

/** One older platform; its code is the prefix of the keys it exports, as a rule that of its district. */
export const takeoverInstallation = pgTable(
  'takeover_installation',
  {
    id: uuid('id').primaryKey(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** Sealed. Ids and salts of what is imported are derived with it, so that a run that is cut off ends as if it had not been. */
    secret: text('secret').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('takeover_installation_code_key').on(t.code)],
)

export const takeoverRun = pgTable(
  'takeover_run',
  {
    id: uuid('id').primaryKey(),
    installationId: uuid('installation_id').notNull(),
    no: integer('no').notNull(),
    /** Nothing was made of the rows. */
    dry: boolean('dry').notNull(),
    /** Of all that the run imports: one value, also where it was cut off and went on later. */
    importedAt: at('imported_at').notNull(),
    /** Digest of the dump's description and of the mapping; hex. The same again goes on where a run was cut off. */
    asked: text('asked').notNull(),
    /** `staging`, `reading`, `comparing`, `done`. */
    stage: text('stage').notNull().default('staging'),
    /** Tables that are staged, and the last case that was read. */
    progress: jsonb('progress').notNull().default({}),
    /** Figures of both sides, when it is done. */
    figures: jsonb('figures'),
    /** The signed statement. */
    statement: text('statement'),
    startedAt: at('started_at').notNull().defaultNow(),
    endedAt: at('ended_at'),
  },
  (t) => [
    uniqueIndex('takeover_run_no_key').on(t.installationId, t.no),
    check('takeover_run_stage_known', sql`${t.stage} in ('staging','reading','comparing','done')`),
  ],
)

/** A row of the older platform as its dump had it. */
export const takeoverRow = pgTable(
  'takeover_row',
  {
    installationId: uuid('installation_id').notNull(),
    tbl: text('tbl').notNull(),
    /** Values of the key columns, joined by `/`. */
    key: text('key').notNull(),
    caseKey: text('case_key'),
    /** By what rows of other tables find it, where that is not its key. */
    link: text('link'),
    /** Its values as text in canonical JSON; what is empty there is left out. */
    body: text('body').notNull(),
    digest: bytea('digest').notNull(),
    /** What it was before it changed. */
    former: text('former'),
    firstRun: integer('first_run').notNull(),
    changedRun: integer('changed_run').notNull(),
    /** The run whose whole dump had it no more. */
    goneRun: integer('gone_run'),
  },
  (t) => [
    // An installation whose rows came a minute ago is in no statistics: an index that began with it would be taken for one
    // that finds a row or two, and a case be looked for among millions. So none begins with it.
    primaryKey({ columns: [t.tbl, t.key, t.installationId] }),
    index('takeover_row_case_idx').on(t.caseKey, t.installationId).where(sql`case_key is not null`),
    index('takeover_row_link_idx').on(t.link, t.tbl, t.installationId).where(sql`link is not null`),
  ],
)

/** What was made of a case. */
export const takeoverCase = pgTable(
  'takeover_case',
  {
    installationId: uuid('installation_id').notNull(),
    caseKey: text('case_key').notNull(),
    kind: text('kind').notNull(),
    /** Why it is held. */
    reasons: jsonb('reasons').notNull().default([]),
    transferId: uuid('transfer_id'),
    /** Last imported entry: where the case has more, it was continued here. */
    version: integer('version'),
    penaltyCaseId: uuid('penalty_case_id'),
    clueId: uuid('clue_id'),
    /** Digest of the mapping that it was read with. */
    mapping: bytea('mapping').notNull(),
    run: integer('run').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.caseKey] }),
    uniqueIndex('takeover_case_transfer_key').on(t.transferId).where(sql`transfer_id is not null`),
    check('takeover_case_kind_known', sql`${t.kind} in ('transfer','penalty','duty_clue','held')`),
  ],
)

/** What was made of a clue that belongs to no case. One of a case stands with the case. */
export const takeoverClue = pgTable(
  'takeover_clue',
  {
    installationId: uuid('installation_id').notNull(),
    /** Of its row in CLUE_INFO. */
    key: text('key').notNull(),
    /** Null while it is held. */
    clueId: uuid('clue_id'),
    /** Why it is held. */
    reasons: jsonb('reasons').notNull().default([]),
    /** Digest of the mapping that it was read with. */
    mapping: bytea('mapping').notNull(),
    run: integer('run').notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.key] })],
)

export const takeoverDifference = pgTable(
  'takeover_difference',
  {
    installationId: uuid('installation_id').notNull(),
    /** Empty where it is of no case; `CLUE_INFO/<key>` where it is of a clue. */
    caseKey: text('case_key').notNull(),
    kind: text('kind').notNull(),
    tbl: text('tbl').notNull(),
    key: text('key').notNull(),
    detail: jsonb('detail').notNull(),
    run: integer('run').notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.caseKey, t.kind, t.tbl, t.key] })],
)

/** Codes that no mapping knows, as the last run met them. */
export const takeoverCode = pgTable(
  'takeover_code',
  {
    installationId: uuid('installation_id').notNull(),
    caseKey: text('case_key').notNull(),
    kind: text('kind').notNull(),
    code: text('code').notNull(),
    label: text('label'),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.caseKey, t.kind, t.code] }),
    index('takeover_code_idx').on(t.kind, t.code, t.installationId),
  ],
)

/** Who had the ball at cut-over. Started or dismissed by a person alone. */
export const takeoverDuty = pgTable(
  'takeover_duty',
  {
    installationId: uuid('installation_id').notNull(),
    key: text('key').notNull(),
    caseKey: text('case_key').notNull(),
    transferId: uuid('transfer_id'),
    what: text('what').notNull(),
    agencyId: uuid('agency_id'),
    since: at('since'),
    state: text('state').notNull().default('open'),
    decidedBy: text('decided_by'),
    decidedAt: at('decided_at'),
    reason: text('reason'),
    run: integer('run').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.key, t.installationId] }),
    index('takeover_duty_case_idx').on(t.caseKey, t.installationId),
    index('takeover_duty_transfer_idx').on(t.transferId).where(sql`transfer_id is not null`),
    check('takeover_duty_state_known', sql`${t.state} in ('open','started','dismissed')`),
  ],
)

/** Files that the attachments name. */
export const takeoverFile = pgTable(
  'takeover_file',
  {
    installationId: uuid('installation_id').notNull(),
    /** Of the attachment; of a paper or a form's field with its table before it. */
    key: text('key').notNull(),
    caseKey: text('case_key').notNull(),
    /** Relative to the directory of files, with `/`. */
    path: text('path').notNull(),
    state: text('state').notNull(),
    sha256: text('sha256'),
    size: bigint('size', { mode: 'number' }),
    materialId: uuid('material_id'),
    /** Why it was turned away. */
    fault: text('fault'),
    run: integer('run').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.key, t.installationId] }),
    index('takeover_file_case_idx').on(t.caseKey, t.installationId),
    check('takeover_file_state_known', sql`${t.state} in ('present','absent','refused')`),
  ],
)
