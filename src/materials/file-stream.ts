// Reads a file in chunks, as an iterable for us and as a web stream for a response. A reader that goes away closes the
// file; nothing is read ahead of what is asked for.
import { type FileHandle, open } from 'node:fs/promises'

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

/** The same as a stream, of a file that stands. */
export function fileStream(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  return streamOf(() => chunksOf(path, start, end))
}

/** Chunks as a stream, opened at the first read: a response whose reader has gone before is neither read nor cancelled. */
export function streamOf(open: () => AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  let chunks: AsyncGenerator<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= open()
        const next = await chunks.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      // Waits for a read under way, then closes the file; without a read there is nothing to close.
      async cancel() {
        await chunks?.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

async function* chunksOf(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    yield* readChunks(handle, start, end)
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, position: number, end: number): Promise<Uint8Array | undefined> {
  const wanted = Math.min(chunkBytes, end - position)
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position)
  return bytesRead > 0 ? buffer.subarray(0, bytesRead) : undefined
}
