// Makes the draws that wait for nothing but the journal's tree: within seconds of their announcement, and without anybody who
// could think better of it.
import type { Logger } from 'pino'
import { type Draws, makeWaiting } from '../supervision/index.ts'

export interface DrawsWorkerDeps {
  readonly draws: Draws
  readonly log: Logger
  readonly everyMs?: number
}

/** In step with the tree. */
const everyMs = 3_000

/** Looks until it is stopped; one that cannot be made is logged and keeps no other waiting. */
export function startDraws({ draws, log, everyMs: own }: DrawsWorkerDeps): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const failed = (error: unknown, drawId?: string) =>
    log.error({ error: String(error), ...(drawId !== undefined && { drawId }) }, 'draws')
  const step = async (): Promise<void> => {
    await makeWaiting(draws, failed).catch((error: unknown) => failed(error))
    if (stopped) return
    timer = setTimeout(() => {
      round = step()
    }, own ?? everyMs)
    timer.unref()
  }
  let round = step()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
