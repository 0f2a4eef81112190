// The bucket behind the S3 store, asked in plain operations that every compatible server knows. Its failures are told
// apart here: full, denied, away, and everything else, which stays the fault that it is.
import { S3Client } from '@aws-sdk/client-s3'
import { StoreFault } from './store.ts'

export interface S3Place {
  /** Base URL of the service; undefined for the one of the region. */
  readonly endpoint: string | undefined
  readonly region: string
  readonly bucket: string
  /** Before every key: empty, or ending in a slash. */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Bucket in the path instead of in the host name; what most servers other than AWS want. */
  readonly pathStyle: boolean
}

export interface S3Bucket {
  readonly client: S3Client
  readonly name: string
  readonly prefix: string
}

export function openBucket(place: S3Place): S3Bucket {
  const { endpoint, region, accessKeyId, secretAccessKey, pathStyle } = place
  const client = new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    region,
    forcePathStyle: pathStyle,
    credentials: { accessKeyId, secretAccessKey },
    // Trailing checksums are younger than most compatible servers; the signature covers every body we send anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
      // Slow readers hold a socket each and must not keep uploads from theirs.
      httpAgent: { keepAlive: true, maxSockets: 1024 },
      httpsAgent: { keepAlive: true, maxSockets: 1024 },
    },
  })
  return { client, name: place.bucket, prefix: place.prefix }
}

const fullNames = new Set([
  'QuotaExceeded',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientStorage',
])
const goneNames = new Set(['NoSuchKey', 'NotFound'])
const unknownNames = new Set(['NotImplemented', 'MethodNotAllowed'])

/** A request that failed, by the name and status it was given. The client's own error carries sockets and signatures. */
class BucketFault extends Error {
  /** Undefined where nobody answered. */
  readonly status: number | undefined
  constructor(name: string, message: string, status: number | undefined) {
    super(message)
    this.name = name
    this.status = status
  }
}

/** Runs requests and throws what their failure means. */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw faultOf(error)
  }
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreFault || error instanceof TypeError) return error
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } }
  const { name, message } = error
  const status = metadata?.httpStatusCode
  const cause = new BucketFault(name, message, status)
  if (fullNames.has(name) || status === 507) return new StoreFault('full', 'the store has no space left', { cause })
  if (status === 401 || status === 403 || name === 'NoSuchBucket')
    return new StoreFault('denied', `the store refuses the gateway (${name})`, { cause })
  if (status === undefined || status === 429 || (status >= 500 && status !== 501))
    return new StoreFault('away', `the store does not answer (${name})`, { cause })
  return cause
}

/** undefined where there is no such object. */
export async function ifThere<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asked(work)
  } catch (error) {
    if (error instanceof BucketFault && (goneNames.has(error.name) || error.status === 404)) return undefined
    throw error
  }
}

/** Whether the server does not know the operation; some compatible ones leave out the rarer ones. */
export function unknownOperation(error: unknown): boolean {
  return error instanceof BucketFault && (unknownNames.has(error.name) || error.status === 501 || error.status === 405)
}
