// An upload in a bucket is a chain of objects, each named for the stretch of the file it holds: nothing of it lives in a
// process, so that any gateway goes on where another one stopped. Short stretches are joined before they become many.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { asked, type S3Bucket } from './s3-bucket.ts'

/** What S3 asks of every part of an assembled object but the last. */
export const partMin = 5 * 1024 ** 2
/** With the most parts that S3 assembles (10,000) a file of 50 GiB still fits, however its parts were cut. */
export const partBytes = 8 * 1024 ** 2
/** So many short parts in a row and they are joined, or a client that sends byte by byte would fill the bucket with names. */
const shortMax = 64

export interface Part {
  readonly key: string
  readonly start: number
  readonly end: number
}

export interface Upload {
  /** The chain from the first byte on; what does not join on (a rest of a joining cut off) is in `strays`. */
  readonly parts: Part[]
  readonly strays: string[]
  readonly stored: number
}

export const uploadPrefix = (bucket: S3Bucket, id: string) => `${bucket.prefix}incoming/${id}/`
/** Says that there is such an upload, also while it has no bytes. */
export const markerKey = (bucket: S3Bucket, id: string) => `${uploadPrefix(bucket, id)}begun`
/** Names the assembling under way, so that one that a crash left behind can be broken off. */
export const assemblyKey = (bucket: S3Bucket, id: string) => `${uploadPrefix(bucket, id)}assembling`

const digits = 15
const partName = /\/(\d{15})-(\d{15})$/

export function partKey(bucket: S3Bucket, id: string, start: number, end: number): string {
  const padded = (n: number) => String(n).padStart(digits, '0')
  return `${uploadPrefix(bucket, id)}${padded(start)}-${padded(end)}`
}

/** Every key below a prefix, in order. */
export async function* keysBelow(bucket: S3Bucket, prefix: string): AsyncGenerator<string> {
  for (let token: string | undefined, more = true; more; more = token !== undefined) {
    const page: ListObjectsV2CommandOutput = await asked(() =>
      bucket.client.send(
        new ListObjectsV2Command({ Bucket: bucket.name, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
      ),
    )
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  }
}

/** undefined where there is no such upload. */
export async function uploadOf(bucket: S3Bucket, id: string): Promise<Upload | undefined> {
  const found: Part[] = []
  let begun = false
  for await (const key of keysBelow(bucket, uploadPrefix(bucket, id))) {
    const [, start, end] = partName.exec(key) ?? []
    if (start !== undefined) found.push({ key, start: Number(start), end: Number(end) })
    else begun ||= key === markerKey(bucket, id)
  }
  return begun ? chained(found) : undefined
}

/** Of two that begin alike the longer one holds all of the shorter. */
function chained(found: readonly Part[]): Upload {
  const parts: Part[] = []
  const strays: string[] = []
  let stored = 0
  for (const part of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (part.start !== stored) strays.push(part.key)
    else {
      parts.push(part)
      stored = part.end
    }
  }
  return { parts, strays, stored }
}

export async function putPart(bucket: S3Bucket, id: string, start: number, bytes: Uint8Array): Promise<Part> {
  const part = { key: partKey(bucket, id, start, start + bytes.length), start, end: start + bytes.length }
  await asked(() => bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: part.key, Body: bytes })))
  return part
}

export async function removeKeys(bucket: S3Bucket, keys: readonly string[]): Promise<void> {
  // One by one: removing many in one request asks for checksums on which servers do not agree.
  const left = keys.values()
  const worker = async () => {
    for (const key of left)
      await asked(() => bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key })))
  }
  await Promise.all(Array.from({ length: Math.min(8, keys.length) }, worker))
}

/** Chunks of an object; `range` as HTTP counts it. Whoever stops reading closes the connection. */
export async function* chunksOf(
  bucket: S3Bucket,
  key: string,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const { Body } = await asked(() =>
    bucket.client.send(
      new GetObjectCommand({
        Bucket: bucket.name,
        Key: key,
        ...(range && { Range: `bytes=${range.start}-${range.end}` }),
      }),
    ),
  )
  // A server that gives more than it was asked for is heard as far as it was asked.
  let left = range ? range.end - range.start + 1 : Number.POSITIVE_INFINITY
  for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
    yield chunk.length <= left ? chunk : chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
}

/**
 * Joins the short parts at the end of the chain: always (`all`), or when there are many of them or enough for a whole one.
 * The joined one is written before the others go, and `chained` prefers it.
 */
export async function joinShort(bucket: S3Bucket, id: string, parts: Part[], all = false): Promise<Part[]> {
  let first = parts.length
  while (first > 0 && sizeOf(parts[first - 1]) < partMin) first--
  const short = parts.slice(first)
  const size = short.reduce((sum, part) => sum + sizeOf(part), 0)
  if (short.length < 2 || !(all || short.length >= shortMax || size >= partMin)) return parts
  const bytes: Uint8Array[] = []
  for (const part of short) for await (const chunk of chunksOf(bucket, part.key)) bytes.push(chunk)
  const joined = await putPart(bucket, id, short[0]?.start ?? 0, Buffer.concat(bytes))
  await removeKeys(
    bucket,
    short.map((part) => part.key),
  )
  return [...parts.slice(0, first), joined]
}

const sizeOf = (part: Part | undefined) => (part ? part.end - part.start : 0)
