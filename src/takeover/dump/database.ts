// The older platform's database itself, where it is MySQL or MariaDB: read in one read-only view of one moment, table by
// table as a stream. Nothing is ever written there.
import type { Connection } from 'mysql2'
import type { Row } from '../../penalties/index.ts'
import { type LegacyTable, legacyTables, neverTaken } from '../tables.ts'
import { type Dump, DumpFault, type DumpTable } from './dump.ts'
import { columnOf } from './values.ts'

const answerMs = 60_000

/** `mysql://user:password@host:port/database`. */
export async function openDatabase(address: string, partial: boolean): Promise<Dump> {
  if (partial) throw new DumpFault('A database is always read whole.')
  const url = new URL(address)
  const { default: mysql } = await import('mysql2')
  const connection = mysql.createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    charset: 'utf8mb4',
    timezone: '+08:00',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: 15_000,
    multipleStatements: false,
    typeCast: (field, next) => (field.type === 'GEOMETRY' ? next() : field.string('utf8')),
  })
  connection.on('error', () => {})
  const where = `${url.protocol}//${url.host}${url.pathname}`
  const ask = (sql: string) =>
    new Promise<Record<string, string>[]>((done, fail) =>
      connection.query({ sql, timeout: answerMs }, (error, rows) =>
        error === null
          ? done(rows as unknown as Record<string, string>[])
          : fail(new DumpFault(`${where}: ${error.message}`)),
      ),
    )
  try {
    await ask('set session transaction isolation level repeatable read')
    await ask('start transaction with consistent snapshot, read only')
    const found = await ask(
      'select table_name as t, column_name as c from information_schema.columns where table_schema = database()',
    )
    const tablesThere = new Map<string, string[]>()
    for (const { t = '', c = '' } of found) tablesThere.set(t, [...(tablesThere.get(t) ?? []), c])
    const losses: string[] = []
    const tables = legacyTables.flatMap((table): DumpTable[] => {
      const [name, there] = [...tablesThere].find(([t]) => columnOf(t) === table.name) ?? []
      if (name === undefined || there === undefined) {
        losses.push(`The database has no table ${table.name}.`)
        return []
      }
      const taken = there.filter((c) => !neverTaken.has(columnOf(c)))
      const lacking = Object.keys(table.columns).filter((c) => !there.some((t) => columnOf(t) === c))
      if (lacking.length > 0) losses.push(`${table.name} has no column ${lacking.join(', ')}.`)
      return [{ table, name: table.name, rows: () => streamed(connection, table, name, taken) }]
    })
    if (tables.length === 0) throw new DumpFault(`${where} has no table that is read.`)
    return {
      form: 'database',
      whole: true,
      described: `${where} ${new Date().toISOString()}`,
      tables,
      foreign: [],
      losses,
      deleted: [],
      claims: {},
      prefix: '',
      close: () =>
        new Promise((done) => {
          const late = setTimeout(() => connection.destroy(), 2_000)
          connection.end(() => {
            clearTimeout(late)
            done()
          })
        }),
    }
  } catch (error) {
    connection.destroy()
    throw error
  }
}

async function* streamed(
  connection: Connection,
  table: LegacyTable,
  name: string,
  columns: readonly string[],
): AsyncGenerator<Row> {
  const quoted = (word: string) => `\`${word.replaceAll('`', '``')}\``
  const sql = `select ${columns.map(quoted).join(', ')} from ${quoted(name)}`
  let line = 0
  try {
    for await (const raw of connection.query(sql).stream({ highWaterMark: 1_000 })) {
      line += 1
      yield { line, raw }
    }
  } catch (error) {
    throw new DumpFault(`${table.name}: ${(error as Error).message}`)
  }
}
