// Takes an upload's bytes into a bucket: gathered into parts, one being sent while the next one fills, never more of a
// file in memory. What was gathered before a cut is sent before the cut is passed on.
import type { S3Bucket } from './s3-bucket.ts'
import { joinShort, type Part, partBytes, putPart, type Upload } from './s3-parts.ts'
import { StoreFault } from './store.ts'

/**
 * What all uploads of this process may hold together. Beyond it each sends what it has, in shorter parts: a thousand slow
 * clients must not hold a thousand parts.
 */
const gatheredMax = 192 * 1024 ** 2
const shortMin = 256 * 1024
let gathered = 0

/** See ByteStore.append. */
export async function appendParts(
  bucket: S3Bucket,
  id: string,
  upload: Upload,
  span: { readonly offset: number; readonly end: number },
  source: AsyncIterable<Uint8Array>,
  taken: (chunk: Uint8Array) => void,
): Promise<number> {
  if (upload.stored !== span.offset) throw new StoreFault('offset', 'the upload stands at another offset')
  let parts = await joinShort(bucket, id, upload.parts)
  let position = span.offset
  let [held, size]: [Uint8Array[], number] = [[], 0]
  let sending: Promise<void> = Promise.resolve()

  /** Waits for the part before, so that a chain never has a hole. */
  async function send(): Promise<void> {
    await sending
    const [bytes, start] = [held, position - size]
    const length = size
    held = []
    size = 0
    sending = putPart(bucket, id, start, bytes.length === 1 ? (bytes[0] as Uint8Array) : Buffer.concat(bytes, length))
      .then(async (part: Part) => {
        parts = await joinShort(bucket, id, [...parts, part])
      })
      .finally(() => {
        gathered -= length
      })
    // Awaited at the next part or at the end; until then it must not count as nobody's.
    sending.catch(() => {})
  }

  try {
    for await (const chunk of source) {
      if (position + chunk.length > span.end) throw new StoreFault('overlong', 'more bytes than the upload declared')
      held.push(chunk)
      size += chunk.length
      position += chunk.length
      gathered += chunk.length
      taken(chunk)
      if (size >= partBytes || (gathered > gatheredMax && size >= shortMin)) await send()
    }
  } finally {
    try {
      // Where a part could not be sent, what came after it has no place.
      if (size > 0) await send()
      await sending
    } finally {
      gathered -= size
    }
  }
  return position
}
