// Sends a bundle: one file open at a time, nothing read ahead of what is asked for, every file held against its size and
// digest on the way. Where one is missing or damaged the stream breaks off before the directory, and is no archive.
import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Bundle, BundleFile } from './compose.ts'
import { isStreamed } from './format.ts'
import { centralRecord, descriptor, endRecords, type Framed, layoutOf, localHeader } from './zip-form.ts'

/** Bytes that the store gives are not those that were listed. */
export class BundleFault extends Error {
  readonly path: string
  constructor(path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options)
    this.name = 'BundleFault'
    this.path = path
  }
}

export const framed = (file: { readonly path: string; readonly size: number }): Framed => ({
  path: file.path,
  size: file.size,
  deferred: isStreamed(file.path),
})

/** The size of the whole archive in bytes, known before it is made. */
export const sizeOf = ({ files }: Pick<Bundle, 'files'>): number => layoutOf(files.map(framed)).size

/** Small pieces leave together: an archive of thousands of short files is not written in thousands of packets. */
const togetherBytes = 64 * 1024

export async function* archiveOf(bundle: Pick<Bundle, 'files'>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for await (const piece of piecesOf(bundle)) {
    if (bytes > 0 && bytes + piece.length > togetherBytes) {
      yield Buffer.concat(waiting)
      waiting = []
      bytes = 0
    }
    if (piece.length >= togetherBytes) yield piece
    else {
      waiting.push(piece)
      bytes += piece.length
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}

async function* piecesOf({ files }: Pick<Bundle, 'files'>): AsyncGenerator<Buffer> {
  const layout = layoutOf(files.map(framed))
  const crcs = new Uint32Array(files.length)
  for (const [i, file] of files.entries()) {
    crcs[i] = isStreamed(file.path) ? yield* streamed(file) : yield* whole(file)
  }
  for (const [i, file] of files.entries())
    yield centralRecord(framed(file), crcs[i] as number, layout.offsets[i] as number)
  yield endRecords({ files: files.length, offset: layout.directory, size: layout.end - layout.directory })
}

/** A small file: its CRC stands before it. */
async function* whole(file: BundleFile): AsyncGenerator<Buffer, number> {
  const given = await (file.bytes() as Promise<Uint8Array> | Uint8Array)
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  if (bytes.length !== file.size || hash('sha256', bytes, 'hex') !== file.sha256)
    throw new BundleFault(file.path, 'what is kept is not what was listed')
  const crc = crc32(bytes)
  yield localHeader(framed(file), crc)
  yield bytes
  return crc
}

async function* streamed(file: BundleFile): AsyncGenerator<Buffer, number> {
  const frame = framed(file)
  yield localHeader(frame, 0)
  const sha256 = createHash('sha256')
  let crc = 0
  let size = 0
  for await (const given of file.bytes() as AsyncIterable<Uint8Array>) {
    size += given.byteLength
    // One byte too many would move everything behind it.
    if (size > file.size) throw new BundleFault(file.path, 'the stored file is longer than it was')
    sha256.update(given)
    crc = crc32(given, crc)
    yield Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  }
  if (size !== file.size) throw new BundleFault(file.path, 'the stored file is shorter than it was')
  if (sha256.digest('hex') !== file.sha256) throw new BundleFault(file.path, 'the stored file is damaged')
  yield descriptor(frame, crc)
  return crc
}

/**
 * The archive as the body of an answer. A reader that goes away closes the file that is open; an error breaks the body
 * off, so that with the length announced no client takes what came for a whole, and `failed` is told.
 */
export function bundleStream(bundle: Bundle, failed: (error: unknown) => void): ReadableStream<Uint8Array> {
  const pieces = archiveOf(bundle)
  let left = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await pieces.next()
          // Whoever asked for this piece may have gone while it was read.
          if (left) return
          if (next.done) controller.close()
          else controller.enqueue(next.value)
        } catch (error) {
          if (left) return
          failed(error)
          controller.error(error)
        }
      },
      async cancel() {
        left = true
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
