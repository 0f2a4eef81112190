// A real MariaDB for tests of exchange tables: Debian's server in a directory of its own on a free port. Where it is not
// installed, `mariadbMissing` says so and the tests that need it are skipped with that reason.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2'
import { freePort } from './ports.ts'

const server = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find(existsSync)
/** The system tables, which mariadb-install-db makes too; but that asks for programs of further packages. */
const tables = ['mysql_system_tables.sql', 'mysql_system_tables_data.sql'].map((name) => `/usr/share/mysql/${name}`)
export const mariadbMissing =
  server === undefined || !tables.every(existsSync)
    ? 'mariadbd is not installed (Debian: mariadb-server-core)'
    : undefined

export interface Mariadb {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** As the owner of the exchange database. */
  query<T = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<T[]>
  stop(): Promise<void>
}

const account = { user: 'exchange', password: 'for-tests-only', database: 'exchange' }

export async function startMariadb(): Promise<Mariadb> {
  if (server === undefined) throw new Error(mariadbMissing)
  const base = mkdtempSync(join(tmpdir(), 'xianjie-mariadb-'))
  const data = join(base, 'data')
  mkdirSync(data)
  const root = process.getuid?.() === 0 ? ['--user=root'] : []
  const small = ['--innodb-log-file-size=10M', '--aria-log-file-size=8M']
  execFileSync(server, ['--no-defaults', '--bootstrap', `--datadir=${data}`, ...small, ...root], {
    input: [
      'create database mysql;',
      'use mysql;',
      'set @auth_root_socket=null;',
      ...tables.map((path) => readFileSync(path, 'utf8')),
    ].join('\n'),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const port = await freePort()
  const socket = join(base, 'm.sock')
  const child = spawn(
    server,
    [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', `--socket=${socket}`],
      ...[`--pid-file=${join(base, 'pid')}`, '--innodb-buffer-pool-size=32M', '--innodb-flush-log-at-trx-commit=0'],
      ...[
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_general_ci',
        '--skip-log-bin',
        ...small,
        ...root,
      ],
    ],
    { stdio: 'ignore' },
  )
  let connection: mysql.Connection | undefined
  const stop = async () => {
    connection?.destroy()
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    }
    rmSync(base, { recursive: true, force: true })
  }
  try {
    const owner = await connected({ socketPath: socket, user: 'root' }, () => child.exitCode !== null)
    for (const text of [
      `create database ${account.database} character set utf8mb4`,
      `create user ${account.user}@127.0.0.1 identified by '${account.password}'`,
      `grant all on ${account.database}.* to ${account.user}@127.0.0.1`,
    ])
      await asked(owner, text)
    owner.destroy()
    connection = await connected(
      { host: '127.0.0.1', port, ...account, timezone: '+08:00', dateStrings: true },
      () => false,
    )
  } catch (error) {
    await stop()
    throw error
  }
  const own = connection
  return { host: '127.0.0.1', port, ...account, stop, query: (text, values) => asked(own, text, values) }
}

async function connected(options: mysql.ConnectionOptions, gone: () => boolean): Promise<mysql.Connection> {
  for (let attempt = 0; ; attempt++) {
    const connection = mysql.createConnection(options)
    const error = await new Promise<Error | null>((resolve) => {
      connection.once('error', resolve)
      connection.connect(resolve)
    })
    if (error === null) return connection
    connection.destroy()
    if (attempt > 200 || gone()) throw error
    await sleep(100)
  }
}

function asked<T>(connection: mysql.Connection, text: string, values: readonly unknown[] = []): Promise<T[]> {
  return new Promise((resolve, reject) => {
    connection.query(text, values as unknown[], (error, rows) => (error ? reject(error) : resolve(rows as T[])))
  })
}
