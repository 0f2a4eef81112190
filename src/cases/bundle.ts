// What a bundle takes from a case: the case as its caller sees it, and its entries with the bytes that were sealed, in
// pages. Entries never change: whatever is read up to a version that was seen is of one moment, without a lock.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart } from '../agencies/index.ts'
import type { CaseState, Part } from '../procedure/index.ts'
import { transferColumns } from './gather.ts'
import { asSeen, type SeenRow, sealedOf } from './read.ts'

export interface CaseForBundle {
  readonly id: string
  /** The last entry that the caller sees. What was sealed from it later is not even counted. */
  readonly version: number
  readonly documentNo: string
  readonly caseName: string
  readonly part: Part
  readonly ended: boolean
  /** Entries up to `version` that the caller may not see. */
  readonly sealed: readonly number[]
  readonly state: CaseState
}

const caseStatement: Statement = {
  name: 'cases_bundle',
  text: `select ${transferColumns}, t.views, p.part, p.to_version, p.state_at_end, ${sealedOf('$2')} as sealed,
  case when t.home is not null then array(select v from generate_series(1, t.version) v
    where not exists (select from event e where e.transfer_id = t.id and e.version = v)) else '{}' end as absent
from transfer t cross join ${callerPart} where t.id = $1`,
}

/** The case as the caller sees it, read by one statement; undefined where it has no part in it. */
export async function caseForBundle(
  pool: Pool,
  transferId: string,
  agencyId: string,
): Promise<CaseForBundle | undefined> {
  const [row] = await run<SeenRow & { sealed: number[]; absent: number[] }>(pool, caseStatement, [transferId, agencyId])
  if (row === undefined) return undefined
  const seen = asSeen(row, agencyId)
  const { version } = seen.state
  return {
    id: seen.id,
    version,
    documentNo: seen.document_no,
    caseName: seen.case_name,
    part: row.part,
    ended: row.to_version !== null,
    // Of a copy, what is sealed from every organ here never came.
    sealed: [...new Set([...row.sealed, ...row.absent])].filter((v) => v < version).sort((a, b) => a - b),
    state: seen.state,
  }
}

/** An entry without its bytes. Sizes are in bytes, digests SHA-256 in lower-case hex. */
export interface EntryOutline {
  readonly version: number
  readonly clientId: string
  readonly size: number
  readonly sha256: string
  /** Readers of clocks that the entry starts and that not everybody may know who sees the entry. */
  readonly clockReaders: readonly (readonly string[])[] | null
  /** Where the client signed. */
  readonly signature: string | null
  readonly requestSize: number | null
  readonly requestSha256: string | null
}

const outlinesStatement: Statement = {
  name: 'cases_bundle_outlines',
  text: `
select version, client_id as "clientId", octet_length(body) as size, encode(sha256(convert_to(body, 'UTF8')), 'hex') as sha256,
  (select json_agg(s -> 'visibleTo') from json_array_elements(body::json -> 'clocks' -> 'starts') s
    where s -> 'visibleTo' is not null) as "clockReaders",
  request_signature as signature, octet_length(request_body) as "requestSize",
  encode(sha256(request_body), 'hex') as "requestSha256"
from event where transfer_id = $1 and version > $2 and version <= $3 and version <> all($4::int[])
order by version limit $5`,
}

/** Digests are made where the bytes lie; a page of entries of the largest size stays far below the statement's time. */
const outlinesAtOnce = 16

/** The entries of a case up to a version, without some; a page at a time. */
export async function* entryOutlines(
  pool: Pool,
  { id, version, sealed }: Pick<CaseForBundle, 'id' | 'version' | 'sealed'>,
): AsyncGenerator<EntryOutline> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: EntryOutline[] = await run<EntryOutline>(pool, outlinesStatement, [
      id,
      after,
      version,
      sealed,
      outlinesAtOnce,
    ])
    yield* page
    after = page.length < outlinesAtOnce ? undefined : page.at(-1)?.version
  }
}

export interface EntryBytes {
  readonly body: string
  readonly request_body: Buffer | null
}

const bytesStatement: Statement = {
  name: 'cases_bundle_bytes',
  text: 'select body, request_body from event where transfer_id = $1 and version = $2',
}

/** The bytes of one entry: what was sealed, and what the client sent where it signed. */
export async function entryBytes(pool: Pool, transferId: string, version: number): Promise<EntryBytes> {
  const [row] = await run<EntryBytes>(pool, bytesStatement, [transferId, version])
  if (row === undefined) throw new Error(`entry ${version} of case ${transferId} is gone`)
  return row
}
