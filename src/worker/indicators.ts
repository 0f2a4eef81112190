// Counts what happened: follows cases, penalty cases and labels into the indicators' cells.
import type { Logger } from 'pino'
import { followIndicators, type IndicatorsRoom } from '../supervision/index.ts'

export interface IndicatorsDeps {
  readonly indicators: IndicatorsRoom
  readonly log: Logger
  readonly everyMs?: number
}

/** A figure that is two seconds old is good enough; acts are gathered meanwhile. */
const everyMs = 2_000

/** Follows until it is stopped; a failed round is logged and the next one tries again. */
export function startIndicators(deps: IndicatorsDeps): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const step = async (): Promise<void> => {
    try {
      await followIndicators(deps.indicators, () => stopped)
    } catch (error) {
      deps.log.error({ error: String(error) }, 'indicators')
    }
    if (stopped) return
    timer = setTimeout(() => {
      round = step()
    }, deps.everyMs ?? everyMs)
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
