// Time as a party: a letter whose due day has passed says so once, to its sender and to whoever has not answered.
import { inAct, run } from '../../db/index.ts'
import { dayOf, dayText, localDay, rfc3339 } from '../kernel/index.ts'
import { after, type LetterEntry, owing, standing } from './lifecycle.ts'
import { gather } from './read.ts'
import type { Correspondence } from './room.ts'
import { lockStatement, untoldStatement } from './statements.ts'
import { writeOfTime } from './write.ts'

/** At most `limit` letters; gives how many were found. */
export async function tellOverdue(
  room: Pick<Correspondence, 'pool' | 'oweNotices'>,
  now: Date,
  limit: number,
): Promise<number> {
  const today = localDay(now.getTime())
  const found = await run<{ id: string }>(room.pool, untoldStatement, [dayText(today), limit])
  for (const { id } of found)
    await inAct(room.pool, async (asking) => {
      await asking.ask(lockStatement, [id])
      const entries = (await gather(asking, id, null)) ?? []
      const before = standing(entries)
      const organs = owing(before)
      // Looked at again: it may have been answered, corrected or told since it was found.
      if (
        organs.length === 0 ||
        before.overdueVersion !== null ||
        before.dueOn === null ||
        dayOf(before.dueOn) >= today
      )
        return
      const entry: LetterEntry = {
        ...{
          version: before.version + 1,
          act: 'overdue',
          agencyId: before.senderId,
          at: rfc3339(now.getTime()),
          officers: [],
        },
        body: { organs, dueOn: before.dueOn },
      }
      await writeOfTime(room, asking, {
        id,
        before,
        after: after(before, entry),
        entry,
        documentNo: entries[0]?.body.documentNo,
      })
    })
  return found.length
}
