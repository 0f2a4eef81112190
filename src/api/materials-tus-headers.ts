// Headers of a tus request, checked before anything else of it: version, offset, type, metadata. Refuses with the
// statuses of the protocol where the library would give others or would let a header pass that cannot be kept.
import { UploadProblem } from './materials-problem.ts'

/** Node refuses more than 16 KiB of headers altogether; half of that is more than any client needs to say here. */
const metadataCharactersMax = 8192
const wholeNumber = /^(0|[1-9]\d{0,15})$/

export function tusFault(request: Request): UploadProblem | undefined {
  const { method, headers } = request
  if (method === 'OPTIONS') return undefined
  if (headers.get('tus-resumable') !== '1.0.0')
    return new UploadProblem('tus_version_unsupported', 'Tus-Resumable must be 1.0.0')
  if (method === 'POST') return creationFault(headers)
  if (method !== 'PATCH') return undefined
  if (headers.get('content-type') !== 'application/offset+octet-stream') {
    return new UploadProblem('unsupported_media_type', 'PATCH carries application/offset+octet-stream')
  }
  if (!wholeNumber.test(headers.get('upload-offset') ?? ''))
    return new UploadProblem('invalid_header', 'Upload-Offset must be a whole number')
  if (headers.has('upload-length') && !wholeNumber.test(headers.get('upload-length') ?? ''))
    return new UploadProblem('invalid_header', 'Upload-Length must be a whole number')
  return undefined
}

function creationFault(headers: Headers): UploadProblem | undefined {
  if (headers.has('upload-concat'))
    return new UploadProblem('upload_extension_unsupported', 'Parts cannot be joined; switch parallel uploads off')
  const deferred = headers.get('upload-defer-length')
  if (deferred !== null && (deferred !== '1' || headers.has('upload-length')))
    return new UploadProblem('invalid_header', 'Upload-Defer-Length is 1, and stands instead of Upload-Length')
  if (deferred === null && !wholeNumber.test(headers.get('upload-length') ?? ''))
    return new UploadProblem('invalid_header', 'Upload-Length must be a whole number')
  const metadata = headers.get('upload-metadata') ?? ''
  if (metadata.length > metadataCharactersMax)
    return new UploadProblem('invalid_header', `Upload-Metadata has more than ${metadataCharactersMax} characters`)
  for (const pair of metadata.split(',')) {
    const value = pair.split(' ')[1] ?? ''
    // The library would decode anything into something; names in GBK are the usual case.
    if (!isUtf8(Buffer.from(value, 'base64')))
      return new UploadProblem('invalid_header', 'Upload-Metadata: values must be base64 of UTF-8')
  }
  return undefined
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
