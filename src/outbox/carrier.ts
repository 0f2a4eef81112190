// The words between the queue and whoever carries its deliveries: one carrier a kind of receiver. The queue knows no
// protocol, a carrier knows no row.
import type { KeptAbout, NoticeKind } from './owe.ts'

export type ReceiverState = 'enabled' | 'disabled' | 'gone' | 'removed'

/** A system outside that is told. */
export interface Receiver {
  readonly id: string
  readonly agencyId: string | null
  readonly kind: string
  readonly name: string
  readonly state: ReceiverState
  /** Organs whose notices it follows. */
  readonly follows: readonly string[]
  readonly config: unknown
  /** Sealed; null where there is none. */
  readonly secret: string | null
  readonly inFlightMax: number
  readonly timeoutMs: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A notice on its way to one receiver. */
export interface Owed {
  /** Of the delivery that it would become. */
  readonly id: string
  readonly agencyId: string
  readonly kind: NoticeKind
  /** The case; of another kind, that thing's id. */
  readonly transferId: string
  readonly version: number
  readonly step: string
  readonly at: Date
  readonly about: KeptAbout | null
}

/** What a carrier makes of an owed notice; of one that it leaves out, no delivery comes. */
export interface Composed {
  /** That of the notice. */
  readonly id: string
  /** What is kept in order; left out, the case. */
  readonly orderKey?: string
  readonly body: string
  /** As reconciliation counts it; left out where nothing is reconciled. */
  readonly recordKey?: string
  /** Local day, `yyyy-mm-dd`. */
  readonly day?: string
  readonly digest?: string
  /** Why it cannot be sent as it is: it becomes a dead letter at once. */
  readonly dead?: string
}

export interface Delivery {
  readonly seq: string
  readonly id: string
  /** The id to send it under: that of the delivery, or one derived from it where it was sent anew (`sendAgain`). */
  readonly sendId: string
  readonly orderKey: string
  readonly transferId: string | null
  readonly version: number | null
  readonly step: string | null
  readonly body: string
  readonly recordKey: string | null
  readonly createdAt: Date
  /** This try, from 1 on. */
  readonly attempt: number
}

/** `refused`: the same again would be refused again. `gone`: the receiver wants nothing any more. */
export interface Sent {
  readonly outcome: 'delivered' | 'retry' | 'refused' | 'gone'
  /** HTTP status, where there was one. */
  readonly status?: number
  readonly detail?: string
  /** The receiver's own word on when to come again. */
  readonly retryAfterMs?: number
}

export interface Carrier {
  /** Left out, only what is told of cases; notices of other kinds are passed by. */
  readonly hears?: 'everything' | readonly NoticeKind[]
  /** Outside of any transaction; the same notices may be composed twice, and only one of the two is kept. */
  compose(receiver: Receiver, owed: readonly Owed[]): Promise<readonly Composed[]>
  /** Ends when `signal` says so; what it throws counts as `retry`. */
  send(receiver: Receiver, delivery: Delivery, signal: AbortSignal): Promise<Sent>
}
