// What is read before an act is decided: the case, the caller's part, the last link, and what the key was used for. One
// query, no lock.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart } from '../agencies/index.ts'
import { lastLinkPart } from '../journal/index.ts'
import type { CaseEvent, CaseState, Part, Views } from '../procedure/index.ts'
import { markedElsewhere } from './marks.ts'
import type { ReceiptRow } from './receipt.ts'
import type { TransferRow } from './view.ts'

/** What a key was used for, with the events up to that act. */
export interface Remembered {
  readonly request_hash: Buffer
  readonly status: number
  readonly document_no: string
  readonly case_name: string
  readonly created_at: Date
  readonly bodies: readonly string[]
  readonly receipt: ReceiptRow | null
  /** What of the letter another agency has transferred, by kind of mark. */
  readonly known_elsewhere: readonly string[] | null
}

/** The case as it stood when the caller's part ended. */
export interface SightAtEnd {
  readonly state: CaseState
  readonly status: string
  readonly at: string
  /** Time of the first entry that it saw, where that is not the case's first. */
  readonly from?: string
  /** Entries that were sealed from it then. */
  readonly sealed?: readonly number[]
}

interface PartColumns {
  readonly part: Part
  readonly to_version: number | null
  readonly state_at_end: SightAtEnd | null
}

export type GatheredRow = TransferRow &
  PartColumns & {
    readonly views: Views | null
    readonly link: Buffer
    /** The gateway where the case is at home, where it is not this one. */
    readonly home: string | null
    /** Set where the key was used before. */
    readonly used: boolean
  }

const transferColumns =
  't.id, t.version, t.document_no, t.case_name, t.domain, t.region_code, t.status, t.created_at, t.updated_at, t.state'
const gatherStatement: Statement = {
  name: 'cases_gather',
  text: `
select ${transferColumns}, t.views, t.home, p.part, p.to_version, p.state_at_end, ${lastLinkPart} as link,
  i.key is not null as used
from transfer t cross join ${callerPart} left join idempotency i on i.client_id = $3 and i.route = $4 and i.key = $5
where t.id = $1`,
}

const rememberedStatement: Statement = {
  name: 'cases_remembered',
  text: `
select i.request_hash, i.status, t.document_no, t.case_name, t.created_at,
  (select json_agg(e.body order by e.version) from event e where e.transfer_id = t.id and e.version <= i.version) as bodies,
  (select json_build_object('no', r.no, 'version', r.version, 'step', r.step, 'jws', r.jws)
    from receipt r where r.transfer_id = t.id and r.version = i.version) as receipt,
  (select json_agg(distinct m.kind) from case_mark own cross join lateral (${markedElsewhere('own', '$2', 't.id')}) m
    where own.transfer_id = t.id) as known_elsewhere
from idempotency i join transfer t on t.id = i.transfer_id cross join ${callerPart}
where i.client_id = $1 and i.route = $3 and i.key = $4`,
}

const documentStatement: Statement = {
  name: 'cases_document',
  text: 'select id from transfer where sender_id = $1 and document_key = $2 order by created_at limit 1',
}

const wholeStatement: Statement = {
  name: 'cases_whole',
  text: `
select ${transferColumns}, t.views, t.home, null as part, null as to_version, null as state_at_end, ${lastLinkPart} as link, false as used
from transfer t where t.id = $1`,
}

const bodiesStatement: Statement = {
  name: 'cases_bodies_of',
  text: 'select body from event where transfer_id = $1 order by version',
}

const partStatement: Statement = {
  name: 'cases_part_in',
  text: `select p.part from transfer t cross join ${callerPart} where t.id = $1 and p.to_version is null`,
}

/** The case whoever asks: for the gateway's own acts. */
export async function whole(pool: Pool, transferId: string): Promise<GatheredRow | undefined> {
  return (await run<GatheredRow>(pool, wholeStatement, [transferId]))[0]
}

/** All entries of a case, the oldest first. */
export async function entriesOf(pool: Pool, transferId: string): Promise<CaseEvent[]> {
  const rows = await run<{ body: string }>(pool, bodiesStatement, [transferId])
  return rows.map((row) => JSON.parse(row.body) as CaseEvent)
}

const entryStatement: Statement = {
  name: 'cases_entry',
  text: 'select body from event where transfer_id = $1 and version = $2',
}

/** One entry of a case. */
export async function entryAt(pool: Pool, transferId: string, version: number): Promise<CaseEvent | undefined> {
  const [row] = await run<{ body: string }>(pool, entryStatement, [transferId, version])
  return row && (JSON.parse(row.body) as CaseEvent)
}

/** Whether an agency has a part in a case at present. */
export async function hasPart(pool: Pool, transferId: string, agencyId: string): Promise<boolean> {
  return (await run(pool, partStatement, [transferId, agencyId])).length > 0
}

/** The case as the caller has it, or undefined where it has no part in it. */
export async function gather(
  pool: Pool,
  transferId: string,
  agencyId: string,
  scope: string,
  route: string,
  key: string | null,
): Promise<GatheredRow | undefined> {
  return (await run<GatheredRow>(pool, gatherStatement, [transferId, agencyId, scope, route, key]))[0]
}

export async function remembered(
  pool: Pool,
  scope: string,
  agencyId: string,
  route: string,
  key: string,
): Promise<Remembered | undefined> {
  return (await run<Remembered>(pool, rememberedStatement, [scope, agencyId, route, key]))[0]
}

export async function firstWithDocument(pool: Pool, agencyId: string, key: string): Promise<string | undefined> {
  return (await run<{ id: string }>(pool, documentStatement, [agencyId, key]))[0]?.id
}

export { transferColumns }
