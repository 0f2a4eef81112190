// A scene for the queue: receivers and notices in a real database, and a carrier that is the network edge: it answers as
// the test says and keeps what it was given.
import { randomUUID } from 'node:crypto'
import type { Pool } from '../../db/connect.ts'
import {
  addReceiver,
  type Carrier,
  type Deliveries,
  type Delivery,
  type DeliveryDeps,
  type Receiver,
  receiverStatus,
  type Sent,
  startDelivery,
} from '../../src/outbox/index.ts'

export const by = { who: 'a test', why: 'to see' }

export interface Got {
  readonly receiver: string
  readonly id: string
  readonly sendId: string
  readonly orderKey: string
  readonly version: number
  readonly attempt: number
  readonly at: number
}

export type Answer = (receiver: Receiver, delivery: Delivery, signal: AbortSignal) => Promise<Sent> | Sent

export class Edge {
  readonly got: Got[] = []
  readonly #answer: Answer
  constructor(answer: Answer = () => ({ outcome: 'delivered', status: 200 })) {
    this.#answer = answer
  }

  get carrier(): Carrier {
    return {
      compose: async (_, owed) =>
        owed.map((o) => ({ id: o.id, body: JSON.stringify({ transferId: o.transferId, version: o.version }) })),
      send: async (receiver, delivery, signal) => {
        this.got.push({
          receiver: receiver.id,
          id: delivery.id,
          sendId: delivery.sendId,
          orderKey: delivery.orderKey,
          version: delivery.version ?? 0,
          attempt: delivery.attempt,
          at: performance.now(),
        })
        return this.#answer(receiver, delivery, signal)
      },
    }
  }

  of(receiverId: string): Got[] {
    return this.got.filter((g) => g.receiver === receiverId)
  }
}

export const quick = {
  pace: { busyMs: 2, idleMs: 25 },
  retry: { firstMs: 5, longestMs: 40, giveUpMs: 60_000 },
  breaker: { failuresToOpen: 5, firstMs: 10, longestMs: 40 },
  leaseMarginMs: 400,
}

const quiet = { warn: () => {}, error: () => {} }

export const engine = (pool: Pool, carrier: Carrier, more: Partial<DeliveryDeps> = {}): Deliveries =>
  startDelivery({ pool, carriers: { test: carrier }, log: quiet, ...quick, ...more })

export const receiver = (
  pool: Pool,
  agencyId: string = randomUUID(),
  more: Partial<Parameters<typeof addReceiver>[1]> = {},
) => addReceiver(pool, { kind: 'test', name: randomUUID(), agencyId, config: {}, ...more }, by)

/** Notices as acts write them, one statement an array. */
export async function notices(
  pool: Pool,
  agencyId: string,
  list: readonly { transferId: string; version: number; step?: string }[],
): Promise<void> {
  await pool.query(
    `insert into notice (agency_id, transfer_id, version, step, at)
     select $1, x.id, x.version, coalesce(x.step, 'receipt_sign'), now() from json_to_recordset($2::json) as x(id uuid, version int, step text)`,
    [agencyId, JSON.stringify(list.map(({ transferId, ...rest }) => ({ id: transferId, ...rest })))],
  )
}

/** Cases with versions 1 to `versions`, their notices in order of version. */
export const casesOf = (count: number, versions: number) => {
  const ids = Array.from({ length: count }, () => randomUUID())
  const list = Array.from({ length: versions }, (_, v) => ids.map((transferId) => ({ transferId, version: v + 1 })))
  return { ids, notices: list.flat() }
}

export async function until(what: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come to pass')
    await new Promise((done) => setTimeout(done, 15))
  }
}

export const statusOf = async (pool: Pool, id: string) => {
  const [status] = await receiverStatus(pool, id)
  if (status === undefined) throw new Error('no such receiver')
  return status
}

/** Nothing waits any more and nothing is in flight. */
export const settled = (pool: Pool, id: string, ms?: number) =>
  until(async () => (await statusOf(pool, id)).waiting === 0, ms)
