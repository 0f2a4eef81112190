// The penalty records that the simulated platform publishes: a log of changes for readers with a cursor, the present rows
// for readers with a watermark, and the figures of both. A record can be lost on its way out: the feed leaves it out
// while the platform's own figures go on to count it.
import { localDay } from '../kernel/index.ts'
import { digestOf, figuresOf, type Held, keysOfDay } from './day-figures.ts'
import type { Dice } from './dice.ts'
import { amendRecord, type Fields, fenOf, inventRecord, keyOf } from './invented.ts'
import { dayOfInstant, localTime } from './local-time.ts'

export type Operation = 'i' | 'u' | 'd'

interface Entry extends Held {
  readonly seq: number
  readonly time: string
  readonly operation: Operation
  readonly batch: string
  readonly fields: Fields
}

export type Row = Readonly<Record<string, unknown>>

/** A row as it leaves: the control columns (cd_*) beside the record. */
const rowOf = ({ fields, time, operation, batch }: Entry): Row => ({
  ...fields,
  cd_time: time,
  cd_operation: operation,
  cd_batch: batch,
})

const secondMs = 1_000

export class Published {
  readonly #log: Entry[] = []
  readonly #present = new Map<string, Entry>()
  #sorted: Entry[] | undefined
  /** Keys that the feed leaves out from now on. */
  losing: ReadonlySet<string> = new Set()
  /** Keys that it has left out. */
  readonly dropped = new Set<string>()
  readonly #chance: Dice
  readonly #seed: number
  readonly #now: () => number
  #invented = 0
  #amended = 0

  constructor(chance: Dice, seed: number, now: () => number) {
    this.#chance = chance
    this.#seed = seed
    this.#now = now
  }

  get size(): number {
    return this.#present.size
  }
  get changes(): number {
    return this.#log.length
  }

  /** One change. `at` is its control time; the log keeps the order of the calls, whatever the times say. */
  put(fields: Fields, operation: Operation, at: number): string {
    const key = String(fields.record_unique_identity)
    const day = dayOfInstant(at)
    const entry: Entry = {
      seq: this.#log.length + 1,
      key,
      day,
      time: localTime(at),
      operation,
      batch: `${day.replaceAll('-', '')}${String(Math.floor(this.#log.length / 1_000) + 1).padStart(5, '0')}`,
      fields,
      digest: digestOf(fields),
      fen: fenOf(fields),
    }
    this.#log.push(entry)
    this.#present.set(key, entry)
    this.#sorted = undefined
    return key
  }

  /** Invents records spread over the last `days` days; control times are not in the order of the log, as in the field. */
  invent(count: number, days = 1): string[] {
    const now = this.#now()
    return Array.from({ length: count }, (_, i) => {
      const n = ++this.#invented
      const age = days <= 1 ? 0 : Math.floor(((count - 1 - i) / count) * days) * 86_400_000
      const late = this.#chance.falls(0.1) ? this.#chance.below(60) * secondMs : 0
      return this.put(inventRecord(n, this.#seed, localDay(now), this.#chance), 'i', now - age - late)
    })
  }

  /** Changes records that are there, chosen by chance. */
  amend(count: number): string[] {
    return this.#choose(count).map((entry) =>
      this.put(amendRecord(entry.fields, ++this.#amended, this.#chance), 'u', this.#now()),
    )
  }

  withdraw(count: number): string[] {
    return this.#choose(count).map((entry) => this.put(entry.fields, 'd', this.#now()))
  }

  #choose(count: number): Entry[] {
    const standing = [...this.#present.values()].filter(({ operation }) => operation !== 'd')
    const chosen = new Set<Entry>()
    while (chosen.size < Math.min(count, standing.length)) chosen.add(this.#chance.pick(standing))
    return [...chosen]
  }

  /** Keys of the first records, for whoever wants to lose some. */
  key(n: number): string {
    return keyOf(n, this.#seed)
  }

  /** After the cursor (a count of changes seen); undefined where it is none of ours. */
  page(cursor: string, limit: number): { rows: Row[]; next: string; more: boolean } | undefined {
    const from = cursor === '' ? 0 : Number(cursor)
    if (!Number.isSafeInteger(from) || from < 0 || from > this.#log.length) return undefined
    const taken = this.#log.slice(from, from + limit)
    const next = from + taken.length
    return { rows: this.#kept(taken), next: String(next), more: next < this.#log.length }
  }

  /** The present rows whose (cd_time, key) lies behind (since, after); without `after` from `since` on. */
  since(since: string, after: string | undefined, limit: number): { rows: Row[]; more: boolean } {
    this.#sorted ??= [...this.#present.values()].sort((a, b) =>
      a.time === b.time ? (a.key < b.key ? -1 : 1) : a.time < b.time ? -1 : 1,
    )
    const behind = ({ time, key }: Entry) => time > since || (time === since && (after === undefined || key > after))
    const first = this.#sorted.findIndex(behind)
    const taken = first < 0 ? [] : this.#sorted.slice(first, first + limit)
    return { rows: this.#kept(taken), more: first >= 0 && first + taken.length < this.#sorted.length }
  }

  one(key: string): Row | null {
    const entry = this.#present.get(key)
    return entry === undefined ? null : rowOf(entry)
  }

  /** Of the keys left out, those that stand here: what a reader of the feed must lack. */
  missing(): string[] {
    return [...this.#standing()].flatMap(({ key }) => (this.dropped.has(key) ? [key] : []))
  }

  figures(from: string, to: string) {
    return figuresOf(this.#standing(), from, to)
  }

  keys(day: string) {
    return keysOfDay(this.#standing(), day)
  }

  /** These rows, or all, for a table of an exchange database. */
  rows(keys: Iterable<string> = this.#present.keys()): Row[] {
    return this.#kept([...new Set(keys)].flatMap((key) => this.#present.get(key) ?? []))
  }

  *#standing(): Iterable<Entry> {
    for (const entry of this.#present.values()) if (entry.operation !== 'd') yield entry
  }

  #kept(entries: readonly Entry[]): Row[] {
    return entries.flatMap((entry) => {
      if (!this.losing.has(entry.key)) {
        if (entry === this.#present.get(entry.key)) this.dropped.delete(entry.key)
        return [rowOf(entry)]
      }
      this.dropped.add(entry.key)
      return []
    })
  }
}
