// The floor of the database side, in a process of its own: the rows of a submission written by one statement from Node,
// with no HTTP, no gates, nothing gathered. The rows are those the gateway wrote; only their ids are new.
import { hash } from 'node:crypto'
import { openPool, type Pool, run, type Statement } from '../../db/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import type { Captured } from './captured.ts'
import { answerParent } from './child.ts'
import { materialOf } from './supplies.ts'

export interface SqlFloorPlan {
  readonly databaseUrl: string
  readonly connections: number
  readonly captured: readonly Captured[]
}

export interface SqlFloorResult {
  readonly written: number
  /** Within the clock, and how long it ran. */
  readonly within: number
  readonly ms: number
  readonly next: number
}

const transferColumns =
  'id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, created_at, updated_at'

/** One statement for a submission with so many clocks, marks, parts and notices; every value a plain parameter. */
export function floorStatement(shape: Captured): Statement {
  let count = 22
  const take = () => `$${++count}`
  const clocks = shape.clocks.map(
    () =>
      `($1::uuid, ${take()}::text, ${take()}::text, ${take()}::text, ${take()}::timestamptz, ${take()}::timestamptz, ${take()}::timestamptz, ${take()}::boolean, ${take()}::timestamptz, ${take()}::int, ${take()}::text, ${take()}::text)`,
  )
  const marks = shape.marks.map(() => `($1::uuid, $3::uuid, ${take()}::text, ${take()}::bytea)`)
  const parts = shape.parts.map(() => `($1::uuid, ${take()}::uuid, ${take()}::text, $2::int)`)
  const notices = shape.notices.map(() => `(${take()}::uuid, $1::uuid, $2::int, $12::text, $11::timestamptz)`)
  const materials = shape.materials.map(
    (_, seq) => `(${take()}::uuid, ${seq}, ${take()}::text, ${take()}::text, ${take()}::boolean)`,
  )
  return {
    name: 'bench_floor',
    text: `with t as (insert into transfer (${transferColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)),
e as (insert into event (transfer_id, version, step, agency_id, client_id, at, body) values ($1, $2, $12, $3, $13, $11, $14)),
j as (insert into journal_entry (transfer_id, version, salt, commitment, link, at) values ($1, $2, $15, $16, $17, $11)),
q as (insert into journal_pending (transfer_id, version, link) values ($1, $2, $17)),
r as (insert into receipt (transfer_id, no, version, step, jws) values ($1, 1, $2, $12, $18)),
i as (insert into idempotency (client_id, route, key, request_hash, transfer_id, version, status, created_at)
  values ($13, $19, $20, $21, $1, $2, $22, $11)),
c as (insert into clock (transfer_id, key, rule, status, anchor_at, target_at, breach_at, provisional, settled_at, settled_version, owner, calendar) values ${clocks.join(', ')}),
k as (insert into case_mark (transfer_id, agency_id, kind, digest) values ${marks.join(', ')}),
p as (insert into case_part (transfer_id, agency_id, part, from_version) values ${parts.join(', ')}),
n as (insert into notice (agency_id, transfer_id, version, step, at) values ${notices.join(', ')}),
m as (update material m set transfer_id = $1, version = $2, seq = x.seq, kind = x.kind, title = x.title, original = x.original
  from (values ${materials.join(', ')}) as x(id, seq, kind, title, original) where m.id = x.id)
select 1`,
  }
}

/** The parameters of one submission: the captured rows under ids of its own. */
export function floorValues(c: Captured, n: number): unknown[] {
  const t = c.transfer
  return [
    uuidv7(),
    t.version,
    t.sender_id,
    `${t.document_no.slice(0, 4)}案〔2026〕${n}号`,
    `${t.document_key.slice(0, 4)}案2026-${n}`,
    t.domain,
    t.region_code,
    t.case_name,
    t.status,
    t.state,
    t.created_at,
    c.event.step,
    c.event.client_id,
    c.event.body,
    c.journal.salt,
    c.journal.commitment,
    c.journal.link,
    c.receipt.jws,
    c.idempotency.route,
    `floor-${n}`,
    c.idempotency.request_hash,
    c.idempotency.status,
    ...c.clocks.flatMap((k) => [
      k.key,
      k.rule,
      k.status,
      k.anchor_at,
      k.target_at,
      k.breach_at,
      k.provisional,
      k.settled_at,
      k.settled_version,
      k.owner,
      k.calendar,
    ]),
    // Nobody else has them: each letter names persons and facts of its own.
    ...c.marks.flatMap((k, i) => [k.kind, hash('sha256', `${n} ${i} ${k.digest}`, 'buffer').subarray(0, 16)]),
    ...c.parts.flatMap((p) => [p.agency_id, p.part]),
    ...c.notices.map((o) => o.agency_id),
    ...c.materials.flatMap((m, k) => [materialOf(n, k).id, m.kind, m.title, m.original]),
  ]
}

let pool: Pool | undefined
let captured: readonly Captured[] = []
let statement: Statement | undefined
let prepared: unknown[][] = []
let first = 0

function start(plan: SqlFloorPlan): void {
  pool = openPool(plan.databaseUrl, plan.connections)
  captured = plan.captured
  statement = floorStatement(captured[0] as Captured)
}

function prepare({ from, count }: { from: number; count: number }): void {
  first = from
  prepared = Array.from({ length: count }, (_, i) =>
    floorValues(captured[(from + i) % captured.length] as Captured, from + i),
  )
  globalThis.gc?.()
}

async function measure({ loops, ms }: { loops: number; ms: number }): Promise<SqlFloorResult> {
  if (pool === undefined || statement === undefined) throw new Error('the floor was not started')
  const [to, one] = [pool, statement]
  let next = 0
  let within = 0
  const began = performance.now()
  const deadline = began + ms
  let ended = deadline
  const loop = async () => {
    while (performance.now() < deadline) {
      const values = prepared[next++]
      if (values === undefined) {
        next = prepared.length
        ended = Math.min(ended, performance.now())
        return
      }
      await run(to, one, values)
      if (performance.now() <= deadline) within += 1
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  return within === 0
    ? { written: next, within: next, ms: performance.now() - began, next: first + next }
    : { written: next, within, ms: ended - began, next: first + next }
}

if (process.send !== undefined) answerParent({ start, prepare, measure })
