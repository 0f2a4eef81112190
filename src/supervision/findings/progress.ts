// How far a follower has read. Its place moves in the transaction that keeps what it found, so that nothing is passed over;
// of two replicas at the same place the second finds it moved, and leaves it.
import { inTransaction, type Pool, type Queryable, run } from '../../../db/index.ts'

export interface Progress {
  readonly txid: string
  readonly seq: string
}

const beginning: Progress = { txid: '0', seq: '0' }

export async function placeOf(pool: Pool, name: string): Promise<Progress> {
  const [row] = await run<{ txid: string; seq: string }>(
    pool,
    { name: 'findings_place', text: 'select txid::text, seq::text from finding_place where name = $1' },
    [name],
  )
  return row ?? beginning
}

const moveStatement = {
  name: 'findings_move',
  text: `insert into finding_place as p (name, txid, seq) values ($1, $4::xid8, $5::bigint)
on conflict (name) do update set txid = excluded.txid, seq = excluded.seq where p.txid = $2::xid8 and p.seq = $3::bigint
returning name`,
}

/** Runs `work` and moves the place from `from` to `to`, both or neither; false where another replica was faster. */
export async function moving(
  pool: Pool,
  name: string,
  from: Progress,
  to: Progress,
  work: (connection: Queryable) => Promise<void>,
): Promise<boolean> {
  return inTransaction(pool, async (connection) => {
    const values = [name, from.txid, from.seq, to.txid, to.seq]
    // First, so that the other one waits here and not after its work.
    if ((await connection.query({ ...moveStatement, values })).rows.length === 0) return false
    await work(connection)
    return true
  })
}
