// Entries of the log of reads go when their time is over, a whole sealed batch at a time. What the tree holds of the batch
// stays, and that it was removed, and when, is on record.
import { inTransaction, type Pool, type Statement } from '../../db/index.ts'

/** A network log is kept six months at least (Cybersecurity Law, article 23(3)); the database refuses less by itself. */
export const accessLogMonthsMin = 6

const batchesMax = 50

/** In order of number: a batch that a wrong clock dated into the future holds up those after it, and nothing is lost. */
const oldest: Statement = {
  name: 'access_oldest_batches',
  text: `select no, entries, last_at < now() - make_interval(months => $1::int) as old from access_batch
    where no > (select coalesce(max(batch), 0) from access_removal) order by no limit $2::int`,
}
const removeEntries: Statement = {
  name: 'access_remove_entries',
  text: 'delete from access_entry where no = any($1::bigint[])',
}
const recordRemoval: Statement = {
  name: 'access_record_removal',
  text: 'insert into access_removal (batch, at) select no, now() from unnest($1::bigint[]) as no',
}

/** Removes sealed batches that are older than `months`; gives how many. Called under the worker's lock. */
export function removeOldReads(pool: Pool, months: number): Promise<number> {
  return inTransaction(pool, async (connection) => {
    const { rows } = await connection.query<{ no: string; entries: string[]; old: boolean }>({
      ...oldest,
      values: [months, batchesMax],
    })
    const young = rows.findIndex((row) => !row.old)
    const old = young < 0 ? rows : rows.slice(0, young)
    if (old.length === 0) return 0
    await connection.query({ ...removeEntries, values: [old.flatMap((row) => row.entries)] })
    await connection.query({ ...recordRemoval, values: [old.map((row) => row.no)] })
    return old.length
  })
}
