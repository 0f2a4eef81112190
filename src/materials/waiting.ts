// Files that are whole and wait for the scanner: tried again until it answers. Nothing passes unscanned meanwhile.
import { run, type Statement } from '../../db/index.ts'
import { UploadLocked } from './locks.ts'
import { progress } from './receive.ts'
import type { MaterialsRoom } from './room.ts'
import { turnedAway } from './turned-away.ts'

const waiting: Statement = {
  name: 'material_waiting',
  text: `select id from material where scan = 'waiting' and state = 'receiving' order by created_at limit $1::int`,
}

/** Finishes at most `limit` of them and answers how many; ends early when the scanner is still away. For the worker. */
export async function finishWaiting(room: MaterialsRoom, limit: number): Promise<number> {
  let done = 0
  for (const { id } of await run<{ id: string }>(room.pool, waiting, [limit])) {
    const lock = room.locks.newLock(id)
    try {
      await lock.lock(AbortSignal.timeout(2_000), () => {})
    } catch (error) {
      if (error instanceof UploadLocked) continue // its client is asking for it already
      throw error
    }
    try {
      const outcome = await progress(room, id)
      if (turnedAway(outcome) && outcome.code === 'scan_pending') return done
      done++
    } finally {
      await lock.unlock()
    }
  }
  return done
}
