// A byte store in one directory: `incoming/<id>` while bytes arrive, `sha256/ab/cd…` once they are whole. A finished
// file and its directory are fsynced before anybody hears of it. Refuses ids and digests that are no plain names.
import { access, constants, link, mkdir, open, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { appendTo, openUpload } from './file-append.ts'
import { fileStream, readChunks } from './file-stream.ts'
import { codeOf, forget, full, sizeOf, syncDirectory } from './file-system.ts'
import { checkedDigest, checkedId, isUploadId } from './plain-names.ts'
import type { ByteStore } from './store.ts'

/** Opens (and makes, mode 700) the store below `dir`. Both parts must lie on one file system: files move by hard link. */
export async function directoryStore(dir: string): Promise<ByteStore> {
  const finished = join(dir, 'sha256')
  const arriving = join(dir, 'incoming')
  for (const made of [dir, finished, arriving]) await mkdir(made, { recursive: true, mode: 0o700 })
  // All shelves at once: one made on demand by another process might not be durable yet when a file of ours is put on it.
  for (let i = 0; i < 256; i++)
    await mkdir(join(finished, i.toString(16).padStart(2, '0')), { recursive: true, mode: 0o700 })
  await syncDirectory(finished)
  await syncDirectory(dir)

  const upload = (id: string) => join(arriving, checkedId(id))
  const shelf = (sha256: string) => join(finished, checkedDigest(sha256).slice(0, 2))
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
        return await appendTo(handle, span, source, taken)
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
        await full(() => from.datasync())
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
      for await (const entry of await opendir(arriving)) if (isUploadId(entry.name)) yield entry.name
    },
    async open(sha256, range) {
      const path = file(sha256)
      if ((await sizeOf(path)) === undefined) return undefined
      return fileStream(path, range?.start ?? 0, range ? range.end + 1 : Number.MAX_SAFE_INTEGER)
    },
    remove: (sha256) => forget(file(sha256)),
    answers: () => full(() => access(arriving, constants.W_OK)),
  }
}
