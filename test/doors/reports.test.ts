// The doors of the reports: asked for, made by the worker, listed, given out; its figures are those of the indicators' own
// door, whichever of its three forms they are read in; who may ask for what, and who sees it.
import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import { readSheet } from '../../src/spreadsheets/index.ts'
import { keptFigures, openReports, oweReports } from '../../src/supervision/index.ts'
import { tablesOfDocx } from '../rooms/letters-drawn.ts'
import { world } from '../world.ts'
import { refusedWith, send } from './refusals.ts'
import { enrol } from './scene.ts'

const w = await world()
const { pool } = w.db
const registry = new Registry({ pool })
const thisMonth = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
const monthsAgo = (count: number) => {
  const at = new Date(`${thisMonth}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() - count)
  return at.toISOString().slice(0, 7)
}

interface Table {
  readonly id: string
  readonly columns: { id: string; zh: string; kind: string }[]
  readonly rows: (string | number | null)[][]
  readonly query: string
}

/** Waits until a report is made; by the gateway's own worker. */
async function made(organ: string, id: string) {
  return vi.waitFor(
    async () => {
      const { body } = await send(w, organ, 'GET', `/v1/reports/${id}`)
      expect(body.state, body.failedBecause).toBe('made')
      return body as { tables: Table[]; zero: boolean; title: string; passages: string[]; files: { format: string }[] }
    },
    { timeout: 60_000, interval: 300 },
  )
}

async function report(organ: string, body: object): Promise<string> {
  const reply = await send(w, organ, 'POST', '/v1/reports', { body })
  expect(reply.status, reply.text).toBe(202)
  return reply.body.id as string
}

async function file(organ: string, id: string, format: string) {
  const response = await fetch(`${w.gateway.url}/v1/reports/${id}/content?format=${format}`, {
    headers: { authorization: `Bearer ${await w.token(organ)}` },
  })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** A life that has something in several stages, and what the indicators' door says of it. */
const chief = w.organ('police').chief
const { transfer } = await w.submit()
await w.step('police', transfer.id, 'receipt_sign', { decidedBy: chief })
await w.step('police', transfer.id, 'completeness_check', {})
await w.submit()
const scope = `from=${thisMonth}&to=${thisMonth}&region=450502`
await vi.waitFor(
  async () => {
    const { body } = await send(w, 'procuratorate', 'GET', `/v1/indicators/figures?${scope}`)
    const found = body.items?.find((f: { indicator: string }) => f.indicator === 'acceptance_rate')
    expect(found?.cases).toMatchObject({ n: 1, d: 2 })
  },
  { timeout: 60_000, interval: 300 },
)

test('the figures of a report equal the API’s, in its answer, its document and its workbook', async () => {
  const id = await report('procuratorate', {
    kind: 'work',
    from: thisMonth,
    to: thisMonth,
    addressee: '北海市人民检察院',
  })
  const { tables } = await made('procuratorate', id)
  const docx = tablesOfDocx((await file('procuratorate', id, 'docx')).bytes)
  const { rows } = await readSheet((await file('procuratorate', id, 'xlsx')).bytes, {
    ...{ rows: 100, columns: 20, unpackedBytes: 4_000_000 },
  })
  expect(rows.length).toBeGreaterThan(3)
  const definitions = (await send(w, 'procuratorate', 'GET', '/v1/indicators')).body.items as {
    id: string
    zh: string
  }[]
  const asked = async ({ query }: Table) => {
    const reply = await send(w, 'procuratorate', 'GET', query.replace(/^GET /, ''))
    expect(reply.status, `${query} ${reply.text}`).toBe(200)
    return reply.body.items as {
      indicator: string
      key: string
      cases: { n: number; d: number; rate: number | null }
    }[]
  }
  const indicators = tables.find((table) => table.id === 'indicators') as Table
  const figures = await asked(indicators)
  expect(indicators.rows.length).toBeGreaterThan(2)
  const drawn = docx.find((table) => table[0]?.[0] === '指标' && table[0]?.[1] === '分子')?.slice(1) as string[][]
  for (const [i, [zh, n, d, share]] of indicators.rows.entries()) {
    const named = definitions.find((one) => one.zh === zh)?.id
    const { cases } = figures.find((f) => f.indicator === named) as (typeof figures)[number]
    expect([n, share === null ? null : Math.round((share as number) * 10_000) / 10_000]).toEqual([cases.n, cases.rate])
    if (d !== null) expect(d).toBe(cases.d)
    expect([drawn[i]?.[0], drawn[i]?.[1]]).toEqual([zh, String(cases.n)])
  }
  const domains = tables.find((table) => table.id === 'domain') as Table
  const byDomain = await asked(domains)
  const [market] = domains.rows as [(string | number | null)[]]
  const transferred = byDomain.find((f) => f.indicator === 'acceptance_rate' && f.key === 'market')
  expect(market[domains.columns.findIndex((c) => c.id === 'transferred')]).toBe(transferred?.cases.d)
  expect(market[domains.columns.findIndex((c) => c.id === 'accepted')]).toBe(transferred?.cases.n)
})

test('files are given out as what they are, with their digest, and the read is on record', async () => {
  const id = await report('market', { kind: 'self_examination', from: monthsAgo(2), to: thisMonth })
  const early = await send(w, 'market', 'GET', `/v1/reports/${id}/content`)
  expect([200, 409]).toContain(early.status)
  const { passages, files } = await made('market', id)
  expect(passages.length).toBeGreaterThan(2)
  expect(files.map((one) => one.format)).toEqual(['docx', 'xlsx'])
  for (const format of ['docx', 'xlsx']) {
    const { response, bytes } = await file('market', id, format)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('openxmlformats')
    expect(response.headers.get('content-disposition')).toContain(`.${format}`)
    const { createHash } = await import('node:crypto')
    const digest = createHash('sha256').update(bytes).digest('base64')
    expect(response.headers.get('repr-digest')).toBe(`sha-256=:${digest}:`)
  }
  const { rows } = await pool.query('select subject, query from access_entry where subject = $1', [`reports/${id}`])
  expect(rows.map((row) => row.query)).toEqual(expect.arrayContaining(['docx', 'xlsx']))
  refusedWith(await send(w, 'market', 'GET', `/v1/reports/${id}/content?format=pdf`), 400, 'invalid_fields', [
    '/format',
  ])
})

test('a bulletin counts the penalty cases of its theme and says what must be written', async () => {
  const theme = { name: '虚假广告案件', words: ['广告'] }
  const id = await report('procuratorate', { kind: 'bulletin', from: '2017-01', to: thisMonth, theme, issue: 3 })
  const { tables, title, passages } = await made('procuratorate', id)
  expect(title).toContain('虚假广告案件情况分析')
  expect(tables.map((table) => table.id)).toEqual(
    expect.arrayContaining(['theme_month', 'theme_violation', 'transfer_charge']),
  )
  expect(tables.find((table) => table.id === 'transfer_charge')?.rows).toEqual([['虚假广告罪', 2]])
  expect(passages.length).toBe(3)
})

test('a zero report is the word of named officers over a period that is over, and is refused where there were cases', async () => {
  const officers = w.organ('foreignMarket').officers.slice(0, 1)
  const zero = { kind: 'zero', from: monthsAgo(3), to: monthsAgo(1), officers }
  const { zero: stated } = await made('foreignMarket', await report('foreignMarket', zero))
  expect(stated).toBe(true)
  const ask = (organ: string, body: object) => send(w, organ, 'POST', '/v1/reports', { body })
  refusedWith(await ask('foreignMarket', { ...zero, officers: [] }), 400, 'invalid_fields', ['/officers'])
  refusedWith(await ask('foreignMarket', { ...zero, to: thisMonth }), 400, 'invalid_fields', ['/to'])
  const unknown = { name: '无此人', certificateNo: 'ZF-0' }
  refusedWith(await ask('foreignMarket', { ...zero, officers: [unknown] }), 422, 'officer_not_certified', [
    '/officers/0',
  ])
  // What the gateway knows of the period is held against the statement.
  await pool.query(
    `insert into indicator_year (scope, dim, indicator, year, n, d, pn, pd)
     select $1, '', 'transfer_rate', $2, z, array(select (m >= $3)::int from generate_series(1, 12) m), z, z from (select array_fill(0, array[12]) as z) x`,
    [`a:${w.organ('foreignMarket').id}`, ...monthsAgo(2).split('-').map(Number)],
  )
  const known = await ask('foreignMarket', zero)
  refusedWith(known, 422, 'condition_unmet')
  expect(known.body.counts).toEqual({ threshold: 1, transferred: 0, reverse: 0 })
})

test('each organ asks for its own kinds, sees its own reports, and a procuratorate those of its region', async () => {
  const period = { from: monthsAgo(1), to: thisMonth }
  const ask = (organ: string, body: object) => send(w, organ, 'POST', '/v1/reports', { body })
  refusedWith(await ask('market', { kind: 'work', ...period }), 403, 'agency_kind_not_permitted')
  refusedWith(await ask('procuratorate', { kind: 'self_examination', ...period }), 403, 'agency_kind_not_permitted')
  refusedWith(await ask('platform', { kind: 'self_examination', ...period }), 403, 'agency_kind_not_permitted')
  refusedWith(
    await ask('market', { kind: 'self_examination', from: thisMonth, to: monthsAgo(1) }),
    400,
    'invalid_fields',
    ['/to'],
  )
  refusedWith(
    await ask('market', { kind: 'self_examination', from: '2150-01', to: '2150-02' }),
    400,
    'invalid_fields',
    ['/from'],
  )
  refusedWith(
    await ask('market', { kind: 'self_examination', from: '2001-01', to: thisMonth }),
    400,
    'invalid_fields',
    ['/from'],
  )
  const { id: label } = { id: randomUUID() }
  refusedWith(await ask('market', { kind: 'self_examination', ...period, label }), 404, 'not_found')

  const id = await report('market', { kind: 'self_examination', ...period })
  await enrol(w, 'prefectureProcuratorate', { kind: 'procuratorate', regionCode: '450500', level: 'prefecture' })
  for (const [organ, sees] of Object.entries({
    ...{ market: true, procuratorate: true, prefectureProcuratorate: true },
    ...{ police: false, government: false, foreignProcuratorate: false, foreignMarket: false },
  })) {
    const one = await send(w, organ, 'GET', `/v1/reports/${id}`)
    expect([organ, one.status]).toEqual([organ, sees ? 200 : 404])
    const { items } = (await send(w, organ, 'GET', '/v1/reports')).body
    expect([organ, items.some((item: { id: string }) => item.id === id)]).toEqual([organ, sees])
  }
  const page = await send(w, 'procuratorate', 'GET', '/v1/reports?limit=1')
  expect(page.body.items.length).toBe(1)
  const next = await send(w, 'procuratorate', 'GET', `/v1/reports?limit=1&cursor=${page.body.next}`)
  expect(next.body.items[0].id < page.body.items[0].id).toBe(true)
  refusedWith(await send(w, 'market', 'GET', '/v1/reports?kind=novel'), 400, 'invalid_fields', ['/kind'])
})

test('a request that comes again has one report, and a key that comes with another body none', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const body = { kind: 'self_examination', from: monthsAgo(1), to: thisMonth }
  const ask = (more: object = {}) =>
    send(w, 'market', 'POST', '/v1/reports', { body: { ...body, ...more }, headers: key })
  const [first, again] = await Promise.all([ask(), ask()])
  expect(first.body.id).toBe(again.body.id)
  expect([first, again].filter((reply) => reply.headers.get('idempotent-replayed') === 'true').length).toBe(1)
  refusedWith(await ask({ addressee: '北海市人民检察院' }), 422, 'idempotency_key_reused')
})

test('a schedule owes each period once, however many look, and none after it was ended', async () => {
  const since = `${monthsAgo(3)}-01`
  const body = { kind: 'self_examination', every: 'month', since, delayDays: 0 }
  const entered = await send(w, 'market', 'POST', '/v1/reports/schedules', { body })
  expect(entered.status, entered.text).toBe(201)
  const { id } = entered.body
  const room = openReports({
    ...{ pool, figures: keptFigures({ pool }), now: Date.now },
    directory: async () => (await registry.current()).directory,
  })
  await Promise.all([oweReports(room), oweReports(room), oweReports(room)])
  const owed = async () =>
    (await pool.query('select from_month from report where schedule_id = $1 order by 1', [id])).rows.map(
      (r) => r.from_month,
    )
  expect(await owed()).toEqual([monthsAgo(3), monthsAgo(2), monthsAgo(1)])
  expect(await oweReports(room)).toBe(0)
  const { items } = (await send(w, 'market', 'GET', '/v1/reports/schedules')).body
  expect(items[0]).toMatchObject({ id, kind: 'self_examination', last: { from: monthsAgo(1) }, endedAt: null })
  const reason = '改为按季'
  const end = (organ: string) => send(w, organ, 'POST', `/v1/reports/schedules/${id}/end`, { body: { reason } })
  refusedWith(await end('police'), 404, 'not_found')
  expect((await end('market')).body).toEqual({ id, ended: true })
  refusedWith(await end('market'), 404, 'not_found')
  const later = openReports({ ...room, now: () => Date.now() + 60 * 86_400_000 })
  expect(await oweReports(later)).toBe(0)
  const wrong = { body: { ...body, kind: 'bulletin' } }
  refusedWith(await send(w, 'market', 'POST', '/v1/reports/schedules', wrong), 400, 'invalid_fields', ['/theme'])
})
