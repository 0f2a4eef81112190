// Which uploads a bucket holds: the names one level below `incoming/`, as the server groups them.
import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { asked, type S3Bucket } from './s3-bucket.ts'

export async function* uploadIds(bucket: S3Bucket): AsyncGenerator<string> {
  const prefix = `${bucket.prefix}incoming/`
  for (let token: string | undefined, more = true; more; more = token !== undefined) {
    const page: ListObjectsV2CommandOutput = await asked(() =>
      bucket.client.send(
        new ListObjectsV2Command({
          Bucket: bucket.name,
          Prefix: prefix,
          Delimiter: '/',
          ...(token && { ContinuationToken: token }),
        }),
      ),
    )
    for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) yield Prefix.slice(prefix.length, -1)
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  }
}
