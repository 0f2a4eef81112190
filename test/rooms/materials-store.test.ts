// The byte stores, a directory and a bucket, by the same tests: what is visible when, what a failure leaves; then what
// each is asked for by itself.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import { type ByteStore, directoryStore } from '../../src/materials/index.ts'
import { kinds, shelf } from '../store-shelves.ts'

async function* chunks(...parts: (Uint8Array | Error)[]) {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield part
  }
}
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const whole = async (stream: ReadableStream<Uint8Array> | undefined) =>
  Buffer.from(await new Response(stream).arrayBuffer())
const all = { offset: 0, end: Number.MAX_SAFE_INTEGER }
const nothing = () => {}

async function* inChunks(bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function gathered<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of from) all.push(one)
  return all
}

async function keep(store: ByteStore, bytes: Uint8Array): Promise<string> {
  const id = uuidv7()
  await store.begin(id)
  await store.append(id, all, chunks(bytes), nothing)
  await store.complete(id, digest(bytes))
  await store.discard(id)
  return digest(bytes)
}

const keyOf = (sha256: string) => `sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`
const shelves = await Promise.all(kinds.map(async (kind) => ({ on: await shelf(kind), kind })))
const opened = await Promise.all(shelves.map(async (s) => ({ ...s, store: await s.on.open() })))

describe.each(opened)('a $kind store', ({ on, store }) => {
  const shown = async (sha256: string) => (await on.contents()).filter((key) => key === keyOf(sha256))

  test('shows nothing under a digest before the file is whole', async () => {
    const bytes = randomBytes(100_000)
    const id = uuidv7()
    await store.begin(id)
    await store.append(id, all, chunks(bytes.subarray(0, 50_000)), nothing)
    expect(await shown(digest(bytes))).toEqual([])
    expect(await store.open(digest(bytes))).toBeUndefined()
    await store.append(id, { ...all, offset: 50_000 }, chunks(bytes.subarray(50_000)), nothing)
    await store.complete(id, digest(bytes))
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
  })

  test('keeps what came before a cut and goes on from there', async () => {
    const id = uuidv7()
    await store.begin(id)
    const cut = new Error('cut')
    await expect(store.append(id, all, chunks(Buffer.from('abc'), Buffer.from('def'), cut), nothing)).rejects.toBe(cut)
    expect(await store.received(id)).toBe(6)
    expect(await store.append(id, { ...all, offset: 6 }, chunks(Buffer.from('g')), nothing)).toBe(7)
  })

  test('writes only at the end and only what was announced', async () => {
    const id = uuidv7()
    await store.begin(id)
    await expect(store.append(id, { ...all, offset: 1 }, chunks(Buffer.from('x')), nothing)).rejects.toMatchObject({
      code: 'offset',
    })
    await expect(
      store.append(id, { offset: 0, end: 5 }, chunks(Buffer.from('abc'), Buffer.from('def')), nothing),
    ).rejects.toMatchObject({ code: 'overlong' })
    expect(await store.received(id)).toBe(3)
    await expect(store.append(uuidv7(), all, chunks(), nothing)).rejects.toMatchObject({ code: 'missing' })
    await expect(store.begin(id)).rejects.toThrow('EEXIST')
  })

  test('keeps equal bytes once, and completing again does no harm', async () => {
    const bytes = randomBytes(1000)
    const sha256 = await keep(store, bytes)
    const id = uuidv7()
    await store.begin(id)
    await store.append(id, all, chunks(bytes), nothing)
    await store.complete(id, sha256)
    await store.complete(id, sha256)
    await store.discard(id)
    await store.discard(id)
    expect(await shown(sha256)).toHaveLength(1)
    expect((await on.contents()).filter((key) => key.startsWith(`incoming/${id}`))).toEqual([])
    expect(on.bytes(sha256).equals(bytes)).toBe(true)
  })

  test('says that bytes under a digest are damaged instead of adding to them', async () => {
    const bytes = randomBytes(1000)
    const sha256 = await keep(store, bytes)
    on.damage(sha256, 'short')
    await expect(keep(store, bytes)).rejects.toThrow('damaged')
  })

  test('reads any range', async () => {
    const bytes = randomBytes(700_000)
    const sha256 = await keep(store, bytes)
    for (const [start, end] of [
      [0, 0],
      [1, 699_999],
      [262_143, 262_144],
      [699_999, 699_999],
    ] as const) {
      expect((await whole(await store.open(sha256, { start, end }))).equals(bytes.subarray(start, end + 1))).toBe(true)
    }
  })

  test('goes on in another process where the first one stopped, whatever the length', async () => {
    const bytes = randomBytes(20_000_003)
    const id = uuidv7()
    await store.begin(id)
    let at = 0
    for (const to of [1, 70_000, 5_500_000, 5_500_001, 14_000_000, 14_300_000, bytes.length]) {
      const replica = await on.open()
      expect(await replica.received(id)).toBe(at)
      await replica.append(id, { ...all, offset: at }, inChunks(bytes.subarray(at, to)), nothing)
      at = to
    }
    for (const [from, length] of [
      [0, 5],
      [5_499_999, 4],
      [69_999, 5_430_003],
      [13_999_999, bytes.length],
    ] as const) {
      const read = Buffer.concat(await gathered(store.read(id, from, length)))
      expect(read.equals(bytes.subarray(from, from + length))).toBe(true)
    }
    await store.complete(id, digest(bytes))
    await store.discard(id)
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
    await store.remove(digest(bytes))
    expect(await shown(digest(bytes))).toEqual([])
    await store.remove(digest(bytes))
  })

  test('keeps a file of no bytes', async () => {
    const sha256 = await keep(store, Buffer.alloc(0))
    expect(await whole(await store.open(sha256))).toHaveLength(0)
    await store.remove(sha256)
  })

  test('names the uploads that are under way, and no others', async () => {
    const ids = Array.from({ length: 5 }, () => uuidv7())
    for (const id of ids) await store.begin(id)
    await store.append(ids[0] as string, all, chunks(Buffer.from('x')), nothing)
    await store.discard(ids[1] as string)
    const named = await gathered(store.incoming())
    expect(ids.filter((id) => named.includes(id))).toEqual(ids.filter((_, i) => i !== 1))
    for (const id of ids) await store.discard(id)
    expect((await gathered(store.incoming())).filter((id) => ids.includes(id))).toEqual([])
  })

  test('asks its source for no more than it can put away', async () => {
    const id = uuidv7()
    await store.begin(id)
    let taken = 0
    let most = 0
    let given = 0
    const source = (async function* () {
      for (; given < 64 * 2 ** 20; given += 2 ** 20) {
        most = Math.max(most, given - taken)
        yield Buffer.alloc(2 ** 20)
      }
    })()
    await store.append(id, all, source, (chunk) => (taken += chunk.length))
    expect(most).toBeLessThanOrEqual(2 ** 20)
    expect(await store.received(id)).toBe(given)
    await store.discard(id)
  })

  test('says that it answers', () => expect(store.answers()).resolves.toBeUndefined())

  for (const name of ['../x', '', 'A'.repeat(64), '/etc/passwd', `${'a'.repeat(63)}\n`, 'incoming/x']) {
    test(`does not take ${JSON.stringify(name)} for a name`, async () => {
      await expect(store.begin(name)).rejects.toThrow(TypeError)
      await expect(store.open(name)).rejects.toThrow(TypeError)
      await expect((async () => store.remove(name))()).rejects.toThrow(TypeError)
      await expect((async () => store.discard(name))()).rejects.toThrow(TypeError)
    })
  }
})

describe('a directory', () => {
  const { on, store } = opened[0] as (typeof opened)[number]
  const { dir } = on

  test('is open to its owner only', async () => {
    const sha256 = await keep(store, randomBytes(10))
    const shelf = join(dir, 'sha256', sha256.slice(0, 2))
    for (const path of [dir, join(dir, 'incoming'), join(dir, 'sha256'), shelf])
      expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(statSync(join(shelf, sha256.slice(2))).mode & 0o777).toBe(0o600)
  })

  test('that cannot be written is said so', async () => {
    const gone = join(dir, 'gone')
    const there = await directoryStore(gone)
    rmSync(gone, { recursive: true })
    await expect(there.answers()).rejects.toThrow('ENOENT')
  })
})

const mounted = mountSmall()
afterAll(() => {
  if (!mounted) return
  execFileSync('umount', [mounted])
  rmSync(mounted, { recursive: true })
})

describe.skipIf(mounted === undefined)('on a file system of 2 MiB', () => {
  test('a full disk is said so, takes half a chunk back, and the rest can come later', async () => {
    const dir = join(mounted ?? '', 'store')
    const store = await directoryStore(dir)
    const filler = join(mounted ?? '', 'filler')
    writeFileSync(filler, Buffer.alloc(1_200_000))
    const bytes = randomBytes(1_500_000)
    const parts = (from: number) =>
      chunks(
        ...Array.from({ length: Math.ceil((bytes.length - from) / 65_536) }, (_, i) =>
          bytes.subarray(from + i * 65_536, from + (i + 1) * 65_536),
        ),
      )
    const id = uuidv7()
    await store.begin(id)
    await expect(store.append(id, all, parts(0), nothing)).rejects.toMatchObject({ code: 'full' })
    const stored = (await store.received(id)) ?? 0
    expect(stored).toBeGreaterThan(0)
    expect(stored % 65_536).toBe(0)
    rmSync(filler)
    expect(await store.append(id, { ...all, offset: stored }, parts(stored), nothing)).toBe(bytes.length)
    await store.complete(id, digest(bytes))
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
  })
})

/** A small tmpfs, where the tests may mount one. */
function mountSmall(): string | undefined {
  const at = mkdtempSync(join(tmpdir(), 'xianjie-small-'))
  const made =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at]).status === 0
  if (made) return at
  rmSync(at, { recursive: true })
  return undefined
}
