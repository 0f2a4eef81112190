// What the simulated platform was sent: transfers pushed to it and webhooks. It keeps everything, notices what came twice
// or out of order within a case, and can lose what it has acknowledged.
import { digestOf, figuresOf, type Held, keysOfDay } from './day-figures.ts'
import { dayOfInstant, instantOf } from './local-time.ts'

export interface Receipt {
  readonly n: number
  /** X-Request-Id or webhook-id: one for all attempts at one delivery. */
  readonly id: string
  readonly caseId: string
  readonly version: number
  /** `repeated`: this id or this version was there before; `lost`: acknowledged and thrown away. */
  readonly outcome: 'kept' | 'repeated' | 'replaced' | 'lost'
  readonly at: string
}

interface Kept extends Held {
  readonly id: string
  readonly body: unknown
}

/** Whoever listens for trouble: what must not happen in a row of deliveries. */
export class Sequence {
  readonly #highest = new Map<string, number>()
  readonly #idOf = new Map<string, string>()
  /** `case/version` first received after a later version of its case. */
  readonly outOfOrder: string[] = []
  /** `case/version` that came again under another id. */
  readonly otherIds: string[] = []
  first = 0
  repeated = 0

  /** Notes an arrival; true at the first of its version. */
  arrived(caseId: string, version: number, id: string, mayHaveOtherId = false): boolean {
    const key = `${caseId}/${version}`
    const known = this.#idOf.get(key)
    if (known !== undefined) {
      this.repeated += 1
      if (known !== id && !mayHaveOtherId) this.otherIds.push(key)
      return false
    }
    this.#idOf.set(key, id)
    this.first += 1
    const highest = this.#highest.get(caseId) ?? 0
    if (version < highest) this.outOfOrder.push(key)
    else this.#highest.set(caseId, version)
    return true
  }

  has(key: string): boolean {
    return this.#idOf.has(key)
  }
}

const versionMax = 1_000_000
const idMax = 200

export class ReceivedTransfers {
  readonly #kept = new Map<string, Kept>()
  readonly receipts: Receipt[] = []
  readonly sequence = new Sequence()
  /** Keys that are acknowledged once and not kept. */
  losing = new Set<string>()
  readonly lost = new Set<string>()

  get size(): number {
    return this.#kept.size
  }

  /** Takes a payload; a text is the reason why it cannot be taken. */
  take(id: string | undefined, body: unknown, now: number, lose: () => boolean): Receipt | string {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'the body must be a JSON object'
    const { caseId, version, at, amountFen } = body as Record<string, unknown>
    if (id === undefined || id.length > idMax) return 'X-Request-Id must be given'
    if (typeof caseId !== 'string' || caseId === '' || caseId.length > idMax) return 'caseId must be a text'
    if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1 || version > versionMax)
      return 'version must be a positive integer'
    const instant = typeof at === 'string' ? instantOf(at) : undefined
    if (instant === undefined) return 'at must be a time'
    const fen = typeof amountFen === 'string' || typeof amountFen === 'number' ? String(amountFen) : '0'
    if (!/^\d{1,18}$/.test(fen)) return 'amountFen must be an integer'
    const key = `${caseId}/${version}`
    const known = this.#kept.get(key)
    const keep = { key, id, body, day: dayOfInstant(instant), digest: digestOf(body), fen: BigInt(fen) }
    // What is sent again because it was lost, or stands differently, is a repair and no repetition.
    const repair = known === undefined ? this.lost.has(key) : known.digest !== keep.digest
    const first = this.sequence.arrived(caseId, version, id, repair)
    const noted = (outcome: Receipt['outcome']): Receipt => {
      const receipt = { n: this.receipts.length + 1, id, caseId, version, outcome, at: new Date(now).toISOString() }
      this.receipts.push(receipt)
      return receipt
    }
    if (known !== undefined) {
      if (known.id === id || known.digest === keep.digest) return noted('repeated')
      this.#kept.set(key, keep)
      return noted('replaced')
    }
    // Lost once: whoever sends it again, by repair or because no answer came, has it kept.
    if (first && (this.losing.delete(key) || lose())) {
      this.lost.add(key)
      return noted('lost')
    }
    this.#kept.set(key, keep)
    return noted('kept')
  }

  /** Throws away what was kept, as a platform does that restores an old backup; answers how many there were. */
  forget(keys: readonly string[]): number {
    const gone = keys.filter((key) => this.#kept.delete(key))
    for (const key of gone) this.lost.add(key)
    return gone.length
  }

  /** Of what was lost, what is still missing. */
  missing(): string[] {
    return [...this.lost].filter((key) => !this.#kept.has(key))
  }

  one(key: string): unknown {
    return this.#kept.get(key)?.body ?? null
  }

  figures(from: string, to: string) {
    return figuresOf(this.#kept.values(), from, to)
  }

  keys(day: string) {
    return keysOfDay(this.#kept.values(), day)
  }
}

export interface Hook {
  readonly n: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export class ReceivedHooks {
  readonly hooks: Hook[] = []
  readonly sequence = new Sequence()

  take(headers: Readonly<Record<string, string>>, body: string): Hook {
    const hook = { n: this.hooks.length + 1, headers, body }
    this.hooks.push(hook)
    const { transferId, version } = caseIn(body)
    if (transferId !== undefined && version !== undefined)
      this.sequence.arrived(transferId, version, headers['webhook-id'] ?? '')
    return hook
  }
}

/** The case of a CloudEvent, where it speaks of one. */
function caseIn(body: string): { transferId?: string; version?: number } {
  try {
    const { data } = JSON.parse(body) as { data?: { transferId?: unknown; version?: unknown } }
    return {
      ...(typeof data?.transferId === 'string' && { transferId: data.transferId }),
      ...(typeof data?.version === 'number' && { version: data.version }),
    }
  } catch {
    return {}
  }
}
