// The same platform as an exchange database (前置库): a table of penalty records with the control columns and a status that
// the reader sets, and an empty one for reports of transfers. PostgreSQL or MySQL/MariaDB, by the address.
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import type { Row } from './published.ts'

export interface ExchangeTables {
  /** Writes rows by their key; a row that changes is new to its reader again. */
  put(rows: readonly Row[]): Promise<void>
  /** By status: 0 new, 1 taken, 2 failed. */
  counts(): Promise<Readonly<Record<string, number>>>
  stop(): Promise<void>
}

export const recordsTable = 'cf_penalty'
export const reportsTable = 'transfer_report'

const name = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/
const controls = ['cd_time', 'cd_operation', 'cd_batch'] as const
const batch = 500

interface Tongue {
  readonly quote: (column: string) => string
  readonly text: string
  readonly key: string
  readonly time: string
  readonly upsert: (columns: readonly string[]) => string
  run(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>
  /** Several rows at once; `values` row by row. */
  fill(sql: string, rows: readonly (readonly unknown[])[]): Promise<void>
  end(): Promise<void>
}

/** Creates both tables where they are missing. `fields` are those of the records; other fields of later rows are left out. */
export async function openExchangeTables(url: string, fields: readonly string[]): Promise<ExchangeTables> {
  const own = fields.filter((field) => field !== 'record_unique_identity' && !field.startsWith('cd_'))
  const odd = own.find((field) => !name.test(field))
  if (odd !== undefined) throw new Error(`--tables: ${JSON.stringify(odd)} cannot be the name of a column`)
  const tongue = /^(mysql|mariadb):/.test(url) ? await mysql(url) : await postgresql(url)
  const { quote, text, key, time } = tongue
  await tongue.run(
    `create table if not exists ${recordsTable} (record_unique_identity ${key} primary key, ${own.map((f) => `${quote(f)} ${text}`).join(', ')}${own.length > 0 ? ', ' : ''}cd_time ${time} not null, cd_operation varchar(8) not null, cd_batch varchar(40), cd_status int not null default 0, cd_message varchar(500))`,
  )
  await tongue.run(
    `create table if not exists ${reportsTable} (record_unique_identity ${key} primary key, case_id varchar(64), version int, step varchar(64), status varchar(64), document_no varchar(200), at_local ${time}, cd_time ${time}, cd_operation varchar(8), cd_status int default 0)`,
  )
  const columns = ['record_unique_identity', ...own, ...controls, 'cd_status']
  const insert = `insert into ${recordsTable} (${columns.map(quote).join(', ')}) values `
  const update = tongue.upsert(columns.slice(1))
  return {
    async put(rows) {
      for (let i = 0; i < rows.length; i += batch) {
        const values = rows
          .slice(i, i + batch)
          .map((row) => columns.map((column) => (column === 'cd_status' ? 0 : written(row[column]))))
        await tongue.fill(`${insert}?${update}`, values)
      }
    },
    async counts() {
      const rows = await tongue.run(`select cd_status as s, count(*) as n from ${recordsTable} group by cd_status`)
      return Object.fromEntries(rows.map(({ s, n }) => [String(s), Number(n)]))
    },
    stop: () => tongue.end(),
  }
}

const written = (value: unknown): unknown =>
  value === undefined || value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)

async function postgresql(url: string): Promise<Tongue> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A server that goes away ends what is asked of it next; that is told there.
  client.on('error', () => {})
  await client.connect()
  const quote = (column: string) => `"${column}"`
  return {
    quote,
    text: 'text',
    key: 'varchar(200)',
    time: 'timestamp',
    upsert: (columns) =>
      ` on conflict (record_unique_identity) do update set ${columns.map((c) => `${quote(c)} = excluded.${quote(c)}`).join(', ')}`,
    run: async (sql, values) => (await client.query(sql, values === undefined ? [] : [...values])).rows,
    async fill(sql, rows) {
      const width = rows[0]?.length ?? 0
      const places = rows.map(
        (_, r) => `(${Array.from({ length: width }, (_, c) => `$${r * width + c + 1}`).join(', ')})`,
      )
      await client.query(sql.replace('?', places.join(', ')), rows.flat())
    },
    end: () => client.end(),
  }
}

async function mysql(url: string): Promise<Tongue> {
  const connection = await createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: 10_000,
    charset: 'utf8mb4',
  })
  const quote = (column: string) => `\`${column}\``
  return {
    quote,
    text: 'text',
    key: 'varchar(200)',
    time: 'datetime',
    upsert: (columns) =>
      ` on duplicate key update ${columns.map((c) => `${quote(c)} = values(${quote(c)})`).join(', ')}`,
    run: async (sql, values) => {
      const [rows] = await connection.query(sql, values === undefined ? [] : [...values])
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    },
    async fill(sql, rows) {
      await connection.query(sql, [rows])
    },
    end: () => connection.end(),
  }
}
