// Writes packages into a directory: under a temporary name first, synced, then renamed, so that whoever carries files sees
// whole ones only. A package that is not acknowledged in time, or is asked for, is written again, the same bytes.
import { hash } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run, type Statement } from '../../../db/index.ts'
import {
  archiveOf,
  derOf,
  derPath,
  kidOf,
  manifestPath,
  pemOf,
  pemPath,
  signaturePath,
  sizeOf,
} from '../../bundles/index.ts'
import { describeMaterials } from '../../materials/index.ts'
import { fileName, linesPath, type PackageItem, type PackageManifest } from './form.ts'
import { type Awaited, packNext, pieceBytes } from './pack.ts'
import type { Peer } from './peers.ts'
import { queueFor } from './queue.ts'
import type { PackagesRoom } from './room.ts'

interface MadePackage {
  readonly no: number
  readonly manifest: string
  readonly jws: string
  readonly lines: string
}

/** An acknowledgement alone is written again only where it is asked for, or where something behind it was not answered. */
const due: Statement = {
  name: 'sync_packages_due',
  text: `select no, manifest, jws, lines from package_out o where peer_id = $1 and acknowledged_at is null
    and (written_at is null or (written_at < $2 and no <= (select max(no) from package_out s where s.peer_id = $1 and s.says and s.acknowledged_at is null)))
    and no > $3 order by no limit 1`,
}
const written: Statement = {
  name: 'sync_package_written',
  text: 'update package_out set written_at = $3, times = times + $4 where peer_id = $1 and no = $2',
}

export interface Written {
  readonly name: string
  readonly no: number
  readonly bytes: number
}

const packagesAtOnce = 1_000

/** Queues what is new, packs it, and writes every package that is due into `dir`. */
export async function writePackages(
  room: PackagesRoom,
  peer: Peer,
  dir: string,
  awaited: Awaited = { beyond: [], missing: [] },
): Promise<Written[]> {
  await queueFor(room, peer.id)
  for (let i = 0; i < packagesAtOnce; i++) if ((await packNext(room, peer.id, awaited)) === undefined) break
  await mkdir(dir, { recursive: true })
  const files: Written[] = []
  const before = new Date(room.now() - peer.againAfterMs)
  for (let after = 0; ; ) {
    const [made] = await run<MadePackage & object>(room.pool, due, [peer.id, before, after])
    if (made === undefined) return files
    after = made.no
    const bytes = await writeFile(room, dir, made)
    await run(room.pool, written, [peer.id, made.no, new Date(room.now()), bytes === null ? 0 : 1])
    if (bytes !== null) files.push({ name: fileName(made.no), no: made.no, bytes })
  }
}

/** Null where the file is there still: nobody has carried it away. */
async function writeFile(room: PackagesRoom, dir: string, made: MadePackage): Promise<number | null> {
  const bundle = { files: await filesOf(room, made) }
  const size = sizeOf(bundle)
  const path = join(dir, fileName(made.no))
  if ((await stat(path).catch(() => undefined))?.size === size) return null
  const part = join(dir, `.${fileName(made.no)}.part`)
  const handle = await open(part, 'w', 0o640)
  try {
    for await (const chunk of archiveOf(bundle)) await handle.write(chunk)
    await handle.sync()
  } catch (error) {
    await handle.close()
    await rm(part, { force: true })
    throw error
  }
  await handle.close()
  await rename(part, path)
  const directory = await open(dir, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
  return size
}

async function filesOf(room: PackagesRoom, { manifest, jws, lines }: MadePackage) {
  const { keys } = await room.keyring.publishedJwks()
  const key = keys.find((k) => k.kid === kidOf(jws))
  const der = derOf(jws)
  if (key === undefined || der === undefined) throw new Error('a package is signed by a key that is not published')
  const small = (path: string, content: string | Buffer) => {
    const bytes = Buffer.from(content)
    return { path, size: bytes.length, sha256: hash('sha256', bytes, 'hex'), bytes: () => bytes }
  }
  const sources = new Map<string, string>()
  for (const line of lines.split('\n')) {
    if (!line.includes('"kind":"material"')) continue
    const item = JSON.parse(line) as PackageItem
    if (item.kind === 'material') sources.set(item.material.id, item.material.sha256)
  }
  const { files } = JSON.parse(manifest) as PackageManifest
  const listed = []
  for (const file of files) {
    if (file.path === linesPath) {
      listed.push({ ...file, bytes: () => Buffer.from(lines) })
      continue
    }
    const [, id = '', offset = ''] = file.path.split('/')
    const sha256 = sources.get(id) ?? (await digestOfMaterial(room, id))
    listed.push({ ...file, bytes: () => pieceBytes(room, sha256, Number(offset), file.size) })
  }
  return [
    small(manifestPath, manifest),
    small(signaturePath, jws),
    small(derPath, der),
    small(pemPath, pemOf(key)),
    ...listed,
  ]
}

/** Of a file that began in an earlier package. */
async function digestOfMaterial(room: PackagesRoom, id: string): Promise<string> {
  const [found] = await describeMaterials(room.materials, [id])
  if (found === undefined) throw new Error(`the material ${id} is gone`)
  return found.sha256
}
