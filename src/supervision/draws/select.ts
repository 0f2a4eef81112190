// From a seed and a population to the members drawn. A member has as many tickets as it has weight; its rank is the least
// SHA-256 over seed, id and ticket; the least ranks of a stratum are drawn. Whole numbers only: the same everywhere.
import { hash } from 'node:crypto'
import type { MemberLine, PublicValue, Selected, Stratum } from './form.ts'
import { type Batches, memberOf, PopulationDigest, PopulationFault, turns } from './population.ts'

/** The seed's text, of which the seed is the SHA-256: fixed after the announcement, and nobody's to choose. */
export function seedText(announcementSha256: string, rootBase64: string, values: readonly PublicValue[]): string {
  return ['xianjie/draw/seed/1', announcementSha256, rootBase64, ...values.map((v) => v.value)]
    .map((line) => `${line}\n`)
    .join('')
}

export const seedOf = (announcementSha256: string, rootBase64: string, values: readonly PublicValue[]): Buffer =>
  hash('sha256', seedText(announcementSha256, rootBase64, values), 'buffer')

const textBytesMax = 512

/** SHA-256 over the seed's 32 bytes and a text. */
export function hashesUnder(seed: Buffer): (text: string) => Buffer {
  const bytes = Buffer.alloc(32 + textBytesMax)
  seed.copy(bytes)
  return (text) => {
    const length = bytes.write(text, 32)
    return hash('sha256', bytes.subarray(0, 32 + length), 'buffer')
  }
}

interface Candidate {
  readonly rank: Buffer
  readonly ticket: number
  readonly member: MemberLine
}

/** The `n` least of a stratum, the greatest of them on top. */
class Least {
  readonly #n: number
  readonly #heap: Candidate[] = []
  members = 0

  constructor(n: number) {
    this.#n = n
  }

  /** Whether a rank would be kept. */
  takes(rank: Buffer): boolean {
    if (this.#heap.length < this.#n) return true
    const top = this.#heap[0]
    return top !== undefined && rank.compare(top.rank) < 0
  }

  add(candidate: Candidate): void {
    const heap = this.#heap
    if (heap.length < this.#n) {
      heap.push(candidate)
      this.#up(heap.length - 1)
    } else {
      heap[0] = candidate
      this.#down(0)
    }
  }

  #greater(a: number, b: number): boolean {
    return (this.#heap[a] as Candidate).rank.compare((this.#heap[b] as Candidate).rank) > 0
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    ;[heap[a], heap[b]] = [heap[b] as Candidate, heap[a] as Candidate]
  }

  #up(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1
      if (!this.#greater(at, above)) return
      this.#swap(at, above)
      at = above
    }
  }

  #down(from: number): void {
    for (let at = from; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let greatest = at
      if (left < this.#heap.length && this.#greater(left, greatest)) greatest = left
      if (right < this.#heap.length && this.#greater(right, greatest)) greatest = right
      if (greatest === at) return
      this.#swap(at, greatest)
      at = greatest
    }
  }

  sorted(): Candidate[] {
    return [...this.#heap].sort((a, b) => a.rank.compare(b.rank))
  }
}

export interface Drawn {
  readonly selected: readonly Selected[]
  /** Of the lines that went by. */
  readonly population: { readonly count: number; readonly sha256: string; readonly root: string }
  readonly strata: ReadonlyMap<string, number>
}

/**
 * Draws from the lines, in one pass; memory grows with what is drawn and not with what it is drawn from. `tree` false
 * leaves the root out, which costs as much as all the rest. Throws PopulationFault where a line is not canonical, the ids do not ascend, or a stratum was not announced.
 */
export async function drawFrom(
  batches: Batches,
  seed: Buffer,
  strata: readonly Stratum[],
  { tree = true }: { readonly tree?: boolean } = {},
): Promise<Drawn> {
  const under = hashesUnder(seed)
  const least = new Map(strata.map(({ key, draw }) => [key, new Least(draw)]))
  const digest = new PopulationDigest(tree)
  const turn = turns()
  let [no, last] = [0, '']
  for await (const batch of batches) {
    for (let from = 0; from < batch.length; from += 1_000) {
      const lines = batch.slice(from, from + 1_000)
      digest.add(lines)
      for (const line of lines) {
        const member = memberOf(line, ++no)
        if (member[0] <= last) throw new PopulationFault(no, 'its id does not come after the one before')
        last = member[0]
        const stratum = least.get(member[1])
        if (stratum === undefined) throw new PopulationFault(no, `the stratum ${member[1]} was not announced`)
        stratum.members += 1
        offer(stratum, member, under)
      }
      await turn()
    }
  }
  return { selected: inOrder(least), population: digest.digest(), strata: countsOf(least) }
}

function offer(stratum: Least, member: MemberLine, under: (text: string) => Buffer): void {
  let [rank, ticket] = [under(`${member[0]}/1`), 1]
  for (let t = 2; t <= member[2]; t++) {
    const other = under(`${member[0]}/${t}`)
    if (other.compare(rank) < 0) [rank, ticket] = [other, t]
  }
  if (stratum.takes(rank)) stratum.add({ rank, ticket, member })
}

const countsOf = (least: ReadonlyMap<string, Least>) => new Map([...least].map(([key, { members }]) => [key, members]))

function inOrder(least: ReadonlyMap<string, Least>): Selected[] {
  const keys = [...least.keys()].sort()
  const found = keys.flatMap((key) => (least.get(key) as Least).sorted())
  return found.map(({ rank, ticket, member: [id, stratum, , agencies, domain] }, i) => ({
    ...{ place: i + 1, id, stratum, rank: rank.toString('hex'), ticket, agencies, domain },
  }))
}
