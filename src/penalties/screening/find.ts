// Finds penalty cases by a party: its number, or its name as a whole, by the keyed digests that screening keeps. A part of a
// name finds nothing here, for no name is kept to be looked through.
import { run } from '../../../db/index.ts'
import { digestsSaid } from './marks.ts'
import type { ScreeningRoom } from './room.ts'

const foundMax = 200

const findStatement = {
  name: 'screening_find_party',
  text: `select m.case_id as id from unnest($1::uuid[]) as d(digest) cross join lateral (
  select case_id, day from penalty_mark m where m.digest = d.digest and m.kind in ('person', 'unit', 'name')
  order by day desc nulls last limit ${foundMax}
) m group by 1 order by max(m.day) desc nulls last limit ${foundMax}`,
}

/** Cases that name the party, the last first; who may see them is decided by whoever asks. */
export async function penaltiesOfParty(
  { pool, marksKey }: Pick<ScreeningRoom, 'pool' | 'marksKey'>,
  said: string,
): Promise<string[]> {
  const digests = digestsSaid(said, marksKey)
  if (digests.length === 0) return []
  return (await run<{ id: string }>(pool, findStatement, [digests])).map(({ id }) => id)
}
