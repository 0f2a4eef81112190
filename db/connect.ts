// Opens the pool every room uses. One driver, one path: nothing here knows whose PostgreSQL it is.
import pg from 'pg'

export type Pool = pg.Pool
export type Queryable = Pick<pg.Pool, 'query'>

/** A statement with a name is prepared once a connection and planned generically after a few runs. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The longest statement of a door is a page of a list; ten seconds are a fault. */
const statementMs = 10_000

/** Pool of at most `max` connections; a lost idle connection is dropped and made anew, never thrown into the process. */
export function openPool(url: string, max: number, onError: (error: Error) => void = () => {}): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'xianjie',
    keepAlive: true,
    // A database that takes a statement and never answers must not hold its callers: the server gives up first, then we.
    statement_timeout: statementMs,
    query_timeout: statementMs + 2_000,
  })
  // A pool that was ended resolves before its sockets close; what they still say at the server's end is no loss.
  pool.on('error', (error) => pool.ending || onError(error))
  // A connection that is lent out has no listener of the pool's; without one its loss would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
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
  const connection = await borrow(pool)
  let broken: Error | undefined
  try {
    const config = typeof statement === 'string' ? { text: statement } : statement
    const result = await connection.query<Row>({ ...config, values: values as unknown[] })
    return result.rows
  } catch (error) {
    if (answeredByDatabase(error)) throw error
    broken = error as Error
    throw new DatabaseAway(error)
  } finally {
    connection.release(broken)
  }
}

/**
 * As `run`, planned for these values alone. Of a list with many filters, each of which may be left out, no one plan is good
 * for all: the one that is kept thinks that next to nothing passes, and sorts everything an organ has.
 */
export const runPlanned = <Row extends pg.QueryResultRow>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> => run<Row>(pool, statement.text, values)

/** A connection of the pool; whoever borrows it releases it. Throws DatabaseAway. */
export async function borrow(pool: Pool): Promise<pg.PoolClient> {
  return pool.connect().catch((cause: unknown) => {
    throw new DatabaseAway(cause)
  })
}

/** The database could not be asked, or its answer was lost: whether the statement did anything is not known. */
export class DatabaseAway extends Error {
  constructor(cause: unknown) {
    super(`the database is away: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'DatabaseAway'
  }
}

/** An error that PostgreSQL answered with: the statement did nothing and the connection is good. Anything else is neither. */
export function answeredByDatabase(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !fatal.has(error.code ?? '')
}

/** Refused for a reason of the moment: no room, too slow, a standby, a circle of waiting. The same may go through later. */
export function passing(error: unknown): boolean {
  return (
    error instanceof DatabaseAway ||
    (error instanceof pg.DatabaseError && /^(08|53|57P|57014|25006|40001|40P01|55P03)/.test(error.code ?? ''))
  )
}

/** Classes 08 and 57P: the server is going, or the connection is. */
const fatal = new Set(['08000', '08003', '08006', '57P01', '57P02', '57P03', '57P05'])

/** Runs `work` in one transaction on one connection; rolls back on a throw. For operators' changes, not for acts. */
export async function inTransaction<T>(pool: Pool, work: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const connection = await borrow(pool)
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
