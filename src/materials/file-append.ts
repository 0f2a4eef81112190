// Writes an upload's file at its end and nowhere else. What came before a failure stays, durable and whole chunk by chunk.
import { type FileHandle, open } from 'node:fs/promises'
import { codeOf, full } from './file-system.ts'
import { StoreFault } from './store.ts'

/** See ByteStore.append. */
export async function appendTo(
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
      // Hashed while it is written; whoever keeps hash states drops them when the write fails.
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

export async function openUpload(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new StoreFault('missing', 'there is no such upload')
    throw error
  }
}
