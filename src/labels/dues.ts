// Time as a member: listed supervision whose due day has passed without a report says so once, to all of its members.
import { inAct, run } from '../../db/index.ts'
import { dayOf, dayText, localDay, rfc3339 } from '../kernel/index.ts'
import { after, type LabelEntry } from './lifecycle.ts'
import { gather } from './read.ts'
import type { Labels } from './room.ts'
import { lockStatement, untoldStatement } from './statements.ts'
import { writeOfTime } from './write.ts'

/** At most `limit` labels; gives how many were found. */
export async function tellUnreported(
  room: Pick<Labels, 'pool' | 'oweNotices'>,
  now: Date,
  limit: number,
): Promise<number> {
  const today = localDay(now.getTime())
  const found = await run<{ id: string }>(room.pool, untoldStatement, [dayText(today), limit])
  for (const { id } of found)
    await inAct(room.pool, async (asking) => {
      await asking.ask(lockStatement, [id])
      const label = (await gather(asking, id, null))?.now
      // Looked at again: it may have been reported on, changed or told since it was found.
      if (label === undefined || label.state !== 'open' || label.reported || label.overdueVersion !== null) return
      if (label.dueOn === null || dayOf(label.dueOn) >= today) return
      const entry: LabelEntry = {
        ...{ version: label.version + 1, act: 'overdue', agencyId: label.ownerId, at: rfc3339(now.getTime()) },
        ...{ officers: [], body: { dueOn: label.dueOn } },
      }
      await writeOfTime(room, asking, { id, before: label, after: after(label, entry), entry })
    })
  return found.length
}
