// The byte store in a directory: what is visible when, what a failure leaves, what the file system is asked for.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import { type ByteStore, directoryStore } from '../../src/materials/index.ts'

const root = mkdtempSync(join(tmpdir(), 'xianjie-store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let count = 0
async function freshStore(): Promise<{ store: ByteStore; dir: string }> {
  const dir = join(root, String(count++))
  return { store: await directoryStore(dir), dir }
}

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

async function keep(store: ByteStore, bytes: Uint8Array): Promise<string> {
  const id = uuidv7()
  await store.begin(id)
  await store.append(id, all, chunks(bytes), nothing)
  await store.complete(id, digest(bytes))
  await store.discard(id)
  return digest(bytes)
}

describe('a directory store', () => {
  test('shows nothing under a digest before the file is whole', async () => {
    const { store, dir } = await freshStore()
    const bytes = randomBytes(100_000)
    const id = uuidv7()
    await store.begin(id)
    await store.append(id, all, chunks(bytes.subarray(0, 50_000)), nothing)
    expect(readdirSync(join(dir, 'sha256', digest(bytes).slice(0, 2)))).toEqual([])
    expect(await store.open(digest(bytes))).toBeUndefined()
    await store.append(id, { ...all, offset: 50_000 }, chunks(bytes.subarray(50_000)), nothing)
    await store.complete(id, digest(bytes))
    expect((await whole(await store.open(digest(bytes)))).equals(bytes)).toBe(true)
  })

  test('keeps what came before a cut and goes on from there', async () => {
    const { store } = await freshStore()
    const id = uuidv7()
    await store.begin(id)
    const cut = new Error('cut')
    await expect(store.append(id, all, chunks(Buffer.from('abc'), Buffer.from('def'), cut), nothing)).rejects.toBe(cut)
    expect(await store.received(id)).toBe(6)
    expect(await store.append(id, { ...all, offset: 6 }, chunks(Buffer.from('g')), nothing)).toBe(7)
  })

  test('writes only at the end and only what was announced', async () => {
    const { store } = await freshStore()
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
    const { store, dir } = await freshStore()
    const bytes = randomBytes(1000)
    const sha256 = await keep(store, bytes)
    const file = join(dir, 'sha256', sha256.slice(0, 2), sha256.slice(2))
    const before = statSync(file).ino
    const id = uuidv7()
    await store.begin(id)
    await store.append(id, all, chunks(bytes), nothing)
    await store.complete(id, sha256)
    await store.complete(id, sha256)
    await store.discard(id)
    await store.discard(id)
    expect(statSync(file)).toMatchObject({ ino: before, nlink: 1 })
    expect(readdirSync(join(dir, 'incoming'))).toEqual([])
  })

  test('says that bytes under a digest are damaged instead of adding to them', async () => {
    const { store, dir } = await freshStore()
    const bytes = randomBytes(1000)
    const sha256 = await keep(store, bytes)
    writeFileSync(join(dir, 'sha256', sha256.slice(0, 2), sha256.slice(2)), 'short')
    await expect(keep(store, bytes)).rejects.toThrow('damaged')
  })

  test('reads any range', async () => {
    const { store } = await freshStore()
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

  test('is open to its owner only', async () => {
    const { store, dir } = await freshStore()
    const sha256 = await keep(store, randomBytes(10))
    const shelf = join(dir, 'sha256', sha256.slice(0, 2))
    for (const path of [dir, join(dir, 'incoming'), join(dir, 'sha256'), shelf])
      expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(statSync(join(shelf, sha256.slice(2))).mode & 0o777).toBe(0o600)
  })

  for (const name of ['../x', '', 'A'.repeat(64), '/etc/passwd', `${'a'.repeat(63)}\n`, 'incoming/x']) {
    test(`does not take ${JSON.stringify(name)} for a name`, async () => {
      const { store } = await freshStore()
      await expect(store.begin(name)).rejects.toThrow(TypeError)
      await expect(store.open(name)).rejects.toThrow(TypeError)
      await expect((async () => store.remove(name))()).rejects.toThrow(TypeError)
      await expect((async () => store.discard(name))()).rejects.toThrow(TypeError)
    })
  }
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
