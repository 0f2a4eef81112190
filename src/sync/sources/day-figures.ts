// Counts, sums and digests of days, made from the records themselves: for sides that keep records and say no figures. The
// same convention as everywhere: SHA-256 over the canonical JSON of a record, and over the sorted lines of a day.
import { createHash } from 'node:crypto'
import { canonical } from '../../kernel/index.ts'
import type { DayFigures, KeyDigest } from './adapter.ts'

/** SHA-256 of the record as exchanged, lower-case hex. */
export function recordDigest(raw: unknown): string {
  return createHash('sha256').update(canonical(raw)).digest('hex')
}

/** SHA-256 over `key\tdigest\n`, sorted by the bytes of the keys. */
export function dayDigest(lines: readonly KeyDigest[]): string {
  const sorted = lines.map(({ key, digest }) => Buffer.from(`${key}\t${digest}\n`)).sort(Buffer.compare)
  const hash = createHash('sha256')
  for (const line of sorted) hash.update(line)
  return hash.digest('hex')
}

export class DayTally {
  readonly #days = new Map<string, { lines: KeyDigest[]; sum: bigint }>()

  add(day: string, key: string, digest: string, fen: bigint): void {
    const own = this.#days.get(day) ?? { lines: [], sum: 0n }
    own.lines.push({ key, digest })
    own.sum += fen
    this.#days.set(day, own)
  }

  keys(day: string): readonly KeyDigest[] {
    return this.#days.get(day)?.lines ?? []
  }

  figures(summed: boolean): DayFigures[] {
    return [...this.#days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, { lines, sum }]) => ({
        day,
        count: lines.length,
        sumFen: summed ? sum.toString() : null,
        digest: dayDigest(lines),
      }))
  }
}

const decimalsOf = { wan: 6, yuan: 2, fen: 0 } as const

/** Fen of an exact decimal; 0 where it is none, for what cannot be read is not summed on either side. */
export function fenOf(value: unknown, unit: keyof typeof decimalsOf): bigint {
  const said = /^(\d{1,15})(?:\.(\d{1,20}))?$/.exec(String(value ?? '').trim())
  if (!said) return 0n
  const [, whole = '0', fraction = ''] = said
  const decimals = decimalsOf[unit]
  if (!/^0*$/.test(fraction.slice(decimals))) return 0n
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
}
