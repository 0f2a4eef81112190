// A transaction for acts that touch several rooms' tables: a statement that the database refuses is told from a connection
// that was lost, so that whoever waits is answered 503 and not with a fault.
import type pg from 'pg'
import {
  answeredByDatabase,
  DatabaseAway,
  inTransaction,
  type Pool,
  type Queryable,
  run,
  type Statement,
} from './connect.ts'

export interface Asking {
  ask<Row extends pg.QueryResultRow>(statement: Statement | string, values?: readonly unknown[]): Promise<Row[]>
  /** For rooms that write on the connection they are handed. */
  readonly connection: Queryable
}

/** Asks within a transaction, or on a connection of the pool. */
export const askFrom = <Row extends pg.QueryResultRow>(
  from: Pool | Asking,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> => ('ask' in from ? from.ask<Row>(statement, values) : run<Row>(from, statement, values))

/** Runs `work` in one transaction. What it returns is committed; what it throws is rolled back. Throws DatabaseAway. */
export async function inAct<T>(pool: Pool, work: (asking: Asking) => Promise<T>): Promise<T> {
  let inside = false
  try {
    return await inTransaction(pool, async (connection) => {
      inside = true
      const query = (...given: unknown[]) =>
        (connection.query as (...given: unknown[]) => Promise<pg.QueryResult>)(...given).catch((error: unknown) => {
          throw answeredByDatabase(error) ? error : new DatabaseAway(error)
        })
      const result = await work({
        ask: async <Row extends pg.QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []) => {
          const config = typeof statement === 'string' ? { text: statement } : statement
          return (await query({ ...config, values })).rows as Row[]
        },
        connection: { query } as unknown as Queryable,
      })
      inside = false
      return result
    })
  } catch (error) {
    // Lost at the beginning or at the commit, outside of any statement of ours.
    throw inside || answeredByDatabase(error) || error instanceof DatabaseAway ? error : new DatabaseAway(error)
  }
}
