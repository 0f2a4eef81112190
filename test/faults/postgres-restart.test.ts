// A real server that stops and starts again under the gateway: fast, and as if the power had gone. On Debian's PostgreSQL,
// which we may stop by its process; the embedded one has its own tests.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openPool } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import type { Gateway } from '../../src/gateway.ts'
import { pg15Binaries } from '../pg15.ts'
import { freePort } from '../ports.ts'
import { atTheEnd, faultsOf, inquiry, launch, reviewedCase, rowsOf } from '../rooms/cases-scene.ts'
import { type Acted, type Answer, World, world } from '../world.ts'

const installed = existsSync(pg15Binaries)
if (!installed) console.log(`skipped: PostgreSQL 15 is not installed (${pg15Binaries})`)

const w = await world()

/** A cluster that outlives its server. */
async function cluster() {
  const root = process.getuid?.() === 0
  const account = root
    ? { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) }
    : {}
  const base = mkdtempSync(join(tmpdir(), 'xianjie-restart-'))
  if (account.uid !== undefined) chownSync(base, account.uid, account.gid)
  const directory = join(base, 'data')
  const options = {
    ...account,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    stdio: 'ignore' as const,
  }
  execFileSync(
    join(pg15Binaries, 'initdb'),
    ['-D', directory, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust'],
    options,
  )
  const port = await freePort()
  const url = (user: string) => `postgres://${user}@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined
  return {
    url,
    async start() {
      server = spawn(
        join(pg15Binaries, 'postgres'),
        ['-D', directory, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
        options,
      )
      for (let attempt = 0; ; attempt++) {
        const probe = new pg.Client({ connectionString: url('postgres') })
        try {
          await probe.connect()
          return await probe.end()
        } catch (error) {
          if (attempt > 300 || server.exitCode !== null) throw error
          await pause(50)
        }
      }
    },
    /** SIGINT: fast, SIGQUIT: immediate, as after a crash. */
    async stop(signal: 'SIGINT' | 'SIGQUIT') {
      if (server === undefined || server.exitCode !== null) return
      const ended = new Promise((resolve) => server?.once('exit', resolve))
      server.kill(signal)
      await ended
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  }
}

/** The world's registry on another server, so that its organs and their keys are known there too. */
async function copyRegistry(ownerUrl: string): Promise<void> {
  const pool = openPool(ownerUrl, 1)
  await pool.query('delete from registry')
  for (const table of [
    'agency',
    'client',
    'client_key',
    'officer',
    'certificate',
    'receiving_rule',
    'gateway_key',
    'registry',
  ]) {
    const { rows } = await w.db.ownerPool.query(`select coalesce(json_agg(t), '[]') as all from ${table} t`)
    await pool.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows[0].all),
    ])
  }
  await pool.end()
}

test.skipIf(!installed)(
  'the server stops and starts twice under load: 503 meanwhile, what was acknowledged is kept, and nobody has to help',
  async () => {
    const server = await cluster()
    atTheEnd(async () => {
      await server.stop('SIGINT')
      server.remove()
    })
    await server.start()
    const admin = openPool(server.url('postgres'), 1)
    await admin.query('create role gateway login')
    await admin.end()
    await migrate(server.url('postgres'), 'gateway')
    await copyRegistry(server.url('postgres'))
    const child = await launch({
      DATABASE_URL: server.url('gateway'),
      DATABASE_MIGRATION_URL: server.url('postgres'),
      XIANJIE_DATA_DIR: w.gateway.config.dataDir,
      XIANJIE_ISSUER: w.gateway.config.issuer,
      XIANJIE_LOG: 'silent',
    })
    const pool = openPool(server.url('gateway'), 4)
    const ownerPool = openPool(server.url('postgres'), 2)
    atTheEnd(() => Promise.all([pool.end(), ownerPool.end()]))
    const db = { pool, ownerPool, ownerUrl: server.url('postgres'), gatewayUrl: server.url('gateway') }
    const r = new World({ url: child.url, config: w.gateway.config } as Gateway, db, w.organs)
    const { id } = await reviewedCase(r)
    const bodies = await Promise.all(Array.from({ length: 1_500 }, () => r.submission()))
    const answers: Answer<Acted & { code?: string }>[] = []
    let on = true
    const run = async (i: number) => {
      while (on) {
        const body = bodies.pop()
        const answer =
          i % 4 === 0 || body === undefined
            ? await r.step<Acted>('police', id, 'supplementary_inquiry', inquiry())
            : await r.ask<Acted>('market', 'POST', '/v1/transfers', body)
        answers.push(answer)
        if (answer.status >= 500) await pause(50)
      }
    }
    const running = Array.from({ length: 8 }, (_, i) => run(i))
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
      const taken = () => answers.filter((a) => a.status < 300).length
      const before = taken()
      await expect.poll(taken, { timeout: 60_000 }).toBeGreaterThan(before + 40)
      await server.stop(signal)
      const refused = answers.filter((a) => a.status === 503).length
      await expect
        .poll(() => answers.filter((a) => a.status === 503).length, { timeout: 60_000 })
        .toBeGreaterThan(refused + 10)
      await server.start()
    }
    const after = answers.length
    await expect
      .poll(() => answers.slice(after).filter((a) => a.status < 300).length, { timeout: 60_000 })
      .toBeGreaterThan(20)
    on = false
    await Promise.all(running)
    const unexpected = answers
      .filter((a) => ![200, 201, 503].includes(a.status))
      .map((a) => `${a.status} ${JSON.stringify(a.body)}`)
    expect(unexpected).toEqual([])
    const kept = answers.filter((a) => a.status === 201).map((a) => a.body.transfer.id)
    expect((await pool.query('select 1 from transfer where id = any($1)', [kept])).rowCount).toBe(kept.length)
    const versions = answers.filter((a) => a.status === 200).map((a) => a.body.transfer.version)
    expect(new Set(versions).size).toBe(versions.length)
    expect((await rowsOf(r, id)).version).toBeGreaterThanOrEqual(Math.max(...versions))
    expect(await faultsOf(r)).toEqual([])
    console.log(
      `${kept.length} submissions and ${versions.length} acts kept through two stops, ${answers.filter((a) => a.status === 503).length} answered 503`,
    )
  },
)
