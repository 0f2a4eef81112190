// What the room needs from outside, given in once at start, and the lanes in which its merges wait for each other.
import type { Pool } from '../../db/index.ts'

export interface Organ {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly regionCode: string
}

/** Enabled organs. */
export interface Organs {
  readonly byId: ReadonlyMap<string, Organ>
  readonly byCode: ReadonlyMap<string, Organ>
}

export interface PenaltiesDeps {
  readonly pool: Pool
  readonly organs: () => Promise<Organs> | Organs
  /** Epoch milliseconds. */
  readonly now: () => number
}

export interface Penalties extends PenaltiesDeps {
  readonly lanes: Lanes
}

export function openPenalties(deps: PenaltiesDeps): Penalties {
  return { ...deps, lanes: new Lanes() }
}

/** Batches at a time, each on a connection of the gateway's pool: the rest of it serves the doors. */
const batchesMax = 3

/**
 * Few batches at a time, and of one origin one merge after the other: while one is merged, the next is read. Replicas wait
 * for each other on a lock of the database.
 */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>()
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** Whether records are being taken in at this moment. */
  get busy(): boolean {
    return this.#running > 0
  }

  /** Whoever waits here holds no connection. */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= batchesMax) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#running += 1
    try {
      return await work()
    } finally {
      // A place is handed on rather than freed, so that nobody slips in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }

  async inTurn<T>(origin: string, work: () => Promise<T>): Promise<T> {
    const own = (this.#last.get(origin) ?? Promise.resolve()).then(work)
    const settled = own.then(
      () => {},
      () => {},
    )
    this.#last.set(origin, settled)
    try {
      return await own
    } finally {
      if (this.#last.get(origin) === settled) this.#last.delete(origin)
    }
  }
}
