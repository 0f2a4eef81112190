// The manifest at the beginning of the archive: where it is found also when a byte of what surrounds it is wrong.
import { canonical } from '../../kernel/index.ts'
import { heading, isStreamed, type Manifest, manifestPath, manifestShape, signaturePath } from '../format.ts'
import { framed } from '../stream.ts'
import { type Framed, localHeaderBytes } from '../zip-form.ts'
import type { Findings } from './report.ts'
import { chunksOf, type Source } from './source.ts'

/** A manifest of 200,000 files; a larger one is no manifest. */
const manifestBytesMax = 64 * 1024 * 1024
/** Of any other file that is not streamed: it is held while it is checked. */
export const heldBytesMax = 256 * 1024 * 1024

export interface Heading {
  readonly bytes: Buffer
  readonly manifest: Manifest
}

const headerSignature = Buffer.of(0x50, 0x4b, 3, 4)
const begins = localHeaderBytes + manifestPath.length

/** The manifest, read but not believed; undefined (and named) where there is none to be read. */
export async function readHeading(source: Source, findings: Findings): Promise<Heading | undefined> {
  const head = await source.read(0, begins)
  if (head.length < begins) {
    findings.add('archive', 'not_a_bundle', `it has ${source.size} bytes`)
    return undefined
  }
  const said = head.readUInt32LE(22)
  const first = await tried(source, said)
  const read = typeof first === 'string' ? await tried(source, await sizeByNext(source)) : first
  if (typeof read === 'object') return read
  findings.add(manifestPath, 'manifest_unreadable', typeof first === 'string' ? first : 'it cannot be read')
  return undefined
}

async function tried(source: Source, size: number | undefined): Promise<Heading | string> {
  if (size === undefined || size === 0 || size > manifestBytesMax || begins + size > source.size)
    return 'the archive does not begin with a manifest'
  const bytes = await source.read(begins, size)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const manifest = manifestShape.safeParse(JSON.parse(text))
    if (manifest.success) return { bytes, manifest: manifest.data }
    const [issue] = manifest.error.issues
    return `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'not as a manifest has it'}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The manifest's size by the header that follows it. */
async function sizeByNext(source: Source): Promise<number | undefined> {
  const name = Buffer.from(signaturePath)
  let window = Buffer.alloc(0)
  let windowAt = begins
  for await (const chunk of chunksOf(source, begins, Math.min(manifestBytesMax, source.size - begins))) {
    window = Buffer.concat([window, chunk])
    for (let at = window.indexOf(name); at >= 0; at = window.indexOf(name, at + 1)) {
      const header = at - localHeaderBytes
      if (header >= 0 && window.subarray(header, header + 4).equals(headerSignature)) return windowAt + header - begins
    }
    const kept = Math.min(window.length, name.length + localHeaderBytes)
    windowAt += window.length - kept
    window = window.subarray(window.length - kept)
  }
  return undefined
}

/** What the manifest may not say, whoever signed it. */
export function checkManifest({ bytes, manifest }: Heading, findings: Findings): void {
  if (!Buffer.from(canonical(manifest)).equals(bytes))
    findings.add(manifestPath, 'not_canonical', 'it is not in canonical form (RFC 8785)')
  const seen = new Set<string>(heading)
  for (const { path, size, sm3 } of manifest.files) {
    if (seen.has(path)) findings.add(path, 'listed_twice', 'the manifest names it twice')
    seen.add(path)
    if (isStreamed(path) ? sm3 === undefined : size > heldBytesMax)
      findings.add(path, 'listed_wrongly', isStreamed(path) ? 'a material without SM3' : `${size} bytes`)
  }
}

/** A signature is 200 bytes and a key in PEM is 178; what says otherwise is damaged and will be named. */
const signatureBytesMax = 4096

/** The files of the archive in their order, as the manifest makes them. */
export async function framesOf(
  source: Source,
  { bytes, manifest }: { readonly bytes: Buffer; readonly manifest: Pick<Manifest, 'files'> },
): Promise<Framed[]> {
  const frames = [framed({ path: manifestPath, size: bytes.length })]
  let at = begins + bytes.length
  for (const [i, path] of heading.entries()) {
    if (i === 0) continue
    const size = await signatureSize(source, at, path, heading[i + 1] ?? manifest.files[0]?.path ?? '')
    frames.push(framed({ path, size }))
    at += localHeaderBytes + path.length + size
  }
  return [...frames, ...manifest.files.map(framed)]
}

/** No manifest lists the size of its own signature: it reaches to the next header, or as far as its own header says. */
async function signatureSize(source: Source, at: number, path: string, next: string): Promise<number> {
  const window = await source.read(at, localHeaderBytes + path.length + signatureBytesMax)
  const from = localHeaderBytes + path.length
  const name = window.indexOf(next, from + localHeaderBytes)
  const header = name - localHeaderBytes
  if (next !== '' && name >= 0 && window.subarray(header, header + 4).equals(headerSignature)) return header - from
  return window.length < localHeaderBytes ? 0 : Math.min(window.readUInt32LE(22), signatureBytesMax)
}
