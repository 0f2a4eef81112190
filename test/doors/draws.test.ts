// The door of the draws through the real gateway: announced by an officer, made by the gateway alone, reviewed, shown on the
// penalty case, told to who must know, and verified by the command line from nothing but the published files.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { Registry } from '../../src/agencies/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { addSink, openSinks } from '../../src/sync/index.ts'
import { cleanEnvironment } from '../bench/gateway-process.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { type Answer, world } from '../world.ts'
import { announcementOf } from './draws-scene.ts'

vi.setConfig({ testTimeout: 120_000 })

const w = await world()
const path = '/v1/supervision/draws'
const market = w.organ('market')
const officers = w.organ('procuratorate').officers.slice(0, 1)
const directory = mkdtempSync(join(tmpdir(), 'xianjie-draws-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const root = fileURLToPath(new URL('../..', import.meta.url))

// biome-ignore lint/suspicious/noExplicitAny: each test asks for its own members
type Body = any
const ask = (by: string, method: string, rest = '', body?: unknown, headers: Record<string, string> = {}) =>
  w.ask<Body>(by, method, `${path}${rest}`, body, headers)
const announce = async (more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  ask('procuratorate', 'POST', '', announcementOf(w, { take: { total: 3 }, ...more }), headers)
const drawn = (id: string) =>
  vi.waitFor(
    async () => {
      const answer = await ask('procuratorate', 'GET', `/${id}`)
      expect(answer.body.state).toBe('drawn')
      return answer.body
    },
    { timeout: 60_000, interval: 300 },
  )
const text = async (by: string, rest: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${w.gateway.url}${path}${rest}`, {
    headers: { authorization: `Bearer ${await w.token(by)}` },
  })
  return { status: response.status, text: await response.text() }
}
const refused = ({ status, body }: Answer<Body>) => [status, body.code]

const taken = await w.ask<Body>(
  'market',
  'POST',
  '/v1/penalty-cases',
  Array.from({ length: 20 }, (_, i) => unit(i + 1, {}, market)),
)

function xianjie(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['src/xianjie.js', 'draw', ...args], {
      cwd: root,
      env: {
        ...cleanEnvironment(),
        ...{ DATABASE_URL: w.db.gatewayUrl, DATABASE_MIGRATION_URL: w.db.ownerUrl },
        XIANJIE_DATA_DIR: directory,
      },
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The one draw that all look at: each would wait for the tree and for the gateway. */
const announcedFirst = await announce({}, { 'idempotency-key': 'draw-1' })
const { id } = announcedFirst.body

describe('a draw through the gateway', () => {
  test('is announced once under one key, made within seconds by nobody, and reviewed', async () => {
    expect(taken.body.created).toBe(20)
    const key = { 'idempotency-key': 'draw-1' }
    const first = announcedFirst
    expect(first.status, JSON.stringify(first.body)).toBe(201)
    const again = await announce({}, key)
    expect([again.status, again.headers.get('idempotent-replayed'), again.body.id]).toEqual([
      201,
      'true',
      first.body.id,
    ])
    expect(refused(await announce({ name: '另一次' }, key))).toEqual([422, 'idempotency_key_reused'])
    expect(first.body).toMatchObject({ state: 'announced', members: 20, no: 1, waitsFor: 'tree' })
    expect(await drawn(id)).toMatchObject({ drawn: 3, reviewed: 0 })

    const { items } = (await ask('procuratorate', 'GET', `/${id}/members?limit=2`)).body
    expect(items).toHaveLength(2)
    const review = {
      officers,
      found: true,
      kinds: ['not_transferred'],
      words: '身份证11010519491231002X的当事人应移送。',
    }
    const place = `/${id}/members/${items[0].place}/review`
    const entered = await ask('procuratorate', 'POST', place, review, { 'idempotency-key': 'r1' })
    expect(entered.status, JSON.stringify(entered.body)).toBe(200)
    expect(entered.body.review).toMatchObject({ found: true, kinds: ['not_transferred'] })
    const replayed = await ask('procuratorate', 'POST', place, review, { 'idempotency-key': 'r1' })
    expect(replayed.headers.get('idempotent-replayed')).toBe('true')
    expect((await ask('procuratorate', 'GET', `/${id}`)).body).toMatchObject({ version: 3, reviewed: 1, found: 1 })
    expect(JSON.stringify((await ask('procuratorate', 'GET', `/${id}/members/${items[0].place}`)).body)).not.toContain(
      '19491231',
    )

    const penalty = `/v1/penalty-cases/${items[0].subject.id}`
    const shown = (await w.ask<Body>('market', 'GET', penalty)).body
    expect(shown.reviews).toMatchObject([{ draw: id, found: true, kinds: ['not_transferred'] }])
    expect(shown.reviews[0].words).toContain('应移送')
    expect(JSON.stringify(shown.reviews)).not.toContain('19491231')
    const figures = (await ask('procuratorate', 'GET', `/figures?draw=${id}`)).body
    expect(figures).toMatchObject({
      members: 20,
      drawn: 3,
      reviewed: 1,
      found: 1,
      byKind: [{ kind: 'not_transferred' }],
    })

    await vi.waitFor(
      async () => {
        const told = async (by: string) =>
          (await w.ask<Body>(by, 'GET', '/v1/changes?limit=200')).body.items
            .filter((i: Body) => i.kind === 'draw')
            .map((i: Body) => i.step)
        expect(await told('procuratorate')).toEqual(['draw_announced', 'draw_drawn', 'draw_reviewed'])
        expect(await told('market')).toEqual(['draw_reviewed'])
      },
      { timeout: 20_000, interval: 200 },
    )
  })

  test('is refused where a field, an organ, a place or a time is wrong', async () => {
    const pointers = async (more: Record<string, unknown>) =>
      (await announce(more)).body.errors?.map((e: { pointer: string }) => e.pointer)
    expect(await pointers({ method: 'stratified' })).toEqual(['/stratifyBy'])
    expect(await pointers({ method: 'risk_weighted' })).toEqual(['/weights'])
    expect(await pointers({ weights: { suspected: 3 } })).toEqual(['/weights'])
    expect(await pointers({ population: { of: 'penalty', from: '2026-02-01', to: '2026-01-01' } })).toEqual([
      '/population/to',
    ])
    expect(await pointers({ reviewers: [] })).toEqual(['/reviewers'])
    expect(await pointers({ extra: 1 })).toEqual(['/extra'])
    expect(refused(await ask('market', 'POST', '', announcementOf(w)))).toEqual([403, 'agency_kind_not_permitted'])
    expect(refused(await ask('market', 'GET', '/figures'))).toEqual([403, 'agency_kind_not_permitted'])
    expect(refused(await ask('procuratorate', 'GET', '?state=no'))).toEqual([400, 'invalid_fields'])
    for (const rest of ['/x', `/${crypto.randomUUID()}`, `/${crypto.randomUUID()}/members/1`, '/x/members', '/x/file'])
      expect(refused(await ask('procuratorate', 'GET', rest)), rest).toEqual([404, 'not_found'])
    for (const rest of ['draw', 'cancel'])
      expect(
        refused(await ask('procuratorate', 'POST', `/${crypto.randomUUID()}/${rest}`, { officers, reason: '无' })),
        rest,
      ).toEqual(rest === 'draw' ? [400, 'invalid_fields'] : [404, 'not_found'])
    const review = { officers, found: true, kinds: [], words: '无' }
    const wrong = await ask('procuratorate', 'POST', `/${crypto.randomUUID()}/members/1/review`, review)
    expect(wrong.body.errors[0].pointer).toBe('/kinds')
  })

  test('and everything of it is written into the log of reads but what is about nobody', async () => {
    await ask('procuratorate', 'GET', '')
    await ask('procuratorate', 'GET', `/${id}`)
    await ask('procuratorate', 'GET', `/${id}/members`)
    await text('procuratorate', `/${id}/file`)
    await vi.waitFor(
      async () => {
        const { rows } = await w.db.ownerPool.query(
          `select kind, subject from access_entry where subject like 'draws%' order by no`,
        )
        expect(rows).toEqual(
          expect.arrayContaining([
            { kind: 'list', subject: 'draws' },
            { kind: 'case', subject: `draws/${id}` },
            { kind: 'case', subject: `draws/${id}/members` },
          ]),
        )
        expect(rows.filter((r) => r.subject.endsWith('/file'))).toEqual([])
      },
      { timeout: 10_000, interval: 100 },
    )
  })

  test('is no other organ’s to see, down to the file', async () => {
    await drawn(id)
    for (const by of ['foreignProcuratorate', 'police', 'platform', 'customs'])
      for (const rest of ['', '/members', '/members/1', '/file', '/population'])
        expect((await ask(by, 'GET', `/${id}${rest}`)).status, `${by} ${rest}`).toBe(404)
    for (const by of ['foreignProcuratorate', 'police']) expect((await ask(by, 'GET', '')).body.items, by).toEqual([])
    // The organ whose cases were drawn may compute it again, and no more.
    expect((await text('market', `/${id}/file`)).status).toBe(200)
    expect((await ask('market', 'GET', `/${id}`)).status).toBe(404)
  })
})

describe('a platform', () => {
  test('is told of the result in its own form, and of nothing else of the draw', async () => {
    const received: { path: string; id: string | undefined; body: Body }[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        const id = request.headers['x-request-id']
        received.push({ path: request.url ?? '', id: String(id), body: JSON.parse(Buffer.concat(chunks).toString()) })
        response.setHeader('content-type', 'application/json').end('{"code":0}')
      })
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    afterAll(() => server.close())
    const registry = new Registry({ pool: w.db.pool })
    const calls = outbound()
    const sinks = openSinks({
      ...{ pool: w.db.pool, directory: async () => (await registry.current()).directory, calls, now: Date.now },
      sealer: openSealer(Buffer.alloc(32)),
    })
    const form = (reviews: object) => ({
      ...{
        name: 'credit',
        agency: market.code,
        kind: 'rest',
        codes: { result: { problem_found: '1', no_problem: '0' } },
      },
      config: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, path: '/transfers' },
      reviews,
    })
    const body = {
      ...{ jcjg: { $from: '/result', $code: 'result' }, zj: { $from: '/source/key' }, lx: { $from: '/kinds' } },
      rq: { $from: '/at', $time: 'date' },
    }
    await expect(addSink(sinks, form({ body: { x: { $from: '/words' } } }), { who: 'test' })).rejects.toThrow(
      '/reviews/body/x',
    )
    await addSink(sinks, form({ path: '/reviews/{caseId}', body }), { who: 'test' })
    await drawn(id)
    const { items } = (await ask('procuratorate', 'GET', `/${id}/members?reviewed=false`)).body
    const review = { officers, found: true, kinds: ['procedure', 'late'], words: '内部意见，不对外。' }
    const place = items.at(-1).place
    expect((await ask('procuratorate', 'POST', `/${id}/members/${place}/review`, review)).status).toBe(200)
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 30_000, interval: 100 })
    expect(received[0]).toMatchObject({
      path: `/reviews/${id}`,
      body: { jcjg: '1', lx: ['procedure', 'late'], rq: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    })
    expect(received[0]?.body.zj).toMatch(/^R\d+$/)
    expect(JSON.stringify(received)).not.toContain('内部意见')
    calls.close()
  })
})

describe('the command', () => {
  test('verifies the published file and its population offline, and names what was changed', async () => {
    await drawn(id)
    const [file, lines] = [join(directory, 'draw.json'), join(directory, 'population.ndjson')]
    writeFileSync(file, (await text('market', `/${id}/file`)).text)
    writeFileSync(lines, (await text('market', `/${id}/population`)).text)
    const key = (await (await fetch(`${w.gateway.url}/journal/key`)).text()).split('\n')[0] ?? ''
    const holds = await xianjie(['verify', file, '--population', lines, '--key', key, '--json'])
    expect([holds.code, holds.stderr]).toEqual([0, ''])
    expect(JSON.parse(holds.stdout)).toMatchObject({ holds: true, draw: id, checked: { members: 20, drawn: 3 } })
    const [first, ...rest] = readFileSync(lines, 'utf8').split('\n')
    writeFileSync(lines, [first?.replace('"",1', '"",2'), ...rest].join('\n'))
    const fails = await xianjie(['verify', file, '--population', lines, '--key', key])
    expect([fails.code, fails.stdout]).toEqual([1, expect.stringContaining('FAIL population')])
    const wrong = [[join(directory, 'none')], [file, '--key', lines], [file, '--population', join(directory, 'none')]]
    for (const { code, stderr } of await Promise.all(wrong.map((args) => xianjie(['verify', ...args]))))
      expect([code, stderr]).toEqual([2, expect.stringContaining('error:')])
    writeFileSync(file, 'no json')
    expect((await xianjie(['verify', file])).stdout).toContain('FAIL unreadable')
  })

  test('announces, shows, writes out and cancels in the name of a procuratorate', async () => {
    const [given, who, out] = ['given.json', 'officers.json', 'out.json'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ]
    const publicValues = [{ name: '彩票', source: '福彩', day: '2099-01-01' }]
    writeFileSync(given, JSON.stringify(announcementOf(w, { publicValues })))
    writeFileSync(who, JSON.stringify(officers))
    const agency = ['--agency', w.organ('procuratorate').code]
    const announced = await xianjie(['announce', given, ...agency, '--json'])
    expect(announced.code, announced.stderr).toBe(0)
    const { id: own } = JSON.parse(announced.stdout)
    const early = await xianjie(['draw', own, ...agency, '--officers', who, '--value', '彩票=01'])
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('still to come')])
    const cancelled = await xianjie(['cancel', own, ...agency, '--officers', who, '--reason', '名单有误'])
    expect([cancelled.code, cancelled.stdout]).toEqual([0, expect.stringContaining('cancelled')])
    const shown = await xianjie(['show', own, '--file', out, '--population', `${out}.ndjson`])
    expect(shown.code, shown.stderr).toBe(0)
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ cancelled: { reason: '名单有误', seedKnown: false } })
    expect(readFileSync(`${out}.ndjson`, 'utf8').split('\n')).toHaveLength(21)
    expect((await xianjie(['show'])).stdout).toContain(own)
    writeFileSync(given, '{}')
    const wrong = await xianjie(['announce', given, ...agency])
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('/officers')])
  })
})
