// The feed also tells of findings, letters, assignments, draws and reports: written by the transaction of what they tell
// of, read in the same order, sent to who hears everything, and passed by for who follows cases only.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { inTransaction } from '../../db/index.ts'
import {
  type Carrier,
  changes,
  changesOfMany,
  type Deliveries,
  deliveriesOf,
  type NewNotice,
  type Owed,
  oweNotices,
  type Receiver,
  webhookCarrier,
} from '../../src/outbox/index.ts'
import { testDatabase } from '../database.ts'
import { casesOf, Edge, engine, notices, receiver, settled, statusOf, until } from './outbox-scene.ts'

const { pool, ownerPool } = await testDatabase()
const running: Deliveries[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((d) => d.stop()))
})

const beginning = { txid: '0', seq: '0' }
const at = new Date('2026-11-20T01:02:03.004Z')

const news = (agencyIds: readonly string[], more: Partial<NewNotice> = {}): NewNotice => ({
  ...{ kind: 'finding', id: randomUUID(), version: 1, step: 'finding_raised', at, agencyIds },
  ...more,
})

async function feed(agency: string, count: number) {
  await until(async () => (await changes(pool, agency, beginning, 100)).length === count)
  return changes(pool, agency, beginning, 100)
}

test('what is told of stands in the feed of each organ once, in order, among the cases, and goes with its transaction', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  const about = { grade: 'orange', dueAt: '2026-11-23T16:00:00Z', basis: ['行刑衔接规定第8条'] } as const
  const first = news([a, b, a], { about })
  await notices(pool, a, casesOf(1, 1).notices)
  await inTransaction(pool, async (connection) => {
    await oweNotices(connection, [first, news([b], { kind: 'letter', step: 'letter_sent' })])
    await oweNotices(connection, { ...first, version: 2, step: 'finding_graded' })
  })
  const failed = inTransaction(pool, async (connection) => {
    await oweNotices(connection, news([a]))
    throw new Error('as it happens')
  })
  await expect(failed).rejects.toThrow('as it happens')
  await oweNotices(pool, [])
  expect((await feed(a, 3)).map((c) => [c.kind, c.step])).toEqual([
    ['transfer', 'receipt_sign'],
    ['finding', 'finding_raised'],
    ['finding', 'finding_graded'],
  ])
  const ofB = await feed(b, 3)
  expect(ofB.map((c) => [c.kind, c.version])).toEqual([
    ['finding', 1],
    ['letter', 1],
    ['finding', 2],
  ])
  expect(ofB[0]).toMatchObject({ id: first.id, at: at.toISOString(), about })
  expect(ofB[1]?.about).toBeNull()
  const many = await changesOfMany(pool, [a, b], beginning, 100)
  expect(many.map((n) => n.kind).sort()).toEqual(['finding', 'finding', 'finding', 'finding', 'letter', 'transfer'])
})

test('ten thousand notices are owed at once', async () => {
  const organs = Array.from({ length: 5 }, () => randomUUID())
  await oweNotices(
    pool,
    Array.from({ length: 2_000 }, () => news(organs)),
  )
  const { rows } = await ownerPool.query('select count(*)::int as n from notice where agency_id = any($1)', [organs])
  expect(rows[0].n).toBe(10_000)
})

test('a receiver that follows cases passes the rest by; one that hears everything is sent it, in order within each thing', async () => {
  const agency = randomUUID()
  const [ofCases, ofAll] = [new Edge(), new Edge()]
  const carriers = { test: ofCases.carrier, all: { ...ofAll.carrier, hears: 'everything' } satisfies Carrier }
  const follower = await receiver(pool, agency)
  const listener = await receiver(pool, agency, { kind: 'all' })
  const one = news([agency])
  const [transfer] = casesOf(1, 1).notices
  await oweNotices(pool, one)
  await notices(pool, agency, [transfer as { transferId: string; version: number }])
  await oweNotices(pool, [
    { ...one, version: 2, step: 'finding_explained' },
    news([agency], { kind: 'report', step: 'report_made' }),
  ])
  running.push(engine(pool, ofCases.carrier, { carriers }))
  await until(() => ofAll.got.length === 4 && ofCases.got.length === 1)
  await settled(pool, follower.id)
  expect((await statusOf(pool, follower.id)).waiting, 'what is passed by waits for nothing').toBe(0)
  expect(ofCases.got[0]?.orderKey).toBe(transfer?.transferId)
  expect(ofAll.got.filter((g) => g.orderKey === one.id).map((g) => g.version)).toEqual([1, 2])
  const logged = await deliveriesOf(pool, listener.id, { limit: 10 })
  expect(logged.map((d) => d.kind).sort()).toEqual(['finding', 'finding', 'report', 'transfer'])
})

const deps = { issuer: 'https://gw.example', now: () => at.getTime() } as Parameters<typeof webhookCarrier>[0]
const owed = (kind: Owed['kind'], step: string): Owed => ({
  ...{ id: randomUUID(), agencyId: randomUUID(), kind, transferId: randomUUID(), version: 3, step, at },
  about: { grade: 'red', zh: '逾期未作出立案决定' },
})
const eventsOf = async (config: object, list: readonly Owed[]) =>
  (await webhookCarrier(deps).compose({ config } as Receiver, list)).map(({ body }) => JSON.parse(body))

test('a webhook’s event names the thing and where to ask for it, and nothing that is to be read only there', async () => {
  const list = [owed('transfer', 'receipt_sign'), owed('finding', 'finding_raised'), owed('letter', 'letter_sent')]
  const [ofCase, ofFinding, ofLetter] = await eventsOf({ steps: null, kinds: null }, list)
  const [id, findingId, letterId] = list.map((o) => o.transferId)
  const told = { version: 3, at: at.toISOString() }
  expect(ofCase).toMatchObject({ type: 'xianjie.transfer.step.v1', subject: id })
  expect(ofCase.data).toEqual({
    ...{ ...told, transferId: id, step: 'receipt_sign', url: `https://gw.example/v1/transfers/${id}` },
  })
  expect(ofFinding).toMatchObject({ type: 'xianjie.finding.step.v1', subject: findingId })
  expect(ofFinding.data).toEqual({
    ...{ ...told, kind: 'finding', id: findingId, step: 'finding_raised' },
    url: `https://gw.example/v1/findings/${findingId}`,
  })
  expect(ofLetter).toMatchObject({ type: 'xianjie.letter.step.v1', subject: letterId })
})

test('a subscription from before hears of cases only; others choose kinds and steps', async () => {
  const list = [owed('transfer', 'receipt_sign'), owed('finding', 'finding_raised'), owed('finding', 'finding_closed')]
  const kindsOf = async (config: object) => (await eventsOf(config, list)).map((e) => e.data.step)
  expect(await kindsOf({ steps: null })).toEqual(['receipt_sign'])
  expect(await kindsOf({ steps: null, kinds: null })).toHaveLength(3)
  expect(await kindsOf({ steps: null, kinds: ['finding'] })).toEqual(['finding_raised', 'finding_closed'])
  expect(await kindsOf({ steps: ['finding_closed', 'receipt_sign'], kinds: ['finding'] })).toEqual(['finding_closed'])
})
