// The materials room against a real database and a real directory: digests, types, names, removal and the races in it.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import {
  begin,
  closeMaterials,
  directoryStore,
  disposition,
  listOfCase,
  type Material,
  newMaterialId,
  open,
  openMaterials,
  plainFilename,
  progress,
  receive,
  removeExpired,
  show,
  takeAway,
  turnedAway,
  UploadLocked,
} from '../../src/materials/index.ts'
import { testDatabase } from '../database.ts'

const db = await testDatabase(20)
const dir = mkdtempSync(join(tmpdir(), 'xianjie-room-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const store = await directoryStore(dir)
const room = openMaterials({ pool: db.pool, store })
afterAll(() => closeMaterials(room))

const agencyId = uuidv7()
const never = async () => false
const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex')
const path = (bytes: Uint8Array) =>
  join(dir, 'sha256', hash('sha256', bytes).slice(0, 2), hash('sha256', bytes).slice(2))

async function* inChunks(bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function started(size: number, metadata: Record<string, string> = {}, in_ = room) {
  const id = newMaterialId()
  const begun = await begin(in_, { id, agencyId, clientId: 'c', size, metadata: { filename: 'a', ...metadata } })
  if (turnedAway(begun)) throw new Error(begun.detail)
  return id
}

async function kept(bytes: Uint8Array, metadata: Record<string, string> = {}, in_ = room): Promise<Material> {
  const id = await started(bytes.length, metadata, in_)
  expect(await receive(in_, id, 0, inChunks(bytes))).toBe(bytes.length)
  const material = await show(in_, id, agencyId, never)
  if (!material) throw new Error('not kept')
  return material
}

const stateOf = async (id: string) =>
  (await db.pool.query('select state from material where id = $1', [id])).rows[0]?.state
const bytesOf = async (material: Material) => Buffer.from(await new Response(await open(room, material)).arrayBuffer())

describe('digests', () => {
  test('are those of the standards: SM3 of "abc" (GB/T 32905 A.1) and SHA-256 of "abc" (FIPS 180-4)', async () => {
    expect(await kept(Buffer.from('abc'))).toMatchObject({
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    })
  })

  test('are right however the file was cut and whichever gateway took the part', async () => {
    const other = openMaterials({ pool: db.pool, store })
    const bytes = randomBytes(1_000_000)
    const id = await started(bytes.length)
    const cuts = [0, 1, 65_535, 65_537, 400_000, 400_001, 999_999, bytes.length]
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [from, to] = [cuts[i] ?? 0, cuts[i + 1] ?? 0]
      expect(await receive(i % 3 === 1 ? other : room, id, from, inChunks(bytes.subarray(from, to), 1000))).toBe(to)
    }
    expect(await show(room, id, agencyId, never)).toMatchObject({
      sha256: hash('sha256', bytes),
      sm3: hash('sm3', bytes),
    })
  })

  test('do not count bytes that could not be written', async () => {
    const bytes = randomBytes(300_000)
    let fail = true
    const failing = openMaterials({
      pool: db.pool,
      store: {
        ...store,
        // The bytes are hashed while they are written; here the writing fails after the hashing.
        append: (id, span, source, taken) =>
          store.append(
            id,
            span,
            (async function* () {
              for await (const chunk of source) {
                if (fail) taken(chunk)
                if (fail) throw new Error('EIO')
                yield chunk
              }
            })(),
            taken,
          ),
      },
    })
    const id = await started(bytes.length)
    await expect(receive(failing, id, 0, inChunks(randomBytes(300_000)))).rejects.toThrow('EIO')
    fail = false
    expect(await receive(failing, id, 0, inChunks(bytes))).toBe(bytes.length)
    expect(await show(room, id, agencyId, never)).toMatchObject({
      sha256: hash('sha256', bytes),
      sm3: hash('sm3', bytes),
    })
  })
})

describe('the media type', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  for (const [what, bytes, type] of [
    ['a PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), 'application/pdf'],
    ['a PNG', png, 'image/png'],
    ['an OFD', zip('OFD.xml', 'Doc_0/Document.xml'), 'application/ofd'],
    ['a ZIP', zip('a.txt', 'b.txt'), 'application/zip'],
    [
      'a DOCX',
      zip(
        '[Content_Types].xml',
        'word/document.xml',
        '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
      ),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['a broken ZIP', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26, 0xff)]), 'application/zip'],
    ['HTML', Buffer.from('<!DOCTYPE html><script>alert(1)</script>'), 'text/plain'],
    ['Chinese text', Buffer.from('行政处罚决定书\r\n'), 'text/plain'],
    ['Chinese text cut in the middle of a character', Buffer.from('书'.repeat(40_000)), 'text/plain'],
    ['GBK text', Buffer.from([0xd0, 0xd0, 0xd5, 0xfe]), 'application/octet-stream'],
    ['nothing', Buffer.alloc(0), 'application/octet-stream'],
    ['text with NUL', Buffer.from('a\0b'), 'application/octet-stream'],
  ] as const) {
    test(`of ${what} is ${type}`, async () => {
      expect(await kept(bytes, { filename: 'x.exe', filetype: 'text/html' })).toMatchObject({
        mediaType: type,
        declaredType: 'text/html',
      })
    })
  }

  test('of any first bytes is found without a throw', async () => {
    for (let i = 0; i < 60; i++) {
      const magic = [
        Buffer.from('PK\x03\x04'),
        png.subarray(0, 8),
        Buffer.from('%PDF'),
        Buffer.from('ID3'),
        Buffer.from('RIFF'),
        Buffer.from('OggS'),
      ][i % 6] as Buffer
      expect(typeof (await kept(Buffer.concat([magic, randomBytes(i * 7)]))).mediaType).toBe('string')
    }
  })
})

describe('names', () => {
  test('are kept as given, in composed form', async () => {
    expect(await kept(Buffer.from('x'), { filename: '卷1/cafe\u0301.pdf' })).toMatchObject({
      filename: '卷1/caf\u00e9.pdf',
    })
  })

  for (const [name, plain] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.pdf', 'a.pdf'],
    ['..', 'material'],
    ['/', 'material'],
    ['.bashrc', 'bashrc'],
    ['a<b>:c|d?.txt', 'a_b__c_d_.txt'],
  ] as const) {
    test(`${name} leaves as ${plain}`, () => expect(plainFilename(name)).toBe(plain))
  }

  test('are written into Content-Disposition so that no header breaks', () => {
    expect(disposition('a.pdf')).toBe('attachment; filename="a.pdf"')
    expect(disposition(`证'据(1)*.pdf`)).toBe(
      `attachment; filename="_'_(1)_.pdf"; filename*=UTF-8''%E8%AF%81%27%E6%8D%AE%281%29_.pdf`,
    )
    expect(disposition('100%; x=".pdf')).toBe(
      `attachment; filename="100__ x=_.pdf"; filename*=UTF-8''100%25%3B%20x%3D_.pdf`,
    )
    expect(disposition('😀.txt')).toBe(`attachment; filename="_.txt"; filename*=UTF-8''%F0%9F%98%80.txt`)
    expect(() => disposition('\ud800.txt')).not.toThrow()
  })
})

describe('expiry', () => {
  const hour = 3_600_000

  test('takes the unfinished after 24 hours and the unused after 7 days, and nothing else', async () => {
    const bytes = randomBytes(100)
    const used = await kept(randomBytes(100))
    await db.ownerPool.query('update material set transfer_id = $2, version = 1, seq = 1 where id = $1', [
      used.id,
      uuidv7(),
    ])
    const ready = await kept(bytes)
    const unfinished = await started(10)
    await receive(room, unfinished, 0, inChunks(Buffer.from('half')))
    const now = Date.now()
    await removeExpired(room, new Date(now + 23 * hour), 1000)
    expect(await stateOf(unfinished)).toBe('receiving')
    await removeExpired(room, new Date(now + 25 * hour), 1000)
    expect(await stateOf(unfinished)).toBeUndefined()
    expect(await store.received(unfinished)).toBeUndefined()
    expect(await stateOf(ready.id)).toBe('ready')
    await removeExpired(room, new Date(now + 169 * hour), 1000)
    expect(await stateOf(ready.id)).toBeUndefined()
    expect(await store.open(hash('sha256', bytes))).toBeUndefined()
    expect(await stateOf(used.id)).toBe('ready')
    expect(await bytesOf(used)).toHaveLength(100)
  })

  test('goes in portions', async () => {
    for (let i = 0; i < 5; i++) await started(10)
    const late = new Date(Date.now() + 1000 * hour)
    expect(await removeExpired(room, late, 3)).toBe(3)
    expect(await removeExpired(room, late, 3)).toBe(2)
    expect(await removeExpired(room, late, 3)).toBe(0)
    expect(readdirSync(join(dir, 'incoming'))).toEqual([])
  })

  test('ends removals that a crash interrupted', async () => {
    const bytes = randomBytes(100)
    const dying = openMaterials({
      pool: db.pool,
      store: { ...store, remove: () => Promise.reject(new Error('killed')) },
    })
    const { id } = await kept(bytes)
    await expect(takeAway(dying, id)).rejects.toThrow('killed')
    expect(await stateOf(id)).toBe('refused')
    await removeExpired(room, new Date(), 1000)
    expect(await stateOf(id)).toBeUndefined()
    expect(await store.open(hash('sha256', bytes))).toBeUndefined()
  })

  test('discards bytes that arrive for nobody', async () => {
    const orphan = uuidv7()
    writeFileSync(join(dir, 'incoming', orphan), 'x')
    const alive = await started(10)
    await removeExpired(room, new Date(), 1000)
    expect(readdirSync(join(dir, 'incoming'))).toEqual([alive])
    await takeAway(room, alive)
  })
})

describe('equal bytes', () => {
  test('that one sends while another removes them are never lost', async () => {
    for (let round = 0; round < 40; round++) {
      const bytes = randomBytes(50)
      const first = await kept(bytes)
      const second = await started(bytes.length)
      const [, offset] = await Promise.all([takeAway(room, first.id), receive(room, second, 0, inChunks(bytes))])
      expect(offset).toBe(bytes.length)
      const material = await show(room, second, agencyId, never)
      expect((await bytesOf(material as Material)).equals(bytes)).toBe(true)
      await takeAway(room, second)
      expect(readdirSync(join(path(bytes), '..')).filter((name) => path(bytes).endsWith(name))).toEqual([])
    }
  })

  test('sent many times at once are kept once', async () => {
    const bytes = randomBytes(100_000)
    const all = await Promise.all(Array.from({ length: 12 }, () => kept(bytes)))
    expect(new Set(all.map((m) => m.sha256)).size).toBe(1)
    for (const material of all) expect((await bytesOf(material)).equals(bytes)).toBe(true)
    for (const { id } of all.slice(1)) await takeAway(room, id)
    expect((await bytesOf(all[0] as Material)).equals(bytes)).toBe(true)
  })
})

describe('an upload removed while it is received', () => {
  test('leaves neither row nor bytes', async () => {
    const bytes = randomBytes(200)
    const id = await started(bytes.length)
    const answer = await receive(
      room,
      id,
      0,
      (async function* () {
        yield bytes.subarray(0, 100)
        await takeAway(room, id)
        yield bytes.subarray(100)
      })(),
    )
    expect(answer).toMatchObject({ code: 'gone' })
    expect(await stateOf(id)).toBeUndefined()
    expect(await store.open(hash('sha256', bytes))).toBeUndefined()
    expect(await store.received(id)).toBeUndefined()
    expect(await progress(room, id)).toMatchObject({ code: 'unknown' })
  })
})

test('the files of a case come in pages, and no further than the version that may be seen', async () => {
  const transferId = uuidv7()
  for (let i = 0; i < 6; i++) {
    const { id } = await kept(Buffer.from([i]))
    await db.ownerPool.query('update material set transfer_id = $2, version = $3, seq = $4 where id = $1', [
      id,
      transferId,
      i < 4 ? 1 : 3,
      i % 4,
    ])
  }
  const at = (list: Material[]) => list.map((m) => `${m.version}.${m.seq}`)
  expect(at(await listOfCase(room, transferId, { limit: 3 }))).toEqual(['1.0', '1.1', '1.2'])
  expect(at(await listOfCase(room, transferId, { limit: 10, after: { version: 1, seq: 2 } }))).toEqual([
    '1.3',
    '3.0',
    '3.1',
  ])
  expect(at(await listOfCase(room, transferId, { limit: 10, upToVersion: 2 }))).toEqual(['1.0', '1.1', '1.2', '1.3'])
})

describe('the lock of an upload', () => {
  const signal = new AbortController().signal

  test('is had by a thousand at a time on one connection', async () => {
    const warned: string[] = []
    const onWarning = (warning: Error) => void warned.push(warning.message)
    process.on('warning', onWarning)
    const locks = Array.from({ length: 1000 }, () => room.locks.newLock(uuidv7()))
    await Promise.all(locks.map((lock) => lock.lock(signal, () => {})))
    expect(await advisoryHolders()).toHaveLength(1)
    await Promise.all(locks.map((lock) => lock.unlock()))
    await new Promise(setImmediate)
    process.off('warning', onWarning)
    expect(warned).toEqual([])
  })

  test('is one across gateways, and its holder hears that another waits', async () => {
    const other = openMaterials({ pool: db.pool, store })
    const id = uuidv7()
    const mine = room.locks.newLock(id)
    const theirs = other.locks.newLock(id)
    const asked = new Promise<void>(
      (resolve) =>
        void mine.lock(signal, resolve).then(() => theirs.lock(signal, () => {}).then(() => order.push('theirs'))),
    )
    const order: string[] = []
    await asked
    order.push('mine asked')
    await mine.unlock()
    await expect.poll(() => order).toEqual(['mine asked', 'theirs'])
    await theirs.unlock()
    await closeMaterials(other)
  })

  test('lost with the connection is said to its holder and can be taken again', async () => {
    const id = uuidv7()
    const lock = room.locks.newLock(id)
    const lost = new Promise<void>((resolve, reject) => lock.lock(signal, resolve).catch(reject))
    await expect.poll(async () => (await advisoryHolders()).length).toBeGreaterThan(0)
    await db.ownerPool.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [await advisoryHolders()])
    await lost
    await lock.unlock()
    await lock.lock(signal, () => {})
    await lock.unlock()
  })

  test('is not waited for by a request that has gone', async () => {
    const id = uuidv7()
    const holder = room.locks.newLock(id)
    await holder.lock(signal, () => {})
    await expect(room.locks.newLock(id).lock(AbortSignal.timeout(50), () => {})).rejects.toThrow(UploadLocked)
    await holder.unlock()
  })
})

async function advisoryHolders(): Promise<number[]> {
  const found = await db.ownerPool.query<{ pid: number }>(
    `select distinct pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  )
  return found.rows.map((row) => row.pid)
}

/** A stored (not compressed) archive; an entry name that starts with `<` is the content of the first. */
function zip(...names: string[]): Buffer {
  const content = Buffer.from(names.find((name) => name.startsWith('<')) ?? '')
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [i, name] of names.filter((n) => !n.startsWith('<')).entries()) {
    const bytes = i === 0 ? content : Buffer.alloc(0)
    const local = Buffer.alloc(30)
    local.write('PK\x03\x04', 'latin1')
    local.writeUInt16LE(20, 4)
    local.writeUInt32LE(bytes.length, 18)
    local.writeUInt32LE(bytes.length, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.write('PK\x01\x02', 'latin1')
    central.writeUInt32LE(bytes.length, 20)
    central.writeUInt32LE(bytes.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(offset, 42)
    locals.push(local, Buffer.from(name), bytes)
    centrals.push(central, Buffer.from(name))
    offset += 30 + name.length + bytes.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(centrals.length / 2, 8)
  end.writeUInt16LE(centrals.length / 2, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
