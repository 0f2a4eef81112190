// What src/agencies keeps: organs, their systems and keys, their officers and certificates, who receives whose cases,
// the parts organs have in cases, the holidays and stages an operator has entered for a region, and the gateway's own
// public keys (never a private one).

import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const agency = pgTable(
  'agency',
  {
    id: uuid('id').primaryKey(),
    /** Unified social credit code, GB 32100-2015; the agency's public identity. */
    code: text('code').notNull(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    /** GB/T 2260, six digits. */
    regionCode: text('region_code').notNull(),
    level: text('level').notNull(),
    /** Fields of enforcement of an administrative agency (`market`, `customs`, …); empty for other kinds. */
    domains: text('domains').array().notNull().default(sql`'{}'`),
    /** Special organs receive apart from the general ones: `anti_smuggling`, `forest`, `railway`, `coast_guard`. */
    specialty: text('specialty'),
    /** Organ whose procuratorial supervision applies, where the rule of same region and level does not. */
    supervisedById: uuid('supervised_by_id'),
    requiresSignature: boolean('requires_signature').notNull().default(false),
    disabledAt: at('disabled_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('agency_code_key').on(t.code),
    index('agency_place_idx').on(t.kind, t.regionCode, t.level),
    check(
      'agency_kind_known',
      sql`${t.kind} in ('administrative','public_security','procuratorate','supervisory_commission','justice_bureau','government','court','service_platform')`,
    ),
    check('agency_level_known', sql`${t.level} in ('national','provincial','prefecture','county','township')`),
  ],
)

/** An exception to the general rule of who receives whose cases; `domain` null means every domain. */
export const receivingRule = pgTable(
  'receiving_rule',
  {
    senderId: uuid('sender_id')
      .notNull()
      .references(() => agency.id),
    domain: text('domain').notNull().default('*'),
    receiverId: uuid('receiver_id')
      .notNull()
      .references(() => agency.id),
  },
  (t) => [primaryKey({ columns: [t.senderId, t.domain] })],
)

export const client = pgTable(
  'client',
  {
    id: text('id').primaryKey(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    name: text('name').notNull(),
    /** Raised by every change that must end what was granted before: disabling, a revoked key. */
    generation: integer('generation').notNull().default(1),
    /** Whether it may read the whole of its agency's log of reads. */
    auditor: boolean('auditor').notNull().default(false),
    /** Whether it may see and operate the sources, sinks and webhooks of all agencies. */
    operator: boolean('operator').notNull().default(false),
    disabledAt: at('disabled_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('client_agency_idx').on(t.agencyId)],
)

export const clientKey = pgTable(
  'client_key',
  {
    clientId: text('client_id')
      .notNull()
      .references(() => client.id),
    kid: text('kid').notNull(),
    jwk: jsonb('jwk').notNull(),
    notBefore: at('not_before').notNull().defaultNow(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.kid] })],
)

/** Assertion ids that were used once (RFC 7523 3); kept until the assertion would have expired anyway. */
export const usedAssertion = pgTable(
  'used_assertion',
  {
    clientId: text('client_id').notNull(),
    jti: text('jti').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.jti] }), index('used_assertion_expiry_idx').on(t.expiresAt)],
)

export const officer = pgTable(
  'officer',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    name: text('name').notNull(),
    roles: text('roles').array().notNull(),
    disabledAt: at('disabled_at'),
    /** Sessions that began before it are over: an administrator ended them. */
    signedOutAt: at('signed_out_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('officer_agency_idx').on(t.agencyId)],
)

/** Enforcement certificate or badge (持证上岗), valid on both its first and its last day. */
export const certificate = pgTable(
  'certificate',
  {
    agencyId: uuid('agency_id')
      .notNull()
      .references(() => agency.id),
    number: text('number').notNull(),
    officerId: uuid('officer_id')
      .notNull()
      .references(() => officer.id),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }).notNull(),
    revokedAt: at('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.number] }), index('certificate_officer_idx').on(t.officerId)],
)

/**
 * Who an officer is at an identity provider (OpenID Connect: issuer and subject). One that ends is marked: an old sign-in can
 * be told by it.
 */
export const officerIdentity = pgTable(
  'officer_identity',
  {
    id: uuid('id').primaryKey(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    officerId: uuid('officer_id')
      .notNull()
      .references(() => officer.id),
    boundAt: at('bound_at').notNull().default(sql`clock_timestamp()`),
    unboundAt: at('unbound_at'),
  },
  (t) => [
    uniqueIndex('officer_identity_bound_key').on(t.issuer, t.subject).where(sql`unbound_at is null`),
    index('officer_identity_officer_idx').on(t.officerId),
  ],
)

/** The part an organ has in a case, from one event of the case to another (relay ends one part and begins another). */
export const casePart = pgTable(
  'case_part',
  {
    transferId: uuid('transfer_id').notNull(),
    // No foreign key: agencies are never deleted, and its share lock on a busy procuratorate's row would meet every act.
    agencyId: uuid('agency_id').notNull(),
    part: text('part').notNull(),
    fromVersion: integer('from_version').notNull(),
    toVersion: integer('to_version'),
    /** The case as it stood when the part ended: who leaves keeps sight of what it had, and no more. */
    stateAtEnd: jsonb('state_at_end'),
  },
  (t) => [
    primaryKey({ columns: [t.transferId, t.agencyId, t.part, t.fromVersion] }),
    // Read backwards it gives an organ's cases in the order of its list, the running part before ended ones, without a sort.
    index('case_part_list_idx').on(t.agencyId, t.transferId, sql`(to_version is null)`, t.toVersion),
  ],
)

/** Public keys the gateway signs or signed with; retired ones stay published so that old receipts verify. */
export const gatewayKey = pgTable('gateway_key', {
  kid: text('kid').primaryKey(),
  publicJwk: jsonb('public_jwk').notNull(),
  activeFrom: at('active_from').notNull().defaultNow(),
  retiredAt: at('retired_at'),
})

/**
 * Notices of holidays as an operator has loaded them. Written once, by grant and by trigger: a correction is a new row,
 * and of a region and year the latest counts, so that what a clock was counted with can be told later.
 */
export const holidayNotice = pgTable(
  'holiday_notice',
  {
    no: bigint('no', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** GB/T 2260; `100000` for the State Council's notice. */
    regionCode: text('region_code').notNull(),
    year: integer('year').notNull(),
    /** `yyyy-mm-dd` → name of the holiday. */
    rest: jsonb('rest').notNull(),
    /** Weekend days that are worked in exchange. */
    worked: jsonb('worked').notNull(),
    /** Number and date of the document. */
    source: text('source').notNull(),
    loadedAt: at('loaded_at').notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    index('holiday_notice_latest_idx').on(t.regionCode, t.year, t.no.desc()),
    check('holiday_notice_year_known', sql`${t.year} between 2004 and 2100`),
    check('holiday_notice_source_given', sql`${t.source} <> ''`),
  ],
)

/** A stage that is in the table but binds nobody, put in force by a document of a region for itself and what lies in it. */
export const ruleOptIn = pgTable(
  'rule_opt_in',
  {
    id: uuid('id').primaryKey(),
    regionCode: text('region_code').notNull(),
    /** `*` for every domain that has no stages of its own for the clock. */
    domain: text('domain').notNull().default('*'),
    clock: text('clock').notNull(),
    /** Place in the list of stages, from 1, those not in force counted. */
    stage: integer('stage').notNull(),
    /** The local document that puts it in force. */
    basis: text('basis').notNull(),
    enabledAt: at('enabled_at').notNull().default(sql`clock_timestamp()`),
    endedAt: at('ended_at'),
  },
  (t) => [
    uniqueIndex('rule_opt_in_in_force_key').on(t.regionCode, t.domain, t.clock, t.stage).where(sql`ended_at is null`),
    check('rule_opt_in_stage_counted', sql`${t.stage} >= 1`),
    check('rule_opt_in_basis_given', sql`${t.basis} <> ''`),
  ],
)

/** One row, raised in the transaction of every change of the registry: what replicas remember is good for one generation. */
export const registry = pgTable(
  'registry',
  { one: smallint('one').primaryKey().default(1), generation: integer('generation').notNull().default(1) },
  (t) => [check('registry_one_row', sql`${t.one} = 1`)],
)
