// Reads chains in pages, for verification and for proofs.
import type { Queryable, Statement } from '../../db/index.ts'
import type { KeptEntry } from './chain.ts'

const entriesOf: Statement = {
  name: 'journal_entries_of',
  text: 'select transfer_id, version, salt, commitment, link from journal_entry where transfer_id = any($1::uuid[]) order by transfer_id, version',
}

const casesAfter: Statement = {
  name: 'journal_cases_after',
  text: 'select distinct transfer_id from journal_entry where transfer_id > $1::uuid order by transfer_id limit $2',
}

/** The next ids of cases that have a chain, in order. */
export async function chainsAfter(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ transfer_id: string }>({ ...casesAfter, values: [after, limit] })
  return rows.map((r) => r.transfer_id)
}

/** The chains of some cases, each in order of version. */
export async function chainsOf(db: Queryable, transferIds: readonly string[]): Promise<Map<string, KeptEntry[]>> {
  const chains = new Map<string, KeptEntry[]>()
  const { rows } = await db.query<KeptEntry & { transfer_id: string }>({ ...entriesOf, values: [transferIds] })
  for (const { transfer_id, ...entry } of rows) {
    const chain = chains.get(transfer_id)
    if (chain === undefined) chains.set(transfer_id, [entry])
    else chain.push(entry)
  }
  return chains
}
