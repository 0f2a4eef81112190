// Statements over everything that was staged: nobody waits for them at a door, so they may take their time.
import type pg from 'pg'
import { inTransaction, type Pool } from '../../db/index.ts'

export const longMs = 3_600_000

/** Inside a transaction that `patience` has been set for. */
export const longQuery = <Row extends pg.QueryResultRow>(
  connection: pg.PoolClient,
  text: string,
  values: readonly unknown[] = [],
) => connection.query<Row>({ text, values: [...values], query_timeout: longMs + 5_000 } as pg.QueryConfig)

export const patience = (connection: pg.PoolClient) => connection.query(`set local statement_timeout = ${longMs}`)

/** One question in a transaction of its own. */
export async function asked<Row extends pg.QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return inTransaction(pool, async (connection) => {
    await patience(connection)
    return (await longQuery<Row>(connection, text, values)).rows
  })
}
