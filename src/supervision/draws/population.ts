// The frozen population: one canonical line a member, in order of ids, digested while it streams by. Pure; a million lines
// need no more memory than one batch of them.
import { createHash, hash } from 'node:crypto'
import { limits, type MemberLine } from './form.ts'

/** Lines in batches; each batch is an array of lines without their line ends. */
export type Batches = AsyncIterable<readonly string[]>

export const lineOf = (member: MemberLine): string => JSON.stringify(member)

/** A fault of a population, with the number of its line, from 1 on. */
export class PopulationFault extends Error {
  readonly line: number
  constructor(line: number, detail: string) {
    super(`line ${line}: ${detail}`)
    this.name = 'PopulationFault'
    this.line = line
  }
}

const idForm = /^[a-z]+:[0-9a-z-]{1,64}$/
const wordForm = /^[0-9A-Za-z_:./-]{0,200}$/

/** A line as a member. Throws PopulationFault where it is not exactly in the canonical form. */
export function memberOf(line: string, no: number): MemberLine {
  let member: MemberLine
  try {
    member = JSON.parse(line) as MemberLine
  } catch {
    throw new PopulationFault(no, 'is no JSON')
  }
  if (!Array.isArray(member) || member.length !== 5) throw new PopulationFault(no, 'has not five members')
  const [id, stratum, weight, agencies, domain] = member as unknown as unknown[]
  if (typeof id !== 'string' || !idForm.test(id)) throw new PopulationFault(no, 'its id is none')
  if (typeof stratum !== 'string' || !wordForm.test(stratum)) throw new PopulationFault(no, 'its stratum is none')
  if (!Number.isInteger(weight) || (weight as number) < 1 || (weight as number) > limits.weight)
    throw new PopulationFault(no, `its weight is no whole number from 1 to ${limits.weight}`)
  if (!Array.isArray(agencies) || !agencies.every((code) => typeof code === 'string'))
    throw new PopulationFault(no, 'its organs are no list of codes')
  if (typeof domain !== 'string') throw new PopulationFault(no, 'its field is none')
  if (JSON.stringify(member) !== line) throw new PopulationFault(no, 'is not in the canonical form')
  return member
}

/** Lines of the longest id, stratum and a dozen organs stay far below. */
const lineBytesMax = 4_096

/**
 * SHA-256 over all lines, each with its line end, and the root of the tree of RFC 6962 over them without: so that one member
 * can be shown to have stood in the population without the others.
 */
export class PopulationDigest {
  readonly #whole = createHash('sha256')
  /** Peaks by height; a height without one is undefined. */
  readonly #peaks: (Buffer | undefined)[] = []
  readonly #leaf = Buffer.alloc(1 + lineBytesMax)
  readonly #node = Buffer.alloc(65, 1)
  readonly #tree: boolean
  #count = 0

  /** Without the tree its root is empty: who knows the digest of the lines needs no other. */
  constructor(tree = true) {
    this.#tree = tree
  }

  get count(): number {
    return this.#count
  }

  add(lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#whole.update(`${lines.join('\n')}\n`)
    if (this.#tree) for (const line of lines) this.#grow(line)
    this.#count += lines.length
  }

  #grow(line: string): void {
    const bytes = this.#leaf.write(line, 1)
    if (bytes === lineBytesMax) throw new PopulationFault(this.#count + 1, 'or one after it is too long')
    let node: Buffer = hash('sha256', this.#leaf.subarray(0, 1 + bytes), 'buffer')
    let height = 0
    for (let left = this.#peaks[0]; left !== undefined; left = this.#peaks[++height]) {
      node = this.#joined(left, node)
      this.#peaks[height] = undefined
    }
    this.#peaks[height] = node
  }

  #joined(left: Buffer, right: Buffer): Buffer {
    left.copy(this.#node, 1)
    right.copy(this.#node, 33)
    return hash('sha256', this.#node, 'buffer')
  }

  /** Ends it. */
  digest(): { count: number; sha256: string; root: string } {
    let root: Buffer | undefined
    for (const peak of this.#peaks) if (peak !== undefined) root = root === undefined ? peak : this.#joined(peak, root)
    const empty = this.#tree ? hash('sha256', '', 'buffer') : Buffer.alloc(0)
    return { count: this.#count, sha256: this.#whole.digest('hex'), root: (root ?? empty).toString('hex') }
  }
}

/** Lets others have their turn when this one has lasted long enough. */
export function turns(ms = 20): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < ms) return
    await new Promise((resolve) => setImmediate(resolve))
    began = performance.now()
  }
}
