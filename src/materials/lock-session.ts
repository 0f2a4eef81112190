// The one connection on which all upload locks of this process hang, so that a thousand slow uploads do not empty the
// pool; taken when needed, closed when idle. It needs a session of its own: a transaction pooler in between breaks it.
import type pg from 'pg'
import { borrow, type Pool } from '../../db/index.ts'

const channel = 'xianjie_upload'

/** `requested` is told the id of a lock held here that another process waits for, or that was lost with the connection. */
export function lockSession(pool: Pool, requested: (id: string) => void) {
  let connection: Promise<pg.PoolClient> | undefined
  const mine = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined

  async function connect(): Promise<pg.PoolClient> {
    const client = await borrow(pool)
    client.on('notification', (message) => message.payload && mine.has(message.payload) && requested(message.payload))
    // With the connection the locks are gone: everybody who relied on one stops writing.
    const lost = () => {
      if (connection !== opened) return // given back, or lost already
      connection = undefined
      for (const id of mine) requested(id)
      mine.clear()
      client.release(true)
    }
    const opened = connection
    // Stays listening: an error nobody listens to would end the process.
    client.on('error', lost)
    client.once('end', lost)
    try {
      await client.query(`listen ${channel}`)
    } catch (error) {
      if (connection === opened) client.release(true)
      throw error
    }
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

  /** One after the other: a connection answers one statement at a time. */
  function ask<Row extends pg.QueryResultRow>(on: pg.PoolClient, config: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    const answer = last.then(() => on.query<Row>(config))
    last = answer.catch(() => {})
    return answer
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
      const answer = await ask<{ got: boolean }>(on, {
        name: 'upload_try_lock',
        text: `select pg_try_advisory_lock(hashtextextended('upload:' || $1, 0)) as got`,
        values: [id],
      })
      if (answer.rows[0]?.got) {
        mine.add(id)
        return true
      }
      await ask(on, { name: 'upload_want', text: 'select pg_notify($1, $2)', values: [channel, id] })
      return false
    },
    async unlock(id: string) {
      if (!mine.delete(id) || !connection) return
      const on = await connection
      // A failure here means a lost connection, and with it the lock.
      await ask(on, {
        name: 'upload_unlock',
        text: `select pg_advisory_unlock(hashtextextended('upload:' || $1, 0))`,
        values: [id],
      }).catch(() => {})
      clearTimeout(idle)
      if (mine.size === 0) idle = setTimeout(() => void (mine.size === 0 && giveBack()), 1000).unref()
    },
    close: giveBack,
  }
}
