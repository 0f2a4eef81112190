// The last byte has come: digests are closed and compared, the type is read, the bytes become visible, the row says so,
// in this order. A crash between any two leaves an upload that the next look at it finishes. Refuses other bytes than declared.
import { run } from '../../db/index.ts'
import { addBytes, startDigests } from './digests.ts'
import { dropBytes } from './removal.ts'
import type { MaterialsRoom } from './room.ts'
import { claim, type Material, markReady, markRefused } from './rows.ts'
import { mediaTypeOf, sniffBytes } from './sniff.ts'
import { TurnedAway } from './turned-away.ts'

const dayMs = 86_400_000

/** Throws StoreFault where the store is full; then the upload stays as it is and can be finished later. */
export async function finish(room: MaterialsRoom, material: Material): Promise<Material | TurnedAway> {
  const { id } = material
  const { sha256, sm3 } = await digestsOf(room, id)
  const failure = differing(material, sha256, sm3)
  if (failure) {
    await run(room.pool, markRefused, [id, failure])
    await room.store.discard(id)
    return new TurnedAway('digest_differs', failure)
  }
  const mediaType = await mediaTypeOf(await headOf(room, id))
  const claimed = await run(room.pool, claim, [id, sha256, sm3, mediaType])
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
  return { ...material, state: 'ready', sha256, sm3, mediaType, completedAt, expiresAt }
}

/** Closes the digests; what they have not seen (a restart, another gateway's part) is read back first. */
async function digestsOf(room: MaterialsRoom, id: string) {
  const running = room.digests.take(id) ?? startDigests()
  for await (const chunk of room.store.read(id, running.offset)) addBytes(running, chunk)
  return { sha256: running.sha256.digest('hex'), sm3: running.sm3.digest('hex') }
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

/** The upload was terminated or expired while its last bytes came in. */
async function vanished(room: MaterialsRoom, id: string): Promise<TurnedAway> {
  await room.store.discard(id)
  return new TurnedAway('gone', 'the upload was removed while it was being received')
}
