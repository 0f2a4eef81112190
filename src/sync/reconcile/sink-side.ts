// A sink as a side of the comparison: what was delivered, what the platform says that it holds; what it does not hold, or
// holds otherwise, is sent once more under an id that follows from the first.
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from '../../../db/index.ts'
import { type Receiver, receiverStatus, type SentKey, sendAgain, sentFigures, sentKeys } from '../../outbox/index.ts'
import type { SinkCarrier } from '../sinks/carrier.ts'
import { restHoldings } from '../sinks/rest.ts'
import { tableHoldings } from '../sinks/table.ts'
import type { Difference, Holdings, OwnKey, Partner, RepairOutcome } from './sides.ts'
import { NotComparable } from './source-side.ts'

export interface SinkSideDeps {
  readonly pool: Pool
  readonly carrier: SinkCarrier
  readonly now: () => number
  /** How long deliveries under way are waited for. */
  readonly settleMs?: number
}

const settleMsDefault = 15_000
const lookMs = 100

/** Throws NotComparable where the platform says nothing of what it holds. */
export function sinkPartner(
  { pool, carrier, now, settleMs = settleMsDefault }: SinkSideDeps,
  receiver: Receiver,
): Partner {
  const road = carrier.roadOf(receiver)
  const theirs: Holdings | undefined =
    road.kind === 'rest' ? restHoldings(road.caller, road.sink) : tableHoldings(road.exchange, road.sink)
  if (theirs === undefined)
    throw new NotComparable(receiver.name, 'its configuration has no figures: there is nothing to compare with')
  return {
    kind: 'sink',
    id: receiver.id,
    name: receiver.name,
    agencyId: receiver.agencyId,
    ours: {
      figures: async (from, to) =>
        (await sentFigures(pool, receiver.id, from, to)).map((one) => ({ ...one, sum: null })),
      keys: async (day) => (await sentKeys(pool, receiver.id, day)).map(ownKey),
    },
    theirs,
    // What was owed before now is waited for; a platform that is away keeps nobody longer than this.
    settle: async (signal) => {
      const from = now()
      const until = Date.now() + settleMs
      while (!signal.aborted && Date.now() < until) {
        const [status] = await receiverStatus(pool, receiver.id)
        if (status === undefined || status.state !== 'enabled' || status.breaker === 'open') return
        if (status.oldestWaitingAt === null || status.oldestWaitingAt.getTime() > from) return
        await pause(lookMs, undefined, { signal })
      }
    },
    repair: (differences) => pushedAgain(pool, receiver.id, differences),
  }
}

const ownKey = ({ key, digest, state }: SentKey): OwnKey => ({
  key,
  digest,
  // Let go: people decided that it need not arrive.
  ...((state === 'waiting' || state === 'let_go') && { underWay: true as const }),
})

async function pushedAgain(
  pool: Pool,
  receiverId: string,
  differences: readonly Difference[],
): Promise<RepairOutcome[]> {
  const outcomes: RepairOutcome[] = []
  for (const day of new Set(differences.map((d) => d.day))) {
    const sent = new Map((await sentKeys(pool, receiverId, day)).map((one) => [one.key, one]))
    const again: { id: string; anew: true }[] = []
    for (const { key } of differences.filter((d) => d.day === day)) {
      const one = sent.get(key)
      if (one === undefined)
        outcomes.push({ day, key, detail: 'it was never sent from here: people must ask the platform' })
      else if (one.state === 'dead') outcomes.push({ day, key, detail: 'it is a dead letter: replay it or let it go' })
      else if (one.state === 'delivered') again.push({ id: one.deliveryId, anew: true })
    }
    if (again.length > 0)
      await sendAgain(pool, receiverId, again, {
        who: 'reconciliation',
        why: `the platform does not hold them (${day})`,
      })
  }
  return outcomes
}
