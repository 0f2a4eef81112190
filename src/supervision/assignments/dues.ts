// Time as a third: an assignment whose due day has passed without a reply says so once, to both procuratorates.
import { inAct, run } from '../../../db/index.ts'
import { dayOf, dayText, localDay, rfc3339 } from '../../kernel/index.ts'
import { type AssignmentEntry, after, owed, standing } from './lifecycle.ts'
import { gather } from './read.ts'
import type { Assignments } from './room.ts'
import { lockStatement, untoldStatement } from './statements.ts'
import { writeOfTime } from './write.ts'

/** At most `limit` assignments; gives how many were found. */
export async function tellUnreplied(
  room: Pick<Assignments, 'pool' | 'oweNotices'>,
  now: Date,
  limit: number,
): Promise<number> {
  const today = localDay(now.getTime())
  const found = await run<{ id: string }>(room.pool, untoldStatement, [dayText(today), limit])
  for (const { id } of found)
    await inAct(room.pool, async (asking) => {
      await asking.ask(lockStatement, [id])
      const before = standing((await gather(asking, id, null)) ?? [])
      // Looked at again: it may have been replied to, returned or told since it was found.
      if (!owed(before) || before.overdueVersion !== null || dayOf(before.dueOn) >= today) return
      const entry: AssignmentEntry = {
        ...{ version: before.version + 1, act: 'overdue', agencyId: before.upperId, at: rfc3339(now.getTime()) },
        ...{ officers: [], body: { dueOn: before.dueOn } },
      }
      await writeOfTime(room, asking, { id, after: after(before, entry), entry })
    })
  return found.length
}
