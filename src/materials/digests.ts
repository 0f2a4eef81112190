// SHA-256 and SM3 of files on their way in. Node's hash objects cannot be written down, so the states live in this
// process only; after a restart, or where another gateway took a part, the missing stretch is read back and hashed.
import { HashedFile } from './hash-threads.ts'

export interface RunningDigests {
  /** How far both digests reach. Bytes before it never change: an upload only grows. */
  offset: number
  readonly file: HashedFile
}

export function startDigests(): RunningDigests {
  return { offset: 0, file: new HashedFile() }
}

export function addBytes(running: RunningDigests, chunk: Uint8Array) {
  running.file.add(chunk)
  running.offset += chunk.length
}

/** The source, no faster than it can be hashed. */
export async function* atHashingPace(
  running: RunningDigests,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    yield chunk
    await running.file.room()
  }
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
  const forget = (id: string) => {
    states.get(id)?.file.drop()
    states.delete(id)
  }
  return {
    take(id) {
      const state = states.get(id)
      states.delete(id)
      return state
    },
    keep(id, running) {
      running.file.flush()
      forget(id)
      states.set(id, running)
      if (states.size > max) for (const oldest of states.keys()) return forget(oldest)
    },
    forget,
  }
}
