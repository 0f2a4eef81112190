// What the queue's statements cost with 200,000 delivered rows behind them: as much as what is due, and not what is kept.
// Counted in buffers, with the generic plan that a prepared statement ends up with.
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Statement } from '../../db/index.ts'
import { claimStatement, dueStatement } from '../../src/outbox/claim.ts'
import { nextStatement, pendingStatement } from '../../src/outbox/fan-out.ts'
import { settleStatement } from '../../src/outbox/settle.ts'
import { testDatabase } from '../database.ts'
import { casesOf, notices, receiver } from './outbox-scene.ts'

const { pool, ownerPool } = await testDatabase()
const agency = randomUUID()
let id = ''
let seq = ''

beforeAll(async () => {
  id = (await receiver(pool, agency)).id
  // As long as it takes on a busy machine: what is measured is the plans, not this.
  const owner = await ownerPool.connect()
  await owner.query('set statement_timeout = 0')
  // 200,000 rows through nine indexes take longer than all tests of this file; built afterwards they take a moment.
  const { rows: indexes } = await owner.query(
    `select indexname, indexdef from pg_indexes where tablename = 'delivery' and indexname <> 'delivery_pkey'`,
  )
  for (const { indexname } of indexes) await owner.query(`drop index ${indexname}`)
  await owner.query(
    `insert into delivery (id, receiver_id, order_key, transfer_id, version, step, body, state, settled_at, attempts, tries, last_status)
     select gen_random_uuid(), $1, (n / 10)::text, gen_random_uuid(), n % 10 + 1, 'receipt_sign', '{}', 'delivered', now(), 1, 1, 200
     from generate_series(1, 200000) n`,
    [id],
  )
  await owner.query(
    `insert into delivery (id, receiver_id, order_key, transfer_id, version, step, body)
     select gen_random_uuid(), $1, 'due ' || n, gen_random_uuid(), 1, 'receipt_sign', repeat('x', 300) from generate_series(1, 50) n`,
    [id],
  )
  for (const { indexdef } of indexes) await owner.query(indexdef)
  await notices(ownerPool, randomUUID(), casesOf(2_000, 10).notices)
  await notices(ownerPool, agency, casesOf(10, 1).notices)
  await owner.query('vacuum analyze delivery')
  await owner.query('vacuum analyze notice')
  owner.release(true)
  seq = (await pool.query(`select seq::text from delivery where receiver_id = $1 and state = 'waiting' limit 1`, [id]))
    .rows[0].seq
}, 120_000)

/** Buffers that one execution touches, by the generic plan. */
async function buffers(statement: Statement, args: readonly string[]): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('set plan_cache_mode = force_generic_plan')
    await client.query(`prepare measured as ${statement.text}`)
    const call = args.length === 0 ? 'measured' : `measured(${args.join(', ')})`
    await client.query('begin')
    const explained = () => client.query(`explain (analyze, buffers, format json) execute ${call}`)
    // The first use in a session reads the catalogue too.
    await client.query('savepoint first')
    await explained()
    await client.query('rollback to first')
    const { rows } = await explained()
    await client.query('rollback')
    const { Plan } = rows[0]['QUERY PLAN'][0]
    return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks']
  } finally {
    client.release(true)
  }
}

const quoted = (text: string) => `'${text}'`

test('looking for receivers with something due', async () => {
  expect(await buffers(dueStatement, [])).toBeLessThan(60)
})

test('looking for receivers with notices to fan out, and reading them', async () => {
  expect(await buffers(pendingStatement, [])).toBeLessThan(60)
  expect(await buffers(nextStatement, [quoted(id), '200'])).toBeLessThan(120)
})

test('claiming eight', async () => {
  expect(await buffers(claimStatement, [quoted(id), '8', '5', '5000'])).toBeLessThan(1_200)
})

test('settling one', async () => {
  for (const outcome of ['delivered', 'retry', 'refused', 'gone'])
    expect(
      await buffers(settleStatement, [
        ...[quoted(seq), '0', quoted(outcome), '200', 'null', 'now()', '5', '1000', '432000000', quoted(id)],
        ...['5', 'false', '5000', '300000', '0', '0.7', '15000'],
      ]),
      outcome,
    ).toBeLessThan(150)
})
