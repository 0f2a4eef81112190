// The per-case chain: each entry commits to an act without showing it, and to everything before it. With the salt and
// the kept bytes anyone recomputes the commitment; without them nobody learns what was done.
import { hash, randomFillSync } from 'node:crypto'

export interface JournalSeal {
  /** 16 bytes. */
  readonly salt: Buffer
  /** SHA-256 over salt and canonical bytes, 32 bytes. */
  readonly commitment: Buffer
  /** SHA-256 over `xianjie/link/1`, the former link and this commitment, 32 bytes. */
  readonly link: Buffer
}

const domain = Buffer.from('xianjie/link/1\n')
const beginning = Buffer.from('xianjie/case/1\n')
const saltBytes = 16
const pool = Buffer.alloc(saltBytes * 128)
let used = pool.length

function salt(): Buffer {
  if (used + saltBytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += saltBytes
  return Buffer.from(pool.subarray(used - saltBytes, used))
}

/** In one call: three of these stand in the way of every act. */
const sha256 = (...parts: Buffer[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

/** The link before the first entry of a case: bound to its id, so that chains cannot be exchanged. */
export function firstLink(transferId: string): Buffer {
  return sha256(beginning, Buffer.from(transferId))
}

export function commitmentOf(saltUsed: Buffer, canonicalText: string): Buffer {
  return sha256(saltUsed, Buffer.from(canonicalText))
}

export function linkOf(former: Buffer, commitment: Buffer): Buffer {
  return sha256(domain, former, commitment)
}

/** Seals one act after the link of the former one; what is imported brings a salt that comes out again if it is sealed again. */
export function seal(canonicalText: string, former: Buffer, fresh: Buffer = salt()): JournalSeal {
  const commitment = commitmentOf(fresh, canonicalText)
  return { salt: fresh, commitment, link: linkOf(former, commitment) }
}

export interface KeptEntry extends JournalSeal {
  readonly version: number
}

export interface ChainFault {
  readonly version: number
  readonly fault: 'missing' | 'commitment' | 'link' | 'bytes_missing'
}

/**
 * Checks the entries of one case, in order of version from 1, against the kept bytes. Null when all hold. Of a `copy` (a
 * case that is at home at another gateway) some entries came without their salt: they were not for any organ here, or not
 * whole, and only the chain speaks for them.
 */
export function verifyChain(
  transferId: string,
  entries: readonly KeptEntry[],
  bytesOf: (version: number) => string | undefined,
  copy = false,
): ChainFault | null {
  let former = firstLink(transferId)
  for (const [index, entry] of entries.entries()) {
    const version = index + 1
    if (entry.version !== version) return { version, fault: 'missing' }
    const bytes = bytesOf(version)
    const bare = copy && entry.salt.length === 0
    if (bytes === undefined && !bare) return { version, fault: 'bytes_missing' }
    if (bytes !== undefined && !bare && !commitmentOf(entry.salt, bytes).equals(entry.commitment))
      return { version, fault: 'commitment' }
    former = linkOf(former, entry.commitment)
    if (!former.equals(entry.link)) return { version, fault: 'link' }
  }
  return null
}
