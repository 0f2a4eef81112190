// Identifiers that sort by the time they were made (UUID version 7, RFC 9562 5.7). Nothing is read back out of them.
import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let used = pool.length
let lastMs = 0
let counter = 0

/** A lower-case UUIDv7. Within one process later calls sort after earlier ones, also inside one millisecond. */
export function uuidv7(nowMs = Date.now()): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  // A clock that steps back must not make an id that sorts before an earlier one.
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = pool.readUInt16BE(used) & 0x7ff // the top bit stays free, so that a burst has room to count up
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const rand = pool.toString('hex', used + 2, used + 10)
  used += 10
  const variant = ((Number.parseInt(rand.charAt(0), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${rand.slice(1, 4)}-${rand.slice(4, 16)}`
}
