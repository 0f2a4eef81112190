// The queue at work: notices are fanned out to their receivers, and every receiver's lane pays what is due. Any number of
// replicas do this side by side; claims are leases, and a cursor moves once.
import type { Pool } from '../../db/index.ts'
import type { Carrier } from './carrier.ts'
import { dueReceivers } from './claim.ts'
import { FanningOut } from './fanning-out.ts'
import { type DeliveryLog, Lane } from './lane.ts'
import type { BreakerRule, RetryRule } from './settle.ts'

export interface DeliveryDeps {
  readonly pool: Pool
  /** By kind of receiver. */
  readonly carriers: Readonly<Record<string, Carrier>>
  readonly log: DeliveryLog
  readonly now?: () => number
  readonly random?: () => number
  /** How soon it looks again: while there is something to do, and at most. */
  readonly pace?: { readonly busyMs: number; readonly idleMs: number }
  readonly retry?: RetryRule
  readonly breaker?: BreakerRule
  readonly leaseMarginMs?: number
}

const day = 86_400_000
/** Seconds to a day, about five days in all. */
export const usualRetry: RetryRule = { firstMs: 5_000, longestMs: day, giveUpMs: 5 * day }
/** Five failures in a row are no accident; a receiver that is back is noticed within minutes. */
export const usualBreaker: BreakerRule = { failuresToOpen: 5, firstMs: 5_000, longestMs: 5 * 60_000 }
const usualPace = { busyMs: 20, idleMs: 1_000 }
/** For recording a try after its time-out, the database being slow. */
const usualLeaseMarginMs = 5_000
const fanOutBatch = 200
/** At a stop, what is being sent may end within this. */
const graceMs = 3_000

export interface Deliveries {
  /** Looks at once, without waiting for the next round. */
  wake(): void
  stop(): Promise<void>
}

export function startDelivery(deps: DeliveryDeps): Deliveries {
  const { pool, carriers, log, pace = usualPace } = deps
  const laneDeps = {
    ...{ pool, carriers, log },
    retry: deps.retry ?? usualRetry,
    breaker: deps.breaker ?? usualBreaker,
    leaseMarginMs: deps.leaseMarginMs ?? usualLeaseMarginMs,
    now: deps.now ?? Date.now,
    random: deps.random ?? Math.random,
  }
  const lanes = new Map<string, Lane>()
  const laneOf = (id: string): Lane => {
    const lane = lanes.get(id) ?? new Lane(laneDeps, id)
    lanes.set(id, lane)
    return lane
  }

  const fanning = new FanningOut(
    deps,
    fanOutBatch,
    (id) => void laneOf(id).fill().catch(failed('deliveries cannot be taken')),
  )

  async function fillAll(): Promise<boolean> {
    const ids = await dueReceivers(pool)
    for (const [id, lane] of lanes) if (lane.idle && !ids.includes(id)) lanes.delete(id)
    const took = await Promise.all(ids.map((id) => laneOf(id).fill()))
    return took.includes(true)
  }

  const failed = (what: string) => (error: unknown) => log.error({ error: String(error) }, what)
  const looks = [
    repeated(() => fanning.look(), pace, failed('notices cannot be fanned out')),
    repeated(fillAll, pace, failed('deliveries cannot be taken')),
  ]
  return {
    wake: () => {
      for (const look of looks) look.wake()
    },
    stop: async () => {
      await Promise.all(looks.map((look) => look.stop()))
      await fanning.stop()
      await Promise.all([...lanes.values()].map((lane) => lane.stop(graceMs)))
    },
  }
}

/** Again and again, soon while `work` finds something, and ever later up to the idle pace while it does not. */
function repeated(
  work: () => Promise<boolean>,
  { busyMs, idleMs }: { busyMs: number; idleMs: number },
  onError: (error: unknown) => void,
): { wake(): void; stop(): Promise<void> } {
  let stopped = false
  let pauseMs = busyMs
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  const step = async (): Promise<void> => {
    let found = false
    try {
      found = await work()
    } catch (error) {
      onError(error)
    }
    pauseMs = found ? busyMs : Math.min(idleMs, Math.max(busyMs, 1) * 2 + pauseMs)
    later(pauseMs)
  }
  const later = (ms: number) => {
    if (stopped) return
    timer = setTimeout(() => {
      timer = undefined
      round = step()
    }, ms)
    timer.unref()
  }
  later(0)
  return {
    wake: () => {
      pauseMs = busyMs
      if (timer === undefined) return
      clearTimeout(timer)
      later(0)
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
