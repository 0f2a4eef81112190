// One round with every peer that has directories here: first what lies there is read, so that what is written says so.
import { listPeers } from './peers.ts'
import { type ReadReport, readPackages } from './read.ts'
import type { PackagesRoom } from './room.ts'
import { type Written, writePackages } from './write.ts'

export interface Exchanged {
  readonly peer: string
  readonly read: ReadReport | null
  readonly written: readonly Written[]
}

/** `failed` hears of a peer whose directory cannot be used; the others go on. */
export async function exchange(
  room: PackagesRoom,
  failed: (peer: string, error: unknown) => void,
): Promise<Exchanged[]> {
  const done: Exchanged[] = []
  for (const peer of await listPeers(room.pool)) {
    if (peer.disabledAt !== null) continue
    try {
      const read = peer.readFrom === null ? null : await readPackages(room, peer.id, peer.readFrom)
      const written = peer.writeTo === null ? [] : await writePackages(room, peer, peer.writeTo, read ?? undefined)
      done.push({ peer: peer.name, read, written })
    } catch (error) {
      failed(peer.name, error)
    }
  }
  return done
}
