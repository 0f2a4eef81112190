// A version that somebody here writes on a penalty case: a correction or a withdrawal, with its reason. It takes the same lock
// as the merge, so that no two versions get one number.
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { inTransaction } from '../../db/index.ts'
import { type PenaltyRecord, penaltyRecord } from '../../schemas/index.ts'
import { canonical, Refusal, restored } from '../kernel/index.ts'
import { columnsOf } from './columns.ts'
import { type Change, changed, type Difference, differences } from './differences.ts'
import type { Penalties } from './room.ts'
import { enqueueStatement } from './screening/queue.ts'
import { regionsWatched, seen, type Viewer } from './sight.ts'

export interface Writer {
  readonly clientId: string
  readonly agency: Viewer
}

export interface Said {
  readonly raw: Buffer
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly reason: string
  readonly idempotencyKey?: string
  readonly ifMatch?: number
}

export const lockStatement = `select pg_advisory_xact_lock(hashtextextended('penalties ' || $1, 0))`

export const notFound = () => new Refusal('not_found', 'There is no such penalty case for your agency.')

export interface Written {
  readonly id: string
  readonly version: number
  readonly changes: readonly Difference[]
  readonly replayed: boolean
}

interface Row {
  readonly origin: string
  readonly state: string
  readonly version: number
  /** Of the record as its origin gave it last. */
  readonly digest: string
  readonly agency_id: string | null
  readonly sender_id: string | null
  readonly record: string | null
  readonly raw: string
  readonly layout: string
}

const foundStatement = `
select c.origin, c.state, c.version, encode(c.digest, 'hex') as digest, c.agency_id, c.sender_id, v.record, v.raw, v.layout from penalty_case c
join penalty_version v on v.case_id = c.id and v.version = c.version where c.id = $3 and ${seen}`

const rememberedStatement = `
select case_id, version, diff, request_hash from penalty_version where client_id = $1 and request_key = $2`

const insertStatement = `
insert into penalty_version (case_id, version, at, operation, digest, raw, record, layout, reason, diff, officers, client_id, request_key, request_hash)
values ($1, $2, $3, $14, decode($4, 'hex'), $5, $6, $7, $8, $9, $10, $11, $12, decode($13, 'hex'))`

const columnsStatement = `
update penalty_case set version = $2, updated_at = $3, agency_id = $4, organ_name = $5, organ_code = $6, region_code = $7, domain = $8,
  decision_key = $9, decided_on = $10, procedure = $11, fine_fen = $12, suspected = $13, transferred = $14 where id = $1`

export const digestOf = (value: unknown) => createHash('sha256').update(canonical(value)).digest('hex')

/** What a version says and changes beside the version's own row. */
interface Made {
  readonly operation: 'correction' | 'delete'
  readonly digest: string
  readonly record: string
  readonly diff: readonly Difference[]
  readonly statement: string
  /** After the case, its version and the instant. */
  readonly values: readonly unknown[]
}

/**
 * A correction by the organ itself: the canonical record with places changed, the reason and who answers for it. Where the
 * deciding organ is not registered, the organ that sent the record answers, unless that is a platform, which only passes on.
 * Refusals: not_found, idempotency_key_reused, not_your_step, wrong_state, stale_version, invalid_fields, condition_unmet.
 */
export async function correct(
  room: Penalties,
  writer: Writer,
  id: string,
  changes: readonly Change[],
  said: Said,
): Promise<Written | Refusal> {
  const organs = await room.organs()
  return write(room, writer, id, said, (_row, before) => {
    const after = corrected(before, restored(changes, before))
    if (after instanceof Refusal) return after
    const diff = differences(before, after)
    if (diff.length === 0) return new Refusal('condition_unmet', 'The record says this already: nothing would change.')
    const c = columnsOf(after, organs)
    return {
      ...{ operation: 'correction', digest: digestOf(after), record: JSON.stringify(after), diff },
      statement: columnsStatement,
      values: [
        ...[c.agencyId, c.organName, c.organCode, c.regionCode, c.domain, c.decisionKey, c.decidedOn],
        ...[c.procedure, c.fineFen, c.suspected, c.transferred],
      ],
    }
  })
}

const withdrawStatement = `update penalty_case set version = $2, updated_at = $3, state = 'withdrawn' where id = $1`

/**
 * A withdrawal by whoever may correct: the record was none, or the decision is gone. What was said stays with its versions. The
 * same record sent again leaves it withdrawn; another content of its key brings it back. Refusals as of a correction.
 */
export function withdraw(room: Penalties, writer: Writer, id: string, said: Said): Promise<Written | Refusal> {
  return write(room, writer, id, said, (row) => ({
    ...{ operation: 'delete', digest: row.digest, record: row.record as string },
    ...{ diff: [{ pointer: '/state', from: 'live', to: 'withdrawn' }], statement: withdrawStatement, values: [] },
  }))
}

async function write(
  room: Penalties,
  writer: Writer,
  id: string,
  said: Said,
  make: (row: Row, before: PenaltyRecord) => Made | Refusal,
): Promise<Written | Refusal> {
  return inTransaction(room.pool, async (connection) => {
    let row = await found(connection, writer, id)
    if (row === undefined) return notFound()
    await connection.query(lockStatement, [row.origin])
    row = (await found(connection, writer, id)) as Row
    const known = await remembered(connection, writer, id, said)
    if (known !== undefined) return known
    if (!mayCorrect(row, writer))
      return new Refusal('not_your_step', 'A penalty case is corrected and withdrawn by the organ that decided it.')
    if (row.state !== 'live' || row.record === null)
      return new Refusal('wrong_state', 'The penalty case was withdrawn.')
    if (said.ifMatch !== undefined && said.ifMatch !== row.version)
      return new Refusal('stale_version', `The penalty case is at version ${row.version}.`, {
        members: { version: row.version },
      })
    const made = make(row, JSON.parse(row.record) as PenaltyRecord)
    if (made instanceof Refusal) return made
    const version = row.version + 1
    const at = new Date(room.now()).toISOString()
    await connection.query(insertStatement, [
      ...[id, version, at, made.digest, row.raw, made.record, row.layout, said.reason, JSON.stringify(made.diff)],
      ...[JSON.stringify(said.officers), writer.clientId, said.idempotencyKey ?? null],
      ...[said.idempotencyKey === undefined ? null : hashOf(said.raw), made.operation],
    ])
    await connection.query(made.statement, [id, version, at, ...made.values])
    await connection.query(enqueueStatement, [[id], 'correction', at])
    return { id, version, changes: made.diff, replayed: false }
  })
}

async function found(connection: pg.PoolClient, { agency }: Writer, id: string): Promise<Row | undefined> {
  return (await connection.query<Row>(foundStatement, [agency.id, regionsWatched(agency), id])).rows[0]
}

async function remembered(
  connection: pg.PoolClient,
  writer: Writer,
  id: string,
  said: Said,
): Promise<Written | Refusal | undefined> {
  if (said.idempotencyKey === undefined) return undefined
  const { rows } = await connection.query<{ case_id: string; version: number; diff: string; request_hash: Buffer }>(
    rememberedStatement,
    [writer.clientId, said.idempotencyKey],
  )
  const first = rows[0]
  if (first === undefined) return undefined
  if (first.case_id !== id || first.request_hash.toString('hex') !== hashOf(said.raw))
    return new Refusal('idempotency_key_reused', 'This Idempotency-Key was used for another correction.')
  return { id, version: first.version, changes: JSON.parse(first.diff), replayed: true }
}

const hashOf = (raw: Buffer) => createHash('sha256').update(raw).digest('hex')

const mayCorrect = (row: Row, { agency }: Writer) =>
  row.agency_id === null
    ? row.sender_id === agency.id && agency.kind !== 'service_platform'
    : row.agency_id === agency.id

function corrected(before: PenaltyRecord, changes: readonly Change[]): PenaltyRecord | Refusal {
  const made = changed(before, changes)
  if ('missing' in made)
    return new Refusal('invalid_fields', 'A place that is to be changed is not in the record.', {
      errors: [{ pointer: `/changes/${made.missing}/pointer`, detail: 'no such place in the record' }],
    })
  const parsed = penaltyRecord.safeParse(made.value)
  if (parsed.success) return parsed.data
  return new Refusal('invalid_fields', 'The record would not be one with these changes.', {
    errors: parsed.error.issues.slice(0, 20).map((issue) => ({
      pointer: `/changes/${changeAt(changes, issue.path.join('/'))}/value`,
      detail: `/${issue.path.join('/')}: ${issue.message}`,
    })),
  })
}

const changeAt = (changes: readonly Change[], path: string) =>
  Math.max(
    0,
    changes.findIndex((c) => `/${path}`.startsWith(c.pointer) || c.pointer.startsWith(`/${path}`)),
  )
