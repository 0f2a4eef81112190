// Follows the cases: after each act, what stands in the case is found and what stands no more is closed, and the case is
// put where still ones are looked for. It reads the notices behind the acts; no act waits for it.
import { inTransaction, type Queryable } from '../../../db/index.ts'
import { type CaseStanding, standings } from '../../cases/index.ts'
import { changesOfMany } from '../../outbox/index.ts'
import { causeOfQuiet, causesOfCase } from './case-causes.ts'
import { moving, placeOf } from './progress.ts'
import { closeCauses, raise } from './raise.ts'
import type { Findings } from './room.ts'

type Room = Pick<Findings, 'pool' | 'directory'>

const place = 'cases'
/** A round holds no more in memory, and no more cases are looked at together. */
const noticesMax = 500
const casesAtOnce = 100

/** Works off at most `rounds` times what a round may hold; gives the number of notices passed. */
export async function followCases(room: Room, now: Date, rounds = Number.POSITIVE_INFINITY): Promise<number> {
  let passed = 0
  for (let round = 0; round < rounds; round++) {
    const directory = await room.directory()
    const from = await placeOf(room.pool, place)
    const notices = await changesOfMany(room.pool, [...directory.byId.keys()], from, noticesMax)
    const last = notices.at(-1)
    if (last === undefined) return passed
    const ids = [...new Set(notices.flatMap(({ kind, transferId }) => (kind === 'transfer' ? [transferId] : [])))]
    const found: CaseStanding[] = []
    for (let i = 0; i < ids.length; i += casesAtOnce)
      found.push(...(await standings(room.pool, ids.slice(i, i + casesAtOnce))))
    const looked = found.map((standing) => causesOfCase(standing, directory))
    const moved = await moving(room.pool, place, from, last, async (connection) => {
      await raise(
        connection,
        now,
        looked.flatMap(({ causes }) => causes),
      )
      await closeCauses(
        connection,
        now,
        looked.flatMap(({ gone }) => gone),
      )
      await watch(connection, found)
    })
    if (!moved) return passed
    passed += notices.length
    if (notices.length < noticesMax) return passed
  }
  return passed
}

const watchStatement = {
  name: 'findings_watch_quiet',
  text: `with seen as (select * from json_to_recordset($1::json) as x(id uuid, since timestamptz, open boolean)),
ended as (delete from case_quiet where transfer_id = any (array(select id from seen where not open)))
insert into case_quiet (transfer_id, since) select id, since from seen where open
on conflict (transfer_id) do update set since = excluded.since`,
}

const watch = (connection: Queryable, found: readonly CaseStanding[]) =>
  connection.query({
    ...watchStatement,
    values: [JSON.stringify(found.map(({ transferId, at, open }) => ({ id: transferId, since: at, open })))],
  })

const quietStatement = {
  name: 'findings_quiet',
  text: `delete from case_quiet where transfer_id = any (array(
  select transfer_id from case_quiet where since < $1 order by since limit $2 for update skip locked))
returning transfer_id as id`,
}

/** Cases in which nothing has happened for so many days: each is looked at once, until it moves again. */
export async function sweepQuiet(room: Room, now: Date, days: number): Promise<number> {
  const cut = new Date(now.getTime() - days * 86_400_000)
  let raised = 0
  for (;;) {
    const directory = await room.directory()
    const looked = await inTransaction(room.pool, async (connection) => {
      const { rows } = await connection.query<{ id: string }>({ ...quietStatement, values: [cut, casesAtOnce] })
      if (rows.length === 0) return 0
      const found = await standings(
        room.pool,
        rows.map(({ id }) => id),
      )
      // An act that the follower has not come to yet.
      const moved = found.filter(({ at }) => at >= cut)
      await watch(connection, moved)
      const causes = found.flatMap((one) => (one.at < cut ? (causeOfQuiet(one, directory, days) ?? []) : []))
      raised += (await raise(connection, now, causes)).raised
      return rows.length
    })
    if (looked < casesAtOnce) return raised
  }
}
