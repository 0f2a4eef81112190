// What src/supervision/findings keeps: findings as their last entry leaves them, every entry, and how far the followers
// that raise them have read.
import { sql } from 'drizzle-orm'
import {
  bigint,
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
import { bytea, xid8 } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const finding = pgTable(
  'finding',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** What may be open once for a subject: the kind, but one for all kinds that a clock goes through as it runs out. */
    family: text('family').notNull(),
    /** `penalty:<uuid>`, `transfer:<uuid>`, `clock:<uuid>/<key>`, `agency:<uuid>`, `gap:<uuid>`, `cluster:<key>`. */
    subject: text('subject').notNull(),
    /** Whose matter it is; null where its organ is not registered, or it is several organs'. */
    agencyId: uuid('agency_id'),
    /** The procuratorate that watches that organ. */
    supervisorId: uuid('supervisor_id'),
    /** Procuratorates of further organs concerned. */
    alsoTold: uuid('also_told').array(),
    /** Set where it rests on what is sealed: then these organs see it and no others. */
    onlyFor: uuid('only_for').array(),
    regionCode: text('region_code').notNull(),
    level: text('level'),
    domain: text('domain').notNull(),
    transferId: uuid('transfer_id'),
    penaltyId: uuid('penalty_id'),
    grade: text('grade').notNull(),
    state: text('state').notNull(),
    /** Citations. */
    basis: jsonb('basis').notNull(),
    detail: jsonb('detail').notNull(),
    since: at('since').notNull(),
    dueAt: at('due_at'),
    version: integer('version').notNull(),
    raisedAt: at('raised_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    /** The organ's first word on it, and its first after it was urged. */
    firstResponseAt: at('first_response_at'),
    urgedAt: at('urged_at'),
    urgedTimes: integer('urged_times').notNull().default(0),
    urgedResponseAt: at('urged_response_at'),
    /** By when an urging letter wants an answer. */
    replyBy: at('reply_by'),
    closedAt: at('closed_at'),
    closedBecause: text('closed_because'),
    /** The closed one that this one follows, of the same kind and subject. */
    formerId: uuid('former_id'),
  },
  // A page of a list is a walk along one of these, newest first or the soonest due first, whoever asks: an organ, a county, a prefecture, a province.
  (t) => [
    uniqueIndex('finding_open_key').on(t.family, t.subject).where(sql`state <> 'closed'`),
    index('finding_subject_idx').on(t.subject, t.id),
    index('finding_agency_idx').on(t.agencyId, t.id).where(sql`agency_id is not null`),
    index('finding_supervisor_idx').on(t.supervisorId, t.id).where(sql`supervisor_id is not null`),
    index('finding_region_idx').on(t.regionCode, t.id),
    index('finding_prefecture_idx').on(sql`left(region_code, 4)`, t.id),
    index('finding_province_idx').on(sql`left(region_code, 2)`, t.id),
    ...(['agency', 'supervisor'] as const).map((who) =>
      index(`finding_${who}_due_idx`)
        .on(who === 'agency' ? t.agencyId : t.supervisorId, sql`coalesce(due_at, 'infinity')`, t.id)
        .where(sql.raw(`${who}_id is not null and state <> 'closed'`)),
    ),
    index('finding_due_idx').on(sql`coalesce(due_at, 'infinity')`, t.id).where(sql`state <> 'closed'`),
    ...([6, 4, 2] as const).map((digits) =>
      index(`finding_region${digits}_due_idx`)
        .on(
          sql.raw(digits === 6 ? 'region_code' : `left(region_code, ${digits})`),
          sql`coalesce(due_at, 'infinity')`,
          t.id,
        )
        .where(sql`state <> 'closed'`),
    ),
    index('finding_also_idx').using('gin', t.alsoTold).where(sql`also_told is not null`),
    index('finding_only_idx').using('gin', t.onlyFor).where(sql`only_for is not null`),
    index('finding_transfer_idx').on(t.transferId).where(sql`transfer_id is not null`),
    index('finding_penalty_idx').on(t.penaltyId).where(sql`penalty_id is not null`),
    index('finding_open_idx').on(t.kind, t.id).where(sql`state <> 'closed'`),
    check('finding_grade_known', sql`${t.grade} in ('notice','yellow','orange','red')`),
    check('finding_state_known', sql`${t.state} in ('raised','explained','accepted','contested','acted','closed')`),
  ],
)

/** Insert-only by grant and by trigger. */
export const findingEvent = pgTable(
  'finding_event',
  {
    findingId: uuid('finding_id').notNull(),
    version: integer('version').notNull(),
    /** `raise`, `grade` and `lapse` are the gateway's own. */
    act: text('act').notNull(),
    agencyId: uuid('agency_id'),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    officers: jsonb('officers').notNull(),
    /** What was said, canonical JSON. */
    body: text('body').notNull(),
    /** The finding's head after it, so that a repeated request is answered as the first one was. */
    after: jsonb('after').notNull(),
    route: text('route'),
    key: text('key'),
    requestHash: bytea('request_hash'),
    requestBody: bytea('request_body'),
    requestSignature: text('request_signature'),
  },
  (t) => [
    primaryKey({ columns: [t.findingId, t.version] }),
    uniqueIndex('finding_event_key').on(t.clientId, t.route, t.key).where(sql`key is not null`),
  ],
)

/** How far a follower has read. */
export const findingPlace = pgTable('finding_place', {
  name: text('name').primaryKey(),
  txid: xid8('txid').notNull(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
})

/** Cases that are not at their end, and when the last act in each was: what lies still longest stands first. */
export const caseQuiet = pgTable(
  'case_quiet',
  {
    transferId: uuid('transfer_id').primaryKey(),
    since: at('since').notNull(),
  },
  (t) => [index('case_quiet_since_idx').on(t.since)],
)
