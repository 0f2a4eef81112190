// Remembers what verified tokens proved, bounded and cheap: two halves, of which the older is thrown away when the
// younger is full. Whoever is asked for again moves to the younger half, so that busy clients stay.

export class TokenCache<Value> {
  readonly #half: number
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()

  /** Keeps at most `size` entries. */
  constructor(size: number) {
    this.#half = Math.max(1, size >> 1)
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  delete(key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }
}
