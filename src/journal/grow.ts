// The tree grows behind the writes: one replica at a time takes what is queued and appends leaves, the subtrees that they
// complete and a signed checkpoint, in one transaction. Killed anywhere, it has either done all of it or nothing.
import type { PoolClient } from 'pg'
import { inTransaction, type Pool, type Statement } from '../../db/index.ts'
import { checkpointNote } from './checkpoint.ts'
import { type Completed, Frontier } from './frontier.ts'
import { batchEntryOf, leafEntryOf, matterEntryOf } from './leaf.ts'
import type { LogSigner } from './log-key.ts'
import { emptyRoot, leafHash, tileWidth } from './merkle.ts'
import { type AccessEntry, type BatchHead, commitmentOfBatch, entryColumns, sealBatch } from './sealed-reads.ts'
import { hashesFrom, lastCheckpoint } from './tree.ts'

/** Not the lock of the worker's rounds: those may last, and the tree shall not wait for them. */
const treeLock = 7_310_312
const actsMax = 4_096
const readsMax = 5_000

/** The first of a queue. What is committed later may have a lower number, and is then taken next time. */
const firstOf = (table: string) =>
  `no <= (select max(no) from (select no from ${table} order by no limit $1::int) first)`

const takeActs: Statement = {
  name: 'journal_take_acts',
  text: `delete from journal_pending where ${firstOf('journal_pending')} returning no, transfer_id, version, link`,
}
const takeMatters: Statement = {
  name: 'journal_take_matters',
  text: `delete from journal_matter_pending where ${firstOf('journal_matter_pending')} returning no, matter, version, link`,
}
const takeReads: Statement = {
  name: 'access_take',
  text: `delete from access_pending where ${firstOf('access_pending')} returning no`,
}
const readsTaken: Statement = {
  name: 'access_taken',
  text: `select ${entryColumns} from access_entry where no = any($1::bigint[]) order by no`,
}
const nextBatch: Statement = {
  name: 'access_next_batch',
  text: 'select coalesce(max(no), 0) + 1 as no from access_batch',
}
const keepBatch: Statement = {
  name: 'access_keep_batch',
  text: 'insert into access_batch (no, entries, first_at, last_at, salt, digest) values ($1, $2::bigint[], $3, $4, $5, $6)',
}
const keepLeaves: Statement = {
  name: 'journal_keep_leaves',
  text: `insert into journal_leaf (no, entry, transfer_id, version, batch, matter)
    select no, entry, transfer_id, version, batch, matter
    from json_to_recordset($1::json) as x(no bigint, entry bytea, transfer_id uuid, version int, batch bigint, matter text)`,
}
const keepSubtrees: Statement = {
  name: 'journal_keep_subtrees',
  text: `insert into journal_subtree (level, no, hash)
    select level, no, hash from json_to_recordset($1::json) as x(level smallint, no bigint, hash bytea)`,
}
const keepKey: Statement = {
  name: 'journal_keep_key',
  text: 'insert into journal_key (key, at) values ($1, clock_timestamp()) on conflict do nothing',
}
const newerKey: Statement = {
  name: 'journal_newer_key',
  text: `select coalesce((select no from journal_key where key = $1) > (select no from journal_key where key = $2), true) as newer`,
}
const keepCheckpoint: Statement = {
  name: 'journal_keep_checkpoint',
  text: 'insert into journal_checkpoint (size, root, note, key, at) values ($1, $2, $3, $4, clock_timestamp())',
}

export interface Growth {
  /** Leaves added. */
  readonly added: number
  /** There may be more in the queue. */
  readonly more: boolean
}

/** One step; null where another replica is at it. */
export function growTree(pool: Pool, signer: LogSigner): Promise<Growth | null> {
  return inTransaction(pool, async (connection) => {
    const { rows } = await connection.query('select pg_try_advisory_xact_lock($1) as taken', [treeLock])
    return rows[0]?.taken === true ? append(connection, signer) : null
  })
}

async function append(db: PoolClient, signer: LogSigner): Promise<Growth> {
  const former = await lastCheckpoint(db)
  const acts = await takenActs(db)
  const matters = inOrder((await db.query<PendingMatter>({ ...takeMatters, values: [actsMax] })).rows)
  const { batch, taken } = await takenReads(db)
  if (acts.length === 0 && matters.length === 0 && batch === null) {
    await signedAnew(db, signer, former)
    return { added: 0, more: false }
  }
  const frontier = await frontierOf(db, former?.size ?? 0)
  const leaves: object[] = []
  const completed: Completed[] = []
  const add = (entry: Buffer, of: object) => {
    leaves.push({ no: frontier.size, entry: hex(entry), ...of })
    completed.push(...frontier.add(leafHash(entry)))
  }
  for (const { transfer_id, version, link } of acts) add(leafEntryOf(link), { transfer_id, version })
  for (const { matter, version, link } of matters) add(matterEntryOf(link), { matter, version })
  if (batch !== null) add(batchEntryOf(commitmentOfBatch(batch)), { batch: batch.no })
  await db.query({ ...keepLeaves, values: [JSON.stringify(leaves)] })
  if (completed.length > 0) {
    const rows = completed.map(({ level, no, hash }) => ({ level, no, hash: hex(hash) }))
    await db.query({ ...keepSubtrees, values: [JSON.stringify(rows)] })
  }
  await sign(db, signer, frontier.size, frontier.root())
  return { added: leaves.length, more: acts.length === actsMax || matters.length === actsMax || taken === readsMax }
}

interface PendingAct {
  readonly no: string
  readonly transfer_id: string
  readonly version: number
  readonly link: Buffer
}

interface PendingMatter {
  readonly no: string
  readonly matter: string
  readonly version: number
  readonly link: Buffer
}

/** In the order in which they were queued: acts of one case in order of version. */
async function takenActs(db: PoolClient): Promise<PendingAct[]> {
  return inOrder((await db.query<PendingAct>({ ...takeActs, values: [actsMax] })).rows)
}

const inOrder = <T extends { readonly no: string }>(rows: T[]): T[] => rows.sort((a, b) => Number(a.no) - Number(b.no))

async function takenReads(db: PoolClient): Promise<{ batch: BatchHead | null; taken: number }> {
  const taken = (await db.query<{ no: string }>({ ...takeReads, values: [readsMax] })).rows.map((r) => r.no)
  if (taken.length === 0) return { batch: null, taken: 0 }
  const { rows } = await db.query<AccessEntry>({ ...readsTaken, values: [taken] })
  if (rows.length === 0) return { batch: null, taken: taken.length }
  const no = Number((await db.query<{ no: string }>({ ...nextBatch, values: [] })).rows[0]?.no)
  const batch = sealBatch(no, rows)
  const { entries, firstAt, lastAt, salt, digest } = batch
  await db.query({ ...keepBatch, values: [no, entries, firstAt, lastAt, salt, digest] })
  return { batch, taken: taken.length }
}

/** Read back rather than remembered: another replica may have grown the tree meanwhile. */
async function frontierOf(db: PoolClient, size: number): Promise<Frontier> {
  const open: Buffer[][] = []
  for (let level = 0; tileWidth ** level <= size; level++) {
    const width = Frontier.widthAt(size, level)
    const from = Math.floor(size / tileWidth ** level) - width
    const hashes = await hashesFrom(db, level, from, from + width)
    if (hashes.length !== width) throw new Error(`the tree lacks hashes of level ${level} from ${from}`)
    open.push(hashes)
  }
  return new Frontier(size, open)
}

/** A key that came into use after the one that signed last signs the tree as it stands: rotation waits for no act. */
async function signedAnew(
  db: PoolClient,
  signer: LogSigner,
  former: { size: number; root: Buffer; key: string } | null,
) {
  if (former?.key === signer.verifierKey) return
  if (former === null) return sign(db, signer, 0, emptyRoot())
  await db.query({ ...keepKey, values: [signer.verifierKey] })
  const { rows } = await db.query({ ...newerKey, values: [signer.verifierKey, former.key] })
  if (rows[0]?.newer === true) await sign(db, signer, former.size, former.root)
}

async function sign(db: PoolClient, signer: LogSigner, size: number, root: Buffer): Promise<void> {
  await db.query({ ...keepKey, values: [signer.verifierKey] })
  const note = checkpointNote(signer, size, root)
  await db.query({ ...keepCheckpoint, values: [size, root, note, signer.verifierKey] })
}

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`
