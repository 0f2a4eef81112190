// Makes packages from the queue: lines and pieces of files up to the size limit, a number without a gap, the digest of the
// package before, what came the other way, one signature. What was made can be written again byte for byte until the other
// side has acknowledged it.
import { createHash, hash } from 'node:crypto'
import { inTransaction, type Queryable, type Statement } from '../../../db/index.ts'
import { detached } from '../../bundles/index.ts'
import { canonical, rfc3339 } from '../../kernel/index.ts'
import { linesPath, type PackageManifest, packageFormat, packageType, piecePath } from './form.ts'
import { type Peer, peerAgain, peerLocked } from './peers.ts'
import type { PackagesRoom } from './room.ts'

/** What lies ready of the other side's and cannot be taken yet, and what must come first. */
export type Awaited = Pick<PackageManifest['acknowledges'], 'beyond' | 'missing'>

interface WaitingItem {
  readonly seq: string
  readonly kind: string
  readonly body: string
  readonly sha256: string | null
  readonly size: number | null
  readonly packed: number
}

const waiting: Statement = {
  name: 'sync_items_waiting',
  text: `select seq::text, kind, body, sha256, size::float8 as size, packed::float8 as packed from package_item
    where peer_id = $1 and package_no is null order by package_item.seq limit $2`,
}
const packedStatement: Statement = {
  name: 'sync_items_packed',
  text: 'update package_item set package_no = $2 where seq = any($1::bigint[])',
}
const partPacked: Statement = {
  name: 'sync_item_part_packed',
  text: 'update package_item set packed = $2 where seq = $1::bigint',
}
const insertPackage: Statement = {
  name: 'sync_package_made',
  text: `insert into package_out (peer_id, no, manifest, jws, digest, lines, says, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
}
const numbered: Statement = {
  name: 'sync_peer_numbered',
  text: 'update peer set sent_no = $2, sent_digest = $3, ack_owed = false where id = $1',
}

const itemsAtOnce = 2_000
/** Lines are held while they are read; pieces of files are not. */
const lineBytesMax = 8 * 1024 * 1024
/** Headers, directory and signatures around a handful of files. */
const aroundBytes = 24 * 1024
const aroundPiece = 1024

/** Makes the next package; undefined where there is nothing to say, or another replica is at it. */
export async function packNext(room: PackagesRoom, peerId: string, awaited: Awaited): Promise<number | undefined> {
  return inTransaction(room.pool, async (connection) => {
    if (!(await peerLocked(connection, peerId, 'writing'))) return undefined
    const peer = await peerAgain(connection, peerId)
    const { rows } = await connection.query<WaitingItem>({ ...waiting, values: [peerId, itemsAtOnce] })
    if (rows.length === 0 && !peer.ackOwed) return undefined
    return makePackage(room, connection, peer, rows, awaited)
  })
}

interface Piece {
  readonly path: string
  readonly id: string
  readonly sha256: string
  readonly offset: number
  readonly size: number
}

/** As much of the queue as one package takes. The first item always goes, or nothing would ever follow it. */
function chosen(items: readonly WaitingItem[], bytesMax: number) {
  const lines: string[] = []
  const pieces: Piece[] = []
  const whole: string[] = []
  let part: { seq: string; packed: number } | undefined
  let left = bytesMax - aroundBytes
  let lineBytes = 0
  for (const item of items) {
    const bytes = Buffer.byteLength(item.body) + 1
    if (item.packed === 0) {
      if (lines.length > 0 && (bytes > left || lineBytes + bytes > lineBytesMax)) break
      lines.push(item.body)
      left -= bytes
      lineBytes += bytes
    }
    if (item.sha256 !== null && item.size !== null && item.packed < item.size) {
      const { id } = (JSON.parse(item.body) as { material: { id: string } }).material
      const size = Math.min(item.size - item.packed, left - aroundPiece)
      if (size <= 0) {
        if (item.packed === 0) lines.pop() // it goes with its first bytes, or its description would go twice
        break
      }
      pieces.push({ path: piecePath(id, item.packed), id, sha256: item.sha256, offset: item.packed, size })
      lines.push(canonical({ kind: 'piece', id, offset: item.packed, size }))
      left -= size + aroundPiece
      if (item.packed + size < item.size) {
        part = { seq: item.seq, packed: item.packed + size }
        break
      }
    }
    whole.push(item.seq)
  }
  return { lines, pieces, whole, part }
}

async function makePackage(
  room: PackagesRoom,
  db: Queryable,
  peer: Peer,
  items: readonly WaitingItem[],
  awaited: Awaited,
): Promise<number> {
  const { lines, pieces, whole, part } = chosen(items, peer.bytesMax)
  const text = lines.map((line) => `${line}\n`).join('')
  const files = [digestsOf(linesPath, Buffer.from(text))]
  for (const piece of pieces) files.push(await pieceDigests(room, piece))
  const no = peer.sentNo + 1
  const manifest: PackageManifest = {
    format: packageFormat,
    from: room.keyring.issuer,
    to: peer.issuer,
    no,
    previous: peer.sentDigest,
    at: rfc3339(room.now()),
    acknowledges: { through: peer.takenNo, beyond: [...awaited.beyond], missing: [...awaited.missing] },
    files,
  }
  const bytes = Buffer.from(canonical(manifest))
  const jws = detached(room.keyring.sign(bytes, { typ: packageType }))
  const digest = hash('sha256', bytes, 'hex')
  const values = [peer.id, no, bytes.toString(), jws, digest, text, lines.length > 0, new Date(room.now())]
  await db.query({ ...insertPackage, values })
  await db.query({ ...packedStatement, values: [whole, no] })
  if (part !== undefined) await db.query({ ...partPacked, values: [part.seq, part.packed] })
  await db.query({ ...numbered, values: [peer.id, no, digest] })
  return no
}

const digestsOf = (path: PackageManifest['files'][number]['path'], bytes: Buffer) => ({
  path,
  size: bytes.length,
  sha256: hash('sha256', bytes, 'hex'),
  sm3: hash('sm3', bytes, 'hex'),
})

async function pieceDigests(room: PackagesRoom, { path, sha256, offset, size }: Piece) {
  const [sha, sm3] = [createHash('sha256'), createHash('sm3')]
  let found = 0
  for await (const chunk of pieceBytes(room, sha256, offset, size)) {
    sha.update(chunk)
    sm3.update(chunk)
    found += chunk.length
  }
  if (found !== size) throw new Error(`the stored bytes of ${sha256} are shorter than they were`)
  return { path, size, sha256: sha.digest('hex'), sm3: sm3.digest('hex') }
}

/** A stretch of a kept file. */
export async function* pieceBytes(
  room: PackagesRoom,
  sha256: string,
  offset: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  if (size === 0) return
  const stream = await room.materials.store.open(sha256, { start: offset, end: offset + size - 1 })
  if (stream === undefined) throw new Error(`the bytes of ${sha256} are missing from the store`)
  yield* stream
}
