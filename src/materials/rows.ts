// The table `material`: its statements, and what a row becomes outside. Every value that reaches SQL has been checked
// for its shape before, so that no statement here raises on what a partner sends.
import type { Statement } from '../../db/index.ts'

/** `registered`: held elsewhere, no bytes here. `quarantined`: the scanner found something; its bytes are kept aside. */
export type MaterialState = 'receiving' | 'ready' | 'refused' | 'registered' | 'quarantined'

export interface Material {
  readonly id: string
  readonly agencyId: string
  readonly clientId: string
  readonly state: MaterialState
  readonly filename: string
  readonly declaredType: string | null
  readonly mediaType: string | null
  /** Declared while receiving, counted when ready; 0 as long as it is `deferred`. */
  readonly size: number
  /** The sender has not said the length yet. */
  readonly deferred: boolean
  readonly declaredSha256: string | null
  readonly declaredSm3: string | null
  /** Meaningful when ready; set shortly before, see `claim`. */
  readonly sha256: string | null
  readonly sm3: string | null
  readonly failure: string | null
  readonly scan: 'waiting' | 'clean' | 'unscanned' | null
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
  /** As the case has it now, where it was listed or shown with a case. */
  readonly folder: string | null
  readonly evidenceCode: string | null
  readonly needsRecollection: boolean | null
  readonly catalogue: Readonly<Record<string, unknown>> | null
  /** Of a registered one: where it is held. */
  readonly held: Readonly<Record<string, unknown>> | null
}

/** As pg answers it: int8 comes as text. */
export type MaterialRow = Omit<Material, 'size' | 'deferred'> & { readonly size: string | null }

export function materialOf(row: MaterialRow): Material {
  return { ...row, size: Number(row.size ?? 0), deferred: row.size === null }
}

/** Without what a later filing may change. */
export const lastingColumns = `id, agency_id as "agencyId", client_id as "clientId", state, filename, declared_type as "declaredType",
  media_type as "mediaType", size, declared_sha256 as "declaredSha256", declared_sm3 as "declaredSm3", sha256, sm3, failure, scan,
  metadata, created_at as "createdAt", completed_at as "completedAt", expires_at as "expiresAt",
  transfer_id as "transferId", version, seq, kind, title, original, held`
export const columns = `${lastingColumns}, folder, evidence_code as "evidenceCode", needs_recollection as "needsRecollection", catalogue`

export const byId: Statement = { name: 'material_by_id', text: `select ${columns} from material where id = $1::uuid` }

/**
 * Says, before the bytes become visible under their digest, that this row will need them. Taken under the digest's lock,
 * which `dropBytes` holds while it looks for such rows: bytes are never removed under a file about to be finished.
 */
export const claim: Statement = {
  name: 'material_claim',
  text: `with digest_lock as materialized (select pg_advisory_xact_lock(hashtextextended('material:' || $2, 0)))
    update material set sha256 = $2, sm3 = $3, media_type = $4, scan = $5 from digest_lock
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

/** The length of an upload that was begun without one. */
export const declareSize: Statement = {
  name: 'material_declare_size',
  text: `update material set size = $2::bigint where id = $1::uuid and state = 'receiving' and size is null returning id`,
}

/** Whole, hashed, and not looked at by the scanner yet; it does not expire as quickly as what stays half sent. */
export const markWaiting: Statement = {
  name: 'material_wait',
  text: `update material set scan = 'waiting', sha256 = $2, sm3 = $3, expires_at = greatest(expires_at, $4::timestamptz)
    where id = $1::uuid and state = 'receiving' returning id`,
}

export const markQuarantined: Statement = {
  name: 'material_quarantine',
  text: `update material set state = 'quarantined', failure = $2, sha256 = $3, sm3 = $4, scan = null, completed_at = $5::timestamptz, expires_at = $6::timestamptz
    where id = $1::uuid and state = 'receiving' returning id`,
}
