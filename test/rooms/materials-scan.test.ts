// The scan hook: nothing becomes ready unseen, what the scanner finds is kept aside and served to nobody, and a scanner that
// is away only delays. Against Debian's clamd with signatures of our own; its failures against sockets that misbehave.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import {
  begin,
  clamdScanner,
  closeMaterials,
  finishWaiting,
  newMaterialId,
  openMaterials,
  progress,
  receive,
  removeExpired,
  type Scanner,
  show,
  takeAway,
  turnedAway,
} from '../../src/materials/index.ts'
import { badFile, badWord, clamdIn, clamdMissing } from '../clamd.ts'
import { testDatabase } from '../database.ts'
import { shelf } from '../store-shelves.ts'

const db = await testDatabase()
const on = await shelf('directory')
const store = await on.open()
const agencyId = uuidv7()
const day = 86_400_000

function roomWith(scanner: Scanner | undefined, larger: 'refuse' | 'pass' = 'refuse') {
  const room = openMaterials({ pool: db.pool, store, scanner, larger })
  afterAll(() => closeMaterials(room))
  return room
}

async function* inChunks(bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function sent(room: ReturnType<typeof roomWith>, bytes: Uint8Array) {
  const id = newMaterialId()
  const begun = await begin(room, { id, agencyId, clientId: 'c', size: bytes.length, metadata: { filename: 'a' } })
  if (turnedAway(begun)) throw new Error(begun.detail)
  return { id, outcome: await receive(room, id, 0, inChunks(bytes)) }
}

const rowOf = async (id: string) =>
  (await db.pool.query('select state, scan, failure, sha256, expires_at from material where id = $1', [id])).rows[0]
const finished = async () => (await on.contents()).filter((key) => key.startsWith('sha256/'))

if (clamdMissing) console.log(`skipped: ${clamdMissing}`)

describe.skipIf(clamdMissing !== undefined)('a real scanner', () => {
  const clamd = clamdIn()
  const room = roomWith(clamd.scanner)
  beforeAll(async () => {
    await clamd.start()
    return () => clamd.close()
  }, 60_000)

  test('lets a clean file pass, whatever its size', async () => {
    for (const bytes of [Buffer.from('x'), randomBytes(3_900_000)]) {
      const { id, outcome } = await sent(room, bytes)
      expect(outcome).toBe(bytes.length)
      expect(await rowOf(id)).toMatchObject({ state: 'ready', scan: 'clean', failure: null })
    }
  })

  for (const [how, bytes, signature] of [
    ['a word in the middle of it', Buffer.concat([randomBytes(100_000), Buffer.from(badWord), randomBytes(9)]), 'Word'],
    ['its digest', badFile, 'File'],
  ] as const) {
    test(`what it knows by ${how} is kept aside: never ready, never served, its sender told why`, async () => {
      const before = await finished()
      const { id, outcome } = await sent(room, bytes)
      expect(outcome).toMatchObject({
        code: 'quarantined',
        detail: expect.stringContaining(`Xianjie.Test.${signature}`),
      })
      expect(await rowOf(id)).toMatchObject({ state: 'quarantined', failure: expect.stringContaining('Xianjie.Test') })
      expect(await finished()).toEqual(before)
      expect(await show(room, id, agencyId, async () => false)).toMatchObject({ state: 'quarantined' })
      expect(await progress(room, id)).toMatchObject({ code: 'gone', detail: expect.stringContaining('Xianjie.Test') })
      // Not its sender's to remove; the worker does after its time, and not before.
      expect(await takeAway(room, id)).toMatchObject({ code: 'in_use' })
      await removeExpired(room, new Date(Date.now() + 29 * day), 1000)
      expect(await rowOf(id)).toMatchObject({ state: 'quarantined' })
      expect(await store.received(id)).toBe(bytes.length)
      await removeExpired(room, new Date(Date.now() + 31 * day), 1000)
      expect(await rowOf(id)).toBeUndefined()
      expect(await store.received(id)).toBeUndefined()
    })
  }

  test('a file in quarantine can be put into no case, not even past the room', async () => {
    const { id } = await sent(room, badFile)
    await expect(
      db.ownerPool.query('update material set transfer_id = $2, version = 1, seq = 1 where id = $1', [id, uuidv7()]),
    ).rejects.toThrow('material_bound_is_ready')
  })

  test('what is larger than it takes is refused, or kept as unscanned where the operator says so', async () => {
    const bytes = randomBytes(6_000_000)
    const refused = await sent(room, bytes)
    expect(refused.outcome).toMatchObject({ code: 'unscannable' })
    expect(await rowOf(refused.id)).toMatchObject({ state: 'refused', failure: expect.stringContaining('6000000') })
    expect(await store.received(refused.id)).toBeUndefined()
    const passed = await sent(roomWith(clamd.scanner, 'pass'), bytes)
    expect(passed.outcome).toBe(bytes.length)
    expect(await rowOf(passed.id)).toMatchObject({ state: 'ready', scan: 'unscanned' })
  })

  test('that is away lets nothing pass; the file waits, and is ready once it is back', async () => {
    await clamd.stop()
    const bytes = randomBytes(200_000)
    const infected = Buffer.concat([randomBytes(1000), Buffer.from(badWord)])
    const clean = await sent(room, bytes)
    const bad = await sent(room, infected)
    for (const { id, outcome } of [clean, bad]) {
      expect(outcome).toMatchObject({ code: 'scan_pending' })
      expect(await rowOf(id)).toMatchObject({ state: 'receiving', scan: 'waiting' })
      expect(await progress(room, id)).toMatchObject({ code: 'scan_pending' })
    }
    expect(await finishWaiting(room, 100)).toBe(0)
    // It does not expire with what was never whole.
    await removeExpired(room, new Date(Date.now() + 2 * day), 1000)
    expect(await rowOf(clean.id)).toMatchObject({ state: 'receiving' })
    await clamd.start()
    // One by its client, the rest by the worker.
    expect(await progress(room, clean.id)).toMatchObject({ offset: bytes.length, material: { state: 'ready' } })
    expect(await finishWaiting(room, 100)).toBe(1)
    expect(await rowOf(bad.id)).toMatchObject({ state: 'quarantined' })
    expect(await rowOf(clean.id)).toMatchObject({ state: 'ready', scan: 'clean' })
    expect(await finishWaiting(room, 100)).toBe(0)
  }, 60_000)

  test('that was taken out of the configuration leaves nothing waiting for ever', async () => {
    await clamd.stop()
    const { id } = await sent(room, randomBytes(10))
    expect(await finishWaiting(roomWith(undefined), 100)).toBe(1)
    expect(await rowOf(id)).toMatchObject({ state: 'ready', scan: null })
    await clamd.start()
  }, 60_000)

  test('sees many files at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) => sent(room, i % 5 ? randomBytes(50_000) : badFile)),
    )
    for (const [i, { outcome }] of all.entries())
      expect(outcome).toEqual(i % 5 ? 50_000 : expect.objectContaining({ code: 'quarantined' }))
  })
})

describe('a scanner that misbehaves passes nothing', () => {
  const dir = mkdtempSync(join(tmpdir(), 'xianjie-scan-'))
  const servers: Server[] = []
  afterAll(() => {
    for (const server of servers) server.close()
    rmSync(dir, { recursive: true, force: true })
  })
  let count = 0
  async function speaking(talk: (socket: Socket) => void, silenceMs = 500): Promise<Scanner> {
    const path = join(dir, `${count++}`)
    const server: Server = createServer((socket) => {
      socket.on('error', () => {})
      talk(socket)
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
    servers.push(server)
    return clamdScanner({ path }, silenceMs)
  }

  const manners: Record<string, (socket: Socket) => void> = {
    'hangs up at once': (socket) => socket.destroy(),
    'hangs up in the middle': (socket) => socket.once('data', () => socket.destroy()),
    'reads and says nothing': (socket) => socket.resume(),
    'reads nothing': () => {},
    'answers with an error': (socket) => socket.end('INSTREAM: Can’t allocate memory ERROR\0'),
    'answers with half a word': (socket) => socket.end('stream: O'),
    'answers for ever': (socket) => socket.write('x'.repeat(100_000)),
    'says OK to something else': (socket) => socket.end('other: OK\0'),
  }
  for (const [manner, talk] of Object.entries(manners)) {
    test(`when it ${manner}`, async () => {
      const room = roomWith(await speaking(talk))
      const { id, outcome } = await sent(room, randomBytes(1_000_000))
      expect(outcome).toMatchObject({ code: 'scan_pending' })
      expect(await rowOf(id)).toMatchObject({ state: 'receiving', scan: 'waiting' })
      await takeAway(room, id)
    })
  }

  test('when nobody is there at all', async () => {
    const room = roomWith(clamdScanner({ host: '127.0.0.1', port: 9 }, 500))
    const { id, outcome } = await sent(room, Buffer.from('x'))
    expect(outcome).toMatchObject({ code: 'scan_pending' })
    await takeAway(room, id)
  })

  test('a store that fails while it is scanned is a fault and no verdict', async () => {
    const scanner = await speaking((socket) => socket.resume(), 5_000)
    let reads = 0
    const room = openMaterials({
      pool: db.pool,
      scanner,
      store: {
        ...store,
        async *read(id, from, length) {
          yield* store.read(id, from, length)
          if (++reads >= 1) throw new Error('EIO')
        },
      },
    })
    await expect(sent(room, randomBytes(100))).rejects.toThrow('EIO')
    await closeMaterials(room)
  })
})
