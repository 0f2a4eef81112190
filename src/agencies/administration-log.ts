// Requests for a second person and the log of administration: rows in, rows out. Nothing here is ever changed; how a request
// ended is the entry that decided it.
import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import { type Pool, type Queryable, run } from '../../db/index.ts'
import type { State } from './administration-states.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly agencyId: string
}

export interface EntryRow {
  readonly no: number
  readonly at: Date
  readonly phase: 'asked' | 'done' | 'approved' | 'refused' | 'withdrawn'
  readonly act: string
  readonly role: string
  readonly target: string
  readonly requestId: string | null
  readonly officerId: string
  readonly officerName: string
  readonly agencyId: string
  readonly reason: string
  readonly what: Readonly<Record<string, unknown>>
  readonly before: State
  readonly after: State
}

export interface RequestRow {
  readonly id: string
  readonly act: string
  readonly role: string
  readonly target: string
  readonly what: Readonly<Record<string, unknown>>
  readonly before: State
  readonly foreseen: State
  readonly reason: string
  readonly askedById: string
  readonly askedByName: string
  readonly askedByAgencyId: string
  readonly askedAt: Date
  readonly expiresAt: Date
  readonly decidedPhase: 'approved' | 'refused' | 'withdrawn' | null
  readonly decidedById: string | null
  readonly decidedByName: string | null
  readonly decidedByAgencyId: string | null
  readonly decidedAt: Date | null
  readonly decidedReason: string | null
}

export interface NewEntry {
  readonly at: Date
  readonly phase: EntryRow['phase']
  readonly act: string
  readonly role: string
  readonly target: string
  readonly requestId: string | null
  readonly who: Person
  readonly reason: string
  readonly what: object
  readonly before: State
  readonly after: State
  readonly said: { readonly raw: Buffer; readonly idempotencyKey?: string | undefined }
}

const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))

export async function insertEntry(connection: PoolClient, e: NewEntry): Promise<number> {
  const key = e.said.idempotencyKey
  const { rows } = await connection.query<{ no: string }>(
    `insert into administration_entry (at, phase, act, role, target, request_id, officer_id, officer_name, agency_id, reason,
       what, before, after, key, request_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning no`,
    [
      ...[e.at, e.phase, e.act, e.role, e.target, e.requestId, e.who.id, e.who.name, e.who.agencyId, e.reason],
      ...[json(e.what), json(e.before), json(e.after)],
      ...[key ?? null, key === undefined ? null : createHash('sha256').update(e.said.raw).digest()],
    ],
  )
  return Number(rows[0]?.no)
}

export async function insertRequest(
  connection: PoolClient,
  r: Omit<NewEntry, 'phase' | 'requestId' | 'after'> & {
    readonly id: string
    readonly foreseen: State
    readonly expiresAt: Date
  },
): Promise<void> {
  await connection.query(
    `insert into administration_request (id, act, role, target, what, before, foreseen, reason, asked_by_id, asked_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      r.id,
      r.act,
      r.role,
      r.target,
      json(r.what),
      json(r.before),
      json(r.foreseen),
      r.reason,
      r.who.id,
      r.at,
      r.expiresAt,
    ],
  )
}

const requestColumns = `r.id, r.act, r.role, r.target, r.what, r.before, r.foreseen, r.reason,
  r.asked_by_id as "askedById", e.officer_name as "askedByName", e.agency_id as "askedByAgencyId", r.asked_at as "askedAt",
  r.expires_at as "expiresAt", d.phase as "decidedPhase", d.officer_id as "decidedById", d.officer_name as "decidedByName",
  d.agency_id as "decidedByAgencyId", d.at as "decidedAt", d.reason as "decidedReason"`
const requestTables = `administration_request r
  join administration_entry e on e.request_id = r.id and e.phase = 'asked'
  left join administration_entry d on d.request_id = r.id and d.phase in ('approved','refused','withdrawn')`
const entryColumns = `no::int, at, phase, act, role, target, request_id as "requestId", officer_id as "officerId",
  officer_name as "officerName", agency_id as "agencyId", reason, what, before, after`

export async function requestNumbered(db: Queryable, id: string): Promise<RequestRow | undefined> {
  const { rows } = await db.query<RequestRow>(`select ${requestColumns} from ${requestTables} where r.id = $1`, [id])
  return rows[0]
}

export async function entryNumbered(db: Queryable, no: number): Promise<EntryRow | undefined> {
  const { rows } = await db.query<EntryRow>(`select ${entryColumns} from administration_entry where no = $1`, [no])
  return rows[0]
}

/** What a request with this key did. */
export async function entryByKey(
  db: Queryable,
  officerId: string,
  key: string,
): Promise<{ no: number; requestId: string | null; requestHash: Buffer } | undefined> {
  const { rows } = await db.query<{ no: number; requestId: string | null; requestHash: Buffer }>(
    'select no::int, request_id as "requestId", request_hash as "requestHash" from administration_entry where officer_id = $1 and key = $2',
    [officerId, key],
  )
  return rows[0]
}

/** Requests of these roles (null: of all), the youngest first. */
export function listRequests(
  pool: Pool,
  roles: readonly string[] | null,
  {
    state,
    after,
    limit,
  }: { readonly state?: 'open' | 'settled' | undefined; readonly after: string | null; readonly limit: number },
  now: Date,
): Promise<RequestRow[]> {
  return run<RequestRow>(
    pool,
    `select ${requestColumns} from ${requestTables}
     where ($1::text[] is null or r.role = any($1)) and ($2::uuid is null or r.id < $2)
       and ($3::text is null or ($3 = 'open') = (d.phase is null and r.expires_at > $4))
     order by r.id desc limit $5`,
    [roles, after, state ?? null, now, limit],
  )
}

/** Entries of these roles (null: of all), the youngest first. */
export function listAdministration(
  pool: Pool,
  roles: readonly string[] | null,
  asked: {
    readonly before: number | null
    readonly limit: number
    readonly act?: string | undefined
    readonly target?: string | undefined
    readonly from?: Date | undefined
    readonly to?: Date | undefined
  },
): Promise<EntryRow[]> {
  const { before, limit, act, target, from, to } = asked
  return run<EntryRow>(
    pool,
    `select ${entryColumns} from administration_entry
     where ($1::text[] is null or role = any($1)) and ($2::bigint is null or no < $2) and ($3::text is null or act = $3)
       and ($4::text is null or target = $4) and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
     order by no desc limit $7`,
    [roles, before, act ?? null, target ?? null, from ?? null, to ?? null, limit],
  )
}
