// Opens the pool every room uses. One driver, one path: nothing here knows whose PostgreSQL it is.
import pg from 'pg'

export type Pool = pg.Pool
export type Queryable = Pick<pg.Pool, 'query'>

/** A statement with a name is prepared once a connection and planned generically after a few runs. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** Pool of at most `max` connections; a lost idle connection is dropped and made anew, never thrown into the process. */
export function openPool(url: string, max: number, onError: (error: Error) => void = () => {}): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'xianjie',
  })
  // A pool that was ended resolves before its sockets close; what they still say at the server's end is no loss.
  pool.on('error', (error) => pool.ending || onError(error))
  return pool
}

/**
 * Runs a statement and gives the connection back whole also when PostgreSQL refuses it. `pool.query` throws the
 * connection away on any SQL error, and a partner who provokes errors would make every request pay for a new one.
 */
export async function run<Row extends pg.QueryResultRow>(
  pool: Pool,
  statement: Statement | string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const connection = await pool.connect()
  let broken: Error | undefined
  try {
    const config = typeof statement === 'string' ? { text: statement } : statement
    const result = await connection.query<Row>({ ...config, values: values as unknown[] })
    return result.rows
  } catch (error) {
    // An error that PostgreSQL answered with leaves the connection usable; anything else does not.
    if (!(error instanceof pg.DatabaseError) || fatal.has(error.code ?? '')) broken = error as Error
    throw error
  } finally {
    connection.release(broken)
  }
}

/** Classes 08 and 57P: the server is going, or the connection is. */
const fatal = new Set(['08000', '08003', '08006', '57P01', '57P02', '57P03', '57P05'])

/** Runs `work` in one transaction on one connection; rolls back on a throw. For operators' changes, not for acts. */
export async function inTransaction<T>(pool: Pool, work: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const connection = await pool.connect()
  let broken: Error | undefined
  try {
    await connection.query('begin')
    const result = await work(connection)
    await connection.query('commit')
    return result
  } catch (error) {
    await connection.query('rollback').catch((e: Error) => {
      broken = e
    })
    throw error
  } finally {
    connection.release(broken)
  }
}

/** Runs `work` on one connection that sees the database as of one moment and can change nothing. */
export async function inSnapshot<T>(pool: Pool, work: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only')
    return work(connection)
  })
}
