// The table `material`: its statements, and what a row becomes outside. Every value that reaches SQL has been checked
// for its shape before, so that no statement here raises on what a partner sends.
import type { Statement } from '../../db/index.ts'

export type MaterialState = 'receiving' | 'ready' | 'refused'

export interface Material {
  readonly id: string
  readonly agencyId: string
  readonly clientId: string
  readonly state: MaterialState
  readonly filename: string
  readonly declaredType: string | null
  readonly mediaType: string | null
  /** Declared while receiving, counted when ready. */
  readonly size: number
  readonly declaredSha256: string | null
  readonly declaredSm3: string | null
  /** Meaningful when ready; set shortly before, see `claim`. */
  readonly sha256: string | null
  readonly sm3: string | null
  readonly failure: string | null
  readonly metadata: Readonly<Record<string, string | null>>
  readonly createdAt: Date
  readonly completedAt: Date | null
  readonly expiresAt: Date
  readonly transferId: string | null
  readonly version: number | null
  readonly seq: number | null
  readonly kind: string | null
  readonly title: string | null
  readonly original: boolean | null
}

/** As pg answers it: int8 comes as text. */
export type MaterialRow = Omit<Material, 'size'> & { readonly size: string }

export function materialOf(row: MaterialRow): Material {
  return { ...row, size: Number(row.size) }
}

export const columns = `id, agency_id as "agencyId", client_id as "clientId", state, filename, declared_type as "declaredType",
  media_type as "mediaType", size, declared_sha256 as "declaredSha256", declared_sm3 as "declaredSm3", sha256, sm3, failure,
  metadata, created_at as "createdAt", completed_at as "completedAt", expires_at as "expiresAt",
  transfer_id as "transferId", version, seq, kind, title, original`

/** The count stops at the limit, and two at the same moment may both pass it: it bounds waste, it is no ledger. */
export const insertReceiving: Statement = {
  name: 'material_receive',
  text: `insert into material (id, agency_id, client_id, state, filename, declared_type, size, declared_sha256, declared_sm3, metadata, created_at, expires_at)
    select $1::uuid, $2::uuid, $3, 'receiving', $4, $5, $6::bigint, $7, $8, $9::jsonb, $10::timestamptz, $11::timestamptz
    where (select count(*) from (select 1 from material where agency_id = $2::uuid and transfer_id is null limit $12::int) unused) < $12::int
    returning id`,
}

export const byId: Statement = { name: 'material_by_id', text: `select ${columns} from material where id = $1::uuid` }

/**
 * Says, before the bytes become visible under their digest, that this row will need them. Taken under the digest's lock,
 * which `dropBytes` holds while it looks for such rows: bytes are never removed under a file about to be finished.
 */
export const claim: Statement = {
  name: 'material_claim',
  text: `with digest_lock as materialized (select pg_advisory_xact_lock(hashtextextended('material:' || $2, 0)))
    update material set sha256 = $2, sm3 = $3, media_type = $4 from digest_lock
    where id = $1::uuid and state = 'receiving' returning id`,
}

export const markReady: Statement = {
  name: 'material_ready',
  text: `update material set state = 'ready', completed_at = $2::timestamptz, expires_at = $3::timestamptz
    where id = $1::uuid and state = 'receiving' and sha256 is not null returning id`,
}

export const markRefused: Statement = {
  name: 'material_refuse',
  text: `update material set state = 'refused', failure = $2 where id = $1::uuid and state = 'receiving' returning id`,
}
