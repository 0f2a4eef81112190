// The registry as one replica knows it, and how long it may believe that. No notification channel is involved: trust ends
// by itself, and the next request looks again (docs/decisions/0003-registry-freshness.md). Refuses to answer from memory
// when the database does not.
import { setTimeout as pause } from 'node:timers/promises'
import { type Pool, run, type Statement } from '../../db/index.ts'
import { registryTrustMs } from '../kernel/index.ts'
import { loadSnapshot, type Snapshot } from './snapshot.ts'

/** The registry could not be read, or not fast enough to be believed; the door answers 503. */
export class RegistryUnavailable extends Error {
  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'RegistryUnavailable'
  }
}

/** What is answered rests on knowledge at most this old. With what an answer takes to leave it stays below one second. */
export const answerTrustMs = 2 * registryTrustMs
/** A look that hangs longer says that the database is gone, also where the network does not. */
const lookTimeoutMs = 5_000
/** Requests that name what we do not know may ask us to look again, together and not more often than this. */
const renewalPauseMs = 20
const looks = 3

const generationStatement: Statement = { name: 'agencies_generation', text: 'select generation from registry' }

export interface RegistryOptions {
  /** Best a pool of its own with one or two connections, so that a busy gateway does not wait for itself. */
  readonly pool: Pool
  readonly now?: () => number
}

export class Registry {
  readonly #pool: Pool
  /** Wall clock in ms since the epoch. */
  readonly now: () => number
  #snapshot: Snapshot | undefined
  #confirmedAtMs = Number.NEGATIVE_INFINITY
  #flight: Promise<void> | undefined
  #renewal: Promise<Snapshot> | undefined
  readonly #followers: ((snapshot: Snapshot) => void)[] = []

  constructor({ pool, now = Date.now }: RegistryOptions) {
    this.#pool = pool
    this.now = now
  }

  /** Start of the last look that succeeded: what we know was true then. */
  get confirmedAtMs(): number {
    return this.#confirmedAtMs
  }

  /** The snapshot, if it may still be believed without looking. The hot path. */
  fresh(): Snapshot | undefined {
    return this.#trusted(registryTrustMs)
  }

  /** The snapshot, looked at again if need be. Throws RegistryUnavailable when the database does not answer. */
  async current(): Promise<Snapshot> {
    let known = this.fresh()
    for (let look = 0; known === undefined && look < looks; look++) {
      await this.#look()
      known = this.#trusted(answerTrustMs)
    }
    if (known === undefined)
      throw new RegistryUnavailable('the database answers too slowly for the registry to be believed')
    return known
  }

  /** A snapshot of a moment after this call: for a request that names what an earlier one does not know. */
  renewed(): Promise<Snapshot> {
    this.#renewal ??= pause(renewalPauseMs).then(async () => {
      this.#renewal = undefined
      await this.#flight?.catch(() => {}) // it began before some of us asked
      await this.#look()
      return this.current()
    })
    return this.#renewal
  }

  /** Calls `follower` with every new snapshot, the present one included. */
  follow(follower: (snapshot: Snapshot) => void): void {
    this.#followers.push(follower)
    if (this.#snapshot) follower(this.#snapshot)
  }

  #trusted(withinMs: number): Snapshot | undefined {
    const age = this.now() - this.#confirmedAtMs
    // A clock that was set back makes the age negative; then nothing is known about it.
    return age >= 0 && age <= withinMs ? this.#snapshot : undefined
  }

  #look(): Promise<void> {
    this.#flight ??= this.#lookOnce().finally(() => {
      this.#flight = undefined
    })
    return this.#flight
  }

  async #lookOnce(): Promise<void> {
    try {
      const startedAtMs = this.now()
      const [row] = await answered(run<{ generation: number }>(this.#pool, generationStatement))
      if (row !== undefined && row.generation === this.#snapshot?.generation) {
        this.#confirmedAtMs = startedAtMs
        return
      }
      const loadedFromMs = this.now()
      const snapshot = await answered(loadSnapshot(this.#pool))
      this.#snapshot = snapshot
      this.#confirmedAtMs = loadedFromMs
      for (const follower of this.#followers) follower(snapshot)
    } catch (cause) {
      this.#confirmedAtMs = Number.NEGATIVE_INFINITY
      throw new RegistryUnavailable('the registry cannot be read', { cause })
    }
  }
}

async function answered<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${lookTimeoutMs} ms`)), lookTimeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
