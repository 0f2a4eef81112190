// What src/supervision keeps of indicators: what each case contributes, the cells that a dashboard reads, how far the feeds
// were followed, saved reports, and the signed monthly statements. All but reports and statements can be made anew.
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  customType,
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
/** Keys that are read by their beginning: compared byte by byte, whatever the database's collation. */
const code = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

/** One row a case, indicator and instance: what it adds to numerator and denominator, and where. */
export const indicatorFact = pgTable(
  'indicator_fact',
  {
    /** A transfer or a penalty case. */
    subject: uuid('subject').notNull(),
    indicator: code('indicator').notNull(),
    /** Empty where a case counts once. */
    instance: code('instance').notNull(),
    /** `t` = transfer, `p` = penalty case. */
    source: code('source').notNull(),
    /** Local month of the anchor event, as 202611. */
    month: integer('month').notNull(),
    n: integer('n').notNull(),
    d: integer('d').notNull(),
    personsN: integer('pn').notNull(),
    personsD: integer('pd').notNull(),
    /** Organs whose figure it is. */
    agencyIds: uuid('agency_ids').array().notNull(),
    regionCode: code('region_code').notNull(),
    level: code('level').notNull(),
    domain: code('domain').notNull(),
    charge: code('charge').notNull(),
    /** Period or paper that it is about, where an indicator has several. */
    kind: code('kind').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.indicator, t.instance] }),
    index('indicator_fact_place_idx').on(t.indicator, t.regionCode, t.month, t.subject, t.instance),
    index('indicator_fact_agency_idx').using('gin', t.agencyIds),
  ],
)

const sums = (name: string) => bigint(name, { mode: 'number' }).array().notNull()

/**
 * Sums over facts, twelve months a row, each with the months of its year before it: a dashboard reads a fixed number of these
 * however many cases there are, and the sum of any months of a year is one subtraction.
 */
export const indicatorYear = pgTable(
  'indicator_year',
  {
    /** `*`, a region by its first 2, 4 or 6 digits, or `a:<agency>`. */
    scope: code('scope').notNull(),
    /** Empty, or `d:` domain, `c:` charge, `v:` level, `k:` kind, `l:` label. */
    dim: code('dim').notNull(),
    indicator: code('indicator').notNull(),
    year: integer('year').notNull(),
    n: sums('n'),
    d: sums('d'),
    personsN: sums('pn'),
    personsD: sums('pd'),
  },
  (t) => [primaryKey({ columns: [t.scope, t.dim, t.indicator, t.year] })],
)

/** Regions that have cells, each under the one around it. */
export const indicatorScope = pgTable(
  'indicator_scope',
  { parent: code('parent').notNull(), scope: code('scope').notNull() },
  (t) => [primaryKey({ columns: [t.parent, t.scope] })],
)

/** Up to which entry a transfer is counted. */
export const indicatorCase = pgTable('indicator_case', {
  subject: uuid('subject').primaryKey(),
  version: integer('version').notNull(),
})

/** Labels under which a case is counted. */
export const indicatorLabel = pgTable(
  'indicator_label',
  { subject: uuid('subject').notNull(), labelId: uuid('label_id').notNull() },
  (t) => [primaryKey({ columns: [t.subject, t.labelId] })],
)

/** How far each feed was followed. */
export const indicatorPlace = pgTable('indicator_place', {
  feed: text('feed').primaryKey(),
  txid: xid8('txid').notNull(),
  seq: bigint('seq', { mode: 'bigint' }).notNull(),
})

/** A question that an organ keeps, to ask it again. */
export const indicatorReport = pgTable(
  'indicator_report',
  {
    id: uuid('id').primaryKey(),
    agencyId: uuid('agency_id').notNull(),
    name: text('name').notNull(),
    query: jsonb('query').notNull(),
    clientId: text('client_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [uniqueIndex('indicator_report_name_idx').on(t.agencyId, t.name)],
)

/** A month's figures as they were signed. Insert-only by grant and by trigger. */
export const indicatorStatement = pgTable(
  'indicator_statement',
  {
    id: uuid('id').primaryKey(),
    month: integer('month').notNull(),
    scope: code('scope').notNull(),
    /** Who asked for it; null = the operator. */
    agencyId: uuid('agency_id'),
    at: at('at').notNull(),
    treeSize: bigint('tree_size', { mode: 'number' }).notNull(),
    treeRoot: bytea('tree_root').notNull(),
    rules: text('rules').notNull(),
    jws: text('jws').notNull(),
  },
  (t) => [
    uniqueIndex('indicator_statement_once').on(t.scope, t.month),
    check('indicator_statement_month', sql`${t.month} % 100 between 1 and 12`),
  ],
)
