// Loads what speaks to a bucket only where one is configured: the client is large, and a directory needs none of it.
import type { S3Place } from './s3-bucket.ts'
import type { ByteStore } from './store.ts'

export async function s3Store(place: S3Place): Promise<ByteStore> {
  // Our supported versions of Node are our word to give; the client would print its own between the lines of the log.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  return (await import('./s3-store.ts')).bucketStore(place)
}
