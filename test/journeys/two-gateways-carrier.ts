// Whoever carries files between two gateways, and does it badly: loses them, brings them twice or late, cuts them off,
// turns bits over, forges the name. Seeded, so that what went wrong once goes wrong again.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Side } from './two-gateways-scene.ts'

/** 32 bits at a time (mulberry32): enough to choose among mishaps. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Mishaps {
  lost: number
  doubled: number
  late: number
  cut: number
  flipped: number
  carried: number
}

export class BadCarrier {
  readonly mishaps: Mishaps = { lost: 0, doubled: 0, late: 0, cut: 0, flipped: 0, carried: 0 }
  readonly #random: () => number
  readonly #late: { to: Side; name: string; bytes: Buffer; rounds: number }[] = []
  #serial = 0

  constructor(random: () => number) {
    this.#random = random
  }

  readonly carry = (from: Side, to: Side): void => {
    for (const waiting of this.#late.filter((l) => l.to === to && --l.rounds <= 0)) {
      this.#late.splice(this.#late.indexOf(waiting), 1)
      this.#put(to, waiting.name, waiting.bytes)
    }
    const names = readdirSync(from.out).filter((name) => name.endsWith('.zip'))
    for (const name of names.sort(() => this.#random() - 0.5)) {
      const bytes = readFileSync(join(from.out, name))
      rmSync(join(from.out, name))
      const luck = this.#random()
      if (luck < 0.2) this.mishaps.lost += 1
      else if (luck < 0.35) this.#postpone(to, name, bytes)
      else if (luck < 0.45) {
        this.mishaps.cut += 1
        this.#put(to, name, bytes.subarray(0, Math.floor(this.#random() * bytes.length)))
      } else if (luck < 0.55) {
        this.mishaps.flipped += 1
        const turned = Buffer.from(bytes)
        const at = Math.floor(this.#random() * turned.length)
        turned[at] = (turned[at] as number) ^ (1 << Math.floor(this.#random() * 8))
        this.#put(to, name, turned)
      } else {
        this.mishaps.carried += 1
        this.#put(to, name, bytes)
        if (this.#random() < 0.4) {
          this.mishaps.doubled += 1
          this.#postpone(to, name, bytes)
          this.#put(to, name, bytes)
        }
      }
    }
  }

  #postpone(to: Side, name: string, bytes: Buffer): void {
    this.mishaps.late += 1
    this.#late.push({ to, name, bytes, rounds: 1 + Math.floor(this.#random() * 4) })
  }

  /** Media rename files as they please. */
  #put(to: Side, name: string, bytes: Buffer): void {
    const called = this.#random() < 0.5 ? name : `copy-${++this.#serial}-${name}`
    writeFileSync(join(to.in, called), bytes)
  }

  /** What was late arrives after all. */
  release(): void {
    for (const { to, name, bytes } of this.#late.splice(0)) this.#put(to, name, bytes)
  }
}
