// Chance that can be repeated: the same seed gives the same throws. For invented records and misbehaviour only; nothing
// here is random enough for a secret.

export interface Dice {
  /** From 0 up to and without 1. */
  next(): number
  /** True with this probability; nothing is thrown for 0, so that switching a misbehaviour off leaves the others alone. */
  falls(probability: number): boolean
  below(count: number): number
  pick<T>(from: readonly T[]): T
}

/** mulberry32. */
export function dice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    next,
    falls: (probability) => probability > 0 && next() < probability,
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  }
}
