// What src/supervision/draws keeps: the draw as its acts leave it, the acts with their sealed bytes, the frozen population,
// who the reviewers are, what was drawn, and the results of the reviews. All but the head and the assignments written once.
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

export const draw = pgTable(
  'draw',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id').notNull(),
    regionCode: text('region_code').notNull(),
    /** Running number among the owner's announcements: none is left out of the count by being cancelled. */
    no: integer('no').notNull(),
    version: integer('version').notNull(),
    state: text('state').notNull(),
    name: text('name').notNull(),
    method: text('method').notNull(),
    members: integer('members').notNull(),
    drawn: integer('drawn').notNull(),
    reviewed: integer('reviewed').notNull(),
    found: integer('found').notNull(),
    redrawOf: uuid('redraw_of'),
    announcedAt: at('announced_at').notNull(),
    drawnAt: at('drawn_at'),
    cancelledAt: at('cancelled_at'),
    /** Waits for the tree only: the gateway draws by itself. */
    unattended: boolean('unattended').notNull(),
  },
  (t) => [
    uniqueIndex('draw_no_key').on(t.ownerId, t.no),
    index('draw_region_idx').on(t.regionCode, t.id),
    index('draw_waiting_idx').on(t.id).where(sql`state = 'announced' and unattended`),
    check('draw_state_known', sql`${t.state} in ('announced', 'drawn', 'cancelled')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const drawAct = pgTable(
  'draw_act',
  {
    drawId: uuid('draw_id').notNull(),
    version: integer('version').notNull(),
    act: text('act').notNull(),
    at: at('at').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    officers: jsonb('officers').notNull(),
    /** Canonical JSON, exactly as sealed. */
    body: text('body').notNull(),
    route: text('route'),
    key: text('key'),
    requestHash: bytea('request_hash'),
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [
    primaryKey({ columns: [t.drawId, t.version] }),
    uniqueIndex('draw_act_request_key').on(t.clientId, t.route, t.key).where(sql`key is not null`),
    check('draw_act_known', sql`${t.act} in ('announce', 'draw', 'cancel', 'review')`),
  ],
)

/** The frozen population in pieces, each some thousands of lines. Insert-only. */
export const drawPopulation = pgTable(
  'draw_population',
  { drawId: uuid('draw_id').notNull(), no: integer('no').notNull(), lines: text('lines').notNull() },
  (t) => [primaryKey({ columns: [t.drawId, t.no] })],
)

/** Members of the population by organ and by region, so that shares can be told. Insert-only. */
export const drawCount = pgTable(
  'draw_count',
  {
    drawId: uuid('draw_id').notNull(),
    dimension: text('dimension').notNull(),
    key: text('key').notNull(),
    members: integer('members').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.drawId, t.dimension, t.key] }),
    check('draw_count_dimension_known', sql`${t.dimension} in ('agency', 'region')`),
  ],
)

/** Who stands behind a number of the announcement. Insert-only. */
export const drawReviewer = pgTable(
  'draw_reviewer',
  {
    drawId: uuid('draw_id').notNull(),
    no: integer('no').notNull(),
    agencyId: uuid('agency_id').notNull(),
    name: text('name').notNull(),
    certificateNo: text('certificate_no'),
    salt: bytea('salt').notNull(),
  },
  (t) => [primaryKey({ columns: [t.drawId, t.no] }), index('draw_reviewer_agency_idx').on(t.agencyId, t.drawId)],
)

export const drawMember = pgTable(
  'draw_member',
  {
    drawId: uuid('draw_id').notNull(),
    place: integer('place').notNull(),
    /** `penalty` or `transfer`, and its id. */
    kind: text('kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    stratum: text('stratum').notNull(),
    rank: bytea('rank').notNull(),
    ticket: integer('ticket').notNull(),
    domain: text('domain').notNull(),
    regionCode: text('region_code'),
    /** Organs whose matter it is, the deciding one first. */
    agencyIds: uuid('agency_ids').array().notNull(),
    agencyCodes: text('agency_codes').array().notNull(),
    reviewers: integer('reviewers').array().notNull(),
    /** Last review: version of the act, and whether it found a problem. */
    reviewVersion: integer('review_version'),
    found: boolean('found'),
    reviewedAt: at('reviewed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.drawId, t.place] }),
    uniqueIndex('draw_member_once').on(t.drawId, t.subjectId),
    index('draw_member_subject_idx').on(t.subjectId),
    check('draw_member_kind_known', sql`${t.kind} in ('penalty', 'transfer')`),
  ],
)

/** Insert-only: a corrected result is another one, and the last counts. */
export const drawReview = pgTable(
  'draw_review',
  {
    drawId: uuid('draw_id').notNull(),
    version: integer('version').notNull(),
    place: integer('place').notNull(),
    found: boolean('found').notNull(),
    kinds: text('kinds').array().notNull(),
    words: text('words').notNull(),
    /** Milliseconds since it was drawn. */
    afterMs: bigint('after_ms', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.drawId, t.version] }),
    index('draw_review_place_idx').on(t.drawId, t.place, t.version),
  ],
)
