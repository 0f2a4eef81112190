// Files of an older platform: taken in by whoever imports them, for a case that is imported after them. Their digests are
// taken here and now, and their rows say so: nobody vouches for what they were before.
import { run, type Statement } from '../../db/index.ts'
import { keptFilename } from './filename.ts'
import { holdMaterials } from './from-elsewhere.ts'
import { find, progress, receive } from './receive.ts'
import type { MaterialsRoom } from './room.ts'
import type { Material } from './rows.ts'
import { TurnedAway, turnedAway } from './turned-away.ts'

export interface ImportedFile {
  /** Comes out again when the same file is taken in again. */
  readonly id: string
  /** Whose it was. */
  readonly agencyId: string
  readonly filename: string
  readonly size: number
  /** Code of the older platform, and where it had the file. */
  readonly installation: string
  readonly path: string
  /** From an offset on. */
  readonly bytes: (from: number) => AsyncIterable<Uint8Array>
}

/** Kept with the row: the digest is of the import, not of the day when the file was made. */
export interface DigestTakenAtImport {
  readonly takenOver: string
  readonly path: string
  readonly digestAt: string
}

const insertImported: Statement = {
  name: 'material_import',
  text: `insert into material (id, agency_id, client_id, state, filename, size, metadata, created_at, expires_at)
    values ($1::uuid, $2::uuid, 'takeover', 'receiving', $3, $4::bigint, $5::jsonb, $6::timestamptz, '9999-12-31T00:00:00Z')
    on conflict (id) do nothing returning id`,
}

/** A finished file, or why it is none. Cut off, it goes on where it was; taken in again, nothing is done. */
export async function takeImported(room: MaterialsRoom, file: ImportedFile): Promise<Material | TurnedAway> {
  if (file.size > room.limits.fileBytesMax)
    return new TurnedAway('file_too_large', `a file has at most ${room.limits.fileBytesMax} bytes`)
  const named = keptFilename(file.filename)
  if ('fault' in named) return new TurnedAway('metadata_invalid', named.fault)
  const at = room.now()
  const metadata: DigestTakenAtImport = {
    ...{ takenOver: file.installation, path: file.path, digestAt: at.toISOString() },
  }
  const made = await run(room.pool, insertImported, [
    ...[file.id, file.agencyId, named.name, file.size, JSON.stringify(metadata), at],
  ])
  const before = made.length > 0 ? undefined : await find(room, file.id)
  if (before !== undefined && before.state !== 'receiving')
    return before.state === 'ready' ? before : new TurnedAway('gone', before.failure ?? 'the file was turned away')
  if ((await room.store.received(file.id)) === undefined) await room.store.begin(file.id)
  const stood = await progress(room, file.id)
  if (turnedAway(stood)) return stood
  if (stood.material.state === 'receiving') {
    const offset = await receive(room, file.id, stood.offset, file.bytes(stood.offset))
    if (turnedAway(offset)) return offset
    if (offset < file.size) return new TurnedAway('gone', `the file ends after ${offset} bytes`)
  }
  await holdMaterials(room, [file.id])
  const ready = await find(room, file.id)
  return ready ?? new TurnedAway('gone', 'the file was removed while it was taken in')
}
