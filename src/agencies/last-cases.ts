// When an organ last came to have a part in a case: whether it uses the gateway at all.
import { type Pool, run, type Statement } from '../../db/index.ts'

const statement: Statement = {
  name: 'agencies_last_cases',
  text: `
select a.id, l.transfer_id as "transferId" from unnest($1::uuid[]) as a(id) cross join lateral (
  select transfer_id from case_part p where p.agency_id = a.id order by p.transfer_id desc limit 1
) l`,
}

/** The latest case of each organ by its id, which holds its time; those without any are left out. */
export async function lastCases(pool: Pool, agencyIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await run<{ id: string; transferId: string }>(pool, statement, [agencyIds])
  return new Map(rows.map(({ id, transferId }) => [id, transferId]))
}
