// What is held: readable, and not fit to keep. It is listed with its faults and leaves by a corrected record, which keeps the
// reason and what was changed; what its source sent stands beside it.
import { inTransaction, run } from '../../db/index.ts'
import { dayText, localDay, Refusal, restored, uuidv7 } from '../kernel/index.ts'
import { columnsOf, fineOf } from './columns.ts'
import { type Difference, differences } from './differences.ts'
import { fieldOf, layoutFor } from './held-fields.ts'
import type { Fault } from './incoming.ts'
import {
  createStatement,
  emptyStaging,
  judgeStatement,
  stagingTables,
  supersedeStatement,
  updateStatement,
} from './merge.ts'
import { readRecord } from './reading/index.ts'
import type { Penalties } from './room.ts'
import { enqueueStatement } from './screening/queue.ts'
import { type Staged, stagingColumns } from './staged.ts'
import { lockStatement, type Said, type Writer } from './written.ts'

export interface Held {
  readonly id: string
  readonly origin: string
  readonly key: string | null
  readonly state: 'held' | 'released' | 'superseded'
  readonly faults: readonly Fault[]
  readonly raw: unknown
  readonly layout: string
  readonly sourceDay: string
  readonly at: Date
  readonly caseId: string | null
  readonly resolvedAt: Date | null
}

interface HeldRow extends Record<string, unknown> {
  readonly id: string
  readonly origin: string
  readonly digest: Buffer
  readonly key: string | null
  readonly state: Held['state']
  readonly sender_id: string | null
  readonly raw: string
  readonly faults: string
  readonly layout: string
  readonly source_day: string
  readonly source_at: string | null
  readonly source_fen: string | null
  readonly at: Date
  readonly case_id: string | null
  readonly resolved_at: Date | null
}

const columns = `id, origin, digest, key, state, sender_id, raw, faults, layout, source_day::text, source_at, source_fen, at, case_id, resolved_at`

const heldOf = (r: HeldRow): Held => ({
  ...{ id: r.id, origin: r.origin, key: r.key, state: r.state, layout: r.layout, sourceDay: r.source_day, at: r.at },
  faults: JSON.parse(r.faults) as Fault[],
  raw: JSON.parse(r.raw),
  caseId: r.case_id,
  resolvedAt: r.resolved_at,
})

/** What an organ's systems sent and is or was held, newest first; `agencyId` null = all, for the operator. */
export async function listHeld(
  room: Penalties,
  agencyId: string | null,
  page: { after: string | null; limit: number; state?: string | undefined },
): Promise<{ items: Held[]; next: string | null }> {
  const rows = await run<HeldRow>(
    room.pool,
    `select ${columns} from penalty_quarantine where ($1::uuid is null or sender_id = $1) and ($2::uuid is null or id < $2)
     and ($3::text is null or state = $3) order by id desc limit $4`,
    [agencyId, page.after, page.state ?? null, page.limit + 1],
  )
  const items = rows.slice(0, page.limit).map(heldOf)
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null }
}

/** One that an organ's systems sent; undefined where there is none. */
export async function oneHeld(room: Penalties, agencyId: string, id: string): Promise<Held | undefined> {
  const [row] = await run<HeldRow>(
    room.pool,
    `select ${columns} from penalty_quarantine where id = $1 and sender_id = $2`,
    [id, agencyId],
  )
  return row && heldOf(row)
}

export interface Released {
  readonly id: string
  readonly version: number
  readonly changes: readonly Difference[]
}

/**
 * The corrected record takes the place of the held one. Sent again as it was, the held one stays `unchanged`, and it is what
 * counts in a reconciliation. Refusals: not_found, wrong_state, condition_unmet with the faults that are left.
 */
export async function release(
  room: Penalties,
  writer: Writer,
  id: string,
  sent: Readonly<Record<string, unknown>>,
  said: Said,
): Promise<Released | Refusal> {
  const organs = await room.organs()
  return inTransaction(room.pool, async (connection) => {
    const find = async () =>
      (
        await connection.query<HeldRow>(`select ${columns} from penalty_quarantine where id = $1 and sender_id = $2`, [
          id,
          writer.agency.id,
        ])
      ).rows[0]
    let held = await find()
    if (held === undefined) return new Refusal('not_found', 'Your agency has no such record in quarantine.')
    await connection.query(lockStatement, [held.origin])
    held = (await find()) as HeldRow
    if (held.state !== 'held') return new Refusal('wrong_state', `The record is no longer held: it is ${held.state}.`)
    const nowMs = room.now()
    const today = dayText(localDay(nowMs))
    // Who repairs has seen numbers masked.
    const raw = restored(sent, JSON.parse(held.raw))
    const layout = layoutFor(held.layout, raw)
    if (layout === undefined) return new Refusal('condition_unmet', 'No layout knows the fields of this record.')
    const reading = readRecord(raw, layout, today)
    if (reading.outcome !== 'record')
      return new Refusal('condition_unmet', 'The record is still not fit to keep.', {
        errors: reading.faults.map((f) => ({
          pointer: `/record/${(fieldOf(raw, layout, f) ?? f.field).replaceAll('~', '~0').replaceAll('/', '~1')}`,
          detail: `${f.code}: ${f.detail}`,
        })),
      })
    for (const text of stagingTables) await connection.query(text)
    const staged: Staged = {
      ...{
        n: 0,
        id: uuidv7(nowMs),
        wave: 1,
        key: reading.key,
        operation: 'update',
        digest: held.digest.toString('hex'),
        fit: true,
      },
      ...{ fingerprint: reading.fingerprint, sourceDay: held.source_day, dayGiven: false, sourceAt: held.source_at },
      sourceFen: held.source_fen === null ? fineOf(reading.record) : Number(held.source_fen),
      ...{ columns: columnsOf(reading.record, organs), layout: layout.id, faults: null },
      ...{ raw: JSON.stringify(raw), record: JSON.stringify(reading.record) },
    }
    await connection.query(
      `insert into penalty_staging select * from json_to_record($1::json) as x(${stagingColumns})`,
      [JSON.stringify(rowOf(staged))],
    )
    const at = new Date(nowMs).toISOString()
    const judged = (
      await connection.query<{ case_id: string; version: number; verdict: string }>(judgeStatement, [held.origin, 1])
    ).rows[0]
    if (judged === undefined || (judged.verdict !== 'created' && judged.verdict !== 'updated')) {
      await connection.query(emptyStaging)
      return new Refusal('wrong_state', 'A later record of this key has come: it stands.')
    }
    await connection.query(supersedeStatement, [held.origin, 1, at])
    if (judged.verdict === 'created') await connection.query(createStatement, [held.origin, 1, at, held.sender_id])
    else await connection.query(updateStatement, [held.origin, 1, at])
    const changes = differences(JSON.parse(held.raw), raw)
    await connection.query(
      `insert into penalty_version (case_id, version, at, operation, digest, raw, record, layout, source_at, reason, diff, officers, client_id)
       values ($1, $2, $3, 'release', $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[judged.case_id, judged.version + 1, at, held.digest, staged.raw, staged.record, layout.id, held.source_at],
        ...[said.reason, JSON.stringify(changes), JSON.stringify(said.officers), writer.clientId],
      ],
    )
    await connection.query(
      `update penalty_quarantine set state = 'released', resolved_at = $2, case_id = $3 where id = $1`,
      [id, at, judged.case_id],
    )
    await connection.query(enqueueStatement, [[judged.case_id], 'release', at])
    await connection.query(emptyStaging)
    return { id: judged.case_id, version: judged.version + 1, changes }
  })
}

function rowOf(s: Staged): Record<string, unknown> {
  const c = s.columns
  return {
    ...{ wave: s.wave, n: s.n, id: s.id, key: s.key, operation: s.operation, digest: `\\x${s.digest}`, fit: s.fit },
    ...{ fingerprint: s.fingerprint && `\\x${s.fingerprint}`, source_day: s.sourceDay, day_given: s.dayGiven },
    ...{
      source_at: s.sourceAt,
      source_fen: s.sourceFen,
      agency_id: c.agencyId,
      organ_name: c.organName,
      organ_code: c.organCode,
    },
    ...{
      region_code: c.regionCode,
      domain: c.domain,
      decision_key: c.decisionKey,
      decided_on: c.decidedOn,
      procedure: c.procedure,
    },
    ...{ fine_fen: c.fineFen, suspected: c.suspected, transferred: c.transferred, layout: s.layout, faults: s.faults },
    ...{ raw: s.raw, record: s.record },
  }
}
