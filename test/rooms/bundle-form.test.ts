// The form of the archive: equal contents give equal bytes, other programs open it, its length is known before, and what
// is missing, damaged or no longer wanted ends it. No database is asked.
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import type { Bundle, BundleFile } from '../../src/bundles/compose.ts'
import { materialPath } from '../../src/bundles/format.ts'
import { archiveOf, BundleFault, bundleStream, sizeOf } from '../../src/bundles/index.ts'
import { centralRecord, descriptor, endRecords, layoutOf, localHeader } from '../../src/bundles/zip-form.ts'

const run = promisify(execFile)
const directory = mkdtempSync(join(tmpdir(), 'xianjie-form-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const sha256 = (bytes: Buffer) => hash('sha256', bytes, 'hex')
const held = (path: string, text: string): BundleFile => {
  const bytes = Buffer.from(text)
  return { path, size: bytes.length, sha256: sha256(bytes), bytes: () => bytes }
}
interface Watched {
  opened: number
  closed: number
}
const fromStore = (path: string, chunks: readonly Buffer[], watched?: Watched): BundleFile => {
  const bytes = Buffer.concat(chunks)
  return {
    path,
    size: bytes.length,
    sha256: sha256(bytes),
    sm3: hash('sm3', bytes, 'hex'),
    async *bytes() {
      if (watched) watched.opened += 1
      try {
        yield* chunks
      } finally {
        if (watched) watched.closed += 1
      }
    },
  }
}
const bundleOf = (...files: BundleFile[]) => ({ manifest: { files } as unknown as Bundle['manifest'], files }) as Bundle

async function all(bundle: Bundle): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of archiveOf(bundle)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const sample = () =>
  bundleOf(
    held('manifest.json', '{}'),
    held('README.txt', '移送案件证明包\n'),
    fromStore('materials/M1/000001-移送书.pdf', [Buffer.from('甲'), Buffer.alloc(300_000, 7)]),
    fromStore('materials/M2/000002-empty.bin', []),
  )

describe('the archive', () => {
  test('is the same for the same contents, and as long as was said before', async () => {
    const [first, second] = [await all(sample()), await all(sample())]
    expect(first.equals(second)).toBe(true)
    expect(first.length).toBe(sizeOf(sample()))
  })

  test('is opened and found sound by other programs', async () => {
    const path = join(directory, 'sample.zip')
    writeFileSync(path, await all(sample()))
    const python = `import sys,zipfile,json\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps([[i.filename,i.file_size,i.compress_type,list(i.date_time)] for i in z.infolist()]))`
    const { stdout } = await run('python3', ['-c', python, path])
    expect(JSON.parse(stdout)).toEqual([
      ['manifest.json', 2, 0, [1980, 1, 1, 0, 0, 0]],
      ['README.txt', 22, 0, [1980, 1, 1, 0, 0, 0]],
      ['materials/M1/000001-移送书.pdf', 300_003, 0, [1980, 1, 1, 0, 0, 0]],
      ['materials/M2/000002-empty.bin', 0, 0, [1980, 1, 1, 0, 0, 0]],
    ])
    expect((await run('unzip', ['-tq', path])).stdout).toContain('No errors detected')
  })

  test('has ZIP64 numbers where a file, a place or a count needs them, and nowhere else', () => {
    const large = { path: 'materials/M1/000001-video', size: 5 * 1024 ** 3, deferred: true }
    const small = { path: 'materials/M1/000002-after', size: 10, deferred: true }
    const { offsets, directory: start, end, size } = layoutOf([large, small])
    const lengths = (f: typeof large, i: number) => ({
      before: localHeader(f, 0).length,
      behind: descriptor(f, 1).length,
      record: centralRecord(f, 1, offsets[i] as number).length,
    })
    const [a, b] = [lengths(large, 0), lengths(small, 1)]
    expect(offsets).toEqual([0, a.before + large.size + a.behind])
    expect(start).toBe((offsets[1] as number) + b.before + small.size + b.behind)
    expect(end - start).toBe(a.record + b.record)
    expect(size).toBe(end + endRecords({ files: 2, offset: start, size: end - start }).length)
    // Behind 4 GiB the second one's place needs 64 bits, its size does not.
    expect([a.before - 30 - 25, a.behind, b.before - 30 - 25, b.behind]).toEqual([20, 24, 0, 16])
    expect([a.record - 46 - 25, b.record - 46 - 25]).toEqual([20, 12])
    const many = Array.from({ length: 70_000 }, (_, i) => ({ path: `m${i}`, size: 0, deferred: false }))
    const wide = layoutOf(many)
    expect(wide.size - wide.end).toBe(56 + 20 + 22)
    expect(layoutOf(many.slice(0, 100)).size - layoutOf(many.slice(0, 100)).end).toBe(22)
  })

  test('holds more than 65,535 files, and other programs count them', async () => {
    const many = bundleOf(...Array.from({ length: 66_000 }, (_, i) => held(`events/${i}`, '')))
    const path = join(directory, 'many.zip')
    writeFileSync(path, await all(many))
    const { stdout } = await run('python3', [
      '-c',
      'import sys,zipfile;print(len(zipfile.ZipFile(sys.argv[1]).infolist()))',
      path,
    ])
    expect(Number(stdout)).toBe(66_000)
  })
})

describe('what ends it', () => {
  test.each([
    ['is shorter than it was', [Buffer.alloc(50_000)], 100_000],
    ['is longer than it was', [Buffer.alloc(100_000), Buffer.alloc(1)], 100_000],
    ['was changed', [Buffer.alloc(100_000, 1)], 100_000],
  ])('a stored file that %s breaks it off, before the directory', async (_, chunks, size) => {
    const listed = fromStore('materials/M1/000001-a', [Buffer.alloc(size)])
    const bundle = bundleOf(held('manifest.json', '{}'), {
      ...listed,
      async *bytes() {
        yield* chunks
      },
    })
    const pieces: Buffer[] = []
    await expect(
      (async () => {
        for await (const piece of archiveOf(bundle)) pieces.push(piece)
      })(),
    ).rejects.toThrow(BundleFault)
    expect(Buffer.concat(pieces).includes(Buffer.from('PK\u0001\u0002'))).toBe(false)
  })

  test('a small file that is not what was listed breaks it off too', async () => {
    const bundle = bundleOf({ ...held('events/000001.json', 'a'), bytes: () => Buffer.from('b') })
    await expect(all(bundle)).rejects.toThrow('not what was listed')
  })

  test('a reader that goes away closes the file that is open, and no further one is opened', async () => {
    const watched: Watched = { opened: 0, closed: 0 }
    const chunks = Array.from({ length: 50 }, () => Buffer.alloc(100_000))
    const files = ['a', 'b', 'c'].map((n, i) => fromStore(materialPath('M1', i, n), chunks, watched))
    const failures: unknown[] = []
    const reader = bundleStream(bundleOf(...files), (e) => failures.push(e)).getReader()
    for (let i = 0; i < 3; i++) await reader.read()
    expect(watched).toEqual({ opened: 1, closed: 0 })
    await reader.cancel()
    expect(watched).toEqual({ opened: 1, closed: 1 })
    expect(failures).toEqual([])
  })

  test('nothing is read that nobody asks for', async () => {
    const watched: Watched = { opened: 0, closed: 0 }
    const stream = bundleStream(bundleOf(fromStore('materials/M1/1-a', [Buffer.alloc(9)], watched)), () => {})
    await new Promise((resolve) => setImmediate(resolve))
    expect(watched.opened).toBe(0)
    await stream.cancel()
  })
})

describe('names in it', () => {
  test.each([
    ['M1', 1, '移送书.pdf', 'materials/M1/000001-移送书.pdf'],
    ['M1', 2, '../../etc/passwd', 'materials/M1/000002-passwd'],
    ['a/../b', 3, 'C:\\x\\con', 'materials/b/000003-con'],
    ['卷一', 4, 'a\u202egpj.exe', 'materials/卷一/000004-a_gpj.exe'],
    ['M1', 1_234_567, '...', 'materials/M1/1234567-material'],
    ['M1', 5, 'a\ud800b', 'materials/M1/000005-a_b'],
  ])('%s, %i, %j becomes %s', (folder, no, name, path) => {
    expect(materialPath(folder, no, name)).toBe(path)
  })

  test('a long Chinese name is cut to what a file system takes, and keeps its ending', () => {
    const [, , name = ''] = materialPath('M1', 1, `${'证'.repeat(250)}.pdf`).split('/')
    expect(Buffer.byteLength(name)).toBeLessThan(255)
    expect(name.endsWith('证.pdf')).toBe(true)
  })
})
