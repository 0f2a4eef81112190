// Days by which something was asked and that have passed: letters, labels and assignments say so themselves, once each.
import type { Pool } from '../../db/index.ts'
import { tellOverdue } from '../correspondence/index.ts'
import { tellUnreported } from '../labels/index.ts'
import { oweNotices } from '../outbox/index.ts'
import { tellUnreplied } from '../supervision/index.ts'

/** One after the other, at most `limit` of each kind; gives the greatest number found. */
export async function tellPassedDues(pool: Pool, now: Date, limit: number): Promise<number> {
  const room = { pool, oweNotices }
  let most = 0
  for (const tell of [tellOverdue, tellUnreported, tellUnreplied]) most = Math.max(most, await tell(room, now, limit))
  return most
}
