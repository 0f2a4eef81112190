/** The embedded database comes up from nothing, under whatever account and environment, and is shared and left. */
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { usualPort } from '../../db/embedded/address.ts'
import {
  alsoRemove,
  ask,
  clusterAt,
  downAfter,
  holder,
  isCampaign,
  isRoot,
  NOBODY,
  open,
  othersMayEnter,
  room,
  strike,
} from './embedded-postgres-scene.ts'

afterAll(async () => {
  expect(await strike()).toEqual([])
}, 30_000)

const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8)

describe('a first start', { timeout: 30_000 }, () => {
  test('gives an owner and a gateway that is neither superuser nor owner', async () => {
    process.env.PGOPTIONS = '-c search_path=nowhere'
    process.env.PGSSLMODE = 'require'
    const dir = join(room(), 'not/yet/there/postgres')
    const database = await open(dir)
    expect(database).toMatchObject({ created: true, attached: false, base: dir, notes: [] })
    expect(process.env).not.toHaveProperty('PGOPTIONS')
    expect(process.env).not.toHaveProperty('PGSSLMODE')
    const who = `select current_user as name, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,
      pg_get_userbyid(datdba) = current_user as owns, pg_encoding_to_char(encoding) as encoding, datlocprovider::text,
      current_setting('listen_addresses') as listens, current_setting('fsync') as fsync
      from pg_roles, pg_database where rolname = current_user and datname = current_database()`
    const [owner] = await ask(database.ownerUrl, who)
    expect(owner).toMatchObject({ name: 'xianjie_owner', rolsuper: true, owns: true, encoding: 'UTF8' })
    const [gateway] = await ask(database.gatewayUrl, who)
    expect(gateway).toEqual({
      ...{ name: 'xianjie_gateway_login', rolsuper: false, rolbypassrls: false, rolcreatedb: false },
      ...{
        rolcreaterole: false,
        owns: false,
        encoding: 'UTF8',
        datlocprovider: 'b',
        listens: '127.0.0.1',
        fsync: 'on',
      },
    })
    for (const name of ['password', 'gateway-password', 'server.log']) expect(mode(join(dir, name))).toBe('600')
    expect([mode(dir), mode(join(dir, 'pgdata'))]).toEqual(['700', '700'])
    if (isRoot) expect(statSync(dir).uid).not.toBe(0)
    const words = [database.ownerUrl, database.gatewayUrl].map((url) => new URL(url).password)
    expect(new Set(words).size).toBe(2)
    expect(readFileSync(join(dir, 'server.log'), 'utf8')).not.toContain(words[1])
    const secret = await ask(database.gatewayUrl, 'select 1 from pg_authid').catch((error) => error.code)
    expect(secret).toBe('42501')
    await expect(database.stop()).resolves.toBe('stopped')
    await expect(database.stop()).resolves.toBe('stopped')
  })

  test.skipIf(isRoot && !othersMayEnter)(
    'by an ordinary user works under a broken locale, umask 077 and poisoned variables',
    async () => {
      const parent = room()
      const home = join(parent, 'home')
      mkdirSync(home)
      if (isRoot) {
        const { chownSync } = await import('node:fs')
        for (const directory of [parent, home]) chownSync(directory, NOBODY, NOBODY)
      }
      const started = holder(join(parent, 'data dir, 数据/postgres'), {
        ...(isRoot ? { uid: NOBODY } : {}),
        env: {
          ...{ HOME: home, XDG_CACHE_HOME: '', LC_ALL: 'xx_YY.broken', LANG: 'C', LD_LIBRARY_PATH: '/nowhere' },
          ...{
            PGDATA: '/nowhere',
            PGHOST: '/nowhere',
            PGPORT: '1',
            PGUSER: 'x',
            PGOPTIONS: '-c x=y',
            PGSSLMODE: 'require',
          },
        },
        within: ['/bin/sh', '-c', 'umask 077; exec "$@"', 'sh'],
      })
      const found = await started.answer
      expect(found).toMatchObject({ created: true, attached: false })
      const [row] = await ask<{ encoding: string; same: boolean }>(
        found.gatewayUrl,
        `select current_setting('server_encoding') as encoding, lower('ÀÉ') = 'àé' as same`,
      )
      expect(row).toEqual({ encoding: 'UTF8', same: true })
      expect(statSync(found.base).uid).toBe(isRoot ? NOBODY : process.getuid?.())
      expect(await started.stop()).toBe('stopped')
    },
  )

  test.skipIf(!isRoot)('by root under umask 077 and LANG=C, without the right to look at other processes', async () => {
    // The usual container: root without CAP_SYS_PTRACE cannot read /proc/<pid>/cwd of another account.
    const started = holder(join(room(), 'postgres'), {
      env: { LANG: 'C', LC_ALL: 'C' },
      within: ['setpriv', '--bounding-set=-sys_ptrace', '--', '/bin/sh', '-c', 'umask 077; exec "$@"', 'sh'],
    })
    const found = await started.answer
    expect(found).toMatchObject({ created: true, attached: false, notes: [] })
    expect(await ask(found.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await started.stop()).toBe('stopped')
  })

  test.skipIf(!isRoot)('under a parent of mode 700 goes to /var/lib/xianjie and leaves a link', async () => {
    const parent = join(room(), 'closed')
    mkdirSync(parent, { mode: 0o700 })
    const wanted = join(parent, 'postgres')
    const first = await open(wanted)
    alsoRemove(first.base)
    expect(first.base).toMatch(/^\/var\/lib\/xianjie\/[0-9a-f]{16}$/)
    expect(first.notes.join()).toContain(`kept in ${first.base}`)
    expect(lstatSync(wanted).isSymbolicLink()).toBe(true)
    await ask(first.ownerUrl, 'create table kept (n int)')
    await first.stop()
    const again = await open(wanted)
    expect(again).toMatchObject({ created: false, base: first.base })
    await again.stop()
    // A fresh clone at the same path must not find the database of the one that was deleted.
    rmSync(parent, { recursive: true })
    mkdirSync(parent, { mode: 0o700 })
    const clone = await open(wanted)
    alsoRemove(clone.base)
    expect(clone).toMatchObject({ created: true })
    expect(clone.base).not.toBe(first.base)
    await clone.stop()
  })

  test('takes the next port when its own is taken', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const port = usualPort(dir)
    const squatter = createServer().listen(port, '127.0.0.1')
    const database = await open(dir)
    expect(Number(new URL(database.ownerUrl).port)).toBeGreaterThan(port)
    expect(await database.stop()).toBe('stopped')
    squatter.close()
  })
})

describe('several starts', { timeout: 40_000 }, () => {
  test.each(isCampaign ? [2, 8, 8, 8] : [2, 8])(
    '%i first starts at once share one database; the last one turns off the light',
    async (count) => {
      const dir = join(room(), 'postgres')
      const crowd = Array.from({ length: count }, () => holder(dir))
      const answers = await Promise.all(crowd.map((each) => each.answer))
      expect(answers.filter((each) => each.created)).toHaveLength(1)
      expect(answers.filter((each) => !each.attached)).toHaveLength(1)
      expect(new Set(answers.map((each) => each.pid)).size).toBe(1)
      expect(new Set(answers.map((each) => each.gatewayUrl)).size).toBe(1)
      expect(await ask(answers[0]!.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      const farewells = await Promise.all(crowd.slice(1).map((each) => each.stop()))
      expect(new Set(farewells)).toEqual(new Set(['left running for others']))
      expect(await ask(answers[0]!.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      expect(await crowd[0]!.stop()).toBe('stopped')
      expect(existsSync(join(dir, 'pgdata/postmaster.pid'))).toBe(false)
    },
  )

  test('two in one process', async () => {
    const dir = join(room(), 'postgres')
    const [one, two] = await Promise.all([open(dir), open(dir, { database: 'second' })])
    expect(one.pid).toBe(two.pid)
    expect([one.created, two.created].filter(Boolean)).toHaveLength(1)
    expect(await ask(two.gatewayUrl, 'select current_database() as name')).toEqual([{ name: 'second' }])
    expect(await one.stop()).toBe('left running for others')
    expect(await two.stop()).toBe('stopped')
  })

  test('a second start joins and says what runs there, by socket or by TCP as each asks', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const tcp = await open(dir)
    const socket = await open(dir, { listen: 'socket' })
    expect(socket).toMatchObject({ attached: true, pid: tcp.pid })
    expect(socket.notes.join()).toContain(`pid ${tcp.pid}`)
    expect(socket.gatewayUrl).toContain('@%2F')
    expect(tcp.gatewayUrl).toContain('@127.0.0.1:')
    for (const { gatewayUrl } of [tcp, socket]) expect(await ask(gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await Promise.all([tcp.stop(), socket.stop()])
    expect(await downAfter(dir)).toBeDefined()
  })

  test('a socket-only server gives its socket to one who asked for TCP; long paths have their socket in /tmp', async () => {
    const dir = await clusterAt(join(room(), 'p'.repeat(120)))
    const socket = await open(dir, { listen: 'socket' })
    expect(decodeURIComponent(socket.ownerUrl)).toContain('@/tmp/.xianjie-')
    alsoRemove(decodeURIComponent(new URL(socket.ownerUrl).hostname))
    const tcp = await open(dir)
    expect(tcp.notes.join()).toContain('offers no TCP')
    expect(await ask(tcp.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await Promise.all([tcp.stop(), socket.stop()])
  })
})
