// The two kinds of byte stores, made for a test file and gone with it: a directory, and a bucket of a real server. The same
// tests run on both; what a store holds is asked in one way.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type ByteStore, directoryStore, s3Store } from '../src/materials/index.ts'
import { type S3Server, startS3 } from './s3-server.ts'
import { filesIn } from './store-files.ts'

export interface Shelf {
  readonly kind: 'directory' | 'bucket'
  /** Where the bytes, or the server's objects, lie. */
  readonly dir: string
  readonly s3?: S3Server
  /** Opens the store anew, as another gateway does. */
  open(): Promise<ByteStore>
  /** Everything it holds: `incoming/…` and `sha256/ab/cd…`. */
  contents(): Promise<string[]>
  /** The stored bytes of a finished file, past the store. */
  bytes(sha256: string): Buffer
  damage(sha256: string, bytes: string): void
}

export const kinds = ['directory', 'bucket'] as const

export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'xianjie-materials-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export async function shelf(kind: Shelf['kind']): Promise<Shelf> {
  const dir = temporaryDirectory()
  return kind === 'directory' ? directoryShelf(dir) : bucketShelf(dir)
}

function directoryShelf(dir: string): Shelf {
  const path = (sha256: string) => join(dir, 'sha256', sha256.slice(0, 2), sha256.slice(2))
  return {
    kind: 'directory',
    dir,
    open: () => directoryStore(dir),
    contents: async () => filesIn(dir),
    bytes: (sha256) => readFileSync(path(sha256)),
    damage: (sha256, bytes) => writeFileSync(path(sha256), bytes),
  }
}

async function bucketShelf(dir: string): Promise<Shelf> {
  const s3 = await startS3(dir)
  afterAll(() => s3.stop())
  const path = (sha256: string) =>
    join(dir, s3.place.bucket, s3.place.prefix, 'sha256', sha256.slice(0, 2), `${sha256.slice(2)}._S3rver_object`)
  return {
    kind: 'bucket',
    dir,
    s3,
    open: () => s3Store(s3.place),
    contents: () => s3.keys(),
    bytes: (sha256) => readFileSync(path(sha256)),
    damage: (sha256, bytes) => writeFileSync(path(sha256), bytes),
  }
}
