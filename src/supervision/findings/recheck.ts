// Looks again at open findings about penalty cases, a few a round and all of them in turn: what closed their cause by a
// way that no follower reads is found here.
import { inTransaction, run, type Statement } from '../../../db/index.ts'
import { penaltyStandings } from '../../penalties/index.ts'
import { clustersOf } from '../../screening/index.ts'
import { fellApart } from './cluster-causes.ts'
import { neighbourhood } from './follow-screening.ts'
import { causesOfPenalty } from './penalty-causes.ts'
import { closeCauses } from './raise.ts'
import type { Findings } from './room.ts'

const pageStatement: Statement = {
  name: 'findings_recheck',
  text: `select f.id, f.penalty_id as "penaltyId", f.family = 'cluster' as cluster from finding f
where f.penalty_id is not null and f.state <> 'closed' and f.id > $1 order by f.id limit $2`,
}

const first = '00000000-0000-0000-0000-000000000000'

/** One page after `after`; gives the place to go on from, from the beginning again after the last. */
export async function recheck(
  { pool, directory }: Pick<Findings, 'pool' | 'directory'>,
  now: Date,
  after = first,
  limit = 100,
): Promise<{ readonly next: string; readonly closed: number }> {
  const rows = await run<{ id: string; penaltyId: string; cluster: boolean }>(pool, pageStatement, [after, limit])
  if (rows.length === 0) return { next: first, closed: 0 }
  const single = [...new Set(rows.flatMap(({ penaltyId, cluster }) => (cluster ? [] : [penaltyId])))]
  const organs = await directory()
  const gone = [...(await penaltyStandings(pool, single)).values()].flatMap((one) => causesOfPenalty(one, organs).gone)
  for (const { penaltyId, cluster } of rows)
    if (cluster && !(await hangsTogether(pool, penaltyId))) gone.push(fellApart(penaltyId))
  const closed = await inTransaction(pool, (connection) => closeCauses(connection, now, gone))
  return { next: rows.length < limit ? first : (rows.at(-1)?.id ?? first), closed }
}

/** Whether a cluster still begins with the case. */
async function hangsTogether(pool: Findings['pool'], key: string): Promise<boolean> {
  const members = await neighbourhood(pool, [key])
  return clustersOf([...members.values()]).some((cluster) => cluster.key === key)
}
