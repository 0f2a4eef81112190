// SHA-256 and SM3 of files on their way in. Node's hash objects cannot be written down, so the states live in this
// process only; after a restart, or where another gateway took a part, the missing stretch is read back and hashed.
import { createHash, type Hash } from 'node:crypto'

export interface RunningDigests {
  /** How far both digests reach. Bytes before it never change: an upload only grows. */
  offset: number
  readonly sha256: Hash
  readonly sm3: Hash
}

export function startDigests(): RunningDigests {
  return { offset: 0, sha256: createHash('sha256'), sm3: createHash('sm3') }
}

export function addBytes(running: RunningDigests, chunk: Uint8Array) {
  running.sha256.update(chunk)
  running.sm3.update(chunk)
  running.offset += chunk.length
}

export interface DigestMemory {
  /** Hands the state over; it is no longer remembered. */
  take(id: string): RunningDigests | undefined
  keep(id: string, running: RunningDigests): void
  forget(id: string): void
}

/** Remembers at most `max` states; the one untouched longest is forgotten first and costs its upload a second reading. */
export function digestMemory(max: number): DigestMemory {
  const states = new Map<string, RunningDigests>()
  return {
    take(id) {
      const state = states.get(id)
      states.delete(id)
      return state
    },
    keep(id, running) {
      states.delete(id)
      states.set(id, running)
      if (states.size > max) for (const oldest of states.keys()) return void states.delete(oldest)
    },
    forget: (id) => void states.delete(id),
  }
}
