// Checks the log of reads against its seals: each batch has its leaf and its entries, or was removed when its time was
// over; no entry stands outside. A batch removed early is named, however it is marked.
import { inSnapshot, type Pool, type Queryable, type Statement } from '../../db/index.ts'
import { batchEntryOf } from './leaf.ts'
import { type AccessEntry, commitmentOfBatch, digestOf, entryColumns } from './sealed-reads.ts'

export interface ReadsFault {
  /** Number of the batch; 0 where an entry is in none. */
  readonly batch: number
  readonly fault:
    | 'batch_missing'
    | 'not_in_tree'
    | 'leaf_differs'
    | 'entries_differ'
    | 'removed_early'
    | 'entry_unsealed'
}

export interface ReadsVerified {
  readonly batches: number
  /** Batches whose entries were removed in due time. */
  readonly removed: number
  readonly pending: number
  readonly faults: ReadsFault[]
}

interface BatchRow {
  readonly no: string
  readonly entries: string[]
  readonly first_at: Date
  readonly last_at: Date
  readonly salt: Buffer
  readonly digest: Buffer
  readonly leaf: Buffer | null
  readonly removed: boolean
  readonly early: boolean
}

const batches: Statement = {
  name: 'access_batches_after',
  text: `select b.no, b.entries, b.first_at, b.last_at, b.salt, b.digest, l.entry as leaf, r.batch is not null as removed,
      coalesce(b.last_at >= r.at - interval '6 months' or r.at > now(), false) as early
    from access_batch b left join journal_leaf l on l.batch = b.no left join access_removal r on r.batch = b.no
    where b.no > $1::bigint order by b.no limit 200`,
}
const entriesOf: Statement = {
  name: 'access_entries_of',
  text: `select ${entryColumns} from access_entry where no = any($1::bigint[]) order by no`,
}
const leftOver: Statement = {
  name: 'access_left_over',
  text: `select (select count(*) from access_entry) as entries, (select count(*) from access_pending) as pending,
    (select min(l.batch) from journal_leaf l where l.batch is not null and not exists (select from access_batch b where b.no = l.batch)) as missing`,
}

export function verifyReads(pool: Pool): Promise<ReadsVerified> {
  return inSnapshot(pool, async (db) => {
    const faults: ReadsFault[] = []
    let [checked, removed, present] = [0, 0, 0]
    for (let after = '0'; ; ) {
      const { rows } = await db.query<BatchRow>({ ...batches, values: [after] })
      for (const row of rows) {
        const { fault, entries } = await batchFault(db, row)
        if (fault !== null) faults.push({ batch: Number(row.no), fault })
        if (row.removed) removed += 1
        present += entries
      }
      checked += rows.length
      const end = rows.at(-1)
      if (end === undefined) break
      after = end.no
    }
    const { rows } = await db.query<{ entries: string; pending: string; missing: string | null }>({
      ...leftOver,
      values: [],
    })
    const { entries = '0', pending = '0', missing = null } = rows[0] ?? {}
    if (missing !== null) faults.push({ batch: Number(missing), fault: 'batch_missing' })
    if (Number(entries) > present + Number(pending)) faults.push({ batch: 0, fault: 'entry_unsealed' })
    return { batches: checked, removed, pending: Number(pending), faults }
  })
}

async function batchFault(
  db: Queryable,
  row: BatchRow,
): Promise<{ fault: ReadsFault['fault'] | null; entries: number }> {
  const { salt, digest, first_at: firstAt, last_at: lastAt } = row
  const head = { no: Number(row.no), entries: row.entries.map(Number), firstAt, lastAt, salt, digest }
  const kept = (await db.query<AccessEntry>({ ...entriesOf, values: [row.entries] })).rows
  const found = (fault: ReadsFault['fault'] | null) => ({ fault, entries: kept.length })
  if (row.leaf === null) return found('not_in_tree')
  if (!batchEntryOf(commitmentOfBatch(head)).equals(row.leaf)) return found('leaf_differs')
  if (row.removed && kept.length === 0) return found(row.early ? 'removed_early' : null)
  return found(digestOf(salt, kept).equals(digest) ? null : 'entries_differ')
}
