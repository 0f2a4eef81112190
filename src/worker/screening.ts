// Follows the queue of screening with connections of its own, so that a whole store screened anew keeps no door waiting.
import type { Logger } from 'pino'
import { openPool, passing } from '../../db/index.ts'
import { followScreening, forgetScreened, type ScreeningRoom } from '../penalties/index.ts'

export interface ScreeningWorkerDeps {
  readonly databaseUrl: string
  readonly room: Omit<ScreeningRoom, 'pool'>
  readonly log: Logger
  readonly everyMs?: number
  readonly givesWay?: () => boolean
}

/** One judges and writes, one reads what comes next and one its confirmed facts. */
const connections = 3
/** People look at a result after they have sent a record; a second is soon enough. */
const everyMs = 1_000
/** Another replica is at it: when it ends, by whatever way, we are the next. */
const elsewhereMs = 10_000
const judgedDays = 7
const forgetEveryMs = 3_600_000

/** Follows until it is stopped; a failed round is logged and the next one tries again. */
export function startScreening({ databaseUrl, room, log, ...more }: ScreeningWorkerDeps): { stop(): Promise<void> } {
  const pool = openPool(databaseUrl, connections, (error) =>
    log.warn({ error: error.message }, 'screening lost a connection'),
  )
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let forgotten = 0
  const step = async (): Promise<void> => {
    let wait = more.everyMs ?? everyMs
    try {
      const judged = await followScreening(
        { ...room, pool },
        {
          stopped: () => stopped,
          ...(more.givesWay && { givesWay: more.givesWay }),
          failed: (caseId, error) => log.error({ caseId, error: String(error) }, 'a record could not be screened'),
        },
      )
      if (judged === null) wait = elsewhereMs
      else if (room.now() - forgotten > forgetEveryMs) {
        forgotten = room.now()
        while ((await forgetScreened(pool, room.now(), judgedDays, 1_000)) >= 1_000 && !stopped) {
          // one thousand after the other
        }
      }
    } catch (error) {
      log.error({ error: String(error), passing: passing(error) }, 'screening')
    }
    if (stopped) return
    timer = setTimeout(() => {
      round = step()
    }, wait)
    timer.unref()
  }
  let round = step()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await round
      await pool.end()
    },
  }
}
