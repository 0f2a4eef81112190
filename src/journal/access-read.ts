// Reads the log of reads back, newest first, as far as the asker may: what follows from who asks is decided here, in SQL.
import { type Pool, run } from '../../db/index.ts'
import { type AccessEntry, entryColumns } from './sealed-reads.ts'

export interface AccessFilter {
  /** Number to go on before. */
  readonly before?: number | undefined
  readonly limit: number
  readonly transferId?: string | undefined
  readonly materialId?: string | undefined
  readonly kind?: string | undefined
  /** Organ of the reader. */
  readonly agencyId?: string | undefined
  /** `X-Request-Id` of the answer. */
  readonly requestId?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** `client` null: an auditor, who sees what the whole agency read. */
export interface AccessAsker {
  readonly agencyId: string
  readonly clientId: string | null
}

/** Parameters $1 … $9, the same for every asker. */
const wanted = `no < coalesce($1::bigint, 9223372036854775807) and ($3::uuid is null or transfer_id = $3) and ($4::uuid is null or material_id = $4)
  and ($5::text is null or kind = $5) and ($6::uuid is null or agency_id = $6)
  and ($7::timestamptz is null or at >= $7) and ($8::timestamptz is null or at < $8)
  and ($9::text is null or request_id = $9)`

const ofAll = {
  name: 'access_of_all',
  text: `select ${entryColumns} from access_entry where ${wanted} order by no desc limit $2::int`,
}

/** Two walks along two indexes: one of what the agency's systems read, one of what is the agency's, by whomever. */
const ofAgency = {
  name: 'access_of_agency',
  text: `select ${entryColumns} from (
    (select ${entryColumns} from access_entry where agency_id = $10::uuid and ($11::text is null or client_id = $11) and ${wanted} order by no desc limit $2::int)
    union
    (select ${entryColumns} from access_entry where owner_id = $10::uuid and ${wanted} order by no desc limit $2::int)
  ) seen order by no desc limit $2::int`,
}

/** A page; `asker` null is the operator, who sees all. */
export function readAccess(pool: Pool, filter: AccessFilter, asker: AccessAsker | null): Promise<AccessEntry[]> {
  const { before, limit, transferId, materialId, kind, agencyId, from, to, requestId } = filter
  const values = [before, limit, transferId, materialId, kind, agencyId, from, to, requestId].map((v) => v ?? null)
  if (asker === null) return run<AccessEntry>(pool, ofAll, values)
  return run<AccessEntry>(pool, ofAgency, [...values, asker.agencyId, asker.clientId])
}
