// The database goes away under load: cut off, silent, or gone with the answer. Requests are answered 503 within bounds,
// what was acknowledged is kept, nothing is half written, and the gateway comes back by itself.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { faultsOf, inquiry, lockWaits, replicaOf, reviewedCase, rowsOf } from '../rooms/cases-scene.ts'
import { type Acted, type Answer, type World, world } from '../world.ts'
import { databaseEdge } from './database-edge.ts'

const w = await world()
const edge = await databaseEdge(w.db.gatewayUrl)
afterAll(() => edge.stop())
const bent = await replicaOf(w, {
  DATABASE_URL: edge.via(w.db.gatewayUrl),
  XIANJIE_LOG: process.env.XIANJIE_LOG ?? 'silent',
})
for (const organ of ['market', 'police', 'procuratorate']) await bent.token(organ)
const foreignCase = await reviewedCase(w)

afterEach(async () => {
  edge.set('open')
  edge.cut()
  await expect.poll(async () => (await bent.ask('market', 'GET', '/readyz')).status, { timeout: 60_000 }).toBe(200)
})

type Problem = Acted & { code?: string; first?: { id: string } }

interface Sent {
  readonly body: Record<string, unknown>
  readonly key: string | null
  readonly answer: Answer<Problem>
}

/** Submissions (every other one with a key) and acts on cases of their own, without end, until told to stop. */
function load(r: World, cases: readonly string[]) {
  const sent: Sent[] = []
  const acts: Answer<Problem>[] = []
  let on = true
  const submitting = Array.from({ length: 6 }, async (_, i) => {
    while (on) {
      const body = await r.submission()
      const key = i % 2 === 0 ? randomUUID() : null
      const headers = key === null ? {} : { 'idempotency-key': key }
      sent.push({ body, key, answer: await r.ask<Problem>('market', 'POST', '/v1/transfers', body, headers) })
    }
  })
  const acting = cases.map(async (id) => {
    while (on) acts.push(await r.step<Problem>('police', id, 'supplementary_inquiry', inquiry()))
  })
  const all = Promise.all([...submitting, ...acting])
  return {
    sent,
    acts,
    stop: async () => {
      on = false
      await all
    },
  }
}

/** What was acknowledged is there once; what was not is there once or not at all, and a retry finds out. */
async function settle(sent: readonly Sent[]) {
  for (const { body, key, answer } of sent) {
    const { rows } = await w.db.pool.query('select id from transfer where document_no = $1', [body.documentNo])
    expect(rows.length).toBeLessThanOrEqual(1)
    if (answer.status === 201) expect(rows[0]?.id).toBe(answer.body.transfer.id)
    else expect(answer.status, JSON.stringify(answer.body)).toBe(503)
    if (rows.length === 1)
      expect(await rowsOf(w, rows[0].id)).toEqual({
        version: 1,
        event: 1,
        journal_entry: 1,
        receipt: 1,
        clock: 2,
        case_part: 3,
        material: 3,
        notice: 3,
        idempotency: 1,
      })
    if (answer.status === 201) continue
    const headers = key === null ? {} : { 'idempotency-key': key }
    const again = await w.ask<Problem>('market', 'POST', '/v1/transfers', body, headers)
    if (key === null && rows.length === 1)
      expect(again.body).toMatchObject({ code: 'duplicate_document', first: { id: rows[0].id } })
    else expect(again.status, JSON.stringify(again.body)).toBe(201)
  }
}

test('backends that are terminated under load cost 503 at most, and nothing half written', async () => {
  const cases = (await Promise.all(Array.from({ length: 4 }, () => reviewedCase(w)))).map((c) => c.id)
  const { sent, acts, stop } = load(bent, cases)
  // Twelve times, and as often more as it takes a busy machine to get one submission through in between.
  const through = () => sent.some((s) => s.answer.status === 201)
  for (let round = 0; round < 12 || (round < 100 && !through()); round++) {
    await pause(150)
    await w.db.ownerPool.query('select pg_terminate_backend(pid) from pg_stat_activity where client_port = any($1)', [
      edge.ports(),
    ])
  }
  await pause(300)
  await stop()
  const statuses = new Set([...sent.map((s) => s.answer.status), ...acts.map((a) => a.status)])
  console.log(
    `terminated backends: ${sent.length} submissions, ${acts.length} acts, answers ${[...statuses].join(' ')}`,
  )
  for (const a of acts) expect([200, 503], JSON.stringify(a.body)).toContain(a.status)
  expect(through()).toBe(true)
  await settle(sent)
  for (const id of cases) {
    const acknowledged = Math.max(
      0,
      ...acts.filter((a) => a.status === 200 && a.body.transfer.id === id).map((a) => a.body.transfer.version),
    )
    expect((await rowsOf(w, id)).version).toBeGreaterThanOrEqual(acknowledged)
  }
  expect(await faultsOf(w)).toEqual([])
})

test('a database that cannot be reached is answered 503 with Retry-After, and named by /readyz; the process lives', async () => {
  edge.set('gone')
  const answers = await Promise.all([
    bent.ask<Problem>('market', 'GET', '/v1/transfers'),
    bent.ask<Problem>('market', 'GET', '/v1/changes'),
    bent.ask<Problem>('market', 'POST', '/v1/transfers', await w.submission()),
    bent.step<Problem>('police', foreignCase.id, 'supplementary_inquiry', inquiry()),
  ])
  for (const a of answers) {
    expect(a.status, JSON.stringify(a.body)).toBe(503)
    expect(a.headers.get('content-type')).toContain('application/problem+json')
    expect(Number(a.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(a.body.code).toBe('unavailable')
  }
  expect((await bent.ask('market', 'GET', '/healthz')).status).toBe(200)
  const ready = await bent.ask<{ failing: string[] }>('market', 'GET', '/readyz')
  expect(ready.status).toBe(503)
  expect(ready.body.failing).toContain('database')
})

/** Lets every statement wait that names one of these materials, until what is answered is called. */
async function hold(ids: readonly string[]): Promise<() => Promise<void>> {
  const holder = await w.db.ownerPool.connect()
  await holder.query('begin')
  await holder.query('select 1 from material where id = any($1) for update', [ids])
  return async () => {
    await holder.query('commit')
    holder.release()
  }
}
const materialsOf = (body: Record<string, unknown>) => (body.materials as { id: string }[]).map((m) => m.id)

test('a submission whose answer was lost on the way is kept, answered 503, and found again by its key or its number', async () => {
  for (const key of [null, randomUUID()]) {
    const body = await w.submission()
    const headers = key === null ? {} : { 'idempotency-key': key }
    // Deaf only once the statement is there: before it the gateway asks who is calling, and would wait for that answer.
    const free = await hold(materialsOf(body))
    const under = bent.ask<Problem>('market', 'POST', '/v1/transfers', body, headers)
    await lockWaits(w, 1)
    edge.set('deaf')
    await free()
    await expect
      .poll(
        async () =>
          (await w.db.pool.query('select 1 from transfer where document_no = $1', [body.documentNo])).rowCount,
        { timeout: 60_000 },
      )
      .toBe(1)
    edge.set('open')
    edge.cut()
    const answer = await under
    expect(answer.status, JSON.stringify(answer.body)).toBe(503)
    // The gateway cannot know, so it must not say that nothing was changed.
    expect(JSON.stringify(answer.body)).not.toMatch(/[Nn]othing was changed/)
    const again = await bent.ask<Problem>('market', 'POST', '/v1/transfers', body, headers)
    if (key === null) expect(again.body.code).toBe('duplicate_document')
    else expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  }
})

test('gathered submissions whose answer was lost are not told that their own letter came before them', async () => {
  const send = (body: Record<string, unknown>) => bent.ask<Problem>('market', 'POST', '/v1/transfers', body)
  // Three statements are under way and wait; what arrives meanwhile is gathered into the fourth, which waits in its turn.
  const first = await Promise.all(Array.from({ length: 3 }, () => w.submission()))
  const gathered = await Promise.all(Array.from({ length: 12 }, () => w.submission()))
  const freeFirst = await hold(first.flatMap(materialsOf))
  const freeGathered = await hold(materialsOf(gathered[5] as Record<string, unknown>))
  const underFirst = Promise.all(first.map(send))
  await lockWaits(w, 3)
  const underGathered = Promise.all(gathered.map(send))
  await pause(300)
  await freeFirst()
  expect((await underFirst).map((a) => a.status)).toEqual([201, 201, 201])
  await lockWaits(w, 1)
  edge.set('deaf')
  await freeGathered()
  const kept = async () =>
    (await w.db.pool.query('select 1 from transfer where document_no = any($1)', [gathered.map((b) => b.documentNo)]))
      .rowCount
  await expect.poll(kept, { timeout: 60_000 }).toBe(12)
  edge.set('open')
  edge.cut()
  const answers = await underGathered
  for (const a of answers) expect([201, 503], JSON.stringify(a.body)).toContain(a.status)
  await settle(gathered.map((body, i) => ({ body, key: null, answer: answers[i] as Answer<Problem> })))
})

test('a database that takes everything and answers nothing does not hold requests for ever', async () => {
  expect((await bent.ask('market', 'GET', '/v1/transfers')).status).toBe(200)
  edge.set('silent')
  const patient = 25_000
  const answered = async (request: Promise<Answer<Problem>>) =>
    Promise.race([request.then((a) => a.status), pause(patient).then(() => 'no answer')])
  const body = await w.submission()
  expect(
    await Promise.all([
      answered(bent.ask('market', 'GET', '/v1/transfers')),
      answered(bent.ask('market', 'POST', '/v1/transfers', body)),
      answered(bent.step('police', foreignCase.id, 'supplementary_inquiry', inquiry())),
      answered(bent.step('police', foreignCase.id, 'supplementary_inquiry', inquiry())),
    ]),
  ).toEqual([503, 503, 503, 503])
})

test('after all this everything that is kept verifies', async () => {
  expect(await faultsOf(w)).toEqual([])
})
