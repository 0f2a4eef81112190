// An outsider's draw, written from docs/draws.md and from nothing of ours: whoever wants to know whether a draw was honest
// needs no more than these lines and a SHA-256.
import { hash } from 'node:crypto'

interface Told {
  readonly announcement: {
    readonly strata: readonly { readonly key: string; readonly draw: number }[]
    readonly publicValues: readonly { readonly name: string }[]
  }
  readonly checkpoint: string
  readonly publicValues: readonly { readonly name: string; readonly value: string }[]
}

/** JSON with sorted names and nothing between: RFC 8785 for what an announcement holds. */
export const sorted = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(sorted).join(',')}]`
    : value !== null && typeof value === 'object'
      ? `{${Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`)
          .join(',')}}`
      : JSON.stringify(value)

export function seedBy({ announcement, checkpoint, publicValues }: Told): Buffer {
  const root = checkpoint.split('\n')[2]
  const lines = ['xianjie/draw/seed/1', hash('sha256', sorted(announcement)), root, ...publicValues.map((v) => v.value)]
  return hash('sha256', lines.map((line) => `${line}\n`).join(''), 'buffer')
}

/** Ids in the order in which they are drawn: by stratum, then by rank. */
export function drawnBy(told: Told, lines: Iterable<string>): string[] {
  const seed = seedBy(told)
  const strata = new Map(told.announcement.strata.map(({ key, draw }) => [key, { draw, ranked: [] as string[] }]))
  for (const line of lines) {
    const [id, key, weight] = JSON.parse(line) as [string, string, number]
    const stratum = strata.get(key)
    if (stratum === undefined) throw new Error(`no stratum ${key}`)
    let rank = 'g'
    for (let ticket = 1; ticket <= weight; ticket++) {
      const other = hash('sha256', Buffer.concat([seed, Buffer.from(`${id}/${ticket}`)]))
      if (other < rank) rank = other
    }
    stratum.ranked.push(`${rank} ${id}`)
    if (stratum.ranked.length > 50_000) stratum.ranked.sort().splice(stratum.draw)
  }
  return [...strata.values()].flatMap(({ draw, ranked }) =>
    ranked
      .sort()
      .slice(0, draw)
      .map((one) => one.slice(65)),
  )
}
