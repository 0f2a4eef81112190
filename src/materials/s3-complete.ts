// Makes a whole file in a bucket out of an upload's parts, on the server where it can: by one copy, or by assembling
// copies of the parts, which shows the file only when all of it is there.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { asked, ifThere, type S3Bucket, unknownOperation } from './s3-bucket.ts'
import { assemblyKey, chunksOf, joinShort, type Part, type Upload } from './s3-parts.ts'

const copiesAtOnce = 4

export async function assemble(bucket: S3Bucket, id: string, upload: Upload, key: string): Promise<void> {
  const parts = await joinShort(bucket, id, upload.parts, true)
  const [only] = parts
  const where = { Bucket: bucket.name, Key: key }
  if (only === undefined) {
    await asked(() => bucket.client.send(new PutObjectCommand({ ...where, Body: Buffer.alloc(0) })))
  } else if (parts.length === 1) {
    await asked(() => bucket.client.send(new CopyObjectCommand({ ...where, CopySource: source(bucket, only) })))
  } else {
    await breakOff(bucket, id)
    const { UploadId } = await asked(() => bucket.client.send(new CreateMultipartUploadCommand(where)))
    if (UploadId === undefined) throw new Error('the store began to assemble and did not say what')
    try {
      await asked(() =>
        bucket.client.send(
          new PutObjectCommand({
            Bucket: bucket.name,
            Key: assemblyKey(bucket, id),
            Body: JSON.stringify({ key, uploadId: UploadId }),
          }),
        ),
      )
      const done = await copies(bucket, key, UploadId, parts)
      await asked(() =>
        bucket.client.send(
          new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts: done } }),
        ),
      )
    } catch (error) {
      await abort(bucket, key, UploadId).catch(() => {}) // the worker tries again when the upload goes
      throw error
    }
  }
}

/** Ends the assembling that an earlier, interrupted try of this upload left in the bucket. */
export async function breakOff(bucket: S3Bucket, id: string): Promise<void> {
  const note = await ifThere(() =>
    bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key: assemblyKey(bucket, id) })),
  )
  if (!note?.Body) return
  const { key, uploadId } = JSON.parse(await note.Body.transformToString()) as { key: string; uploadId: string }
  await abort(bucket, key, uploadId)
}

async function abort(bucket: S3Bucket, key: string, uploadId: string): Promise<void> {
  try {
    await asked(() =>
      bucket.client.send(new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: key, UploadId: uploadId })),
    )
  } catch (error) {
    // Ended already, or a server that has no such operation and clears up by itself.
    if ((error as Error).name !== 'NoSuchUpload' && !unknownOperation(error)) throw error
  }
}

async function copies(bucket: S3Bucket, key: string, uploadId: string, parts: readonly Part[]) {
  const done: { PartNumber: number; ETag: string | undefined }[] = []
  const left = parts.entries()
  let failed = false
  const worker = async () => {
    for (const [i, part] of left) {
      if (failed) return
      try {
        done[i] = { PartNumber: i + 1, ETag: await copy(bucket, key, uploadId, i + 1, part) }
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  // All of them, also after a failure: what is still on its way would arrive after the breaking off.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(copiesAtOnce, parts.length) }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return done
}

async function copy(bucket: S3Bucket, key: string, uploadId: string, no: number, part: Part) {
  const where = { Bucket: bucket.name, Key: key, UploadId: uploadId, PartNumber: no }
  try {
    const copied = await asked(() =>
      bucket.client.send(new UploadPartCopyCommand({ ...where, CopySource: source(bucket, part) })),
    )
    return copied.CopyPartResult?.ETag
  } catch (error) {
    if (!unknownOperation(error)) throw error
  }
  // A server that cannot copy parts by itself gets them back through us, one part of memory each.
  const bytes: Uint8Array[] = []
  for await (const chunk of chunksOf(bucket, part.key)) bytes.push(chunk)
  return (await asked(() => bucket.client.send(new UploadPartCommand({ ...where, Body: Buffer.concat(bytes) })))).ETag
}

const source = (bucket: S3Bucket, part: Part) => `${bucket.name}/${encodeURI(part.key)}`
