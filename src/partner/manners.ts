// How the simulated platform misbehaves: set by POST /control, thrown by chance with a seed, counted. Nothing here knows
// what an answer says.
import { z } from 'zod'
import { type Dice, dice } from './dice.ts'

const share = z.number().min(0).max(1)

/** Answers that are meant to do harm. */
export const attacks = [
  'oversized',
  'endless',
  'gzip_bomb',
  'redirect',
  'wrong_type',
  'negative_counts',
  'odd_keys',
  'deep',
] as const

export const mannersInput = z.strictObject({
  /** Every answer waits that long. */
  slowMs: z.int().min(0).max(600_000),
  /** Share of requests that are never answered; `true` for all. */
  hang: z.union([share, z.boolean()]),
  /** Worked off, and then the connection is cut instead of an answer. */
  dropAnswerAfterProcessing: share,
  /** Rows that come twice in a page. */
  duplicate: share,
  /** Pages whose rows come in another order; the changes of one record keep theirs. */
  reorder: share,
  /** Answered with 500, not worked off. */
  fail: share,
  /** Worked off, and answered with what no client expects. */
  wrongSchema: share,
  /** The platform's clock: its times, and the window for those of its callers. */
  clockSkewMs: z.int().min(-10_000_000_000).max(10_000_000_000),
  /** No key is good any more. */
  expiredKeys: z.boolean(),
  /** The head and half of the body, then the end of the connection. */
  halfClose: share,
  /** Keys of records that the feed leaves out, and of transfers (`case/version`) that are acknowledged and not kept. */
  loseRecords: z.array(z.string().max(400)).max(100_000),
  /** Share of the transfers that are acknowledged and not kept. */
  loseTransfers: share,
  /** An answer that is meant to do harm, to every request. */
  attack: z.enum(attacks).nullable(),
  /** Misbehaves at these paths only, by how they begin; empty for all. */
  on: z.array(z.string().max(100)).max(20),
  seed: z.int().min(0).max(0xffff_ffff),
})

export type Manners = z.output<typeof mannersInput>

export const good: Manners = {
  slowMs: 0,
  hang: 0,
  dropAnswerAfterProcessing: 0,
  duplicate: 0,
  reorder: 0,
  fail: 0,
  wrongSchema: 0,
  clockSkewMs: 0,
  expiredKeys: false,
  halfClose: 0,
  loseRecords: [],
  loseTransfers: 0,
  attack: null,
  on: [],
  seed: 1,
}

/** Everything that a vendor's client must outlive, at once, in a measure that still lets work through. */
export const bad: Partial<Manners> = {
  slowMs: 5,
  hang: 0.002,
  dropAnswerAfterProcessing: 0.03,
  duplicate: 0.05,
  reorder: 0.2,
  fail: 0.03,
  wrongSchema: 0.02,
  halfClose: 0.02,
}

export type Mishap =
  | 'hang'
  | 'fail'
  | 'expired'
  | 'dropped_answer'
  | 'half_closed'
  | 'wrong_schema'
  | 'duplicated'
  | 'reordered'
  | 'lost'
  | 'attacked'

export class Conduct {
  manners: Manners
  chance: Dice
  readonly mishaps: Partial<Record<Mishap, number>> = {}

  constructor(manners: Manners) {
    this.manners = manners
    this.chance = dice(manners.seed)
  }

  set(patch: Partial<Manners>): void {
    this.manners = { ...this.manners, ...patch }
    if (patch.seed !== undefined) this.chance = dice(patch.seed)
  }

  concerns(path: string): boolean {
    return this.manners.on.length === 0 || this.manners.on.some((begin) => path.startsWith(begin))
  }

  /** Throws for one misbehaviour and counts it. */
  falls(mishap: Mishap, probability: number | boolean): boolean {
    const fell = typeof probability === 'boolean' ? probability : this.chance.falls(probability)
    if (fell) this.mishaps[mishap] = (this.mishaps[mishap] ?? 0) + 1
    return fell
  }

  /** The rows of a page as they are sent. */
  rows<T>(rows: readonly T[], keyOf: (row: T) => unknown): T[] {
    const { duplicate, reorder } = this.manners
    const sent = rows.flatMap((row) => (this.falls('duplicated', duplicate) ? [row, row] : [row]))
    if (sent.length < 2 || !this.falls('reordered', reorder)) return sent
    const order = sent.map((row) => ({ row, place: this.chance.next() })).sort((a, b) => a.place - b.place)
    // Each place is filled by the next row of the key that fell there, so that an older change never follows a newer one.
    const waiting = new Map<unknown, T[]>()
    for (const row of sent) waiting.set(keyOf(row), [...(waiting.get(keyOf(row)) ?? []), row])
    return order.map(({ row }) => waiting.get(keyOf(row))?.shift() as T)
  }
}
