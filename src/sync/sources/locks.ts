// Which replica pulls a source: advisory locks on one connection of this process, so that a kill frees them at once and any
// number of slow pulls costs the pool one connection. With the connection the locks are gone, and every pull under them ends.
import type pg from 'pg'
import { borrow, type Pool } from '../../../db/index.ts'

export interface Lock {
  /** Aborted when the lock was lost. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

export function sourceLocks(pool: Pool) {
  let session: Promise<pg.PoolClient> | undefined
  const held = new Map<string, AbortController>()
  let last: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<pg.PoolClient> {
    const client = await borrow(pool)
    const lost = () => {
      if (session !== own) return
      session = undefined
      for (const controller of held.values()) controller.abort(new Error('the lock on the source was lost'))
      held.clear()
      client.release(true)
    }
    const own = session
    client.on('error', lost)
    client.once('end', lost)
    return client
  }

  /** One after the other: a connection answers one question at a time. */
  function ask(on: pg.PoolClient, text: string, id: string): Promise<boolean> {
    const answer = last.then(
      async () => (await on.query<{ got: boolean }>(text, [`source:${id}`])).rows[0]?.got === true,
    )
    last = answer.catch(() => {})
    return answer
  }

  async function giveBack(): Promise<void> {
    const leaving = session
    session = undefined
    if (leaving === undefined) return // Closing it is the one certain way to hold no lock any more.
    ;(await leaving.catch(() => undefined))?.release(true)
  }

  return {
    /** Undefined where another replica, or another pull of this one, has it. */
    async take(id: string): Promise<Lock | undefined> {
      if (held.has(id)) return undefined
      const controller = new AbortController()
      held.set(id, controller)
      try {
        session ??= connect()
        const on = await session.catch((error: unknown) => {
          session = undefined
          throw error
        })
        if (!(await ask(on, 'select pg_try_advisory_lock(hashtextextended($1, 0)) as got', id))) {
          held.delete(id)
          if (held.size === 0) await giveBack()
          return undefined
        }
        return {
          lost: controller.signal,
          async release() {
            if (held.get(id) !== controller) return
            held.delete(id)
            // Closing the connection frees it too, but not before the server has noticed: the next pull may be sooner.
            await ask(on, 'select pg_advisory_unlock(hashtextextended($1, 0)) as got', id).catch(() => {})
            if (held.size === 0) await giveBack()
          },
        }
      } catch (error) {
        held.delete(id)
        throw error
      }
    },
    close: giveBack,
  }
}

export type SourceLocks = ReturnType<typeof sourceLocks>
