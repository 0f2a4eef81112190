// Receivers as they are kept: added, changed, listed, removed. Every change by people is noted with who and why.
import { inTransaction, type Pool, type Queryable, run, type Statement } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import type { Receiver, ReceiverState } from './carrier.ts'

/** Who did something to a receiver, and why. */
export interface By {
  readonly who: string
  readonly why?: string | undefined
}

export interface NewReceiver {
  readonly kind: string
  readonly name: string
  readonly agencyId: string | null
  /** Left out, its own agency's notices. */
  readonly follows?: readonly string[]
  readonly config: unknown
  /** Sealed by the caller. */
  readonly secret?: string | null
  readonly inFlightMax?: number
  readonly timeoutMs?: number
  /** From which notice on; left out, from those of now on. */
  readonly from?: 'now' | 'beginning'
  /** An agency has no more of this kind; left out, any number. */
  readonly limit?: number
  /** The request that asks for it: asked again, the first one's receiver is the answer. */
  readonly once?: { readonly key: string; readonly hash: string }
}

/** The agency has as many as it may have. */
export class TooManyReceivers extends Error {}
/** The key was used for another request. */
export class OnceReused extends Error {}

export interface ReceiverChange {
  readonly name?: string
  readonly state?: ReceiverState
  readonly follows?: readonly string[]
  readonly config?: unknown
  readonly secret?: string | null
  readonly inFlightMax?: number
  readonly timeoutMs?: number
}

export interface ReceiverRow {
  id: string
  agency_id: string | null
  kind: string
  name: string
  state: ReceiverState
  follows: string[]
  config: unknown
  secret: string | null
  in_flight_max: number
  timeout_ms: number
  created_at: Date
  updated_at: Date
}

export const receiverColumns =
  'r.id, r.agency_id, r.kind, r.name, r.state, r.follows, r.config, r.secret, r.in_flight_max, r.timeout_ms, r.created_at, r.updated_at'

export const receiverOf = (row: ReceiverRow): Receiver => ({
  id: row.id,
  agencyId: row.agency_id,
  kind: row.kind,
  name: row.name,
  state: row.state,
  follows: row.follows,
  config: row.config,
  secret: row.secret,
  inFlightMax: row.in_flight_max,
  timeoutMs: row.timeout_ms,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const addStatement = `insert into receiver as r (id, agency_id, kind, name, follows, config, secret, in_flight_max, timeout_ms, cursor_txid, cursor_seq)
select $1::uuid, $2::uuid, $3::text, $4::text, $5::uuid[], $6::jsonb, $7::text, $8::int, $9::int,
  case when $10::boolean then '0'::xid8 else (select feed_horizon()) end, 0
returning ${receiverColumns}`

export async function addReceiver(pool: Pool, entry: NewReceiver, by: By): Promise<Receiver> {
  const follows = entry.follows ?? (entry.agencyId === null ? [] : [entry.agencyId])
  return inTransaction(pool, async (connection) => {
    const known = await earlier(connection, entry)
    if (known !== undefined) return known
    const { rows } = await connection.query<ReceiverRow>(addStatement, [
      uuidv7(),
      entry.agencyId,
      entry.kind,
      entry.name,
      follows,
      JSON.stringify({ ...(entry.config as object), ...(entry.once && { once: entry.once }) }),
      entry.secret ?? null,
      entry.inFlightMax ?? 8,
      entry.timeoutMs ?? 15_000,
      entry.from === 'beginning',
    ])
    const made = receiverOf(rows[0] as ReceiverRow)
    await note(connection, made.id, 'added', by)
    return made
  })
}

/** One agency's requests for receivers queue here, so that neither the limit nor a repeated request is passed by. */
async function earlier(
  connection: Queryable,
  { agencyId, kind, once, limit }: NewReceiver,
): Promise<Receiver | undefined> {
  if (once === undefined && limit === undefined) return undefined
  await connection.query(`select pg_advisory_xact_lock(hashtextextended('receiver ' || $1, 0))`, [agencyId])
  const { rows } = await connection.query<ReceiverRow & { once: NewReceiver['once'] | null }>(
    `select ${receiverColumns}, r.config -> 'once' as once from receiver r
     where r.agency_id = $1 and r.kind = $2 and r.state <> 'removed'`,
    [agencyId, kind],
  )
  const same = once && rows.find((r) => r.once?.key === once.key)
  if (same && same.once?.hash !== once.hash) throw new OnceReused()
  if (same) return receiverOf(same)
  if (limit !== undefined && rows.length >= limit) throw new TooManyReceivers()
  return undefined
}

/** `undefined` where there is no such receiver. `null` as a secret removes it; a member left out stays. */
export async function changeReceiver(
  pool: Pool,
  id: string,
  change: ReceiverChange,
  by: By,
): Promise<Receiver | undefined> {
  return inTransaction(pool, async (connection) => {
    // Whoever enables it wants to be told at once: the breaker forgets what it held against it.
    const { rows } = await connection.query<ReceiverRow>(
      `update receiver r set name = coalesce($2, r.name), state = coalesce($3, r.state), follows = coalesce($4::uuid[], r.follows),
         config = coalesce($5::jsonb || jsonb_strip_nulls(jsonb_build_object('once', r.config -> 'once')), r.config), secret = case when $6 then $7 else r.secret end,
         in_flight_max = coalesce($8::int, r.in_flight_max), timeout_ms = coalesce($9::int, r.timeout_ms),
         failures = case when $3 = 'enabled' then 0 else r.failures end,
         open_until = case when $3 = 'enabled' then null else r.open_until end,
         epoch = r.epoch + 1, updated_at = now()
       where r.id = $1 and r.state <> 'removed' returning ${receiverColumns}`,
      [
        id,
        change.name ?? null,
        change.state ?? null,
        change.follows ?? null,
        change.config === undefined ? null : JSON.stringify(change.config),
        change.secret !== undefined,
        change.secret ?? null,
        change.inFlightMax ?? null,
        change.timeoutMs ?? null,
      ],
    )
    const [row] = rows
    if (row === undefined) return undefined
    const fields = Object.entries(change).filter(([name, value]) => value !== undefined && name !== 'state')
    const changed = fields.map(([name]) => name)
    if (changed.length > 0) await note(connection, id, 'changed', by, { fields: changed })
    if (change.state !== undefined) await note(connection, id, change.state, by)
    return receiverOf(row)
  })
}

/** Nothing is sent to it from now on; the worker clears away what was owed. */
export async function removeReceiver(pool: Pool, id: string, by: By): Promise<boolean> {
  return (await changeReceiver(pool, id, { state: 'removed', secret: null }, by)) !== undefined
}

const listStatement: Statement = {
  name: 'outbox_receivers',
  text: `select ${receiverColumns} from receiver r
where r.state <> 'removed' and ($1::text is null or r.kind = $1) and ($2::uuid is null or r.agency_id = $2)
  and ($3::uuid is null or r.id = $3) and ($4::uuid is null or r.id < $4)
order by r.id desc limit $5`,
}

/** Newest first. */
export async function receiversOf(
  pool: Pool,
  filter: { kind?: string; agencyId?: string; id?: string; before?: string; limit?: number },
): Promise<Receiver[]> {
  const { kind, agencyId, id, before, limit } = filter
  const values = [kind ?? null, agencyId ?? null, id ?? null, before ?? null, limit ?? 10_000]
  return (await run<ReceiverRow>(pool, listStatement, values)).map(receiverOf)
}

/** In the transaction of what it tells of. */
export async function note(
  connection: Queryable,
  receiverId: string,
  act: string,
  by: By,
  details: unknown = {},
): Promise<void> {
  await connection.query(
    'insert into receiver_note (receiver_id, act, who, why, details) values ($1, $2, $3, $4, $5::jsonb)',
    [receiverId, act, by.who, by.why ?? null, JSON.stringify(details)],
  )
}
