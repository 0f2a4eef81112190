// Reads and writes packages for every gateway that has directories here, once a minute; a round that fails is logged and
// the next one tries again.
import type { Logger } from 'pino'
import { exchange, type PackagesRoom } from '../sync/index.ts'

export interface PackagesDeps {
  readonly room: PackagesRoom
  readonly log: Logger
  readonly everyMs?: number
}

/** Whoever carries a medium waits for it; a pair of gates moves files as they come. */
const everyMsDefault = 60_000

export function startPackages({ room, log, everyMs = everyMsDefault }: PackagesDeps): { stop(): Promise<void> } {
  let round: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    round = exchange(room, (peer, error) => log.error({ peer, error: String(error) }, 'packages'))
      .then((done) => {
        for (const { peer, read, written } of done)
          if (written.length > 0 || (read?.taken.length ?? 0) > 0 || (read?.aside.length ?? 0) > 0)
            log.info({ peer, taken: read?.taken, aside: read?.aside, written: written.map(({ no }) => no) }, 'packages')
      })
      .catch((error: unknown) => log.error({ error: String(error) }, 'packages'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await round
    },
  }
}
