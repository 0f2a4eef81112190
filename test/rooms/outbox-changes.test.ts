// The change feed loses nothing: not what commits out of order, not what happens while somebody reads, and pages of any
// size add up to the same.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { changes, parseCursor } from '../../src/outbox/index.ts'
import { withDatabase } from '../setup.ts'
import { type World, world } from '../world.ts'
import { inParallel, inquiry, replicaOf, reviewedCase, signedCase, take } from './cases-scene.ts'

const w = await world()
const both = [w, await replicaOf(w)]

interface Feed extends Record<string, unknown> {
  readonly items: { cursor: string; transferId: string; version: number; step: string; at: string }[]
  readonly cursor: string
  readonly more: boolean
}

const read = async (r: World, organ: string, cursor: string, limit?: number) => {
  const query = new URLSearchParams({
    ...(cursor !== '' && { cursor }),
    ...(limit !== undefined && { limit: String(limit) }),
  })
  const answer = await r.ask<Feed>(organ, 'GET', `/v1/changes?${query}`)
  expect(answer.status).toBe(200)
  return answer.body
}

/** Everything after the cursor, page by page. */
async function readAll(r: World, organ: string, from = '', limit = 200): Promise<Feed['items']> {
  const items: Feed['items'] = []
  for (let cursor = from; ; ) {
    const page = await read(r, organ, cursor, limit)
    items.push(...page.items)
    cursor = page.cursor
    if (!page.more) return items
  }
}

/** The feed stops before the oldest open transaction of its database, the worker's too. */
const settled = (organ: string, from: string, n: number) =>
  expect.poll(async () => (await readAll(w, organ, from)).length, { timeout: 60_000 }).toBe(n)

test('two transactions that commit out of order are both read, in their order, and neither is passed', async () => {
  const start = (await readAll(w, 'procuratorate')).at(-1)?.cursor ?? ''
  const slow = await w.db.ownerPool.connect()
  await slow.query('begin')
  const slowCase = randomUUID()
  await slow.query(
    `insert into notice (agency_id, transfer_id, version, step, at) values ($1, $2, 1, 'transfer_dispatch', now())`,
    [w.organ('procuratorate').id, slowCase],
  )
  const fast = (await w.submit()).transfer
  const between = await Promise.all(both.map((r) => read(r, 'procuratorate', start)))
  for (const page of between) {
    // The later one has committed and is not shown: a cursor past it would pass the one still open.
    expect(page.items).toEqual([])
    expect(page.cursor).toBe(start)
    expect(page.more).toBe(false)
  }
  await slow.query('commit')
  slow.release()
  await settled('procuratorate', start, 2)
  expect((await readAll(w, 'procuratorate', start, 1)).map((c) => c.transferId)).toEqual([slowCase, fast.id])
})

test('what is open in another database of the server holds nobody up; in this one it does, whoever opened it', async () => {
  const start = (await readAll(w, 'procuratorate')).at(-1)?.cursor ?? ''
  const elsewhere = new pg.Client({ connectionString: withDatabase(w.db.ownerUrl, 'postgres') })
  const here = new pg.Client({ connectionString: w.db.ownerUrl })
  await Promise.all([elsewhere.connect(), here.connect()])
  try {
    for (const connection of [elsewhere, here]) {
      await connection.query('begin')
      await connection.query('select pg_current_xact_id()')
    }
    const { id } = (await w.submit()).transfer
    expect((await read(w, 'procuratorate', start)).items).toEqual([])
    await here.query('commit')
    await settled('procuratorate', start, 1)
    expect((await readAll(w, 'procuratorate', start)).map((c) => c.transferId)).toEqual([id])
    const { rows } = await elsewhere.query('select pg_current_xact_id_if_assigned()::text as still')
    expect(rows[0]?.still).toMatch(/^\d+$/)
  } finally {
    await Promise.all([elsewhere.end(), here.end()])
  }
})

test('what is rolled back is never read, and holds nobody up afterwards', async () => {
  const start = (await readAll(w, 'procuratorate')).at(-1)?.cursor ?? ''
  const failing = await w.db.ownerPool.connect()
  await failing.query('begin')
  await failing.query(
    `insert into notice (agency_id, transfer_id, version, step, at) values ($1, gen_random_uuid(), 1, 'transfer_dispatch', now())`,
    [w.organ('procuratorate').id],
  )
  const { id } = (await w.submit()).transfer
  expect((await read(w, 'procuratorate', start)).items).toEqual([])
  await failing.query('rollback')
  failing.release()
  await settled('procuratorate', start, 1)
  expect((await readAll(w, 'procuratorate', start)).map((c) => c.transferId)).toEqual([id])
})

test('the feed read one by one equals the feed read at once, on either replica, for every party', async () => {
  const { id } = await signedCase(w)
  for (let i = 0; i < 20; i++) await take(w, 'police', id, 'completeness_check', { missing: [{ description: `${i}` }] })
  await inParallel(30, both, (r) => r.submit())
  const { rows } = await w.db.ownerPool.query(
    'select a.code, count(*)::int as n from notice join agency a on a.id = agency_id group by 1',
  )
  for (const organ of ['market', 'police', 'procuratorate']) {
    const n = rows.find((r) => r.code === w.organ(organ).code).n as number
    await settled(organ, '', n)
    const whole = await readAll(w, organ)
    expect(new Set(whole.map((c) => c.cursor)).size).toBe(n)
    for (const [limit, r] of [
      [1, both[0]],
      [7, both[1]],
      [n, both[0]],
    ] as const)
      expect(await readAll(r as World, organ, '', Math.min(limit, 200))).toEqual(whole)
    // From the middle on, and from the end on.
    expect(await readAll(w, organ, whole[9]?.cursor)).toEqual(whole.slice(10))
    expect(await read(w, organ, whole.at(-1)?.cursor ?? '')).toEqual({
      items: [],
      cursor: whole.at(-1)?.cursor,
      more: false,
    })
  }
})

test('a reader who follows while many act gets every change once, and the versions of a case in order', async () => {
  const start = (await readAll(w, 'procuratorate')).at(-1)?.cursor ?? ''
  const cases = (await inParallel(6, both, (r) => reviewedCase(r))).map((c) => c.id)
  const acting = inParallel(120, both, async (r, i) => {
    for (;;) {
      const answer = await r.step<{ code?: string }>(
        'police',
        cases[i % 6] as string,
        'supplementary_inquiry',
        inquiry(),
      )
      if (answer.body.code !== 'contended') return answer.status
    }
  })
  const followers = both.map(async (r, i) => {
    const seen: Feed['items'] = []
    let cursor = start
    let done = false
    void acting.finally(() => {
      done = true
    })
    for (let quiet = 0; !done || quiet < 400; ) {
      const page = await read(r, 'procuratorate', cursor, i === 0 ? 3 : 50)
      seen.push(...page.items)
      cursor = page.cursor
      quiet = page.items.length === 0 && done ? quiet + 1 : 0
      if (seen.length >= 6 * 3 + 120) break
    }
    return seen
  })
  expect(new Set(await acting)).toEqual(new Set([200]))
  for (const seen of await Promise.all(followers)) {
    expect(new Set(seen.map((c) => c.cursor)).size).toBe(seen.length)
    for (const id of cases) {
      const versions = seen.filter((c) => c.transferId === id).map((c) => c.version)
      expect(versions).toEqual(Array.from({ length: 23 }, (_, i) => i + 1))
    }
  }
})

test('of a sealed entry its readers are told and nobody else; of the next one for all, all are', async () => {
  const { id, version } = await reviewedCase(w)
  const of = async (organ: string) => (await readAll(w, organ)).filter((c) => c.transferId === id)
  const told = async (organ: string) => (await of(organ)).map((c) => c.version)
  const to = w.organ('foreignPolice').code
  await take(w, 'police', id, 'consultation_request', { to, subject: '管辖', question: '主要犯罪地在何处？' })
  await take(w, 'foreignPolice', id, 'paper_receipt')
  await take(w, 'foreignPolice', id, 'consultation_reply', { answer: '在西湖区。' })
  await take(w, 'police', id, 'supplementary_inquiry', inquiry())
  const open = [...Array.from({ length: version }, (_, i) => i + 1), version + 4]
  await expect.poll(() => told('market'), { timeout: 60_000 }).toEqual(open)
  expect(await told('procuratorate')).toEqual(open)
  expect(await told('police')).toEqual(Array.from({ length: version + 4 }, (_, i) => i + 1))
  // Who was only asked is told what it was asked and what it said.
  expect(await told('foreignPolice')).toEqual([version + 1, version + 2, version + 3])
  const { rows } = await w.db.ownerPool.query('select count(*)::int as n from notice where transfer_id = $1', [id])
  expect(rows[0].n, 'one notice a reader').toBe(2 * open.length + version + 4 + 3)
})

test('an organ reads nothing of cases it has no part in', async () => {
  await w.submit()
  for (const organ of ['foreignMarket', 'customs', 'foreignProcuratorate', 'justice', 'court'])
    expect((await read(w, organ, '')).items).toEqual([])
})

test('a cursor that is none of the feed is refused, and one from far away answers with nothing', async () => {
  for (const cursor of [
    'x',
    '1',
    '-1',
    '1-',
    '1-1-1',
    '1e3-1',
    "0-0'--",
    '99999999999999999999-1',
    '1-9999999999999999999',
    '１-１',
  ])
    expect(parseCursor(cursor), cursor).toBeNull()
  expect(await changes(w.db.pool, w.organ('market').id, { txid: '9'.repeat(19), seq: '9'.repeat(18) }, 10)).toEqual([])
  expect((await w.ask('market', 'GET', '/v1/changes?cursor=1')).status).toBe(400)
  expect((await w.ask('market', 'GET', `/v1/changes?cursor=${'9'.repeat(19)}-${'9'.repeat(18)}`)).body).toMatchObject({
    items: [],
  })
})
