// Files that come from another gateway: their rows with the ids they have there, and their bytes piece by piece, in order,
// held against the digest before anybody sees them. And files that wait for an act to be entered there.
import { createHash } from 'node:crypto'
import { run, type Statement } from '../../db/index.ts'
import type { MaterialsRoom } from './room.ts'
import type { MaterialState } from './rows.ts'

/** A file as it is described to another gateway. Digests are lower-case hex. */
export interface ForeignMaterial {
  readonly id: string
  readonly agencyId: string
  readonly clientId: string
  readonly state: Extract<MaterialState, 'ready' | 'registered'>
  readonly filename: string
  readonly title: string | null
  readonly declaredType: string | null
  readonly mediaType: string | null
  readonly size: number
  readonly sha256: string
  readonly sm3: string | null
  readonly metadata: Readonly<Record<string, string | null>>
  readonly held: Readonly<Record<string, unknown>> | null
  readonly createdAt: string
}

const described: Statement = {
  name: 'material_described',
  text: `select id, agency_id as "agencyId", client_id as "clientId", state, filename,
    case when state = 'registered' then title end as title, declared_type as "declaredType", media_type as "mediaType",
    size::float8 as size, sha256, sm3, metadata, held, created_at as "createdAt"
    from material where id = any($1::uuid[]) and state in ('ready', 'registered') order by id`,
}

/** Some files as another gateway is told of them; those that are not finished are left out. */
export async function describeMaterials(room: MaterialsRoom, ids: readonly string[]): Promise<ForeignMaterial[]> {
  const rows = await run<Omit<ForeignMaterial, 'createdAt'> & { createdAt: Date }>(room.pool, described, [ids])
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

/** A case takes it, or its gateway does not ask for it any more; nothing here expires in between. */
const never = '9999-12-31T00:00:00Z'

const announce: Statement = {
  name: 'material_announce',
  text: `insert into material (id, agency_id, client_id, state, filename, title, declared_type, media_type, size, sha256, sm3, metadata, held, created_at, completed_at, expires_at)
    values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8, $9::bigint, $10, $11, $12::jsonb, $13::jsonb, $14::timestamptz, case when $4 <> 'receiving' then $14::timestamptz end, '${never}')
    on conflict (id) do update set id = excluded.id returning state, agency_id as "agencyId", sha256`,
}
const ready: Statement = {
  name: 'material_came_whole',
  text: `update material set state = 'ready', completed_at = $2::timestamptz where id = $1::uuid and state = 'receiving' returning id`,
}
const sizeOf: Statement = {
  name: 'material_foreign_size',
  text: `select state, size::float8 as size, sha256 from material where id = $1::uuid`,
}

export type Announced = 'here' | 'wanted' | 'differs'

/** Enters the row of a file of another gateway. `here`: nothing more is needed; `wanted`: its bytes are to come. */
export async function announceMaterial(room: MaterialsRoom, m: ForeignMaterial): Promise<Announced> {
  const bytesHere = m.state === 'registered' || (await room.store.open(m.sha256).then(closed)) === true
  const [row] = await run<{ state: MaterialState; agencyId: string; sha256: string | null }>(room.pool, announce, [
    m.id,
    m.agencyId,
    m.clientId,
    bytesHere ? m.state : 'receiving',
    m.filename,
    m.title,
    m.declaredType,
    m.mediaType,
    m.size,
    m.sha256,
    m.sm3,
    JSON.stringify(m.metadata),
    m.held === null ? null : JSON.stringify(m.held),
    m.createdAt,
  ])
  if (row === undefined || row.agencyId !== m.agencyId || row.sha256 !== m.sha256) return 'differs'
  if (row.state !== 'receiving') return 'here'
  if (bytesHere) {
    await run(room.pool, ready, [m.id, room.now()])
    return 'here'
  }
  if ((await room.store.received(m.id)) === undefined) await room.store.begin(m.id)
  return 'wanted'
}

async function closed(stream: ReadableStream<Uint8Array> | undefined): Promise<boolean> {
  await stream?.cancel()
  return stream !== undefined
}

/** Writes a piece of an announced file; what stands already is passed over. The last piece makes it a finished file. */
export async function takePiece(
  room: MaterialsRoom,
  id: string,
  offset: number,
  size: number,
  piece: () => AsyncIterable<Uint8Array>,
): Promise<'more' | 'whole' | 'missing' | 'damaged'> {
  const [row] = await run<{ state: MaterialState; size: number; sha256: string }>(room.pool, sizeOf, [id])
  if (row === undefined) return 'missing'
  if (row.state !== 'receiving') return 'whole'
  const stored = (await room.store.received(id)) ?? 0
  if (stored < offset || offset + size > row.size) return 'missing'
  if (stored < offset + size) {
    const skip = stored - offset
    await room.store.append(id, { offset: stored, end: offset + size }, from(piece(), skip), () => {})
  }
  if (((await room.store.received(id)) ?? 0) < row.size) return 'more'
  const found = createHash('sha256')
  for await (const chunk of room.store.read(id, 0)) found.update(chunk)
  if (found.digest('hex') !== row.sha256) {
    await room.store.discard(id)
    await room.store.begin(id)
    return 'damaged'
  }
  await room.store.complete(id, row.sha256)
  await run(room.pool, ready, [id, room.now()])
  await room.store.discard(id)
  return 'whole'
}

async function* from(source: AsyncIterable<Uint8Array>, skip: number): AsyncGenerator<Uint8Array> {
  let left = skip
  for await (const chunk of source) {
    if (left >= chunk.length) left -= chunk.length
    else {
      yield left === 0 ? chunk : chunk.subarray(left)
      left = 0
    }
  }
}

const hold: Statement = {
  name: 'material_hold',
  text: `update material set expires_at = '${never}' where id = any($1::uuid[]) and transfer_id is null`,
}
const release: Statement = {
  name: 'material_release',
  text: `update material set expires_at = $2::timestamptz where id = any($1::uuid[]) and transfer_id is null and expires_at = '${never}'`,
}

/** Files that an act names which another gateway is to enter: they must not expire before it has answered. */
export async function holdMaterials({ pool }: Pick<MaterialsRoom, 'pool'>, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await run(pool, hold, [ids])
}

/** The act was refused: its files may serve another one, or expire as unused ones do. */
export async function releaseMaterials(
  { pool }: Pick<MaterialsRoom, 'pool'>,
  ids: readonly string[],
  expiresAt: Date,
): Promise<void> {
  if (ids.length > 0) await run(pool, release, [ids, expiresAt])
}
