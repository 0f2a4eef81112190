// Reads a file in chunks, as an iterable for us and as a web stream for a response. A reader that goes away closes the
// file; nothing is read ahead of what is asked for.
import type { FileHandle } from 'node:fs/promises'

/** Large enough that a read is cheap, small enough that hundreds of slow readers fit into memory. */
const chunkBytes = 256 * 1024

/** Chunks of [start, end), or to the end of the file; the caller closes the handle. */
export async function* readChunks(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end; ) {
    const chunk = await readAt(handle, position, end)
    if (!chunk) return
    position += chunk.length
    yield chunk
  }
}

/** The same as a stream that owns the handle. */
export function fileStream(handle: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = position < end ? await readAt(handle, position, end) : undefined
          if (chunk) {
            position += chunk.length
            controller.enqueue(chunk)
            return
          }
          await handle.close()
          controller.close()
        } catch (error) {
          await handle.close().catch(() => {})
          controller.error(error)
        }
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  )
}

async function readAt(handle: FileHandle, position: number, end: number): Promise<Uint8Array | undefined> {
  const wanted = Math.min(chunkBytes, end - position)
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position)
  return bytesRead > 0 ? buffer.subarray(0, bytesRead) : undefined
}
