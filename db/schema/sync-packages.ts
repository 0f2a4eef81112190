// What src/sync keeps of other gateways with which there is no wire: who they are, what is on its way to them in numbered
// packages, what of theirs was taken or set aside, and the acts that their organs asked for.
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
  uuid,
} from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
const number = (name: string) => bigint(name, { mode: 'number' })

/** Another gateway. Its keys are first brought by the operator, later by its own signed packages. */
export const peer = pgTable(
  'peer',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull().unique('peer_name_key'),
    /** The URL under which its clients know it; stands in its packages and receipts. */
    issuer: text('issuer').notNull().unique('peer_issuer_key'),
    /** Its signing public keys (JWKS), retired ones included. */
    jwks: jsonb('jwks').notNull(),
    /** Directories of this machine; null where packages are carried by hand. */
    writeTo: text('write_to'),
    readFrom: text('read_from'),
    /** Of one package file; a medium or a gate has its own limit. */
    bytesMax: number('bytes_max').notNull(),
    /** A package that was not acknowledged for so long is written again. */
    againAfterMs: number('again_after_ms').notNull(),
    /** Last number given to a package for it, and the digest of that package's manifest. */
    sentNo: integer('sent_no').notNull().default(0),
    sentDigest: text('sent_digest'),
    /** Up to here it has said that it took ours. */
    acknowledgedNo: integer('acknowledged_no').notNull().default(0),
    /** Up to here its packages were taken without a gap, and the digest of the last one's manifest. */
    takenNo: integer('taken_no').notNull().default(0),
    takenDigest: text('taken_digest'),
    /** It is owed a package even if there is nothing else to say. */
    ackOwed: boolean('ack_owed').notNull().default(false),
    /** Digest of the registry as it was last put into a package. */
    registryDigest: text('registry_digest'),
    disabledAt: at('disabled_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    check('peer_bytes_counted', sql`${t.bytesMax} >= 65536`),
    check('peer_numbers_counted', sql`${t.sentNo} >= ${t.acknowledgedNo} and ${t.takenNo} >= 0`),
  ],
)

/** Organs that are at home at another gateway, and how far their notices have been worked off for it. */
export const peerAgency = pgTable('peer_agency', {
  agencyId: uuid('agency_id').primaryKey(),
  peerId: uuid('peer_id')
    .notNull()
    .references(() => peer.id),
  /** As the change feed has cursors; empty = from the beginning. */
  cursor: text('cursor').notNull().default(''),
})

/** How much of a case a peer was given. */
export const peerCase = pgTable(
  'peer_case',
  {
    peerId: uuid('peer_id').notNull(),
    transferId: uuid('transfer_id').notNull(),
    sentVersion: integer('sent_version').notNull(),
    /** Entries up to there that it got as bare commitments. */
    sealed: integer('sealed').array().notNull().default(sql`'{}'`),
  },
  (t) => [primaryKey({ columns: [t.peerId, t.transferId] })],
)

/** Digests of bytes that the peer has or was sent: they do not travel twice. */
export const peerBytes = pgTable(
  'peer_bytes',
  { peerId: uuid('peer_id').notNull(), sha256: text('sha256').notNull() },
  (t) => [primaryKey({ columns: [t.peerId, t.sha256] })],
)

/** What is to be said to a peer, in order. Kept until the package it travels in is acknowledged. */
export const packageItem = pgTable(
  'package_item',
  {
    seq: number('seq').primaryKey().generatedAlwaysAsIdentity(),
    peerId: uuid('peer_id').notNull(),
    kind: text('kind').notNull(),
    /** Canonical JSON. */
    body: text('body').notNull(),
    /** Of a material whose bytes go along: the digest, the size, and how much of it is in packages already. */
    sha256: text('sha256'),
    size: number('size'),
    packed: number('packed').notNull().default(0),
    /** The package that holds the item, or the last part of its bytes. */
    packageNo: integer('package_no'),
  },
  (t) => [index('package_item_waiting_idx').on(t.peerId, t.seq).where(sql`package_no is null`)],
)

/** Packages that were made: with the manifest and its signature the same bytes can be written again. */
export const packageOut = pgTable(
  'package_out',
  {
    peerId: uuid('peer_id').notNull(),
    no: integer('no').notNull(),
    manifest: text('manifest').notNull(),
    jws: text('jws').notNull(),
    digest: text('digest').notNull(),
    /** The lines of items.ndjson; emptied when the package is acknowledged. */
    lines: text('lines').notNull(),
    /** Something beside an acknowledgement is in it: the peer owes one for it. */
    says: boolean('says').notNull(),
    madeAt: at('made_at').notNull(),
    writtenAt: at('written_at'),
    times: integer('times').notNull().default(0),
    acknowledgedAt: at('acknowledged_at'),
  },
  (t) => [
    primaryKey({ columns: [t.peerId, t.no] }),
    index('package_out_open_idx').on(t.peerId, t.no).where(sql`acknowledged_at is null`),
  ],
)

/** Packages of a peer that were taken. Insert-only by grant and by trigger. */
export const packageIn = pgTable(
  'package_in',
  {
    peerId: uuid('peer_id').notNull(),
    no: integer('no').notNull(),
    digest: text('digest').notNull(),
    manifest: text('manifest').notNull(),
    jws: text('jws').notNull(),
    takenAt: at('taken_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.peerId, t.no] })],
)

/** Files that were no package, or none that could be taken, and why. Insert-only by grant and by trigger. */
export const packageAside = pgTable('package_aside', {
  no: number('no').primaryKey().generatedAlwaysAsIdentity(),
  peerId: uuid('peer_id').notNull(),
  name: text('name').notNull(),
  size: number('size').notNull(),
  reason: text('reason').notNull(),
  detail: text('detail').notNull(),
  at: at('at').notNull(),
})

/** Acts that organs of a peer asked for, as they were signed there, and what became of them. */
export const peerRequest = pgTable(
  'peer_request',
  {
    id: uuid('id').primaryKey(),
    peerId: uuid('peer_id').notNull(),
    transferId: uuid('transfer_id').notNull(),
    /** The request as it came, canonical JSON, with the signature of its gateway. */
    body: text('body').notNull(),
    state: text('state').notNull(),
    version: integer('version'),
    refusal: jsonb('refusal'),
    answered: boolean('answered').notNull().default(false),
    takenAt: at('taken_at').notNull(),
  },
  (t) => [
    index('peer_request_unanswered_idx').on(t.peerId).where(sql`not answered`),
    index('peer_request_case_idx').on(t.transferId),
    check('peer_request_state_known', sql`${t.state} in ('taken','entered','refused')`),
  ],
)
