// What time does without being asked: remembered answers and unused files go when their time has passed and not before,
// periods that ran out are put on record, due times follow the calendar, and of two replicas that tick at once one works.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, describe, expect, test } from 'vitest'
import { closeMaterials, directoryStore, openMaterials } from '../../src/materials/index.ts'
import { buildCalendar, publishedNotices } from '../../src/procedure/index.ts'
import { startWorker, tick } from '../../src/worker/index.ts'
import { type Acted, world } from '../world.ts'
import { casesRoom, faultsOf, reviewedCase, take } from './cases-scene.ts'

const w = await world()
const log = pino({ level: 'silent' })
const materials = openMaterials({
  pool: w.db.pool,
  store: await directoryStore(`${w.gateway.config.dataDir}/materials`),
})
afterAll(() => closeMaterials(materials))
/** How far this worker's clock is ahead of the gateway's. */
let aheadMs = 0
const room = { pool: w.db.pool, materials, log }
const deps = { ...room, ...(await casesRoom(w, { now: () => Date.now() + aheadMs })) }
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

interface Entry {
  step: string
  by: { part: string; agency: { name: string | null } }
  clocksExpired?: { rule: string }[]
  clocksSettled: { rule: string; status: string }[]
  clocksAdvanced: { rule: string; breachAt: string }[]
}
const seen = async (organ: string, id: string) =>
  (
    await w.ask<{
      version: number
      timeline: Entry[]
      clocks: { rule: string; status: string; breachAt: string; provisional: boolean }[]
    }>(organ, 'GET', `/v1/transfers/${id}`)
  ).body
const raised = async (organ: string, id: string) =>
  (await seen(organ, id)).timeline.filter((e) => e.step === 'period_expired')
/** A round of this worker at a later moment. */
async function tickAt(ms: number): Promise<void> {
  aheadMs = ms
  expect(await tick(deps)).toBe(true)
  aheadMs = 0
}

describe('a period that runs out', () => {
  test('stays owed where it is a duty, and its end is on record once, for every party', async () => {
    const { id, version, clocks } = await reviewedCase(w)
    const review = clocks.find((c) => c.rule === 'filing_review')
    const left = Date.parse(review?.breachAt ?? '') - Date.now()
    await tickAt(left - 60_000)
    expect(await raised('police', id)).toEqual([])
    await tickAt(left + 1_000)
    await tickAt(left + 60_000)
    for (const organ of ['market', 'police', 'procuratorate']) {
      const entries = await raised(organ, id)
      expect(entries, organ).toHaveLength(1)
      expect(entries[0]?.by.part).toBe('gateway')
      expect(entries[0]?.clocksExpired?.map((c) => c.rule)).toEqual(['filing_review'])
      const shown = await seen(organ, id)
      expect(shown.version).toBe(version + 1)
      expect(shown.clocks.find((c) => c.rule === 'filing_review')).toMatchObject({ status: 'running' })
    }
    const { rows } = await w.db.ownerPool.query(
      'select a.name from notice n join agency a on a.id = n.agency_id where n.transfer_id = $1 and n.version = $2',
      [id, version + 1],
    )
    const told = ['market', 'police', 'procuratorate'].map((organ) => w.organ(organ).name)
    expect(rows.map((r) => r.name).sort()).toEqual(told.sort())
  })

  test('lapses where it is a right', async () => {
    const { id } = await reviewedCase(w)
    await take(w, 'police', id, 'filing_refused', {
      decidedBy: w.organ('police').chief,
      documentNo: '海公不立字〔2026〕7号',
      ground: 'obviously_minor',
      reasons: '情节显著轻微',
    })
    const { clocks } = await take(w, 'market', id, 'non_filing_notice_receipt')
    const right = clocks.find((c) => c.rule === 'reconsideration_request')
    await tickAt(Date.parse(right?.breachAt ?? '') - Date.now() + 1_000)
    const entries = await raised('market', id)
    const settled = entries.flatMap((e) => e.clocksSettled.map((c) => [c.rule, c.status]))
    expect(settled).toContainEqual(['reconsideration_request', 'lapsed'])
    expect((await seen('market', id)).clocks.find((c) => c.rule === 'reconsideration_request')?.status).toBe('lapsed')
  })

  test('is raised for a whole backlog of cases in one round, each its own', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await reviewedCase(w)).id))
    await tickAt(60 * day)
    for (const id of ids) {
      const ran = (await raised('police', id)).flatMap((e) => e.clocksExpired?.map((c) => c.rule) ?? [])
      expect(new Set(ran).size).toBe(ran.length)
      expect(ran).toContain('filing_review')
    }
  })
})

describe('a calendar that changes', () => {
  /** The shipped notices, and every day of the next weeks a holiday. */
  function holidays() {
    const notices = structuredClone(publishedNotices()) as Record<
      number,
      { rest: Record<string, string>; worked: string[] }
    >
    for (let n = 1; n <= 21; n++) {
      const date = new Date(Date.now() + n * day + 8 * 3_600_000).toISOString().slice(0, 10)
      const year = Number(date.slice(0, 4))
      const notice = notices[year] ?? { rest: {}, worked: [] }
      notices[year] = notice
      notice.rest[date] = '临时放假'
      notice.worked = notice.worked.filter((worked) => worked !== date)
    }
    return buildCalendar(notices)
  }

  test('moves the ends of running periods, in an entry that says so, and back when it is taken back', async () => {
    const { id } = await reviewedCase(w)
    const breach = async () =>
      (
        await w.db.ownerPool.query(
          `select breach_at, calendar from clock where transfer_id = $1 and rule = 'filing_review'`,
          [id],
        )
      ).rows[0] as { breach_at: Date; calendar: string }
    const before = await breach()
    const calendar = holidays()
    const other = { ...room, ...(await casesRoom(w, { calendarFor: () => calendar })) }
    expect(await tick(other)).toBe(true)
    const moved = await breach()
    expect(moved.breach_at.getTime()).toBeGreaterThan(before.breach_at.getTime())
    expect(moved.calendar).toBe(calendar.version)
    const entry = (await seen('police', id)).timeline.at(-1)
    expect(entry).toMatchObject({ step: 'clocks_recounted', by: { part: 'gateway' } })
    expect(entry?.clocksAdvanced.map((c) => [c.rule, c.breachAt])).toEqual([
      ['filing_review', moved.breach_at.toISOString()],
    ])
    const { version } = await seen('police', id)
    expect(await tick(other)).toBe(true)
    expect((await seen('police', id)).version, 'the same calendar moves nothing').toBe(version)
    const back = { ...room, ...(await casesRoom(w)) }
    await tickAfresh(back)
    expect(await breach()).toEqual(before)
  })

  /** What a worker has held the clocks against is known by its pool; another one looks anew. */
  async function tickAfresh(some: typeof deps): Promise<void> {
    expect(await tick({ ...some, pool: new Proxy(some.pool, {}) })).toBe(true)
  }

  test('moves ahead what ran out while its year had no notice, and it runs out again', async () => {
    const { id } = await reviewedCase(w)
    let calendar = buildCalendar({})
    const counted = await casesRoom(w, { calendarFor: () => calendar, now: () => Date.now() + aheadMs })
    /** A round that holds all clocks against the present calendar: what a worker knows of them is known by its pool. */
    const round = async (ms: number) => {
      aheadMs = ms
      expect(await tick({ ...room, ...counted, pool: new Proxy(w.db.pool, {}) })).toBe(true)
      aheadMs = 0
    }
    await round(0)
    const review = (await seen('police', id)).clocks.find((c) => c.rule === 'filing_review')
    expect(review).toMatchObject({ provisional: true, status: 'running' })
    const left = Date.parse(review?.breachAt ?? '') - Date.now()
    await round(left + 1_000)
    expect(await raised('police', id)).toHaveLength(1)
    calendar = holidays()
    await round(left + 2_000)
    expect((await seen('police', id)).timeline.at(-1)).toMatchObject({ step: 'clocks_recounted' })
    expect(await raised('police', id)).toHaveLength(1)
    await round(60 * day)
    const again = (await raised('police', id)).map((e) => e.clocksExpired?.map((c) => c.rule))
    expect(again).toEqual([['filing_review'], ['filing_review']])
  })

  test('leaves alone what it does not move', async () => {
    const { id, version } = await reviewedCase(w)
    const notices = structuredClone(publishedNotices()) as Record<
      number,
      { rest: Record<string, string>; worked: string[] }
    >
    notices[2199] = { rest: { '2199-01-01': '元旦' }, worked: [] }
    const calendar = buildCalendar(notices)
    await tick({ ...room, ...(await casesRoom(w, { calendarFor: () => calendar })) })
    expect((await seen('police', id)).version).toBe(version)
  })
})

test('after all this every chain verifies, and the tables say what the states say', async () => {
  expect(await faultsOf(w)).toEqual([])
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
