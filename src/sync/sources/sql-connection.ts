// One connection to an exchange database, PostgreSQL or MySQL/MariaDB, for one pull at a time: every question has a
// deadline, every value comes as text (exact decimals, dates as written there), and a hung server cannot hold its caller.
import pg from 'pg'
import { SourceFault } from './fault.ts'
import type { TableConfig } from './form.ts'

export type SqlRow = Readonly<Record<string, string | number | boolean | null>>

export interface SqlConnection {
  query(text: string, values?: readonly unknown[]): Promise<readonly SqlRow[]>
  /** Number of rows that were changed. */
  change(text: string, values: readonly unknown[]): Promise<number>
  close(): Promise<void>
}

export async function openSql(config: TableConfig, secret: string | null, signal: AbortSignal): Promise<SqlConnection> {
  const where = `${config.dialect}://${config.host}:${config.port}/${config.database}`
  try {
    return await (config.dialect === 'postgresql' ? openPostgres : openMysql)(config, secret ?? '', signal, where)
  } catch (error) {
    throw faultOf(where, error)
  }
}

const tlsOf = ({ tls }: TableConfig) => (tls === 'off' ? undefined : { rejectUnauthorized: tls === 'on' })

/** Boolean of PostgreSQL; everything else is text. */
const booleanType = 16

async function openPostgres(
  c: TableConfig,
  password: string,
  signal: AbortSignal,
  where: string,
): Promise<SqlConnection> {
  const ssl = tlsOf(c)
  const client = new pg.Client({
    host: c.host,
    port: c.port,
    user: c.user,
    password,
    database: c.database,
    ...(ssl && { ssl }),
    connectionTimeoutMillis: c.timeoutMs,
    statement_timeout: c.timeoutMs,
    query_timeout: c.timeoutMs + 1_000,
    application_name: 'xianjie',
    types: { getTypeParser: (id) => (id === booleanType ? (v: string) => v === 't' : (v: string) => v) as never },
  })
  client.on('error', () => {})
  // Ends the socket also in the middle of a question; `end` would wait for the answer.
  const abort = () => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    await client.connect()
    await client.query(`set datestyle to iso; set timezone to 'Asia/Shanghai'; set client_encoding to 'UTF8'`)
  } catch (error) {
    signal.removeEventListener('abort', abort)
    abort()
    throw error
  }
  const ask = (text: string, values: readonly unknown[]) =>
    client.query({ text, values: values as unknown[] }).catch((error: unknown) => {
      throw faultOf(where, error)
    })
  return {
    query: async (text, values = []) => (await ask(text, values)).rows as SqlRow[],
    change: async (text, values) => (await ask(text, values)).rowCount ?? 0,
    close: async () => {
      signal.removeEventListener('abort', abort)
      const late = setTimeout(abort, 1_000)
      await client.end().catch(() => {})
      clearTimeout(late)
    },
  }
}

async function openMysql(c: TableConfig, password: string, signal: AbortSignal, where: string): Promise<SqlConnection> {
  const ssl = tlsOf(c)
  // A hundred files that most gateways never need.
  const { default: mysql } = await import('mysql2')
  const connection = mysql.createConnection({
    host: c.host,
    port: c.port,
    user: c.user,
    password,
    database: c.database,
    charset: 'utf8mb4',
    timezone: '+08:00',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: c.timeoutMs,
    multipleStatements: false,
    ...(ssl && { ssl }),
    typeCast: (field, next) => (field.type === 'GEOMETRY' ? next() : field.string('utf8')),
  })
  connection.on('error', () => {})
  const abort = () => connection.destroy()
  signal.addEventListener('abort', abort, { once: true })
  // A destroyed connection answers nobody: whoever waits must hear of the end from us.
  const ask = <T>(text: string, values: readonly unknown[]): Promise<T> =>
    new Promise((done, fail) => {
      const give = (error: Error | null, result?: unknown) => {
        signal.removeEventListener('abort', aborted)
        if (error !== null) fail(faultOf(where, error))
        else done(result as T)
      }
      const aborted = () => give(new Error('the pull was called off'))
      signal.addEventListener('abort', aborted, { once: true })
      connection.query({ sql: text, values: values as unknown[], timeout: c.timeoutMs }, (error, result) => {
        // After its deadline the connection would still wait for the answer of before.
        if ((error as { code?: string } | null)?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy()
        give(error, result)
      })
    })
  const close = () =>
    new Promise<void>((done) => {
      signal.removeEventListener('abort', abort)
      const late = setTimeout(() => {
        connection.destroy()
        done()
      }, 1_000)
      connection.end(() => {
        clearTimeout(late)
        done()
      })
    })
  try {
    await new Promise<void>((done, fail) => {
      if (signal.aborted) fail(new Error('the pull was called off'))
      signal.addEventListener('abort', () => fail(new Error('the pull was called off')), { once: true })
      connection.connect((error) => (error ? fail(error) : done()))
    })
    // Quotes are for names of columns, and a value that does not fit is an error and not a shorter value.
    await ask(`set session time_zone = '+08:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`, [])
  } catch (error) {
    connection.destroy()
    throw error
  }
  return {
    query: (text, values = []) => ask<SqlRow[]>(text, values),
    change: async (text, values) => (await ask<{ affectedRows: number }>(text, values)).affectedRows,
    close,
  }
}

function faultOf(where: string, error: unknown): SourceFault {
  if (error instanceof SourceFault) return error
  const { message, code } = error as NodeJS.ErrnoException
  return new SourceFault(where, message !== undefined && message !== '' ? message : (code ?? String(error)), {
    cause: error,
  })
}
