// Gives a finished file out, whole or one range of it (RFC 9110 14), so that no browser ever runs it. Several ranges at
// once are not served; the whole file is the answer the RFC allows instead.
import { type ByteRange, disposition, type Material, type MaterialsRoom, open } from '../materials/index.ts'

/** `GET` and `HEAD` of the bytes. The material is finished and may be seen. */
export async function contentResponse(room: MaterialsRoom, material: Material, request: Request): Promise<Response> {
  const { size, sha256 } = material
  const etag = `"${sha256}"`
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'content-type':
      material.mediaType === 'text/plain'
        ? 'text/plain; charset=utf-8'
        : (material.mediaType ?? 'application/octet-stream'),
    'content-disposition': disposition(material.filename),
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
    'repr-digest': `sha-256=:${Buffer.from(sha256 ?? '', 'hex').toString('base64')}:`,
    etag,
    // Evidence stays on no disk it was not put on deliberately.
    'cache-control': 'private, no-store',
  })
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })

  // A range counts only for GET (RFC 9110 14.2), and only of the bytes the caller has a part of already (13.1.5).
  const condition = request.headers.get('if-range')
  const wanted =
    request.method === 'GET' && (condition === null || condition === etag)
      ? rangeOf(request.headers.get('range'), size)
      : undefined
  if (wanted === 'unsatisfiable') {
    for (const name of ['content-type', 'content-disposition', 'repr-digest']) headers.delete(name)
    headers.set('content-range', `bytes */${size}`)
    return new Response(null, { status: 416, headers })
  }
  headers.set('content-length', String(wanted ? wanted.end - wanted.start + 1 : size))
  if (request.method === 'HEAD') return new Response(null, { status: 200, headers })
  if (wanted) headers.set('content-range', `bytes ${wanted.start}-${wanted.end}/${size}`)
  return new Response(await open(room, material, wanted), { status: wanted ? 206 : 200, headers })
}

/** One `bytes` range within `size`; undefined where the header is absent, of another unit, malformed or asks for several. */
export function rangeOf(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=[ \t]*(\d{0,16})-(\d{0,16})[ \t]*$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}

function matches(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
