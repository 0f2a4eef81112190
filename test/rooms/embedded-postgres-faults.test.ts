/** Kills, false records and races: the embedded database keeps every acknowledged row and is never left running. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { accountFor } from '../../db/embedded/account.ts'
import { Lifeline } from '../../db/embedded/lifeline.ts'
import {
  ask,
  clusterAt,
  downAfter,
  hasNamespaces,
  holder,
  isCampaign,
  isRoot,
  open,
  room,
  strike,
} from './embedded-postgres-scene.ts'

afterAll(async () => {
  expect(await strike()).toEqual([])
}, 30_000)

const pidFileOf = (dir: string): string => join(dir, 'pgdata/postmaster.pid')

/** A directory whose server was killed, so that its record stayed behind. */
async function killed(): Promise<string> {
  const dir = await clusterAt(join(room(), 'postgres'))
  const database = await open(dir)
  await ask(database.ownerUrl, 'create table kept as select 1 as n')
  process.kill(database.pid, 'SIGKILL')
  await database.stop()
  return dir
}

/** A process of the database's account that is no postmaster; PostgreSQL itself would believe in it. */
function bystander(dir: string): { pid: number; end: () => void } {
  const { uid, gid } = accountFor(dir)
  const child = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...(isRoot ? { uid, gid } : {}) })
  return { pid: child.pid ?? 0, end: () => child.kill('SIGKILL') }
}

describe('false records', { timeout: 20_000 }, () => {
  test.each(['a bystander of the same account', 'ourselves', 'process 1', 'nobody'])(
    'postmaster.pid names %s',
    async (whom) => {
      const dir = await killed()
      const other = bystander(dir)
      const pid =
        { 'a bystander of the same account': other.pid, ourselves: process.pid, 'process 1': 1 }[whom] ?? 4_194_303
      // PostgreSQL's own form; only the number is changed.
      writeFileSync(pidFileOf(dir), readFileSync(pidFileOf(dir), 'utf8').replace(/^\d+/, String(pid)))
      const database = await open(dir)
      expect(await ask(database.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }])
      expect(database.notes.join().includes(`process ${pid}`)).toBe(whom !== 'nobody')
      expect(await database.stop()).toBe('stopped')
      other.end()
    },
  )

  test('postmaster.pid is empty, and has been for a while', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    writeFileSync(pidFileOf(dir), '')
    utimesSync(pidFileOf(dir), new Date(), new Date(Date.now() - 10_000))
    const database = await open(dir)
    expect(await database.stop()).toBe('stopped')
  })

  test('the socket’s own lock names a bystander', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const before = await open(dir, { listen: 'socket' })
    const port = new URL(before.ownerUrl).port
    const lock = join(dir, `.s.PGSQL.${port}.lock`)
    const text = readFileSync(lock, 'utf8')
    await before.stop()
    const other = bystander(dir)
    writeFileSync(lock, text.replace(/^\d+/, String(other.pid)))
    const database = await open(dir, { listen: 'socket' })
    expect(await ask(database.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await database.stop()).toBe('stopped')
    other.end()
  })
})

describe('kills', { timeout: 60_000 }, () => {
  test('kill -9 of the only holder ends the server; an immediate restart finds every acknowledged row', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    let acknowledged = 0
    for (let round = 0; round < (isCampaign ? 8 : 2); round += 1) {
      const victim = holder(dir)
      const { ownerUrl } = await victim.answer
      const client = new pg.Client({ connectionString: ownerUrl })
      client.on('error', () => {})
      await client.connect()
      await client.query('create table if not exists rows (n int primary key)')
      const since = Date.now()
      while (Date.now() - since < 150) {
        await client.query('insert into rows values ($1)', [acknowledged])
        acknowledged += 1
      }
      await victim.kill()
      await client.end()
    }
    const database = await open(dir)
    expect(await ask(database.ownerUrl, 'select count(*)::int as n from rows')).toEqual([{ n: acknowledged }])
    await database.stop()
    const last = holder(dir)
    await last.answer
    await last.kill()
    expect(await downAfter(dir, 5_000)).toBeDefined()
  })

  test('kill -9 of the server, its watch and its holder together loses no acknowledged row', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    let acknowledged = 0
    for (let round = 0; round < (isCampaign ? 5 : 1); round += 1) {
      const victim = holder(dir)
      const { ownerUrl, pid } = await victim.answer
      await ask(ownerUrl, 'create table if not exists rows (n int)')
      for (let row = 0; row < 20; row += 1, acknowledged += 1) await ask(ownerUrl, 'insert into rows values (1)')
      const watch = watchOf(pid)
      expect(watch).toBeGreaterThan(0)
      for (const each of [victim.child.pid ?? 0, watch, pid]) process.kill(each, 'SIGKILL')
      await victim.kill()
      const database = await open(dir)
      expect(await ask(database.ownerUrl, 'select count(*)::int as n from rows')).toEqual([{ n: acknowledged }])
      expect(await database.stop()).toBe('stopped')
    }
  })

  test('a server whose watch was killed is adopted by the next one', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const first = await open(dir)
    process.kill(watchOf(first.pid), 'SIGKILL')
    await sleep(50)
    const second = await open(dir)
    expect(second.notes.join()).toContain('watched again')
    expect(await first.stop()).toBe('left running for others')
    expect(await second.stop()).toBe('stopped')
  })

  test('kill -9 inside the creation leaves nothing that stops the next one', async () => {
    const dir = join(room(), 'postgres')
    for (const delay of isCampaign ? [50, 200, 400, 600, 800] : [250]) {
      const victim = holder(dir)
      while (!existsSync(dir) && !readdirSync(dirname(dir)).some((name) => name.includes('.new-'))) await sleep(5)
      await sleep(delay)
      await victim.kill()
    }
    const database = await open(dir)
    expect(await ask(database.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readdirSync(dirname(dir))).toEqual([basename(dir)])
    expect(await database.stop()).toBe('stopped')
  })

  test('the server that went is started again by whoever comes', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const first = await open(dir)
    process.kill(first.pid, 'SIGKILL')
    const second = await open(dir)
    expect(second.pid).not.toBe(first.pid)
    expect(await first.stop()).toBe('stopped')
    expect(await ask(second.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await second.stop()).toBe('stopped')
  })
})

describe('races', { timeout: 120_000 }, () => {
  test('whoever is let in while the last one leaves keeps the server', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    let leaving = await open(dir)
    for (let round = 0; round < (isCampaign ? 60 : 3); round += 1) {
      const farewell = leaving.stop()
      await sleep(Math.random() * 12)
      const coming = await open(dir)
      await sleep(60)
      // The promise that counts: a server given to a caller is not the one that is being stopped.
      expect(await ask(coming.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      await farewell
      leaving = coming
    }
    expect(await leaving.stop()).toBe('stopped')
  })

  test('who comes in the very moment of the watch’s decision is either refused or safe', async () => {
    // A sleeper stands for the postmaster: the decision falls 0.3 s after the last one went, so comers aim at that.
    let [safe, refused] = [0, 0]
    const attempt = async (aimMs: number): Promise<void> => {
      const base = room()
      mkdirSync(join(base, 'pgdata'))
      const account = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, lent: false }
      const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' })
      const pid = sleeper.pid ?? 0
      let ended = false
      sleeper.once('exit', () => (ended = true))
      writeFileSync(pidFileOf(base), `${pid}\n`)
      Lifeline.watch(base, pid, account).release()
      await sleep(aimMs)
      const comer = Lifeline.join(base, pid)
      let isClosing = comer?.isClosing() ?? true
      for (let tries = 0; comer && isClosing && !ended && tries < 200; tries += 1) {
        await sleep(10)
        isClosing = comer.isClosing()
      }
      if (ended || !comer) refused += 1
      else {
        await sleep(150)
        expect(ended).toBe(false)
        safe += 1
      }
      comer?.release('bye')
      for (let tries = 0; !ended && tries < 200; tries += 1) await sleep(10)
      expect(ended).toBe(true)
    }
    for (let round = 0; round < (isCampaign ? 20 : 1); round += 1) {
      await Promise.all(Array.from({ length: 16 }, (_, index) => attempt(298 + index)))
    }
    console.log(`of the comers ${safe} were let in and ${refused} saw that it was over`)
  })
})

describe.skipIf(!hasNamespaces)('namespaces', { timeout: 30_000 }, () => {
  test('without a loopback interface the socket is used', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const inside = holder(dir, { within: ['unshare', '-n', '--'] })
    const found = await inside.answer
    expect(found.notes.join()).toContain('no loopback')
    expect(await ask(found.gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await inside.stop()).toBe('stopped')
  })

  test('one outside cannot join over TCP from a network of its own, and joins by the socket', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const outside = await open(dir)
    const inside = holder(dir, { within: ['unshare', '-n', '--'] })
    const found = await inside.answer
    expect(found).toMatchObject({ attached: true, pid: outside.pid })
    expect(found.gatewayUrl).toContain('@%2F')
    expect(await inside.stop()).toBe('left running for others')
    expect(await outside.stop()).toBe('stopped')
  })

  test('a second container on the same volume is refused while the first lives, and let in afterwards', async () => {
    const dir = await clusterAt(join(room(), 'postgres'))
    const first = holder(dir)
    const { gatewayUrl } = await first.answer
    const within = ['unshare', '-pf', '--kill-child', '--mount-proc', '--']
    const second = holder(dir, { within, options: { timeoutMs: 700 } })
    expect(await second.answer).toMatchObject({ code: 'OTHER_CONTAINER' })
    expect(await ask(gatewayUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    const third = holder(dir, { within })
    await sleep(600)
    // A killed one leaves with the grace, through which the waiting one must not keep the server up.
    await first.kill()
    expect(await third.answer).toMatchObject({ attached: false })
    expect(await third.stop()).toBe('stopped')
    expect(statSync(dir).isDirectory()).toBe(true)
  })
})

/** The shell that watches a postmaster: the one whose first word is its number. */
function watchOf(postmaster: number): number {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      if (words[3] === 'xianjie-watch' && words[4] === String(postmaster)) return Number(name)
    } catch {
      // Gone meanwhile.
    }
  }
  return 0
}
