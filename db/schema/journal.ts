// What src/journal keeps: one entry an act, in the chain of its case; the tree over all entries with its checkpoints; and
// the log of reads. Insert-only by grant and by trigger; only queues are emptied, and entries of the log in their time.
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea } from './columns.ts'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
const number = (name: string) => bigint(name, { mode: 'number' })

export const journalEntry = pgTable(
  'journal_entry',
  {
    transferId: uuid('transfer_id').notNull(),
    version: integer('version').notNull(),
    /** 16 random bytes. With it and the canonical bytes anyone recomputes the commitment; without it nobody guesses them. */
    salt: bytea('salt').notNull(),
    /** SHA-256 over salt and canonical bytes. */
    commitment: bytea('commitment').notNull(),
    /** SHA-256 over the former link and this commitment. */
    link: bytea('link').notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.version] })],
)

/** Acts that the tree does not hold yet. A row comes with its act and goes with its leaf. */
export const journalPending = pgTable('journal_pending', {
  no: number('no').primaryKey().generatedAlwaysAsIdentity(),
  transferId: uuid('transfer_id').notNull(),
  version: integer('version').notNull(),
  link: bytea('link').notNull(),
})

/** Leaves of the tree, numbered from 0 without a gap: an act of a case, one of another matter, or a batch of the log of reads. */
export const journalLeaf = pgTable(
  'journal_leaf',
  {
    no: number('no').primaryKey(),
    /** One byte for the kind of leaf, 32 bytes that commit to it and show nothing. */
    entry: bytea('entry').notNull(),
    transferId: uuid('transfer_id'),
    version: integer('version'),
    batch: number('batch'),
    matter: text('matter'),
  },
  (t) => [
    uniqueIndex('journal_leaf_act_key').on(t.transferId, t.version),
    uniqueIndex('journal_leaf_batch_key').on(t.batch).where(sql`batch is not null`),
    uniqueIndex('journal_leaf_matter_key').on(t.matter, t.version).where(sql`matter is not null`),
    check('journal_leaf_counted', sql`${t.no} >= 0`),
    check(
      'journal_leaf_of_one_sort',
      sql`num_nonnulls(${t.transferId}, ${t.matter}, ${t.batch}) = 1 and (${t.version} is null) = (${t.batch} is not null)`,
    ),
  ],
)

/** Acts outside of cases: a chain a matter, for example `draw:<uuid>`. Insert-only by grant and by trigger. */
export const journalMatter = pgTable(
  'journal_matter',
  {
    matter: text('matter').notNull(),
    version: integer('version').notNull(),
    salt: bytea('salt').notNull(),
    commitment: bytea('commitment').notNull(),
    link: bytea('link').notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.matter, t.version] })],
)

/** Those that the tree does not hold yet. */
export const journalMatterPending = pgTable('journal_matter_pending', {
  no: number('no').primaryKey().generatedAlwaysAsIdentity(),
  matter: text('matter').notNull(),
  version: integer('version').notNull(),
  link: bytea('link').notNull(),
})

/** Roots of complete subtrees of 256^level leaves, level >= 1; with the leaves they are the tiles. */
export const journalSubtree = pgTable(
  'journal_subtree',
  { level: smallint('level').notNull(), no: number('no').notNull(), hash: bytea('hash').notNull() },
  (t) => [primaryKey({ columns: [t.level, t.no] }), check('journal_subtree_above_leaves', sql`${t.level} >= 1`)],
)

/** Every checkpoint that was signed, as a signed note; the last one counts. */
export const journalCheckpoint = pgTable('journal_checkpoint', {
  no: number('no').primaryKey().generatedAlwaysAsIdentity(),
  size: number('size').notNull(),
  root: bytea('root').notNull(),
  note: text('note').notNull(),
  /** Verifier key that it was signed for. */
  key: text('key').notNull(),
  at: at('at').notNull(),
})

/** Verifier keys of checkpoints in the order in which they came into use; none is ever taken away. */
export const journalKey = pgTable('journal_key', {
  no: number('no').primaryKey().generatedAlwaysAsIdentity(),
  key: text('key').notNull().unique('journal_key_once'),
  at: at('at').notNull(),
})

/** One entry a read (see docs/decisions/0016). `agency_id` is null for the operator's own reading. */
export const accessEntry = pgTable(
  'access_entry',
  {
    no: number('no').primaryKey().generatedAlwaysAsIdentity(),
    agencyId: uuid('agency_id'),
    clientId: text('client_id').notNull(),
    officer: text('officer'),
    kind: text('kind').notNull(),
    /** The organ whose file or entry was read, where it is one organ's. */
    ownerId: uuid('owner_id'),
    transferId: uuid('transfer_id'),
    materialId: uuid('material_id'),
    subject: text('subject'),
    field: text('field'),
    query: text('query'),
    rows: integer('rows'),
    reason: text('reason'),
    requestId: text('request_id').notNull(),
    address: text('address'),
    at: at('at').notNull(),
  },
  (t) => [
    index('access_entry_agency_idx').on(t.agencyId, t.no),
    index('access_entry_request_idx').on(t.requestId),
    index('access_entry_owner_idx').on(t.ownerId, t.no).where(sql`owner_id is not null`),
    index('access_entry_material_idx').on(t.materialId, t.no).where(sql`material_id is not null`),
    index('access_entry_transfer_idx').on(t.transferId, t.no).where(sql`transfer_id is not null`),
    check('access_entry_kind_known', sql`${t.kind} in ('content', 'field', 'letter', 'bundle', 'case', 'list')`),
  ],
)

/** Entries of the log that no batch seals yet. */
export const accessPending = pgTable('access_pending', { no: number('no').primaryKey() })

/** A sealed batch of the log. What is needed to check it after its entries are gone stays. */
export const accessBatch = pgTable('access_batch', {
  no: number('no').primaryKey(),
  /** Numbers of its entries, ascending. */
  entries: bigint('entries', { mode: 'number' }).array().notNull(),
  firstAt: at('first_at').notNull(),
  lastAt: at('last_at').notNull(),
  salt: bytea('salt').notNull(),
  /** SHA-256 over salt and the canonical bytes of the entries. */
  digest: bytea('digest').notNull(),
})

/** Batches whose entries were removed when their time was over. */
export const accessRemoval = pgTable('access_removal', {
  batch: number('batch').primaryKey(),
  at: at('at').notNull(),
})
