// An outsider's view of the log, written from the specifications (C2SP signed-note, tlog-checkpoint, tlog-tiles; RFC 9162
// 2.1.3 and 2.1.4) and from nothing of ours: whatever it believes, any public verifier believes.
import { createHash, createPublicKey, verify } from 'node:crypto'

const sha = (...parts: Uint8Array[]) => {
  const h = createHash('sha256')
  for (const part of parts) h.update(part)
  return h.digest()
}
const node = (l: Uint8Array, r: Uint8Array) => sha(Uint8Array.of(1), l, r)
export const leafOf = (entry: Uint8Array) => sha(Uint8Array.of(0), entry)

/** Text of a note where the signature of the key holds; throws otherwise. */
export function textOfNote(note: string, vkey: string): string {
  const plus = [vkey.indexOf('+'), vkey.indexOf('+', vkey.indexOf('+') + 1)] as const
  const name = vkey.slice(0, plus[0])
  const hash = Buffer.from(vkey.slice(plus[0] + 1, plus[1]), 'hex')
  const material = Buffer.from(vkey.slice(plus[1] + 1), 'base64')
  if (
    !sha(Buffer.from(`${name}\n`), material)
      .subarray(0, 4)
      .equals(hash)
  )
    throw new Error('not a verifier key')
  if (material[0] !== 1) throw new Error('not Ed25519')
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: material.subarray(1).toString('base64url') },
    format: 'jwk',
  })
  const at = note.lastIndexOf('\n\n')
  const text = note.slice(0, at + 1)
  for (const line of note
    .slice(at + 2)
    .split('\n')
    .filter(Boolean)) {
    const [dash, signer, encoded = ''] = line.split(' ')
    const blob = Buffer.from(encoded, 'base64')
    if (dash !== '—' || signer !== name || !blob.subarray(0, 4).equals(hash)) continue
    if (verify(null, Buffer.from(text), key, blob.subarray(4))) return text
  }
  throw new Error('no signature of the key holds')
}

export function checkpointOf(note: string, vkey: string): { origin: string; size: number; root: Buffer } {
  const [origin = '', size, root = ''] = textOfNote(note, vkey).split('\n')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') }
}

/** RFC 9162 2.1.3.2. */
export function included(entry: Uint8Array, index: number, size: number, path: Uint8Array[], root: Buffer): boolean {
  if (index >= size) return false
  let fn = BigInt(index)
  let sn = BigInt(size - 1)
  let r = leafOf(entry)
  for (const p of path) {
    if (sn === 0n) return false
    if (fn & 1n || fn === sn) {
      r = node(p, r)
      if (!(fn & 1n))
        while (!(fn & 1n) && fn !== 0n) {
          fn >>= 1n
          sn >>= 1n
        }
    } else r = node(r, p)
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && r.equals(root)
}

/** RFC 9162 2.1.4.2. */
export function consistent(
  first: number,
  second: number,
  firstRoot: Buffer,
  secondRoot: Buffer,
  proof: Uint8Array[],
): boolean {
  if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot)
  if (proof.length === 0) return false
  const path = Math.log2(first) % 1 === 0 ? [firstRoot, ...proof] : proof
  let fn = BigInt(first - 1)
  let sn = BigInt(second - 1)
  while (fn & 1n) {
    fn >>= 1n
    sn >>= 1n
  }
  let fr = Buffer.from(path[0] as Uint8Array)
  let sr = fr
  for (const c of path.slice(1)) {
    if (sn === 0n) return false
    if (fn & 1n || fn === sn) {
      fr = node(c, fr)
      sr = node(c, sr)
      if (!(fn & 1n))
        while (!(fn & 1n) && fn !== 0n) {
          fn >>= 1n
          sn >>= 1n
        }
    } else sr = node(sr, c)
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && fr.equals(firstRoot) && sr.equals(secondRoot)
}

/** Number of a tile in a path: `x001/x234/067`. */
export function tileNumber(n: number): string {
  const groups = [String(n % 1000).padStart(3, '0')]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return groups.join('/')
}

export type Fetch = (path: string) => Promise<Buffer>

/** A client that has the tiles of a tree and nothing else. */
export class TileClient {
  readonly #fetch: Fetch
  readonly size: number
  constructor(fetchPath: Fetch, size: number) {
    this.#fetch = fetchPath
    this.size = size
  }

  /** Path of the tile that holds number `n` of a level, as wide as the tree has it. */
  pathOf(level: number | 'entries', n: number): string {
    const all = level === 'entries' ? this.size : Math.floor(this.size / 256 ** level)
    const tile = Math.floor(n / 256)
    const width = Math.min(256, all - tile * 256)
    return `/journal/tile/${level}/${tileNumber(tile)}${width < 256 ? `.p/${width}` : ''}`
  }

  async entry(index: number): Promise<Buffer> {
    const bundle = await this.#fetch(this.pathOf('entries', index))
    let at = 0
    for (let i = 0; ; i++) {
      const length = bundle.readUInt16BE(at)
      if (i === index % 256) return bundle.subarray(at + 2, at + 2 + length)
      at += 2 + length
    }
  }

  async #stored(level: number, n: number): Promise<Buffer> {
    const tile = await this.#fetch(this.pathOf(level, n))
    return tile.subarray((n % 256) * 32, (n % 256) * 32 + 32)
  }

  /** Root of the leaves from `lo` up to `hi`, where `lo` is where RFC 6962 splits. */
  async root(lo = 0, hi = this.size): Promise<Buffer> {
    const n = hi - lo
    for (let level = 0; 256 ** level <= n; level++)
      if (n === 256 ** level && lo % n === 0) return this.#stored(level, lo / n)
    const k = 2 ** Math.ceil(Math.log2(n) - 1)
    return node(await this.root(lo, lo + k), await this.root(lo + k, hi))
  }

  async inclusion(index: number): Promise<Buffer[]> {
    const path = async (m: number, lo: number, hi: number): Promise<Buffer[]> => {
      if (hi - lo === 1) return []
      const k = 2 ** Math.ceil(Math.log2(hi - lo) - 1)
      return m < k
        ? [...(await path(m, lo, lo + k)), await this.root(lo + k, hi)]
        : [...(await path(m - k, lo + k, hi)), await this.root(lo, lo + k)]
    }
    return path(index, 0, this.size)
  }

  async consistency(former: number): Promise<Buffer[]> {
    const proof = async (m: number, lo: number, hi: number, b: boolean): Promise<Buffer[]> => {
      if (m === hi - lo) return b ? [] : [await this.root(lo, hi)]
      const k = 2 ** Math.ceil(Math.log2(hi - lo) - 1)
      return m <= k
        ? [...(await proof(m, lo, lo + k, b)), await this.root(lo + k, hi)]
        : [...(await proof(m - k, lo + k, hi, false)), await this.root(lo, lo + k)]
    }
    return proof(former, 0, this.size, true)
  }
}
