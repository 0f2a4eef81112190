// Which organs have or had a part in some cases: for those who must keep organs away from their own cases.
import type { Queryable, Statement } from '../../db/index.ts'

const organsOf: Statement = {
  name: 'agencies_in_cases',
  text: `select transfer_id, array_agg(distinct agency_id) as agencies from case_part
    where transfer_id = any($1::uuid[]) group by transfer_id`,
}

/** Case → organs, sorted. */
export async function organsIn(
  db: Queryable,
  transferIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query<{ transfer_id: string; agencies: string[] }>({ ...organsOf, values: [transferIds] })
  return new Map(rows.map((r) => [r.transfer_id, r.agencies]))
}
