// Removes sessions that have ended, sign-ins that nobody finished and told sign-outs that are too old to come again. Every
// gateway does it now and then: it is idempotent, and what is over counts for nothing before it is removed.
import type { Logger } from 'pino'
import type { Pool } from '../../../db/index.ts'
import { removeEnded } from './sign-ins.ts'

const everyMs = 10 * 60_000

export function startSessionSweep({
  pool,
  idleMs,
  now,
  log,
}: {
  readonly pool: Pool
  readonly idleMs: number
  readonly now: () => number
  readonly log: Logger
}): { stop(): Promise<void> } {
  let round: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    round = removeEnded(pool, { idleMs, nowMs: now() }).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'ended sessions of the console could not be removed'),
    )
  }, everyMs)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await round
    },
  }
}
