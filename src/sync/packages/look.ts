// Looks into a file that may be a package: who says that it is from whom, whether the signature is theirs, and whether the
// archive is, byte for byte, what its manifest makes. Believes nothing before that.
import { hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import {
  chunksOf,
  detachedHolds,
  Findings,
  framed,
  framesOf,
  kidOf,
  layoutOf,
  localHeader,
  localHeaderBytes,
  manifestPath,
  type Source,
  signaturePath,
  sourceOf,
  walk,
} from '../../bundles/index.ts'
import { canonical } from '../../kernel/index.ts'
import { linesPath, manifestShape, type PackageManifest } from './form.ts'
import type { Peer } from './peers.ts'

export type AsideReason =
  | 'damaged'
  | 'not_a_package'
  | 'unknown_peer'
  | 'not_for_us'
  | 'forged'
  | 'differs'
  | 'out_of_chain'

/** Why a file is none that can be taken. */
export class NotTaken extends Error {
  readonly reason: AsideReason
  constructor(reason: AsideReason, detail: string) {
    super(detail)
    this.name = 'NotTaken'
    this.reason = reason
  }
}

export interface Looked {
  readonly source: Source
  readonly manifest: PackageManifest
  readonly bytes: Buffer
  readonly jws: string
  /** SHA-256 of the manifest, lower-case hex. */
  readonly digest: string
}

const manifestBytesMax = 8 * 1024 * 1024
const signatureBytesMax = 4096

/** The manifest with its signature, known to be the peer's and for this gateway. Throws NotTaken. */
export async function lookInto(handle: FileHandle, peer: Peer, own: string): Promise<Looked> {
  const source = await sourceOf(handle)
  const at = localHeaderBytes + manifestPath.length
  const head = await source.read(0, at)
  if (
    head.length < at ||
    head.readUInt32LE(0) !== 0x04034b50 ||
    head.subarray(localHeaderBytes).toString() !== manifestPath
  )
    throw new NotTaken('not_a_package', 'it does not begin with a manifest')
  const size = head.readUInt32LE(22)
  if (size > manifestBytesMax || at + size > source.size) throw new NotTaken('damaged', 'it ends within its manifest')
  const bytes = await source.read(at, size)
  const manifest = manifestOf(bytes)
  if (manifest.from !== peer.issuer)
    throw new NotTaken('unknown_peer', `it says that it is from ${manifest.from.slice(0, 200)}`)
  if (manifest.to !== own) throw new NotTaken('not_for_us', `it is for ${manifest.to.slice(0, 200)}`)
  const jws = await signatureAt(source, at + size)
  const key = peer.jwks.keys.find(({ kid }) => kid === kidOf(jws))
  if (key === undefined) throw new NotTaken('forged', 'it is signed with no key of the peer')
  if (!(await detachedHolds(jws, bytes, key))) throw new NotTaken('forged', 'the signature does not hold')
  return { source, manifest, bytes, jws, digest: hash('sha256', bytes, 'hex') }
}

function manifestOf(bytes: Buffer): PackageManifest {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new NotTaken('damaged', 'its manifest is no JSON')
  }
  const read = manifestShape.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new NotTaken('not_a_package', `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}`)
  }
  if (!Buffer.from(canonical(value)).equals(bytes)) throw new NotTaken('damaged', 'its manifest is not canonical')
  return read.data
}

async function signatureAt(source: Source, at: number): Promise<string> {
  const from = localHeaderBytes + signaturePath.length
  const head = await source.read(at, from)
  const size = head.length < from ? 0 : head.readUInt32LE(22)
  if (size === 0 || size > signatureBytesMax || head.subarray(localHeaderBytes).toString() !== signaturePath)
    throw new NotTaken('damaged', 'no signature follows its manifest')
  return (await source.read(at + from, size)).toString()
}

export interface Opened {
  /** The lines, verified. */
  readonly lines: string
  readonly piece: (path: string) => () => AsyncIterable<Uint8Array>
}

/** Checks every byte of the archive. Throws NotTaken with what is wrong with it. */
export async function openWhole({ source, manifest, bytes }: Looked): Promise<Opened> {
  const findings = new Findings()
  const frames = await framesOf(source, { bytes, manifest })
  let lines = ''
  await walk(source, manifest, frames, findings, async (path, held) => {
    if (path === linesPath) lines = held.toString()
    const listed = manifest.files.find((file) => file.path === path)
    if (listed !== undefined && hash('sm3', held, 'hex') !== listed.sm3)
      findings.add(path, 'content_differs', 'SM3 is not the one in the manifest')
  })
  const [fault] = findings.faults
  if (fault !== undefined) throw new NotTaken('damaged', `${fault.file}: ${fault.detail}`)
  const layout = layoutOf(frames)
  const places = new Map(frames.map((frame, i) => [frame.path, { frame, at: layout.offsets[i] as number }]))
  return {
    lines,
    piece: (path) => () => {
      const place = places.get(path)
      if (place === undefined) throw new NotTaken('damaged', `${path} is not in the package`)
      const header = localHeader(framed(place.frame), 0).length
      return chunksOf(source, place.at + header, place.frame.size)
    },
  }
}
