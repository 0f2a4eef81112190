// One receiver's lane: its own few connections in flight, its own pace. A lane that hangs holds its own deliveries and
// nothing of anybody else's: while something is sent, no connection of the database is held.
import { type Pool, run, type Statement } from '../../db/index.ts'
import type { Carrier, Receiver, Sent } from './carrier.ts'
import { type Claimed, claim } from './claim.ts'
import type { BreakerRule, RetryRule } from './settle.ts'
import { settle } from './settle.ts'

export interface LaneDeps {
  readonly pool: Pool
  readonly carriers: Readonly<Record<string, Carrier>>
  readonly log: DeliveryLog
  readonly retry: RetryRule
  readonly breaker: BreakerRule
  /** Beyond the receiver's time-out; within it a try is recorded, after it somebody else may try. */
  readonly leaseMarginMs: number
  readonly now: () => number
  readonly random: () => number
}

export interface DeliveryLog {
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** A try that was called off at a stop: nobody failed, and another replica may go on at once. */
const releaseStatement: Statement = {
  name: 'outbox_release',
  text: `update delivery set next_at = now(), leased_until = null, tries = greatest(tries - 1, 0)
where seq = $1 and attempts = $2 and state = 'waiting'`,
}

const atFirst = 8

export class Lane {
  readonly #deps: LaneDeps
  readonly #id: string
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<void>>()
  #room = atFirst
  #filling: Promise<boolean> | undefined
  #again = false
  #soon = false

  constructor(deps: LaneDeps, id: string) {
    this.#deps = deps
    this.#id = id
  }

  /** Takes what is due as far as there is room; whether it took anything. One look at a time. */
  fill(): Promise<boolean> {
    if (this.#filling !== undefined) {
      this.#again = true
      return this.#filling
    }
    this.#filling = this.#fill().finally(() => {
      this.#filling = undefined
      if (this.#again) this.#next()
    })
    return this.#filling
  }

  get idle(): boolean {
    return this.#running.size === 0 && this.#filling === undefined && !this.#soon
  }

  /** Waits for what is under way, and calls it off after a while. */
  async stop(graceMs: number): Promise<void> {
    const late = setTimeout(() => this.#stop.abort(), graceMs)
    await this.#filling?.catch(() => {})
    while (this.#running.size > 0) await Promise.all(this.#running)
    clearTimeout(late)
    this.#stop.abort()
  }

  /** After a try; several that end together look once. */
  #next(): void {
    this.#again = false
    if (this.#soon || this.#stop.signal.aborted) return
    this.#soon = true
    setImmediate(() => {
      this.#soon = false
      this.fill().catch((error: unknown) =>
        this.#deps.log.error({ error: String(error), receiverId: this.#id }, 'deliveries cannot be taken'),
      )
    })
  }

  async #fill(): Promise<boolean> {
    const { pool, breaker, leaseMarginMs } = this.#deps
    let took = false
    for (;;) {
      const room = this.#room - this.#running.size
      if (room <= 0 || this.#stop.signal.aborted) return took
      const claimed = await claim(pool, this.#id, room, { failuresToOpen: breaker.failuresToOpen, leaseMarginMs })
      if (claimed === undefined) return took
      took = true
      this.#room = claimed.receiver.inFlightMax
      for (const delivery of claimed.deliveries) {
        const trying = this.#try(claimed.receiver, delivery, claimed.probing).finally(() => {
          this.#running.delete(trying)
          this.#next()
        })
        this.#running.add(trying)
      }
      if (claimed.deliveries.length < room) return took
    }
  }

  async #try(receiver: Receiver, delivery: Claimed, probing: boolean): Promise<void> {
    const { pool, log, retry, breaker, now, random } = this.#deps
    const at = now()
    const began = performance.now()
    try {
      const sent = await this.#sent(receiver, delivery)
      if (sent === undefined) {
        await run(pool, releaseStatement, [delivery.seq, delivery.attempt])
        return
      }
      const took = { at: new Date(at), ms: Math.round(performance.now() - began) }
      const rules = { retry, breaker, random }
      const { state, failures } = await settle(pool, receiver.id, delivery, probing, sent, took, rules)
      const facts = { receiverId: receiver.id, deliveryId: delivery.id, status: sent.status, detail: sent.detail }
      if (state === 'dead') log.warn(facts, 'a delivery became a dead letter')
      if (sent.outcome === 'gone') log.warn(facts, 'a receiver wants nothing any more')
      if (sent.outcome === 'retry' && failures === breaker.failuresToOpen) log.warn(facts, 'a receiver is failing')
    } catch (error) {
      // What was sent is not recorded: its lease runs out and it is sent again, under the same id.
      log.error({ error: String(error), receiverId: receiver.id, deliveryId: delivery.id }, 'a try is unrecorded')
    }
  }

  /** Undefined where a stop called it off. */
  async #sent(receiver: Receiver, delivery: Claimed): Promise<Sent | undefined> {
    const carrier = this.#deps.carriers[receiver.kind]
    if (carrier === undefined) return { outcome: 'retry', detail: `nobody carries to ${receiver.kind} here` }
    const limit = new AbortController()
    const called = AbortSignal.any([limit.signal, this.#stop.signal])
    const timer = setTimeout(() => limit.abort(), receiver.timeoutMs)
    // A carrier that does not hear the signal must not hold its place beyond the lease.
    const deaf = new Promise<Sent>((done) =>
      called.addEventListener('abort', () => setTimeout(done, this.#deps.leaseMarginMs / 4, timedOut).unref(), {
        once: true,
      }),
    )
    try {
      const sent = await Promise.race([carrier.send(receiver, delivery, called), deaf])
      return this.#calledOff(limit, sent.outcome === 'retry') ? undefined : sent
    } catch (error) {
      if (this.#calledOff(limit, true)) return undefined
      return limit.signal.aborted
        ? timedOut
        : { outcome: 'retry', detail: error instanceof Error ? error.message : String(error) }
    } finally {
      clearTimeout(timer)
    }
  }

  #calledOff(limit: AbortController, failed: boolean): boolean {
    return failed && this.#stop.signal.aborted && !limit.signal.aborted
  }
}

const timedOut: Sent = { outcome: 'retry', detail: 'no answer within the time-out' }
