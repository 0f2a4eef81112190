// Which receivers are fanned out when: in turns, a few at a time of each kind, so that a kind whose deliveries take long to
// compose keeps no other waiting, and a receiver with a year to catch up takes no more than its turn.
import type { Pool } from '../../db/index.ts'
import type { Carrier } from './carrier.ts'
import { fanOut, pendingReceivers } from './fan-out.ts'
import type { DeliveryLog } from './lane.ts'

/** Of one kind; each holds a connection for moments. */
const atOnce = 2
/** A receiver whose notices cannot be composed is left alone for so long. */
const restMs = 30_000

interface FanningDeps {
  readonly pool: Pool
  readonly carriers: Readonly<Record<string, Carrier>>
  readonly log: DeliveryLog
}

interface Turns {
  readonly waiting: string[]
  running: number
}

export class FanningOut {
  readonly #deps: FanningDeps
  readonly #batch: number
  readonly #onOwed: (receiverId: string) => void
  readonly #turns = new Map<string, Turns>()
  /** Waiting for their turn, or at it. */
  readonly #known = new Set<string>()
  readonly #resting = new Map<string, number>()
  readonly #running = new Set<Promise<void>>()
  #moved = false
  #stopped = false

  constructor(deps: FanningDeps, batch: number, onOwed: (receiverId: string) => void) {
    this.#deps = deps
    this.#batch = batch
    this.#onOwed = onOwed
  }

  /** Gives a turn to every receiver that has notices; whether any was fanned out since the last look. */
  async look(): Promise<boolean> {
    const now = performance.now()
    for (const { id, kind } of await pendingReceivers(this.#deps.pool)) {
      if (this.#known.has(id) || (this.#resting.get(id) ?? 0) > now) continue
      this.#known.add(id)
      const turns = this.#turns.get(kind) ?? { waiting: [], running: 0 }
      this.#turns.set(kind, turns)
      turns.waiting.push(id)
      this.#next(turns)
    }
    const moved = this.#moved || this.#running.size > 0
    this.#moved = false
    return moved
  }

  /** What is under way ends. */
  async stop(): Promise<void> {
    this.#stopped = true
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  #next(turns: Turns): void {
    while (turns.running < atOnce && !this.#stopped) {
      const id = turns.waiting.shift()
      if (id === undefined) return
      turns.running += 1
      const running = this.#one(id).finally(() => {
        this.#running.delete(running)
        this.#known.delete(id)
        turns.running -= 1
        this.#next(turns)
      })
      this.#running.add(running)
    }
  }

  async #one(id: string): Promise<void> {
    const { pool, carriers, log } = this.#deps
    try {
      const passed = await fanOut(pool, id, carriers, this.#batch)
      this.#resting.delete(id)
      if (passed === 0) return
      this.#moved = true
      this.#onOwed(id)
    } catch (error) {
      this.#resting.set(id, performance.now() + restMs)
      log.error({ error: String(error), receiverId: id }, 'notices cannot be fanned out')
    }
  }
}
