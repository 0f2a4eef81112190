// The last byte has come: digests are closed and compared, the scanner is asked, the type is read, the bytes become visible,
// the row says so, in this order. A crash between any two leaves an upload that the next look at it finishes. Refuses other
// bytes than declared, and what the scanner does not let pass.
import { run } from '../../db/index.ts'
import { addBytes, atHashingPace, type RunningDigests, startDigests } from './digests.ts'
import { type Digests, HashLost } from './hash-threads.ts'
import { dropBytes } from './removal.ts'
import type { MaterialsRoom } from './room.ts'
import {
  byId,
  claim,
  type Material,
  type MaterialRow,
  markQuarantined,
  markReady,
  markRefused,
  markWaiting,
  materialOf,
} from './rows.ts'
import { ScannerAway, type Verdict } from './scanner.ts'
import { mediaTypeOf, sniffBytes } from './sniff.ts'
import { TurnedAway, turnedAway } from './turned-away.ts'

const dayMs = 86_400_000

/** Throws StoreFault where the store is full; then the upload stays as it is and can be finished later. */
export async function finish(room: MaterialsRoom, material: Material): Promise<Material | TurnedAway> {
  const { id } = material
  const { sha256, sm3 } = await digestsOf(room, material)
  const failure = differing(material, sha256, sm3)
  if (failure) return refused(room, id, 'digest_differs', failure)
  const scan = await scanned(room, material, { sha256, sm3 })
  if (turnedAway(scan)) return scan
  const mediaType = await mediaTypeOf(await headOf(room, id))
  const claimed = await run(room.pool, claim, [id, sha256, sm3, mediaType, scan])
  if (claimed.length === 0) return vanished(room, id)
  await room.store.complete(id, sha256)
  const completedAt = room.now()
  const expiresAt = new Date(completedAt.getTime() + room.limits.unusedDays * dayMs)
  const ready = await run(room.pool, markReady, [id, completedAt, expiresAt])
  if (ready.length === 0) {
    await dropBytes(room, sha256)
    return vanished(room, id)
  }
  await room.store.discard(id)
  return { ...material, state: 'ready', sha256, sm3, mediaType, scan, completedAt, expiresAt }
}

/** Closes the digests; what they have not seen (a restart, another gateway's part) is read back first. */
async function digestsOf(room: MaterialsRoom, { id, scan, sha256, sm3 }: Material) {
  // Hashed before the scanner was asked in vain; since then no byte came.
  if (scan === 'waiting' && sha256 !== null && sm3 !== null) return { sha256, sm3 }
  const running = room.digests.take(id) ?? startDigests()
  try {
    return await closed(room, id, running)
  } catch (error) {
    running.file.drop()
    if (!(error instanceof HashLost)) throw error
    return closed(room, id, startDigests())
  }
}

async function closed(room: MaterialsRoom, id: string, running: RunningDigests): Promise<Digests> {
  for await (const chunk of atHashingPace(running, room.store.read(id, running.offset))) addBytes(running, chunk)
  return running.file.end()
}

async function headOf(room: MaterialsRoom, id: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of room.store.read(id, 0, sniffBytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function differing(material: Material, sha256: string, sm3: string): string | undefined {
  if (material.declaredSha256 !== null && material.declaredSha256 !== sha256)
    return `sha256 was declared as ${material.declaredSha256}; the bytes received have ${sha256}`
  if (material.declaredSm3 !== null && material.declaredSm3 !== sm3)
    return `sm3 was declared as ${material.declaredSm3}; the bytes received have ${sm3}`
  return undefined
}

/** What the scanner says, to be kept with the row; null where there is none. Or why the file is not taken. */
async function scanned(
  room: MaterialsRoom,
  { id, size }: Material,
  { sha256, sm3 }: { sha256: string; sm3: string },
): Promise<Material['scan'] | TurnedAway> {
  if (!room.scanner) return null
  const later = (days: number) => new Date(room.now().getTime() + days * dayMs)
  let verdict: Verdict
  try {
    verdict = await room.scanner.scan(() => room.store.read(id, 0))
  } catch (error) {
    if (!(error instanceof ScannerAway)) throw error
    await run(room.pool, markWaiting, [id, sha256, sm3, later(room.limits.unusedDays)])
    return new TurnedAway('scan_pending', 'the file is whole; it is ready as soon as the scanner has seen it')
  }
  if (verdict.is === 'clean') return 'clean'
  if (verdict.is === 'tooLarge') {
    if (room.larger === 'pass') return 'unscanned'
    return refused(room, id, 'unscannable', `a file of ${size} bytes is larger than what the scanner takes`)
  }
  const found = `the scanner found ${verdict.signature}`
  await run(room.pool, markQuarantined, [id, found, sha256, sm3, room.now(), later(room.limits.quarantineDays)])
  return new TurnedAway('quarantined', found)
}

async function refused(room: MaterialsRoom, id: string, code: 'digest_differs' | 'unscannable', why: string) {
  await run(room.pool, markRefused, [id, why])
  await room.store.discard(id)
  return new TurnedAway(code, why)
}

/** The upload was terminated, expired, or finished by another gateway that got its lock while this one had lost it. */
async function vanished(room: MaterialsRoom, id: string): Promise<Material | TurnedAway> {
  const [row] = await run<MaterialRow>(room.pool, byId, [id])
  if (row?.state === 'ready') return materialOf(row)
  await room.store.discard(id)
  return new TurnedAway('gone', 'the upload was removed while it was being received')
}
