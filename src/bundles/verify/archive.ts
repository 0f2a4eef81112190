// Walks an archive from its first byte to its last and holds it against what the gateway writes for this manifest: every
// header, every file by its digests, the directory, the end. No byte is passed over, and no number in the archive is
// believed: where everything stands follows from the manifest.
import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { heading, type ListedFile, type Manifest } from '../format.ts'
import { centralRecord, descriptor, endRecords, type Framed, type Layout, layoutOf, localHeader } from '../zip-form.ts'
import { heldBytesMax } from './heading.ts'
import type { Findings } from './report.ts'
import { chunksOf, type Source, stands } from './source.ts'

/** Gets the bytes of each file that is not streamed, in the order of the archive, and whether they are those listed. */
export type Taker = (path: string, bytes: Buffer, asListed: boolean) => Promise<void>

interface Walk {
  readonly source: Source
  readonly findings: Findings
  readonly take: Taker
  readonly layout: Layout
  /** The sizes differ: from some byte on nothing stands where it should. */
  readonly moved: boolean
}

/** Whether the archive is, byte for byte, what the gateway writes for the manifest. */
export async function walk(
  source: Source,
  manifest: Pick<Manifest, 'files'>,
  frames: readonly Framed[],
  findings: Findings,
  take: Taker,
): Promise<boolean> {
  const layout = layoutOf(frames)
  const moved = layout.size !== source.size
  const before = findings.faults.length
  if (moved)
    findings.add('archive', 'size_differs', `it has ${source.size} bytes where the manifest makes ${layout.size}`)
  const on: Walk = { source, findings, take, layout, moved }
  const crcs = new Uint32Array(frames.length)
  /** Files whose bytes are damaged and named: nobody knows their CRC. */
  const damaged = new Set<number>()
  for (const [i, frame] of frames.entries()) {
    const listed = manifest.files[i - heading.length]
    const done = await checkFile(on, frame, layout.offsets[i] as number, i < heading.length ? undefined : listed)
    if (done === 'gone') return false
    findings.checked.files += 1
    findings.checked.bytes += frame.size
    crcs[i] = done.crc
    if (!done.asListed) damaged.add(i)
  }
  await checkDirectory(on, frames, crcs, damaged)
  return findings.faults.length === before
}

type Done = { readonly crc: number; readonly asListed: boolean } | 'gone'

async function checkFile(on: Walk, frame: Framed, offset: number, listed: ListedFile | undefined): Promise<Done> {
  const { source, findings, layout, moved } = on
  if (offset >= source.size) {
    findings.add(frame.path, 'missing', 'the archive ends before it', source.size)
    return 'gone'
  }
  const headerSize = localHeader(frame, 0).length
  if (moved && !(await source.read(offset, 4)).equals(localHeader(frame, 0).subarray(0, 4))) {
    findings.add(frame.path, 'missing', 'it does not stand where the manifest puts it', offset)
    return 'gone'
  }
  if (offset + headerSize + frame.size > Math.min(source.size, layout.directory)) {
    findings.add(frame.path, 'cut_off', 'the archive ends within it', source.size)
    return 'gone'
  }
  if (!frame.deferred && frame.size > heldBytesMax) return 'gone' // named where the manifest was read
  return frame.deferred ? checkStreamed(on, frame, offset, listed) : checkHeld(on, frame, offset, headerSize, listed)
}

async function checkHeld(
  { source, findings, take }: Walk,
  frame: Framed,
  offset: number,
  headerSize: number,
  listed: ListedFile | undefined,
): Promise<Done> {
  const bytes = await source.read(offset + headerSize, frame.size)
  const crc = crc32(bytes)
  const asListed = listed === undefined || hash('sha256', bytes, 'hex') === listed.sha256
  if (!asListed)
    findings.add(frame.path, 'content_differs', 'SHA-256 is not the one in the manifest', offset + headerSize)
  const at = localHeader(frame, crc)
  await stands(source, offset, at, headerName(frame), findings, asListed ? undefined : { from: 14, to: 18 })
  await take(frame.path, bytes, asListed)
  return { crc, asListed }
}

async function checkStreamed(
  { source, findings }: Walk,
  frame: Framed,
  offset: number,
  listed: ListedFile | undefined,
): Promise<Done> {
  const header = localHeader(frame, 0)
  await stands(source, offset, header, headerName(frame), findings)
  const sha256 = createHash('sha256')
  const sm3 = createHash('sm3')
  let crc = 0
  for await (const chunk of chunksOf(source, offset + header.length, frame.size)) {
    sha256.update(chunk)
    sm3.update(chunk)
    crc = crc32(chunk, crc)
  }
  const found = { sha256: sha256.digest('hex'), sm3: sm3.digest('hex') }
  const wrong = [...(found.sha256 === listed?.sha256 ? [] : ['SHA-256']), ...(found.sm3 === listed?.sm3 ? [] : ['SM3'])]
  const asListed = wrong.length === 0
  if (!asListed)
    findings.add(frame.path, 'content_differs', `${wrong.join(' and ')} not as in the manifest`, offset + header.length)
  const behind = offset + header.length + frame.size
  const unknown = asListed ? undefined : { from: 4, to: 8 }
  await stands(source, behind, descriptor(frame, crc), `${frame.path} (behind it)`, findings, unknown)
  return { crc, asListed }
}

async function checkDirectory(
  { source, findings, layout }: Walk,
  frames: readonly Framed[],
  crcs: Uint32Array,
  damaged: ReadonlySet<number>,
): Promise<void> {
  let at = layout.directory
  for (const [i, frame] of frames.entries()) {
    const record = centralRecord(frame, crcs[i] as number, layout.offsets[i] as number)
    const unknown = damaged.has(i) ? { from: 16, to: 20 } : undefined
    const holds = await stands(source, at, record, `${frame.path} (in the directory)`, findings, unknown)
    at += record.length
    if (!holds && at > source.size) return
  }
  const end = endRecords({ files: frames.length, offset: layout.directory, size: layout.end - layout.directory })
  await stands(source, at, end, 'archive (its end)', findings)
  if (source.size > layout.size)
    findings.add('archive (its end)', 'goes_on', `${source.size - layout.size} bytes follow it`, layout.size)
}

const headerName = ({ path }: Framed) => `${path} (its header)`
