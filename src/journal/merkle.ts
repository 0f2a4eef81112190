// The tree of RFC 6962 2.1 (hashing, inclusion and consistency paths) over hashes that lie in tiles of 256. Pure but for
// the source of tiles; numbers are exact up to 2^53 leaves.
import { hash } from 'node:crypto'

export const tileHeight = 8
export const tileWidth = 256

const leafPrefix = Buffer.from([0])
const nodePrefix = Buffer.from([1])
const sha256 = (...parts: Buffer[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

export const leafHash = (entry: Buffer): Buffer => sha256(leafPrefix, entry)
export const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(nodePrefix, left, right)
/** Of a tree without leaves (RFC 6962 2.1). */
export const emptyRoot = (): Buffer => sha256()

/** Hashes `from` … `from + count - 1` at a tile level: roots of complete subtrees of 256^level leaves. */
export type Hashes = (level: number, from: number, count: number) => Promise<readonly Buffer[]> | readonly Buffer[]

/** The root over a power of two of hashes that lie side by side. */
export function fold(hashes: readonly Buffer[]): Buffer {
  let row = [...hashes]
  while (row.length > 1) {
    const next: Buffer[] = []
    for (let i = 0; i < row.length; i += 2) next.push(nodeHash(row[i] as Buffer, row[i + 1] as Buffer))
    row = next
  }
  return row[0] as Buffer
}

/** The largest power of two below `n`; n >= 2. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** MTH(D[from:to]), where `from` is what RFC 6962 splits at. */
export async function rangeHash(from: number, to: number, hashes: Hashes): Promise<Buffer> {
  const n = to - from
  if (n === 0) return emptyRoot()
  const height = Math.log2(n)
  if (Number.isInteger(height) && from % n === 0) {
    const level = Math.floor(height / tileHeight)
    const count = 2 ** (height % tileHeight)
    return fold(await hashes(level, from / tileWidth ** level, count))
  }
  const k = split(n)
  return nodeHash(await rangeHash(from, from + k, hashes), await rangeHash(from + k, to, hashes))
}

/** PATH(index, D[0:size]), RFC 6962 2.1.1; the sibling of the leaf first. */
export async function inclusionPath(index: number, size: number, hashes: Hashes): Promise<Buffer[]> {
  const path: Buffer[] = []
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + split(to - from)
    if (index < middle) {
      path.push(await rangeHash(middle, to, hashes))
      to = middle
    } else {
      path.push(await rangeHash(from, middle, hashes))
      from = middle
    }
  }
  return path.reverse()
}

/** PROOF(former, D[0:size]), RFC 6962 2.1.2; 0 < former <= size. */
export async function consistencyPath(former: number, size: number, hashes: Hashes): Promise<Buffer[]> {
  const path: Buffer[] = []
  let [from, to, whole] = [0, size, true]
  while (to !== former) {
    const middle = from + split(to - from)
    if (former <= middle) {
      path.push(await rangeHash(middle, to, hashes))
      to = middle
    } else {
      path.push(await rangeHash(from, middle, hashes))
      from = middle
      whole = false
    }
  }
  if (!whole) path.push(await rangeHash(from, to, hashes))
  return path.reverse()
}

/** The root that a leaf and its path lead to (RFC 9162 2.1.3.2); null where the path is not of this size. */
export function rootFromPath(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null
  let [at, last, root] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (last === 0) return null
    if (at % 2 === 1 || at === last) {
      root = nodeHash(sibling, root)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      root = nodeHash(root, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? root : null
}
