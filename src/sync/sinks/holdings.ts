// What the other side says that it holds: figures by day, and keys of a day. A platform that gives no digests is compared by
// what it gives, and the statement says so.

export interface DayFigures {
  readonly day: string
  readonly count: number
  /** In fen, as a decimal text; null where the exchange carries no amount. */
  readonly sum: string | null
  /** SHA-256 of the lines `key\tdigest\n` sorted by key; null where the platform gives none. */
  readonly digest: string | null
}

export interface KeyDigest {
  readonly key: string
  /** null where only the key is known. */
  readonly digest: string | null
}

export interface Holdings {
  figures(from: string, to: string, signal: AbortSignal): Promise<readonly DayFigures[]>
  /** Left out where the platform lists no keys. */
  readonly keys?: (day: string, signal: AbortSignal) => AsyncIterable<KeyDigest>
}
