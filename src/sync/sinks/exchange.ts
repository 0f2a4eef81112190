// A connection to somebody else's exchange schema (前置库) in PostgreSQL or MySQL/MariaDB: a few connections kept a sink, a
// deadline on every statement, names quoted in the manner of the server.
import type { Pool as MysqlPool, RowDataPacket } from 'mysql2/promise'
import pg from 'pg'

export interface ExchangeAddress {
  readonly dialect: 'postgresql' | 'mysql'
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly tls: 'off' | 'on' | 'unverified'
  readonly timeoutMs: number
}

export interface Exchange {
  /** `?` stands for a value; rows have their columns as text or null. */
  query(text: string, values: readonly unknown[]): Promise<{ rows: Record<string, unknown>[]; changed: number }>
  /** A name as the server quotes it. */
  name(plain: string): string
  /** Text of a column, whatever its type. */
  asText(column: string): string
  close(): Promise<void>
}

const connections = 4
const idleMs = 30_000

export function openExchange(address: ExchangeAddress, password: string | undefined): Exchange {
  return address.dialect === 'postgresql' ? postgres(address, password) : mysql(address, password)
}

function postgres(address: ExchangeAddress, password: string | undefined): Exchange {
  const { host, port, database, user, tls, timeoutMs } = address
  const pool = new pg.Pool({
    host,
    port,
    database,
    user,
    ...(password !== undefined && { password }),
    ssl: tls === 'off' ? false : { rejectUnauthorized: tls === 'on' },
    max: connections,
    idleTimeoutMillis: idleMs,
    allowExitOnIdle: true,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + 1_000,
    application_name: 'xianjie',
    // Local times are written and read as they stand in the table.
    options: '-c DateStyle=ISO -c TimeZone=Asia/Shanghai',
  })
  pool.on('error', () => {})
  return {
    query: async (text, values) => {
      let no = 0
      const { rows, rowCount } = await pool.query(
        text.replace(/\?/g, () => `$${++no}`),
        values as unknown[],
      )
      return { rows, changed: rowCount ?? 0 }
    },
    name: (plain) => `"${plain.replaceAll('"', '""')}"`,
    asText: (column) => `${column}::text`,
    close: () => pool.end(),
  }
}

function mysql(address: ExchangeAddress, password: string | undefined): Exchange {
  let pool: Promise<MysqlPool> | undefined
  return {
    query: async (sql, values) => {
      pool ??= mysqlPool(address, password)
      const [result] = await (await pool).execute<RowDataPacket[]>({
        sql,
        timeout: address.timeoutMs,
        values: values as string[],
      })
      if (Array.isArray(result)) return { rows: result, changed: 0 }
      return { rows: [], changed: (result as { affectedRows: number }).affectedRows }
    },
    name: (plain) => `\`${plain.replaceAll('`', '``')}\``,
    asText: (column) => `cast(${column} as char character set utf8mb4)`,
    close: async () => (await pool)?.end(),
  }
}

async function mysqlPool(address: ExchangeAddress, password: string | undefined): Promise<MysqlPool> {
  const { host, port, database, user, tls, timeoutMs } = address
  // A hundred files that most gateways never need.
  const { createPool } = await import('mysql2/promise')
  const pool = createPool({
    host,
    port,
    database,
    user,
    ...(password !== undefined && { password }),
    ...(tls !== 'off' && { ssl: { rejectUnauthorized: tls === 'on' } }),
    connectionLimit: connections,
    maxIdle: 1,
    idleTimeout: idleMs,
    connectTimeout: timeoutMs,
    charset: 'utf8mb4',
    // Times are written and read as the text that stands in the table; a zone would move them.
    dateStrings: true,
    timezone: '+08:00',
    multipleStatements: false,
  })
  // A value that does not fit is an error, and not a shorter value.
  pool.pool.on('connection', (connection) => {
    connection.on('error', () => {})
    connection.query(
      `set session time_zone = '+08:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`,
      () => {},
    )
  })
  return pool
}
