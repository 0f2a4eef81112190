// The figures by which two sides compare what they hold: per day a count, a sum in fen and a digest; per key a digest.
import { createHash } from 'node:crypto'
import { canonical } from '../kernel/index.ts'

export interface Held {
  readonly key: string
  /** Local day under which it counts. */
  readonly day: string
  readonly digest: string
  readonly fen: bigint
}

export interface DayFigures {
  readonly day: string
  readonly count: number
  readonly sum: string
  readonly digest: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** SHA-256 of the canonical JSON of what was exchanged. */
export const digestOf = (value: unknown): string => sha256(canonical(value))

const byBytes = (a: Held, b: Held) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key))

/** One day's keys in the order of their bytes. */
export function keysOfDay(held: Iterable<Held>, day: string): { key: string; digest: string }[] {
  return [...held]
    .filter((one) => one.day === day)
    .sort(byBytes)
    .map(({ key, digest }) => ({ key, digest }))
}

/** Figures of the days from `from` to `to` that have anything, in their order. */
export function figuresOf(held: Iterable<Held>, from: string, to: string): DayFigures[] {
  const days = new Map<string, Held[]>()
  for (const one of held) {
    if (one.day < from || one.day > to) continue
    const day = days.get(one.day)
    if (day === undefined) days.set(one.day, [one])
    else day.push(one)
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, ones]) => ({
      day,
      count: ones.length,
      sum: String(ones.reduce((sum, one) => sum + one.fen, 0n)),
      digest: sha256(
        ones
          .sort(byBytes)
          .map(({ key, digest }) => `${key}\t${digest}\n`)
          .join(''),
      ),
    }))
}
