// One writer an upload, across all gateways on one database: a queue in this process, then a PostgreSQL advisory lock.
// All locks of a process hang on one connection, so that a thousand slow uploads do not empty the pool. A holder is asked
// to let go as soon as somebody else wants in, for its client may be long gone.
import type pg from 'pg'
import type { Pool } from '../../db/connect.ts'

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

/** A holder that was asked has 3 s to write what it has; rarely does a full disk or a large flush take longer. */
const patienceMs = 15_000
const retryMs = 100
const channel = 'xianjie_upload'

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
      await Promise.race([other.freed, pause(until - Date.now(), signal)])
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
    close: () => session.close(),
  }
}

function lockSession(pool: Pool, requested: (id: string) => void) {
  let connection: Promise<pg.PoolClient> | undefined
  const mine = new Set<string>()
  let idle: NodeJS.Timeout | undefined

  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect()
    client.on('notification', (message) => message.payload && mine.has(message.payload) && requested(message.payload))
    // With the connection the locks are gone: everybody who relied on one stops writing.
    const lost = () => {
      if (connection !== opened) return
      connection = undefined
      for (const id of mine) requested(id)
      mine.clear()
      client.release(true)
    }
    const opened = connection
    // Stays listening: an error nobody listens to would end the process.
    client.on('error', lost)
    client.once('end', lost)
    await client.query(`listen ${channel}`)
    return client
  }

  function client(): Promise<pg.PoolClient> {
    clearTimeout(idle)
    connection ??= connect().catch((error: unknown) => {
      connection = undefined
      throw error
    })
    return connection
  }

  async function giveBack() {
    clearTimeout(idle)
    const leaving = connection
    if (!leaving) return
    connection = undefined
    mine.clear()
    const it = await leaving
    // A connection that held locks is not handed on: closing it is the one certain way to have none left.
    it.release(true)
  }

  return {
    async tryLock(id: string): Promise<boolean> {
      const on = await client()
      const answer = await on.query<{ got: boolean }>({
        name: 'upload_try_lock',
        text: `select pg_try_advisory_lock(hashtextextended('upload:' || $1, 0)) as got`,
        values: [id],
      })
      if (answer.rows[0]?.got) {
        mine.add(id)
        return true
      }
      await on.query({ name: 'upload_want', text: 'select pg_notify($1, $2)', values: [channel, id] })
      return false
    },
    async unlock(id: string) {
      if (!mine.delete(id) || !connection) return
      const on = await connection
      // A failure here means a lost connection, and with it the lock.
      await on
        .query({
          name: 'upload_unlock',
          text: `select pg_advisory_unlock(hashtextextended('upload:' || $1, 0))`,
          values: [id],
        })
        .catch(() => {})
      clearTimeout(idle)
      if (mine.size === 0) idle = setTimeout(() => void (mine.size === 0 && giveBack()), 1000).unref()
    },
    close: giveBack,
  }
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
