// What src/penalties keeps of screening: which records wait for it, the result of each, what changed, the marks by which
// records of one subject find each other, and what people put in: switches of rules, figures of provinces, facts.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
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
const identity = (name: string) => bigint(name, { mode: 'number' }).generatedAlwaysAsIdentity()

/** Penalty cases that wait to be screened: one row for whatever one transaction touched. */
export const screeningQueue = pgTable('screening_queue', {
  seq: identity('seq').primaryKey(),
  caseIds: uuid('case_ids').array().notNull(),
  /** So many of them, from the first, are done. */
  taken: integer('taken').notNull().default(0),
  reason: text('reason').notNull(),
  at: at('at').notNull(),
})

/** The result of a penalty case as its last version leaves it. */
export const screening = pgTable(
  'screening',
  {
    caseId: uuid('case_id').primaryKey(),
    version: integer('version').notNull(),
    ruleSet: text('rule_set').notNull(),
    at: at('at').notNull(),
    verdict: text('verdict').notNull(),
    /** Hits and near misses with what made them; null for none. */
    hits: jsonb('hits'),
    hitRules: text('hit_rules').array(),
    /** Rules of which something is known and something is missing; what is wholly blank follows from the field. */
    unknown: text('unknown').array(),
    flags: integer('flags').notNull(),
    triage: jsonb('triage'),
    /** The field it was screened in. */
    domain: text('domain'),
    actDay: date('act_day', { mode: 'string' }),
    /** Facts that were known: a figure, or [least, most]. */
    facts: jsonb('facts'),
    transferred: boolean('transferred').notNull(),
    /** Of the penalty case, for the lists of what is worth looking at. */
    agencyId: uuid('agency_id'),
    senderId: uuid('sender_id'),
    regionCode: text('region_code'),
  },
  // A list of hits is short beside the store: only they are indexed, and the rest pays for the key alone. That a case was
  // discussed or something was appraised (bits 2 and 3) is no reason by itself: 4083 = the other flags and all disagreements.
  (t) => [
    index('screening_agency_idx')
      .on(t.agencyId, t.caseId)
      .where(sql`agency_id is not null and (verdict in ('hit','near') or flags & 4083 <> 0)`),
    index('screening_sender_idx')
      .on(t.senderId, t.caseId)
      .where(sql`sender_id is not null and (verdict in ('hit','near') or flags & 4083 <> 0)`),
    index('screening_region_idx')
      .on(sql`region_code text_pattern_ops`, t.caseId)
      .where(sql`region_code is not null and (verdict in ('hit','near') or flags & 4083 <> 0)`),
    check('screening_verdict_known', sql`${t.verdict} in ('hit','near','unknown','none')`),
  ],
)

/** What changed that somebody may have to act on, for those who follow; read in the order of commits. */
export const screeningChange = pgTable(
  'screening_change',
  {
    seq: identity('seq'),
    txid: xid8('txid').notNull().default(sql`pg_current_xact_id()`),
    caseId: uuid('case_id').notNull(),
    verdictBefore: text('verdict_before').notNull(),
    verdict: text('verdict').notNull(),
    hitsChanged: boolean('hits_changed').notNull(),
    flagsChanged: boolean('flags_changed').notNull(),
    triageChanged: boolean('triage_changed').notNull(),
    transferChanged: boolean('transfer_changed').notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.txid, t.seq] })],
)

/** Who and what a penalty case is about, as keyed digests: records of one subject meet without a list of numbers. */
export const penaltyMark = pgTable(
  'penalty_mark',
  {
    caseId: uuid('case_id').notNull(),
    kind: text('kind').notNull(),
    /** The first 16 bytes of a keyed SHA-256; a uuid, for it is compared and packed faster than bytes. */
    digest: uuid('digest').notNull(),
    day: date('day', { mode: 'string' }),
    /** A bit for each window that this penalty counts in; only of identifiers. */
    counts: integer('counts').notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.kind, t.digest] }), index('penalty_mark_digest_idx').on(t.digest, t.day)],
)

/** Records to be put into the queue little by little, since a rule, a figure or a key changed. */
export const screeningSweep = pgTable('screening_sweep', {
  id: identity('id').primaryKey(),
  reason: text('reason').notNull(),
  /** Null = every penalty case; else those of these fields, or that state one of these facts. */
  domains: text('domains').array(),
  facts: text('facts').array(),
  rules: text('rules').array(),
  /** Only of regions that begin so. */
  region: text('region'),
  position: uuid('position'),
  total: bigint('total', { mode: 'number' }).notNull().default(0),
  begunAt: at('begun_at').notNull(),
  doneAt: at('done_at'),
})

/** Each set of rules that results were made by, whole. */
export const screeningRuleSet = pgTable('screening_rule_set', {
  seq: identity('seq').primaryKey(),
  hash: text('hash').notNull(),
  /** Which key the marks were made with: a fingerprint of it. */
  marksKey: text('marks_key').notNull(),
  rules: jsonb('rules').notNull(),
  at: at('at').notNull(),
})

/** A rule switched on or off by an operator; the last row of a rule holds. */
export const screeningRuleSwitch = pgTable('screening_rule_switch', {
  seq: identity('seq').primaryKey(),
  ruleId: text('rule_id').notNull(),
  on: boolean('switched_on').notNull(),
  by: text('by').notNull(),
  reason: text('reason').notNull(),
  at: at('at').notNull(),
})

/** A figure that a province has set. */
export const screeningParameter = pgTable('screening_parameter', {
  seq: identity('seq').primaryKey(),
  regionCode: text('region_code').notNull(),
  fact: text('fact').notNull(),
  yuan: doublePrecision('yuan').notNull(),
  fromDay: date('from_day', { mode: 'string' }).notNull(),
  toDay: date('to_day', { mode: 'string' }),
  basis: text('basis').notNull(),
  enteredBy: text('entered_by').notNull(),
  at: at('at').notNull(),
})

/** What a person said of a fact: confirmed or rejected a proposal, or stated one. The last word on a proposal holds. */
export const screeningFact = pgTable(
  'screening_fact',
  {
    seq: identity('seq').primaryKey(),
    caseId: uuid('case_id').notNull(),
    /** The version of the record that was looked at. */
    version: integer('version').notNull(),
    fact: text('fact').notNull(),
    /** Which proposal: a digest of fact, place and quotation; `stated` for one of the person's own. */
    proposal: text('proposal').notNull(),
    state: text('state').notNull(),
    least: doublePrecision('least').notNull(),
    /** Null = no upper bound. */
    most: doublePrecision('most'),
    quotation: text('quotation'),
    place: text('place'),
    reason: text('reason').notNull(),
    officers: text('officers').notNull(),
    agencyId: uuid('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    at: at('at').notNull(),
    requestKey: text('request_key'),
    requestHash: bytea('request_hash'),
  },
  (t) => [
    index('screening_fact_case_idx').on(t.caseId),
    uniqueIndex('screening_fact_request_key').on(t.clientId, t.requestKey).where(sql`request_key is not null`),
    check('screening_fact_state_known', sql`${t.state} in ('confirmed','rejected')`),
  ],
)

/** What each transaction of the follower judged, whatever came of it; for those who count every penalty case. */
export const screeningDone = pgTable(
  'screening_done',
  {
    seq: identity('seq'),
    txid: xid8('txid').notNull().default(sql`pg_current_xact_id()`),
    caseIds: uuid('case_ids').array().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.txid, t.seq] })],
)
