// Keeps what desks and searches read a second behind the acts: one replica at a time gets through, and a busy gateway is not
// made busier, for nothing waits for it.
import type { Logger } from 'pino'
import { type FollowDeps, followDesks } from '../cases/index.ts'

export interface DesksWorkerDeps {
  readonly cases: FollowDeps
  readonly log: Logger
  readonly everyMs?: number
}

const everyMsDefault = 1_000
/** After a round it rests so many times as long, and longer in a storm of acts: they have the processor, the desks catch up. */
const restsTimes = 3
const restsTimesInStorm = 9
/** More than people at their desks do in a second. */
const storm = 300

/** Follows until it is stopped; a failed round is logged and the next one tries again. */
export function startDesks(deps: DesksWorkerDeps): { stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const step = async (): Promise<void> => {
    const began = performance.now()
    let passed = 0
    try {
      passed = await followDesks(deps.cases, 1)
    } catch (error) {
      deps.log.error({ error: String(error) }, 'desks')
    }
    if (stopped) return
    const least = passed > 0 ? Math.min(deps.everyMs ?? everyMsDefault, 200) : (deps.everyMs ?? everyMsDefault)
    timer = setTimeout(
      () => {
        round = step()
      },
      Math.max(least, (passed > storm ? restsTimesInStorm : restsTimes) * (performance.now() - began)),
    )
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
