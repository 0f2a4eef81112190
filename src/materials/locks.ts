// One writer an upload, across all gateways on one database: a queue in this process, then a PostgreSQL advisory lock.
// A holder is asked to let go as soon as somebody else wants in, for its client may be long gone.
import type { Pool } from '../../db/index.ts'
import { lockSession } from './lock-session.ts'

export interface UploadLocks {
  newLock(id: string): UploadLock
  close(): Promise<void>
}

export interface UploadLock {
  /** Rejects with UploadLocked when nobody let go in time. `requestRelease` is called when somebody else waits. */
  lock(signal: AbortSignal, requestRelease: () => Promise<void> | void): Promise<void>
  unlock(): Promise<void>
}

export class UploadLocked extends Error {}

interface Held {
  readonly requestRelease: () => Promise<void> | void
  readonly freed: Promise<void>
  readonly free: () => void
}

/** A holder that was asked has a second to write what it has; rarely does a full disk or a large flush take longer. */
const patienceMs = 15_000
const retryMs = 100
/** A stop waits this long for writers; they had the drain of the server before it. */
const closingMs = 5_000

export function uploadLocks(pool: Pool): UploadLocks {
  const held = new Map<string, Held>()
  const session = lockSession(pool, (id) => void held.get(id)?.requestRelease())

  async function queue(
    id: string,
    signal: AbortSignal,
    requestRelease: Held['requestRelease'],
    until: number,
  ): Promise<Held> {
    for (let other = held.get(id); other; other = held.get(id)) {
      await other.requestRelease()
      await settled(other.freed, until - Date.now(), signal)
      if (signal.aborted || Date.now() >= until) throw new UploadLocked('another request is writing this upload')
    }
    const { promise: freed, resolve: free } = deferred()
    const mine = { requestRelease, freed, free }
    held.set(id, mine)
    return mine
  }

  return {
    newLock(id) {
      let mine: Held | undefined
      const leave = () => {
        held.delete(id)
        mine?.free()
        mine = undefined
      }
      return {
        async lock(signal, requestRelease) {
          const until = Date.now() + patienceMs
          mine = await queue(id, signal, requestRelease, until)
          try {
            while (!(await session.tryLock(id))) {
              if (signal.aborted || Date.now() >= until)
                throw new UploadLocked('another gateway is writing this upload')
              await pause(retryMs, signal)
            }
          } catch (error) {
            leave()
            throw error
          }
        },
        async unlock() {
          if (!mine) return
          await session.unlock(id).finally(leave)
        },
      }
    },
    async close() {
      // Whose connection is gone still puts away what had arrived; without its lock another gateway would begin beside it.
      const never = new AbortController().signal
      await Promise.all(
        [...held.values()].map(async (one) => {
          await one.requestRelease()
          await settled(one.freed, closingMs, never)
        }),
      )
      await session.close()
    },
  }
}

/** Waits until `freed`, but no longer than `ms` nor after the abort. */
async function settled(freed: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  await Promise.race([freed, pause(ms, AbortSignal.any([signal, over.signal]))])
  over.abort()
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.max(ms, 0))
    signal.addEventListener('abort', done)
  })
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((given) => {
    resolve = given
  })
  return { promise, resolve }
}
