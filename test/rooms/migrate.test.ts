// A database is brought to this release's schema forward only, by one at a time, and by an owner who is no superuser; what
// is older, newer or of another line is refused with what to do.
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { openPool } from '../../db/connect.ts'
import { migrate, SchemaMismatch, schemaState } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import type { Directory } from '../../src/agencies/index.ts'
import { show, verifyCases } from '../../src/cases/index.ts'
import { pg15Binaries, startPg15 } from '../pg15.ts'
import { gatewayLogin, gatewayPassword, withDatabase } from '../setup.ts'

const admin = inject('ownerUrl')

async function ask(url: string, ...statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** An empty database, or a copy of the migrated template; gone when the file is done. */
async function database(
  template?: string,
  owner?: string,
): Promise<{ ownerUrl: string; gatewayUrl: string; name: string }> {
  const name = `m_${randomBytes(6).toString('hex')}`
  for (let attempt = 0; ; attempt++) {
    try {
      await ask(
        admin,
        `create database ${name}${template ? ` template ${template}` : ''}${owner ? ` owner ${owner}` : ''}`,
      )
      break
    } catch (error) {
      // A template another file is copying at this moment.
      if ((error as pg.DatabaseError).code !== '55006' || attempt > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  afterAll(() => ask(admin, `drop database if exists ${name} with (force)`))
  const gateway = new URL(withDatabase(admin, name))
  gateway.username = gatewayLogin
  gateway.password = gatewayPassword
  return { ownerUrl: withDatabase(admin, name), gatewayUrl: gateway.toString(), name }
}

async function stateOf(url: string) {
  const pool = openPool(url, 1)
  try {
    return await schemaState(pool)
  } finally {
    await pool.end()
  }
}

const opening = (db: { ownerUrl: string; gatewayUrl: string }) =>
  openDatabase({ url: db.gatewayUrl, migrationUrl: db.ownerUrl, dataDir: '/nowhere', connections: 2 })

const folder = new URL('../../db/migrations/', import.meta.url)
const journal = JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8')) as {
  entries: { tag: string; when: number }[]
}

/** The first migrations and their record, as the release with these would have left them. */
async function until(ownerUrl: string, count: number): Promise<void> {
  await ask(
    ownerUrl,
    'create schema drizzle',
    'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  )
  for (const { tag, when } of journal.entries.slice(0, count)) {
    const text = readFileSync(new URL(`${tag}.sql`, folder), 'utf8')
    const hash = createHash('sha256').update(text).digest('hex')
    await ask(
      ownerUrl,
      ...text.split('--> statement-breakpoint'),
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ('${hash}', ${when})`,
    )
  }
}

test('an empty database is filled at the first start, and is current then', async () => {
  const db = await database()
  expect(await stateOf(db.ownerUrl)).toBe('empty')
  const opened = await opening(db)
  expect(await schemaState(opened.pool)).toBe('current')
  expect((await opened.pool.query('select generation from registry')).rows).toHaveLength(1)
  await opened.close()
  await migrate(db.ownerUrl, gatewayLogin)
  expect(await stateOf(db.ownerUrl)).toBe('current')
})

test('an older schema is refused at the start with the advice to migrate, and migrating brings it up', async () => {
  const db = await database()
  // What the release before would have left: the first migration and its record.
  await until(db.ownerUrl, 1)
  expect(await stateOf(db.ownerUrl)).toBe('older')
  const start = openDatabase({ url: db.ownerUrl, dataDir: '/nowhere', connections: 2 })
  await expect(start).rejects.toThrow(SchemaMismatch)
  await expect(start).rejects.toThrow(/older than this release.*xianjie migrate/)
  await migrate(db.ownerUrl, gatewayLogin)
  expect(await stateOf(db.gatewayUrl)).toBe('current')
})

test('a case kept by the release before is, once migrated, what its entries make of it, and its clocks go on', async () => {
  const db = await database()
  await until(db.ownerUrl, 2)
  const kept = readFileSync(new URL('kept-before.json', import.meta.url), 'utf8')
  const rows = JSON.parse(kept) as Record<string, object[]>
  const owner = openPool(db.ownerUrl, 1)
  try {
    for (const [table, list] of Object.entries(rows))
      await owner.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        JSON.stringify(list),
      ])
    await migrate(db.ownerUrl, gatewayLogin)
    // Its six acts wait for the tree, which there was none of before.
    expect(await verifyCases(owner)).toEqual({ checked: 1, pending: 6, faults: [] })
    const { rows: clocks } = await owner.query(
      `select c.rule, c.owner, c.calendar = t.state->'clocks'->c.key->>'calendar' as counted
       from clock c join transfer t on t.id = c.transfer_id where c.status = 'running' order by c.rule`,
    )
    expect(clocks).toEqual([
      { rule: 'filing_review', owner: 'police_in_charge', counted: true },
      { rule: 'supplement_reply', owner: 'sender', counted: true },
    ])
    // Who left it keeps what it saw, in the present form.
    const { rows: left } = await owner.query(
      `select state_at_end->'state' ?& array['invited', 'persons', 'custody', 'fined'] as whole from case_part where state_at_end is not null`,
    )
    expect(left).toEqual([{ whole: true }, { whole: true }])
    const context = { directory: { byId: new Map(), byCode: new Map() } as unknown as Directory, nowMs: Date.now() }
    const { rows: parts } = await owner.query('select transfer_id, agency_id, part, to_version from case_part')
    for (const { transfer_id, agency_id, part, to_version } of parts) {
      const shown = await show(owner, transfer_id, agency_id, context)
      expect(shown).toMatchObject({ part, ended: to_version !== null, caseName: '某公司涉嫌虚假广告案' })
      expect(shown?.timeline).toHaveLength(to_version ?? 6)
    }
  } finally {
    await owner.end()
  }
})

test('a newer schema is refused by start and migrate alike, and nothing is changed', async () => {
  const db = await database(inject('template'))
  await ask(db.ownerUrl, `insert into drizzle.__drizzle_migrations (hash, created_at) values ('ff', 9999999999999)`)
  const before = await ask(db.ownerUrl, 'select * from drizzle.__drizzle_migrations order by id')
  await expect(opening(db)).rejects.toThrow(/newer than this release/)
  await expect(migrate(db.ownerUrl, gatewayLogin)).rejects.toThrow(/newer than this release/)
  expect(await ask(db.ownerUrl, 'select * from drizzle.__drizzle_migrations order by id')).toEqual(before)
})

test('a schema of another line is refused by start and migrate alike, also where it is shorter', async () => {
  const db = await database(inject('template'))
  await ask(db.ownerUrl, `update drizzle.__drizzle_migrations set hash = 'ff' where id = 1`)
  await expect(opening(db)).rejects.toThrow(/another line/)
  await expect(migrate(db.ownerUrl)).rejects.toThrow(/another line/)
  await ask(db.ownerUrl, 'delete from drizzle.__drizzle_migrations where id > 1')
  expect(await stateOf(db.ownerUrl)).toBe('other')
  await expect(migrate(db.ownerUrl)).rejects.toThrow(/another line/)
})

test('a database that the gateway’s login reaches but nobody has filled says what to run', async () => {
  const owner = await database(inject('template'))
  const empty = await database()
  // Two addresses that lead to different databases.
  await expect(
    openDatabase({ url: empty.gatewayUrl, migrationUrl: owner.ownerUrl, dataDir: '/nowhere', connections: 2 }),
  ).rejects.toThrow(/xianjie migrate|different databases|same database/)
})

test('several who migrate one empty database at once take turns, and all find it current', async () => {
  const db = await database()
  await Promise.all(Array.from({ length: 6 }, () => migrate(db.ownerUrl, gatewayLogin)))
  expect(await stateOf(db.gatewayUrl)).toBe('current')
  expect(await ask(db.ownerUrl, 'select 1 from registry')).toHaveLength(1)
  expect(await ask(db.ownerUrl, 'select 1 from drizzle.__drizzle_migrations')).toHaveLength(journal.entries.length)
})

test('several gateways that start on one empty database at once all start', async () => {
  const db = await database()
  const opened = await Promise.all(Array.from({ length: 4 }, () => opening(db)))
  for (const one of opened) expect(await schemaState(one.pool)).toBe('current')
  await Promise.all(opened.map((one) => one.close()))
})

test('a migration that fails leaves nothing behind, and can be run again', async () => {
  const db = await database()
  await ask(db.ownerUrl, 'create table officer (in_the_way text)')
  await expect(migrate(db.ownerUrl, gatewayLogin)).rejects.toThrow()
  expect(await stateOf(db.ownerUrl)).toBe('empty')
  expect(await ask(db.ownerUrl, `select 1 from pg_tables where schemaname = 'public'`)).toHaveLength(1)
  await ask(db.ownerUrl, 'drop table officer')
  await migrate(db.ownerUrl, gatewayLogin)
  expect(await stateOf(db.ownerUrl)).toBe('current')
})

for (const [server, why, start] of [
  ['the embedded PostgreSQL', undefined, embedded],
  ['PostgreSQL 15', existsSync(pg15Binaries) ? undefined : `${pg15Binaries} is not installed`, startPg15],
] as const) {
  if (why !== undefined) console.log(`skipped on ${server}: ${why}`)
  test.skipIf(why !== undefined)(
    `an owner who is no superuser but may create roles migrates a fresh server (${server}), and the gateway's login works there`,
    async () => {
      const { ownerUrl: superuser, stop } = await start()
      try {
        await ask(
          superuser,
          `create role migrator login createrole password 'm'`,
          'create database one owner migrator',
          'create database two owner migrator',
        )
        const as = (user: string, name: string) => {
          const url = new URL(withDatabase(superuser, name))
          url.username = user
          url.password = user.charAt(0)
          return url.toString()
        }
        // Made by the migrator itself, as an installation without a superuser would.
        await ask(as('migrator', 'one'), `create role gateway login password 'g'`)
        for (const name of ['one', 'two']) {
          await migrate(as('migrator', name), 'gateway')
          await migrate(as('migrator', name), 'gateway')
          expect(await stateOf(as('gateway', name))).toBe('current')
          expect(await ask(as('gateway', name), 'select generation from registry')).toHaveLength(1)
          await expect(ask(as('gateway', name), 'delete from event')).rejects.toThrow(/permission denied/)
          await expect(ask(as('gateway', name), 'create table mine (x int)')).rejects.toThrow(/permission denied/)
        }
        // A second owner on the same server, for whom an administrator has let the login act as the gateway already.
        await ask(
          superuser,
          `create role second login createrole password 's'`,
          `create role login2 login password 'l'`,
          'grant xianjie_gateway to login2',
          'create database three owner second',
        )
        await migrate(as('second', 'three'), 'login2')
        expect(await ask(as('login2', 'three'), 'select generation from registry')).toHaveLength(1)
      } finally {
        await stop()
      }
    },
    60_000,
  )
}

async function embedded() {
  const { startOrAttach } = await import('../../db/embedded/index.ts')
  const directory = mkdtempSync(join(tmpdir(), 'xianjie-migrate-'))
  chmodSync(directory, 0o755)
  const server = await startOrAttach({ dir: join(directory, 'postgres') })
  return {
    ownerUrl: server.ownerUrl,
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
