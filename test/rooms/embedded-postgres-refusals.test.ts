/** The embedded database refuses what it must not touch, says why in a sentence, and changes nothing. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { accountFor } from '../../db/embedded/account.ts'
import { EmbeddedDatabaseError, startOrAttach } from '../../db/embedded/index.ts'
import { placeFor } from '../../db/embedded/place.ts'
import { WAY_OUT } from '../../db/embedded/refusal.ts'
import { installedPrograms, programsFor } from '../../db/embedded/runtime.ts'
import {
  ask,
  clusterAt,
  downAfter,
  hasNamespaces,
  holder,
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

async function refusal(start: Promise<unknown> | (() => unknown)): Promise<EmbeddedDatabaseError> {
  try {
    await (typeof start === 'function' ? start() : start)
  } catch (error) {
    expect(error).toBeInstanceOf(EmbeddedDatabaseError)
    const refused = error as EmbeddedDatabaseError
    expect(refused.message.endsWith(WAY_OUT)).toBe(true)
    return refused
  }
  throw new Error('it should have been refused')
}

describe('refused, with nothing changed', { timeout: 20_000 }, () => {
  test("a directory with somebody's files", async () => {
    const dir = join(room(), 'postgres')
    mkdirSync(dir)
    writeFileSync(join(dir, 'letter.txt'), 'mine')
    expect(await refusal(startOrAttach({ dir }))).toMatchObject({ code: 'NOT_OURS' })
    expect(readdirSync(dir)).toEqual(['letter.txt'])
  })

  test('a cluster of another major version', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    writeFileSync(join(dir, 'pgdata/PG_VERSION'), '17\n')
    const refused = await refusal(startOrAttach({ dir }))
    expect(refused.code).toBe('OTHER_VERSION')
    expect(refused.message).toContain('PostgreSQL 17; this release brings 18')
    expect(existsSync(join(dir, 'pgdata/postmaster.pid'))).toBe(false)
  })

  test('a password that is missing or does not fit; the server it started goes down again', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    writeFileSync(join(dir, 'password'), 'another\n')
    expect(await refusal(startOrAttach({ dir }))).toMatchObject({ code: 'PASSWORD' })
    expect(await downAfter(dir)).toBeDefined()
    rmSync(join(dir, 'password'))
    expect(await refusal(startOrAttach({ dir }))).toMatchObject({ code: 'PASSWORD' })
  })

  test('a path that PostgreSQL cannot hold', async () => {
    const refused = await refusal(startOrAttach({ dir: join(room(), ...Array(10).fill('x'.repeat(100))) }))
    expect(refused.code).toBe('PATH_TOO_LONG')
  })

  test('settings that PostgreSQL does not know: its own words, soon', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const refused = await refusal(startOrAttach({ dir, settings: { shared_buffers: 'plenty' } }))
    expect(refused.code).toBe('START')
    expect(refused.message).toContain('shared_buffers')
  })

  test.skipIf(!isRoot)('data that lies behind a closed parent, with the line that moves it', async () => {
    const parent = join(room(), "it's closed")
    mkdirSync(parent)
    const dir = await clusterAt(join(parent, 'postgres'))
    chmodSync(parent, 0o700)
    const elsewhere = join(room(), 'lib')
    const refused = await refusal(() => placeFor(dir, elsewhere))
    expect(refused.code).toBe('UNREACHABLE')
    const line = /mkdir -p .*$/m.exec(refused.message)?.[0] ?? ''
    expect(line).toContain("it'\\''s closed")
    // The line is for pasting, so it is pasted.
    expect(spawnSync('/bin/sh', ['-c', line]).status).toBe(0)
    const database = await open(dir)
    expect(database.created).toBe(false)
    expect(database.base.startsWith(elsewhere)).toBe(true)
    await database.stop()
  })

  test.skipIf(!othersMayEnter)("another account's directory, and root without setuid", async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const stranger = await holder(dir, { uid: NOBODY }).answer
    const owner = statSync(dir).uid
    expect(stranger.code).toBe(owner === NOBODY ? undefined : 'OTHER_OWNER')
    const bound = await holder(dir, { within: ['setpriv', '--bounding-set=-setuid,-setgid', '--'] }).answer
    expect(bound).toMatchObject({ code: 'NO_SETUID' })
    expect(bound.message).toContain(`uid ${owner}`)
  })

  test.skipIf(!isRoot)('a log that is a link, or a second name, to a file of root', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const treasure = join(room(), 'treasure')
    writeFileSync(treasure, 'kept', { mode: 0o600 })
    rmSync(join(dir, 'server.log'))
    symlinkSync(treasure, join(dir, 'server.log'))
    await refusal(startOrAttach({ dir }))
    rmSync(join(dir, 'server.log'))
    linkSync(treasure, join(dir, 'server.log'))
    await refusal(startOrAttach({ dir }))
    expect(readFileSync(treasure, 'utf8')).toBe('kept')
    expect(statSync(treasure).uid).toBe(0)
  })
})

describe.skipIf(!hasNamespaces)('on a narrow machine', { timeout: 20_000 }, () => {
  const after = (mount: string): string[] => ['unshare', '-m', '--', '/bin/sh', '-c', `${mount} && exec "$@"`, 'sh']

  test('a full disk: PostgreSQL’s own words', async () => {
    const disk = room()
    const within = after(`mount -t tmpfs -o size=20m,mode=755 tmpfs ${disk}`)
    const refused = await holder(join(disk, 'postgres'), { within }).answer
    expect(refused.code).toBe('INITDB')
    expect(refused.message).toMatch(/No space left|free disk space/)
  })

  test('a volume mounted at the very directory: mount it one higher', async () => {
    const dir = join(room(), 'postgres')
    mkdirSync(dir)
    const refused = await holder(dir, { within: after(`mount -t tmpfs -o size=200m tmpfs ${dir}`) }).answer
    expect(refused.code).toBe('MOUNT_POINT')
    expect(readdirSync(join(dir, '..'))).toEqual(['postgres'])
  })

  test('a closed /dev/shm is done without', async () => {
    // The tests' own directories may lie in what is closed here.
    const dir = await clusterAt(join(room('/tmp'), 'postgres'))
    const started = holder(dir, { within: after('mount -t tmpfs -o ro tmpfs /dev/shm') })
    const found = await started.answer
    expect(found.notes.join()).toContain('/dev/shm')
    expect(await ask(found.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await started.stop()).toBe('stopped')
  })

  test.skipIf(!othersMayEnter)('an account without an entry in /etc/passwd cannot create', async () => {
    const parent = room()
    chownSync(parent, 4242, 4242)
    const refused = await holder(join(parent, 'postgres'), { uid: 4242, env: { HOME: parent } }).answer
    expect(refused.code).toBe('INITDB')
    expect(refused.message).toContain('/etc/passwd entry for uid 4242')
  })
})

describe('set right', { timeout: 20_000 }, () => {
  test('data copied back with mode 777, by root if we are, without its pipe and with an older gateway password', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    rmSync(join(dir, 'alive'))
    writeFileSync(join(dir, 'gateway-password'), 'of-another-day\n')
    spawnSync('chmod', ['-R', 'a+rwX', dir])
    if (isRoot) spawnSync('chown', ['-R', '0:0', dir])
    const database = await open(dir)
    expect(database.notes.join()).toContain('gateway login')
    expect(new URL(database.gatewayUrl).password).toBe('of-another-day')
    expect(await ask(database.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    for (const [name, mode] of Object.entries({
      '.': 0o700,
      pgdata: 0o700,
      password: 0o600,
      'gateway-password': 0o600,
    })) {
      expect((statSync(join(dir, name)).mode & 0o777).toString(8)).toBe(mode.toString(8))
    }
    expect(await database.stop()).toBe('stopped')
  })

  test('a gateway login that somebody promoted, or whose password file is lost', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const first = await open(dir)
    await ask(first.ownerUrl, 'alter role xianjie_gateway_login superuser bypassrls')
    rmSync(join(dir, 'gateway-password'))
    const second = await open(dir)
    expect(second.gatewayUrl).not.toBe(first.gatewayUrl)
    const [row] = await ask(
      second.gatewayUrl,
      'select rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    )
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false })
    await Promise.all([first.stop(), second.stop()])
  })

  test('a log of many megabytes is put aside at the next start', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    writeFileSync(join(dir, 'server.log'), 'x'.repeat(9 * 1024 * 1024))
    const database = await open(dir)
    expect(statSync(join(dir, 'server.log')).size).toBeLessThan(100_000)
    expect(statSync(join(dir, 'server.log.1')).size).toBe(9 * 1024 * 1024)
    await database.stop()
  })
})

describe('the programs', { timeout: 20_000 }, () => {
  test('run without their libraries’ links, as npm ci --ignore-scripts leaves them, and from a closed place', () => {
    const top = room()
    const installed = join(top, 'linux/native')
    const cached = join(top, 'cache')
    cpSync(installedPrograms(), installed, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.endsWith('.a'),
    })
    cpSync(join(installedPrograms(), '../package.json'), join(installed, '../package.json'))
    const links = JSON.parse(readFileSync(join(installed, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
    expect(links.length).toBeGreaterThan(0)
    const unlink = (): void => {
      for (const { target } of links) rmSync(join(installed, '..', target), { force: true })
    }
    const dir = join(top, 'base')
    mkdirSync(dir)
    const account = accountFor(dir)
    unlink()
    expect(programsFor(account, installed, [])).toBe(installed)
    if (!isRoot) return
    unlink()
    chmodSync(top, 0o700)
    const closed = (): string => programsFor(account, installed, [cached])
    expect(closed).toThrow('cannot run the PostgreSQL programs')
    // A cache that others could have filled is passed over; one of our own serves.
    const open = join(room(), 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    const theirs = join(room(), 'theirs')
    mkdirSync(theirs)
    chownSync(theirs, NOBODY, NOBODY)
    const ours = join(room(), 'ours')
    const copy = programsFor(account, installed, [open, theirs, ours])
    expect(copy.startsWith(ours)).toBe(true)
    expect(programsFor(account, installed, [ours])).toBe(copy)
    expect(readdirSync(ours)).toHaveLength(1)
  })
})
