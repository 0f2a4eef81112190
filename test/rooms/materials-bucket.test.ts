// The bucket store and the servers it meets: what is left in the bucket when, and which failure is which. The server is a
// real one; its moods are set at its edge.
import { createHash, randomBytes } from 'node:crypto'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import { type ByteStore, s3Store } from '../../src/materials/index.ts'
import { openBucket } from '../../src/materials/s3-bucket.ts'
import { assemblyKey } from '../../src/materials/s3-parts.ts'
import type { S3Server } from '../s3-server.ts'
import { shelf } from '../store-shelves.ts'

const on = await shelf('bucket')
const s3 = on.s3 as S3Server
const store = await on.open()
beforeEach(() => {
  s3.mood = 'well'
  s3.plain = false
})

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const all = { offset: 0, end: Number.MAX_SAFE_INTEGER }
const nothing = () => {}
async function* inChunks(bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const whole = async (stream: ReadableStream<Uint8Array> | undefined) =>
  Buffer.from(await new Response(stream).arrayBuffer())
async function gathered<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of from) all.push(one)
  return all
}
const partsOf = async (id: string) => (await s3.keys()).filter((key) => key.startsWith(`incoming/${id}/0`))

async function begun(bytes?: Uint8Array, in_: ByteStore = store): Promise<string> {
  const id = uuidv7()
  await in_.begin(id)
  if (bytes) await in_.append(id, all, inChunks(bytes), nothing)
  return id
}

describe('a file of several parts', { timeout: 120_000 }, () => {
  const bytes = randomBytes(21_000_000)

  for (const plain of [false, true]) {
    test(`is put together ${plain ? 'through the gateway where the server cannot copy parts' : 'on the server'}`, async () => {
      s3.plain = plain
      const id = await begun(bytes)
      expect(await partsOf(id)).toHaveLength(3)
      s3.seen.length = 0
      await store.complete(id, digest(bytes))
      const sent = s3.seen.filter((line) => line.startsWith('PUT') && line.includes('partNumber'))
      expect(sent).toHaveLength(plain ? 6 : 3)
      expect(await s3.assembling()).toEqual([])
      expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
      await store.discard(id)
      await store.remove(digest(bytes))
      expect(await s3.keys()).toEqual([])
    })
  }

  test('leaves nothing half assembled when the gateway dies over it', async () => {
    const id = await begun(bytes)
    const dying = await s3Store(s3.place)
    // The server refuses from the middle of it on: neither the end nor the breaking off arrives.
    const from = (part: string, mood: S3Server['mood']) => {
      s3.hears = (request) => {
        if (request.includes(part)) s3.mood = mood
      }
    }
    from('partNumber=2', 'refusing')
    await expect(dying.complete(id, digest(bytes))).rejects.toMatchObject({ code: 'denied' })
    s3.hears = nothing
    expect(await s3.assembling()).toHaveLength(1)
    expect(await store.open(digest(bytes))).toBeUndefined()
    s3.mood = 'well'
    // Tried again it is broken off and done anew; given up it goes with the upload.
    await store.complete(id, digest(bytes))
    expect(await s3.assembling()).toEqual([])
    await store.discard(id)
    await store.remove(digest(bytes))
    const second = await begun(bytes)
    from('partNumber=3', 'full')
    await expect(dying.complete(second, digest(bytes))).rejects.toMatchObject({ code: 'full' })
    s3.hears = nothing
    s3.mood = 'well'
    expect(await s3.assembling()).toHaveLength(1)
    await store.discard(second)
    expect(await s3.assembling()).toEqual([])
    expect(await s3.keys()).toEqual([])
  })
})

describe('what clients send in small pieces', { timeout: 120_000 }, () => {
  test('is joined before it becomes many objects', async () => {
    const bytes = randomBytes(300)
    const id = await begun()
    let most = 0
    for (let at = 0; at < bytes.length; at++) {
      await store.append(id, { ...all, offset: at }, inChunks(bytes.subarray(at, at + 1)), nothing)
      most = Math.max(most, (await partsOf(id)).length)
    }
    expect(most).toBeLessThanOrEqual(65)
    await store.complete(id, digest(bytes))
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
    await store.discard(id)
  })

  test('becomes parts that S3 takes: five MiB each but the last', async () => {
    const bytes = randomBytes(17_000_000)
    const id = await begun()
    for (let at = 0; at < bytes.length; at += 1_000_000)
      await store.append(id, { ...all, offset: at }, inChunks(bytes.subarray(at, at + 1_000_000)), nothing)
    await store.complete(id, digest(bytes))
    const sizes = (await partsOf(id)).map((key) => {
      const [start = 0, end = 0] = (key.split('/').at(-1) ?? '').split('-').map(Number)
      return end - start
    })
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes.length)
    for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(5 * 2 ** 20)
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
    await store.discard(id)
    await store.remove(digest(bytes))
  })

  test('keeps its right length when a joining was cut off', async () => {
    const id = await begun(Buffer.from('abcdef'))
    const { client, name, prefix } = openBucket(s3.place)
    const put = (key: string, body: string) =>
      client.send(new PutObjectCommand({ Bucket: name, Key: `${prefix}incoming/${id}/${key}`, Body: body }))
    // The joined one stands, the pieces it was made of do too; and something beyond a hole.
    await put('000000000000000-000000000000003', 'abc')
    await put('000000000000003-000000000000006', 'def')
    await put('000000000000009-000000000000010', 'z')
    expect(await store.received(id)).toBe(6)
    expect(Buffer.concat(await gathered(store.read(id, 0))).toString()).toBe('abcdef')
    await store.append(id, { ...all, offset: 6 }, inChunks(Buffer.from('g')), nothing)
    await store.complete(id, digest(Buffer.from('abcdefg')))
    expect(await whole(await store.open(digest(Buffer.from('abcdefg'))))).toEqual(Buffer.from('abcdefg'))
    await store.discard(id)
    expect(await partsOf(id)).toEqual([])
  })
})

describe('a failing server', { timeout: 120_000 }, () => {
  test('that is full is told from one that refuses and from one that is away', async () => {
    const id = await begun()
    const write = () => store.append(id, all, inChunks(Buffer.from('x')), nothing)
    s3.mood = 'full'
    await expect(write()).rejects.toMatchObject({ name: 'Error', code: 'full' })
    s3.mood = 'refusing'
    await expect(write()).rejects.toMatchObject({ code: 'denied' })
    s3.mood = 'well'
    const stranger = await s3Store({ ...s3.place, accessKeyId: 'STRANGER' })
    await expect(stranger.answers()).rejects.toMatchObject({ code: 'denied' })
    await expect(stranger.received(id)).rejects.toMatchObject({ code: 'denied' })
    const nowhere = await s3Store({ ...s3.place, endpoint: 'http://127.0.0.1:9' })
    await expect(nowhere.answers()).rejects.toMatchObject({ code: 'away' })
    await expect(nowhere.begin(uuidv7())).rejects.toMatchObject({ code: 'away' })
    const other = await s3Store({ ...s3.place, bucket: 'no-such-bucket' })
    await expect(other.begin(uuidv7())).rejects.toMatchObject({ code: 'denied' })
    expect(await store.received(id)).toBe(0)
    await store.discard(id)
  })

  test('keeps the parts that were sent before it was full, and the rest can come later', async () => {
    const bytes = randomBytes(30_000_000)
    const id = await begun()
    const source = (async function* () {
      for await (const chunk of inChunks(bytes)) {
        if (chunk.byteOffset - bytes.byteOffset > 20_000_000) s3.mood = 'full'
        yield chunk
      }
    })()
    await expect(store.append(id, all, source, nothing)).rejects.toMatchObject({ code: 'full' })
    s3.mood = 'well'
    const stored = (await store.received(id)) ?? 0
    expect(stored).toBeGreaterThan(0)
    expect(stored).toBeLessThan(bytes.length)
    await store.append(id, { ...all, offset: stored }, inChunks(bytes.subarray(stored)), nothing)
    await store.complete(id, digest(bytes))
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
    await store.discard(id)
    await store.remove(digest(bytes))
  })
})

test('the note of an assembling that never began is no obstacle', async () => {
  const id = await begun(Buffer.from('x'))
  const bucket = openBucket(s3.place)
  const body = JSON.stringify({ key: 'case centre/sha256/00/x', uploadId: 'ended long ago' })
  await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: assemblyKey(bucket, id), Body: body }))
  await store.discard(id)
  expect((await s3.keys()).filter((key) => key.includes(id))).toEqual([])
})
