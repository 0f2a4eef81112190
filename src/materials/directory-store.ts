// A byte store in one directory: `incoming/<id>` while bytes arrive, `sha256/ab/cd…` once they are whole. A finished
// file and its directory are fsynced before anybody hears of it. Refuses ids and digests that are no plain names.
import { type FileHandle, link, mkdir, open, opendir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileStream, readChunks } from './file-stream.ts'
import { type ByteStore, StoreFault } from './store.ts'

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const digestShape = /^[0-9a-f]{64}$/

/** Opens (and makes, mode 700) the store below `dir`. Both parts must lie on one file system: files move by hard link. */
export async function directoryStore(dir: string): Promise<ByteStore> {
  const finished = join(dir, 'sha256')
  const arriving = join(dir, 'incoming')
  for (const made of [dir, finished, arriving]) await mkdir(made, { recursive: true, mode: 0o700 })
  await syncDirectory(dir)

  const upload = (id: string) => {
    if (!idShape.test(id)) throw new TypeError('not an upload id')
    return join(arriving, id)
  }
  const shelf = (sha256: string) => {
    if (!digestShape.test(sha256)) throw new TypeError('not a SHA-256 digest')
    return join(finished, sha256.slice(0, 2))
  }
  const file = (sha256: string) => join(shelf(sha256), sha256.slice(2))

  return {
    async begin(id) {
      const handle = await full(() => open(upload(id), 'wx', 0o600))
      await handle.close()
    },
    received: (id) => sizeOf(upload(id)),
    async append(id, span, source, taken) {
      const handle = await openUpload(upload(id))
      try {
        return await write(handle, span, source, taken)
      } finally {
        await handle.close()
      }
    },
    async *read(id, from, length = Number.MAX_SAFE_INTEGER) {
      const handle = await openUpload(upload(id))
      try {
        yield* readChunks(handle, from, from + length)
      } finally {
        await handle.close()
      }
    },
    async complete(id, sha256) {
      const from = await openUpload(upload(id))
      try {
        await full(() => from.sync())
        if ((await full(() => mkdir(shelf(sha256), { recursive: true, mode: 0o700 }))) !== undefined)
          await syncDirectory(finished)
        try {
          await full(() => link(upload(id), file(sha256)))
        } catch (error) {
          if (codeOf(error) !== 'EEXIST') throw error
          // A finished file of another length under this digest was damaged; adding a reference to it would hide that.
          if ((await sizeOf(file(sha256))) !== (await from.stat()).size)
            throw new Error(`the stored bytes of ${sha256} are damaged`)
        }
        // Also where the file stood already: whoever made it may not have come as far as this.
        await syncDirectory(shelf(sha256))
      } finally {
        await from.close()
      }
    },
    discard: (id) => forget(upload(id)),
    async *incoming() {
      for await (const entry of await opendir(arriving)) if (idShape.test(entry.name)) yield entry.name
    },
    async open(sha256, range) {
      try {
        const handle = await open(file(sha256), 'r')
        return fileStream(handle, range?.start ?? 0, range ? range.end + 1 : Number.MAX_SAFE_INTEGER)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    remove: (sha256) => forget(file(sha256)),
  }
}

async function write(
  handle: FileHandle,
  span: { offset: number; end: number },
  source: AsyncIterable<Uint8Array>,
  taken: (chunk: Uint8Array) => void,
) {
  let position = span.offset
  if ((await handle.stat()).size !== position) throw new StoreFault('offset', 'the upload stands at another offset')
  try {
    for await (const chunk of source) {
      if (position + chunk.length > span.end) throw new StoreFault('overlong', 'more bytes than the upload declared')
      const writing = writeWhole(handle, chunk, position)
      // Hashed on this thread while another writes; whoever keeps hash states drops them when the write fails.
      taken(chunk)
      await full(() => writing)
      position += chunk.length
    }
  } catch (error) {
    // Half a chunk of a full disk is taken back, so that the offset told is the offset hashed.
    if (error instanceof StoreFault && error.code === 'full') await handle.truncate(position).catch(() => {})
    throw error
  } finally {
    await full(() => handle.datasync())
  }
  return position
}

async function writeWhole(handle: FileHandle, chunk: Uint8Array, position: number) {
  let done = 0
  while (done < chunk.length)
    done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten
}

async function openUpload(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new StoreFault('missing', 'there is no such upload')
    throw error
  }
}

/** Runs a write and tells a full disk, or a quota used up, from every other failure. */
async function full<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT')
      throw new StoreFault('full', 'the store has no space left', { cause: error })
    throw error
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function forget(path: string) {
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}

async function syncDirectory(path: string) {
  const handle = await open(path, 'r')
  await full(() => handle.sync()).finally(() => handle.close())
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
