// A byte store in a bucket of any S3-compatible server, laid out as the directory store is: `incoming/<id>/…` while bytes
// arrive, `sha256/ab/cd…` once they are whole. Refuses ids and digests that are no plain names.
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { streamOf } from './file-stream.ts'
import { checkedDigest, checkedId, isUploadId } from './plain-names.ts'
import { appendParts } from './s3-append.ts'
import { asked, ifThere, openBucket, type S3Place } from './s3-bucket.ts'
import { assemble, breakOff } from './s3-complete.ts'
import {
  assemblyKey,
  chunksOf,
  keysBelow,
  markerKey,
  removeKeys,
  type Upload,
  uploadOf,
  uploadPrefix,
} from './s3-parts.ts'
import { uploadIds } from './s3-uploads.ts'
import { type ByteStore, StoreFault } from './store.ts'

/** Opens the store; whether the bucket answers is seen at the first request, and by `/readyz`. */
export function bucketStore(place: S3Place): ByteStore {
  const bucket = openBucket(place)
  const { client, name } = bucket
  const file = (sha256: string) => `${bucket.prefix}sha256/${checkedDigest(sha256).slice(0, 2)}/${sha256.slice(2)}`
  const head = (sha256: string) =>
    ifThere(() => client.send(new HeadObjectCommand({ Bucket: name, Key: file(sha256) })))

  async function existing(id: string): Promise<Upload> {
    const upload = await uploadOf(bucket, checkedId(id))
    if (!upload) throw new StoreFault('missing', 'there is no such upload')
    return upload
  }

  return {
    async begin(id) {
      const key = markerKey(bucket, checkedId(id))
      if (await ifThere(() => client.send(new HeadObjectCommand({ Bucket: name, Key: key }))))
        throw new Error('EEXIST: there is such an upload')
      await asked(() => client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: Buffer.alloc(0) })))
    },
    received: async (id) => (await uploadOf(bucket, checkedId(id)))?.stored,
    append: async (id, span, source, taken) => appendParts(bucket, id, await existing(id), span, source, taken),
    async *read(id, from, length = Number.MAX_SAFE_INTEGER) {
      const upload = await existing(id)
      const end = Math.min(from + length, upload.stored)
      for (const part of upload.parts) {
        const [start, until] = [Math.max(from, part.start), Math.min(end, part.end)]
        if (start < until) yield* chunksOf(bucket, part.key, { start: start - part.start, end: until - part.start - 1 })
      }
    },
    async complete(id, sha256) {
      const key = file(sha256)
      const upload = await existing(id)
      const stands = await head(sha256)
      if (!stands) return assemble(bucket, id, upload, key)
      // A finished file of another length under this digest was damaged; adding a reference to it would hide that.
      if (stands.ContentLength !== upload.stored) throw new Error(`the stored bytes of ${sha256} are damaged`)
    },
    async discard(id) {
      const rest = new Set<string>()
      for await (const key of keysBelow(bucket, uploadPrefix(bucket, checkedId(id)))) rest.add(key)
      if (rest.has(assemblyKey(bucket, id))) await breakOff(bucket, id)
      // Without its marker it is no upload any more; a rest that a crash leaves is an upload that nobody knows.
      if (rest.delete(markerKey(bucket, id))) await removeKeys(bucket, [markerKey(bucket, id)])
      await removeKeys(bucket, [...rest])
    },
    async *incoming() {
      for await (const id of uploadIds(bucket)) if (isUploadId(id)) yield id
    },
    async open(sha256, range) {
      if (!(await head(sha256))) return undefined
      return streamOf(() => chunksOf(bucket, file(sha256), range))
    },
    async remove(sha256) {
      const key = file(sha256)
      await asked(() => client.send(new DeleteObjectCommand({ Bucket: name, Key: key })))
    },
    async answers() {
      // Of an object that is not there: no such key is an answer, no such bucket or a wrong key is none.
      await ifThere(() => client.send(new GetObjectCommand({ Bucket: name, Key: `${bucket.prefix}answers` })))
    },
  }
}
