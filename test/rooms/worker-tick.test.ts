// What time does without being asked: remembered answers and unused files go when their time has passed and not before,
// and of two replicas that tick at once one works.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { closeMaterials, directoryStore, openMaterials } from '../../src/materials/index.ts'
import { startWorker, tick } from '../../src/worker/index.ts'
import { type Acted, world } from '../world.ts'

const w = await world()
const log = pino({ level: 'silent' })
const materials = openMaterials({
  pool: w.db.pool,
  store: await directoryStore(`${w.gateway.config.dataDir}/materials`),
})
afterAll(() => closeMaterials(materials))
const deps = { pool: w.db.pool, materials, log }
const day = 86_400_000
const at = (ms: number) => new Date(Date.now() + ms)

const submitWith = (key: string, body: string) =>
  w.ask<Acted & { code?: string }>('market', 'POST', '/v1/transfers', body, { 'idempotency-key': key })

test('an answer is remembered for the seven days that were promised and forgotten after them; the act stays', async () => {
  const key = randomUUID()
  const body = JSON.stringify(await w.submission())
  const first = await submitWith(key, body)
  expect(first.status).toBe(201)
  expect(await tick(deps, at(7 * day))).toBe(true)
  const again = await submitWith(key, body)
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  expect(await tick(deps, at(9 * day))).toBe(true)
  const { rows } = await w.db.pool.query('select 1 from idempotency where key = $1', [key])
  expect(rows).toHaveLength(0)
  expect((await w.ask('market', 'GET', `/v1/transfers/${first.body.transfer.id}`)).status).toBe(200)
  // Sent again it is a new request, and its materials are used: nothing happens twice.
  expect((await submitWith(key, body)).body.code).toBe('material_used')
})

test('a letter sent without a key is still recognised by its number after its record has gone', async () => {
  const body = await w.submission()
  const first = await w.ask<Acted>('market', 'POST', '/v1/transfers', body)
  await tick(deps, at(9 * day))
  expect(
    (await w.db.pool.query('select 1 from idempotency where transfer_id = $1', [first.body.transfer.id])).rowCount,
  ).toBe(0)
  const again = await w.ask('market', 'POST', '/v1/transfers', {
    ...body,
    materials: await w.materials('market', ['M1', 'M2', 'M3']),
  })
  expect(again.body).toMatchObject({ status: 409, code: 'duplicate_document', first: { id: first.body.transfer.id } })
})

test('files that expired go, fresh ones and those a case has taken stay', async () => {
  const [old, fresh] = (await w.materials('market', ['M1', 'M2'])).map((m) => m.id)
  const { transfer } = await w.submit()
  const set = (id: string | undefined, ms: number) =>
    w.db.pool.query('update material set expires_at = $2 where id = $1', [id, at(ms)])
  await set(old, -1_000)
  await set(fresh, 60_000)
  await w.db.pool.query('update material set expires_at = $2 where transfer_id = $1', [transfer.id, at(-day)])
  expect(await tick(deps)).toBe(true)
  const left = (await w.db.pool.query('select id from material where id = any($1)', [[old, fresh]])).rows
  expect(left.map((r) => r.id)).toEqual([fresh])
  expect((await w.db.pool.query('select 1 from material where transfer_id = $1', [transfer.id])).rowCount).toBe(3)
})

test('a backlog is worked off, no round without progress', async () => {
  await w.submit()
  await w.db.ownerPool.query(
    `insert into idempotency select (jsonb_populate_record(i, jsonb_build_object('client_id', 'someone', 'key', 'k' || n, 'created_at', now() - interval '30 days'))).*
     from idempotency i, generate_series(1, 1200) n where i.key = (select key from idempotency limit 1)`,
  )
  const left = async () =>
    (await w.db.pool.query(`select 1 from idempotency where client_id = 'someone'`)).rowCount as number
  for (let round = 0; round < 3; round++) {
    const before = await left()
    await tick(deps)
    expect(await left()).toBeLessThan(Math.max(before, 1))
  }
  expect(await left()).toBe(0)
})

test('of two ticks at once one works and the other says that somebody is at it', async () => {
  const other = await w.db.ownerPool.connect()
  await other.query('begin')
  for (let round = 0; round < 10; round++) {
    const ticks = await Promise.all([tick(deps), tick(deps), tick(deps)])
    expect(ticks.filter(Boolean).length).toBeGreaterThanOrEqual(1)
  }
  // The lock as another replica holds it in the middle of its round.
  await other.query('select pg_advisory_xact_lock(7310311)')
  expect(await Promise.all([tick(deps), tick(deps)])).toEqual([false, false])
  await other.query('commit')
  other.release()
  expect(await tick(deps)).toBe(true)
})

test('a round that fails rolls back its lock, and the next one works', async () => {
  const broken = {
    ...deps,
    materials: {
      ...materials,
      store: {
        ...materials.store,
        incoming: () => {
          throw new Error('disk')
        },
      },
    },
  }
  await expect(tick(broken as unknown as typeof deps)).rejects.toThrow('disk')
  expect(await tick(deps)).toBe(true)
})

test('a worker that is stopped has ended its round', async () => {
  const worker = startWorker(deps)
  await worker.stop()
  await worker.stop()
})
