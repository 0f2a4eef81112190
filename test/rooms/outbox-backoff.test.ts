// How long a delivery waits after it failed: a random part of a bound that triples, and never longer than it has been tried
// for; tries that a kill left unrecorded are no failures, and the receiver's own word on when to come again is kept.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { claim } from '../../src/outbox/claim.ts'
import { settle } from '../../src/outbox/settle.ts'
import { testDatabase } from '../database.ts'
import { receiver } from './outbox-scene.ts'

const { pool } = await testDatabase()
const rules = {
  retry: { firstMs: 5_000, longestMs: 86_400_000, giveUpMs: 5 * 86_400_000 },
  breaker: { failuresToOpen: 1_000_000, firstMs: 5_000, longestMs: 60_000 },
  random: () => 0.999_999,
}
const limits = { failuresToOpen: 1_000_000, leaseMarginMs: 1_000 }

async function owed() {
  const { id } = await receiver(pool)
  await pool.query(`insert into delivery (id, receiver_id, order_key, body) values ($1, $2, 'one', '{}')`, [
    randomUUID(),
    id,
  ])
  return id
}
async function taken(id: string) {
  await pool.query('update delivery set next_at = now() where receiver_id = $1', [id])
  const [one] = (await claim(pool, id, 1, limits))?.deliveries ?? []
  if (one === undefined) throw new Error('nothing was taken')
  return one
}
/** Fails one try; milliseconds until the next. */
async function failed(id: string, more: { retryAfterMs?: number } = {}): Promise<number> {
  const sent = { outcome: 'retry', detail: 'answered 500', ...more } as const
  await settle(pool, id, await taken(id), false, sent, { at: new Date(), ms: 1 }, rules)
  const { rows } = await pool.query(
    'select extract(epoch from next_at - now()) * 1000 as ms from delivery where receiver_id = $1',
    [id],
  )
  return Number(rows[0].ms)
}
const began = (id: string, secondsAgo: number) =>
  pool.query(`update delivery set first_tried_at = now() - $2::int * interval '1 s' where receiver_id = $1`, [
    id,
    secondsAgo,
  ])

test('failures within seconds make it wait for seconds, however many they are', async () => {
  const id = await owed()
  for (let i = 0; i < 8; i++) {
    // Times are kept in whole milliseconds, rounded.
    expect(await failed(id)).toBeLessThanOrEqual(15_001)
  }
})

test('what has failed for long waits for long, up to the longest', async () => {
  const id = await owed()
  for (let i = 0; i < 5; i++) await failed(id)
  await began(id, 600)
  const wait = await failed(id)
  expect(wait).toBeGreaterThan(500_000)
  expect(wait).toBeLessThan(620_000)
  for (let i = 0; i < 12; i++) await failed(id)
  await began(id, 3 * 86_400)
  expect(await failed(id)).toBeLessThan(86_400_000 * 1.2)
})

test('a try that was never recorded counts as no failure', async () => {
  const id = await owed()
  for (let i = 0; i < 6; i++) expect((await taken(id)).tries).toBe(1)
  expect((await taken(id)).attempt).toBe(7)
  await failed(id)
  expect((await taken(id)).tries).toBe(2)
})

test('the receiver’s own word is kept where it is longer', async () => {
  const id = await owed()
  const wait = await failed(id, { retryAfterMs: 120_000 })
  expect(wait).toBeGreaterThan(110_000)
  expect(wait).toBeLessThan(130_000)
})
