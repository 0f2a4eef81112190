// Makes the row of a new upload where its agency has room for it, counted exactly: those of one agency come one after the
// other, or a thousand at once would all find the same free place.
import { inTransaction, type Statement } from '../../db/index.ts'
import type { AgencyLimits } from './limits.ts'
import type { MaterialsRoom } from './room.ts'
import { TurnedAway } from './turned-away.ts'

export interface NewUpload {
  readonly id: string
  readonly agencyId: string
  readonly clientId: string
  readonly filename: string
  readonly declaredType: string | null
  /** null: not known yet. */
  readonly size: number | null
  readonly declaredSha256: string | null
  readonly declaredSm3: string | null
  readonly metadata: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

const agencyLock: Statement = {
  name: 'material_agency_lock',
  text: `select pg_advisory_xact_lock(hashtextextended('uploads of ' || $1, 0))`,
}
/** What is held elsewhere takes a place in the list and no bytes. */
const unused: Statement = {
  name: 'material_unused',
  text: `select count(*)::int as files, coalesce(sum(coalesce(size, $2::bigint)) filter (where state <> 'registered'), 0)::float8 as bytes
    from material where agency_id = $1::uuid and transfer_id is null`,
}
const insert: Statement = {
  name: 'material_receive',
  text: `insert into material (id, agency_id, client_id, state, filename, declared_type, size, declared_sha256, declared_sm3, metadata, created_at, expires_at)
    values ($1::uuid, $2::uuid, $3, 'receiving', $4, $5, $6::bigint, $7, $8, $9::jsonb, $10::timestamptz, $11::timestamptz)`,
}

/** The last one of each agency here: a flood of one agency waits for itself, with one connection and not with all. */
const queues = new Map<string, Promise<unknown>>()

export async function admit(
  room: MaterialsRoom,
  upload: NewUpload,
  limits: AgencyLimits,
): Promise<'made' | TurnedAway> {
  const { agencyId } = upload
  const mine = (queues.get(agencyId) ?? Promise.resolve()).then(() => counted(room, upload, limits))
  const settled = mine.then(
    () => {},
    () => {},
  )
  queues.set(agencyId, settled)
  void settled.then(() => queues.get(agencyId) === settled && queues.delete(agencyId))
  return mine
}

async function counted(room: MaterialsRoom, upload: NewUpload, limits: AgencyLimits): Promise<'made' | TurnedAway> {
  return inTransaction(room.pool, async (connection) => {
    await connection.query({ ...agencyLock, values: [upload.agencyId] })
    const found = await connection.query<{ files: number; bytes: number }>({
      ...unused,
      values: [upload.agencyId, limits.fileBytesMax],
    })
    const { files = 0, bytes = 0 } = found.rows[0] ?? {}
    if (files >= limits.unusedMax) return tooMany(`${limits.unusedMax} files`)
    if (bytes + (upload.size ?? limits.fileBytesMax) > limits.unusedBytesMax)
      return tooMany(`${bytes} of at most ${limits.unusedBytesMax} bytes`)
    await connection.query({
      ...insert,
      values: [
        upload.id,
        upload.agencyId,
        upload.clientId,
        upload.filename,
        upload.declaredType,
        upload.size,
        upload.declaredSha256,
        upload.declaredSm3,
        upload.metadata,
        upload.createdAt,
        upload.expiresAt,
      ],
    })
    return 'made'
  })
}

const tooMany = (what: string) => new TurnedAway('too_many_unused', `${what} wait for a case; submit or delete some`)
