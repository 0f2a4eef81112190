// `GET /healthz`, `GET /readyz`, and what every door answers while the database is gone: the process lives, says what is
// missing, refuses to answer from memory, and is well again by itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { rotateKeys } from '../../src/agencies/index.ts'
import { readConfig } from '../../src/config.ts'
import { startGateway } from '../../src/gateway.ts'
import { World, world } from '../world.ts'
import { nothingWritten, refusedWith, send } from './refusals.ts'
import { forged, letter, step, submit } from './scene.ts'

const whole = await world()

/** The road to the database, which can be cut and mended: the network edge of this test. */
class Road {
  readonly #sockets = new Set<Socket>()
  readonly #to: { host: string; port: number } | { path: string }
  #server: Server | undefined
  port = 0
  constructor(to: { host: string; port: number } | { path: string }) {
    this.#to = to
  }
  async open() {
    this.#server = createServer((near) => {
      const far = connect(this.#to)
      for (const socket of [near, far]) {
        this.#sockets.add(socket)
        socket.on('error', () => {}).on('close', () => [near, far].map((s) => s.destroy()))
      }
      near.pipe(far).pipe(near)
    })
    await new Promise<void>((resolve) => this.#server?.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.#server.address() as { port: number }).port
  }
  async cut() {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
    await new Promise((resolve) => this.#server?.close(resolve))
  }
}

/** A second gateway over the same database, along a road of its own. */
async function onRoad(): Promise<{ w: World; road: Road }> {
  const url = new URL(whole.db.gatewayUrl)
  const directory = url.searchParams.get('host')
  const port = Number(url.port || url.searchParams.get('port') || 5432)
  const road = new Road(directory ? { path: `${directory}/.s.PGSQL.${port}` } : { host: url.hostname, port })
  await road.open()
  url.searchParams.delete('host')
  url.hostname = '127.0.0.1'
  url.port = String(road.port)
  const dataDir = mkdtempSync(join(tmpdir(), 'xianjie-road-'))
  const gateway = await startGateway(
    readConfig({
      DATABASE_URL: url.toString(),
      DATABASE_MIGRATION_URL: whole.db.ownerUrl,
      XIANJIE_DATA_DIR: dataDir,
      XIANJIE_PORT: String(30_000 + Math.floor(Math.random() * 2000)),
      XIANJIE_LOG: 'silent', // what it logs of the lost database is what this test is about
    }),
  )
  afterAll(async () => {
    await gateway.stop()
    await road.cut()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { w: new World(gateway, whole.db, whole.organs), road }
}
const { w, road } = await onRoad()

const open = (of: World, path: string) => send(of, 'market', 'GET', path, { token: null })

describe('200', () => {
  test('the process lives', async () => {
    const { status, body } = await open(whole, '/healthz')
    expect([status, body]).toEqual([200, { status: 'ok' }])
  })

  test('and can do its work, part by part', async () => {
    const { status, body } = await open(whole, '/readyz')
    expect([status, body.status, body.failing]).toEqual([200, 'ready', undefined])
    expect(body.parts).toMatchObject({ database: true, schema: true, signingKey: true })
    expect(Object.values(body.parts)).not.toContain(false)
  })

  test('every answer can be found again by its X-Request-Id', async () => {
    const seen = new Set<string | null>()
    for (const path of [
      '/healthz',
      '/readyz',
      '/docs',
      '/openapi.json',
      '/.well-known/jwks.json',
      '/nothing',
      '/v1/transfers',
    ])
      seen.add((await open(whole, path)).headers.get('x-request-id'))
    expect([...seen].every((id) => /^[0-9a-f-]{36}$/.test(id ?? ''))).toBe(true)
    expect(seen.size).toBe(7)
  })
})

describe('503 while the database is gone', () => {
  test('the failing part is named; nothing is answered from memory; all is well again afterwards', async () => {
    const token = await w.token('market')
    await w.token('police')
    const { transfer } = await w.submit()
    const body = await letter(whole)
    await road.cut()

    expect((await open(w, '/healthz')).status).toBe(200)
    const gone = await open(w, '/readyz')
    expect([gone.status, gone.body.failing]).toEqual([503, expect.arrayContaining(['database', 'schema'])])
    expect(gone.body.parts).toMatchObject({ database: false, schema: false })
    await nothingWritten(w, async () => {
      const replies = [
        await send(w, 'market', 'GET', '/v1/transfers'),
        await send(w, 'market', 'GET', `/v1/transfers/${transfer.id}`),
        await send(w, 'market', 'GET', '/v1/changes'),
        await submit(w, body),
        await send(w, 'market', 'POST', '/v1/transfers/check', { body }),
        await step(w, 'police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief }),
        await send(w, 'market', 'GET', `/v1/materials/${transfer.id}`),
      ]
      for (const reply of replies) {
        expect([reply.method, reply.path, reply.status, reply.text.slice(0, 300)]).toEqual([
          reply.method,
          reply.path,
          503,
          expect.stringContaining('"unavailable"'),
        ])
        expect(reply.headers.get('content-type')).toBe('application/problem+json')
        expect(reply.headers.get('retry-after')).toMatch(/^\d+$/)
        expect(answers.problem.parse(reply.body).requestId).toBe(reply.headers.get('x-request-id'))
        expect(reply.text).not.toMatch(/ECONN|postgres|select |127\.0\.0\.1|\.ts/i)
      }
    })

    await road.open()
    await expect.poll(async () => (await open(w, '/readyz')).status, { timeout: 5_000 }).toBe(200)
    expect((await submit(w, body, { token })).status).toBe(201)
  })
})

/** A key whose private half is on another machine. */
async function elsewhere(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return JSON.stringify(await exportJWK(privateKey))
}

describe('503 while there is no key to sign with', () => {
  test('a gateway whose key was retired says so and acts for nobody; one that gets the new key goes on', async () => {
    const body = await letter(whole)
    const token = await forged(whole, {})
    const police = await whole.token('police')
    const { transfer } = await whole.submit()
    await rotateKeys(whole.db.ownerPool, '/nowhere', { handedIn: await elsewhere(), overlapSeconds: 0 })
    await expect
      .poll(async () => (await open(whole, '/readyz')).body.failing, { timeout: 5_000 })
      .toEqual(['signingKey'])
    expect((await open(whole, '/readyz')).status).toBe(503)
    await nothingWritten(whole, async () => {
      const decided = { decidedBy: whole.organ('police').chief }
      for (const reply of [
        await submit(whole, body, { token }),
        await step(whole, 'police', transfer.id, 'receipt_sign', decided, { token: police }),
      ])
        expect([reply.status, reply.body.code], reply.text).toEqual([503, 'unavailable'])
    })
    await rotateKeys(whole.db.ownerPool, whole.gateway.config.dataDir, { overlapSeconds: 0 })
    await expect.poll(async () => (await open(whole, '/readyz')).status, { timeout: 5_000 }).toBe(200)
    expect((await submit(whole, body, { token })).status).toBe(201)
    refusedWith(await submit(whole, body, { token: null }), 401, 'token_missing')
  })
})
