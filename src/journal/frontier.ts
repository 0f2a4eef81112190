// The right edge of the tree: at each tile level the hashes that do not fill a tile yet. With it a leaf is added, and the
// root told, without looking at anything further to the left. Pure.
import { emptyRoot, fold, nodeHash, tileWidth } from './merkle.ts'

/** A complete subtree of 256^level leaves that came to be. */
export interface Completed {
  readonly level: number
  readonly no: number
  readonly hash: Buffer
}

export class Frontier {
  /** By level: fewer than 256 hashes each. */
  readonly #open: Buffer[][]
  #size: number

  constructor(size = 0, open: readonly (readonly Buffer[])[] = []) {
    this.#size = size
    this.#open = open.map((hashes) => [...hashes])
  }

  get size(): number {
    return this.#size
  }

  /** Hashes that a level must hold beyond its last full tile, in a tree of this size. */
  static widthAt(size: number, level: number): number {
    return Math.floor(size / tileWidth ** level) % tileWidth
  }

  /** Adds a leaf; gives the subtrees that it completes, the lower first. */
  add(leafHash: Buffer): Completed[] {
    const completed: Completed[] = []
    this.#size += 1
    let hash = leafHash
    for (let level = 0; ; level++) {
      const hashes = [...(this.#open[level] ?? []), hash]
      this.#open[level] = hashes
      if (hashes.length < tileWidth) return completed
      hash = fold(hashes)
      this.#open[level] = []
      completed.push({ level: level + 1, no: this.#size / tileWidth ** (level + 1) - 1, hash })
    }
  }

  /** The root of RFC 6962 2.1: perfect subtrees from left to right, joined from the right. */
  root(): Buffer {
    let root: Buffer | undefined
    for (const hashes of this.#open) {
      for (let [end, width] = [hashes.length, 1]; end > 0; width *= 2) {
        if (Math.floor(end / width) % 2 === 0) continue
        const peak = fold(hashes.slice(end - width, end))
        root = root === undefined ? peak : nodeHash(peak, root)
        end -= width
      }
    }
    return root ?? emptyRoot()
  }
}
