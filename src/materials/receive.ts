// Takes files in: an upload is begun, grows at its end, and is finished by its last byte. Refuses to write anywhere but
// at the end, and to take more than was declared. Callers hold the upload's lock for `progress` and `receive`.
import { run } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { admit } from './admit.ts'
import { declaredIn } from './declared.ts'
import { addBytes, atHashingPace, startDigests } from './digests.ts'
import { finish } from './finish.ts'
import { largestFile, limitsFor } from './limits.ts'
import { takeAway } from './removal.ts'
import type { MaterialsRoom } from './room.ts'
import { byId, declareSize, type Material, type MaterialRow, materialOf } from './rows.ts'
import { StoreFault } from './store.ts'
import { TurnedAway, turnedAway } from './turned-away.ts'

export interface Intake {
  readonly id: string
  readonly agencyId: string
  /** For limits of its own. */
  readonly agencyCode?: string | undefined
  readonly clientId: string
  /** undefined: said later. */
  readonly size: number | undefined
  readonly metadata: Readonly<Record<string, string | null>>
}

export interface Progress {
  readonly material: Material
  /** Bytes stored. */
  readonly offset: number
}

export function newMaterialId(): string {
  return uuidv7()
}

/** Makes the row, then the place for the bytes; a file of no bytes is finished at once. */
export async function begin(room: MaterialsRoom, intake: Intake): Promise<Progress | TurnedAway> {
  const limits = limitsFor(room, intake.agencyCode)
  if (intake.size !== undefined && intake.size > limits.fileBytesMax)
    return new TurnedAway('file_too_large', `a file has at most ${limits.fileBytesMax} bytes`)
  const declared = declaredIn(intake.metadata)
  if (turnedAway(declared)) return declared
  const createdAt = room.now()
  const made = await admit(
    room,
    {
      id: intake.id,
      agencyId: intake.agencyId,
      clientId: intake.clientId,
      filename: declared.filename,
      declaredType: declared.declaredType,
      size: intake.size ?? null,
      declaredSha256: declared.sha256,
      declaredSm3: declared.sm3,
      metadata: JSON.stringify(intake.metadata),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + limits.unfinishedHours * 3_600_000),
    },
    limits,
  )
  if (turnedAway(made)) return made
  try {
    await room.store.begin(intake.id)
  } catch (error) {
    // Where the store does not answer, the worker takes the row away once it has expired.
    await takeAway(room, intake.id).catch(() => {})
    return asTurnedAway(error)
  }
  return progress(room, intake.id)
}

/** The length of an upload that was begun without one; the caller holds it against what has arrived and what is allowed. */
export async function declareLength(room: MaterialsRoom, id: string, size: number): Promise<void> {
  await run(room.pool, declareSize, [id, size])
}

/** How far an upload has come. One whose bytes are all there but which was never finished (a crash) is finished here. */
export async function progress(room: MaterialsRoom, id: string): Promise<Progress | TurnedAway> {
  const material = await find(room, id)
  if (!material) return new TurnedAway('unknown', 'there is no such upload')
  if (material.state === 'refused') return new TurnedAway('gone', material.failure ?? 'the upload was refused')
  if (material.state === 'quarantined') return new TurnedAway('gone', material.failure ?? 'the upload is in quarantine')
  if (material.state !== 'receiving') return { material, offset: material.size }
  let offset: number | undefined
  try {
    offset = await room.store.received(id)
  } catch (error) {
    return asTurnedAway(error)
  }
  if (offset === undefined) return new TurnedAway('gone', 'the bytes of this upload are no longer kept')
  if (material.deferred || offset < material.size) return { material, offset }
  return finished(room, material)
}

/** Appends what `source` yields at `offset`; answers the new offset. The last byte finishes the file. */
export async function receive(
  room: MaterialsRoom,
  id: string,
  offset: number,
  source: AsyncIterable<Uint8Array>,
): Promise<number | TurnedAway> {
  const before = await progress(room, id)
  if (turnedAway(before)) return before
  if (before.offset !== offset) return new TurnedAway('offset_differs', `the upload stands at ${before.offset}`)
  const { material } = before
  if (material.state !== 'receiving') return offset
  const kept = room.digests.take(id) ?? startDigests()
  const follows = kept.offset === offset
  const end = material.deferred ? largestFile(room) : material.size
  let stored: number
  try {
    stored = await room.store.append(id, { offset, end }, atHashingPace(kept, source), (chunk) => {
      if (follows) addBytes(kept, chunk)
    })
  } catch (error) {
    // A cut leaves a good prefix behind. After a failed write the digests may be ahead of the bytes, and are not kept.
    if (!follows || kept.offset === (await room.store.received(id).catch(() => undefined))) room.digests.keep(id, kept)
    else kept.file.drop()
    return asTurnedAway(error)
  }
  room.digests.keep(id, kept)
  if (material.deferred || stored < material.size) return stored
  const after = await finished(room, material)
  return turnedAway(after) ? after : after.offset
}

async function finished(room: MaterialsRoom, material: Material): Promise<Progress | TurnedAway> {
  try {
    const ready = await finish(room, material)
    return turnedAway(ready) ? ready : { material: ready, offset: ready.size }
  } catch (error) {
    return asTurnedAway(error)
  }
}

/** The row of an id that has the shape of one; any agency's. */
export async function find(room: MaterialsRoom, id: string): Promise<Material | undefined> {
  const [row] = await run<MaterialRow>(room.pool, byId, [id])
  return row && materialOf(row)
}

function asTurnedAway(error: unknown): TurnedAway {
  if (!(error instanceof StoreFault)) throw error
  if (error.code === 'full')
    return new TurnedAway('storage_full', 'the store is full; what was stored before is kept, try again later')
  if (error.code === 'denied' || error.code === 'away')
    return new TurnedAway('storage_unavailable', 'the store cannot be used at the moment; try again later')
  if (error.code === 'overlong') return new TurnedAway('overlong', error.message)
  if (error.code === 'offset') return new TurnedAway('offset_differs', error.message)
  return new TurnedAway('gone', error.message)
}
