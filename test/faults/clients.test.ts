// Clients that misbehave on the wire: they vanish in the middle, say nothing, or say nonsense. Nobody else notices, nothing
// is half done, and what is no fault of the gateway is not logged as one.
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { faultsOf, inquiry, replicaOf, reviewedCase, rowsOf } from '../rooms/cases-scene.ts'
import { world } from '../world.ts'

const w = await world()
const r = await replicaOf(w)
const token = await r.token('market')
const { hostname, port } = new URL(r.gateway.url)

const sockets = new Set<Socket>()
afterAll(() => {
  for (const socket of sockets) socket.destroy()
})

function dial(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket))
    socket.once('error', reject)
    sockets.add(socket)
  })
}

/** Sends bytes as they are and gives what comes back until the server closes or falls silent. */
async function say(bytes: string | Buffer): Promise<string> {
  const socket = await dial()
  let heard = ''
  socket.on('data', (chunk) => {
    heard += String(chunk)
  })
  socket.on('error', () => {})
  socket.write(bytes)
  for (let quiet = 0; quiet < 15 && !socket.closed; quiet++) {
    const before = heard.length
    await pause(20)
    if (heard.length > before) quiet = 0
  }
  socket.destroy()
  return heard
}

const head = (path: string, ...headers: string[]) =>
  [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n')

let read = 0
/** What the gateway logged as its own fault since it was asked last. */
function faultsLogged(): string[] {
  const said = r.process.said().slice(read)
  read += said.length
  return [...new Set(said.match(/"status":500,"error":"[^\\]*/g))]
}

const answers = async () => (await r.ask('market', 'GET', '/v1/transfers')).status

test('a client that sends half a body and vanishes leaves nothing behind, with a length declared and without', async () => {
  const body = JSON.stringify(await r.submission('market', { documentNo: '半途〔2026〕1号' }))
  const half = body.slice(0, body.length / 2)
  for (let i = 0; i < 20; i++) {
    for (const bytes of [
      head('/v1/transfers', `Content-Length: ${Buffer.byteLength(body)}`) + half,
      `${head('/v1/transfers', 'Transfer-Encoding: chunked')}${Buffer.byteLength(half).toString(16)}\r\n${half}\r\n`,
      `${head('/oauth/token', 'Content-Length: 1000')}grant_type=`,
    ]) {
      const socket = await dial()
      socket.on('error', () => {})
      socket.write(bytes)
      await pause(5)
      if (i % 2) socket.destroy()
      else socket.end()
    }
  }
  await pause(200)
  expect(await answers()).toBe(200)
  const { rowCount } = await w.db.pool.query(`select 1 from transfer where document_no = '半途〔2026〕1号'`)
  expect(rowCount).toBe(0)
  expect(faultsLogged()).toEqual([])
})

test('a client that leaves before its answer has acted all the same, once', async () => {
  const { id, version } = await reviewedCase(w)
  const body = JSON.stringify({ officers: w.organ('police').officers.slice(0, 1), ...inquiry() })
  const police = await r.token('police')
  for (let i = 0; i < 10; i++) {
    const socket = await dial()
    socket.on('error', () => {})
    socket.write(
      `POST /v1/transfers/${id}/steps/supplementary_inquiry HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${police}\r\nContent-Type: application/json\r\nIdempotency-Key: leaves\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    await pause(3)
    socket.destroy()
  }
  await expect.poll(async () => (await rowsOf(w, id)).version, { timeout: 60_000 }).toBe(version + 1)
  await pause(200)
  expect((await rowsOf(w, id)).version).toBe(version + 1)
  expect(faultsLogged()).toEqual([])
})

test('200 sockets that say nothing, and 200 that stop in the middle of their headers, keep nobody else from working', async () => {
  for (let i = 0; i < 200; i++) {
    await dial()
    const socket = await dial()
    socket.write('POST /v1/transfers HTTP/1.1\r\nHost: x\r\nAuthoriz')
  }
  const { transfer } = await r.submit()
  expect((await r.ask('police', 'GET', `/v1/transfers/${transfer.id}`)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
})

test('what is no HTTP is answered 400 or cut, and the next client is served', async () => {
  const long = 'x'.repeat(40_000)
  for (const [bytes, expected] of [
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^(HTTP\/1\.1 400|$)/],
    ['GET / HTTP/9.9\r\n\r\n', /^(HTTP\/1\.1 (400|505)|$)/],
    ['\0'.repeat(2_000), /^(HTTP\/1\.1 400|$)/],
    [`GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`, /^HTTP\/1\.1 (414|431)/],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${long}\r\n\r\n`, /^HTTP\/1\.1 431/],
    // Two lengths, a length beside chunks: the ways in which requests are smuggled past a proxy.
    [`${head('/v1/transfers', 'Content-Length: 2', 'Content-Length: 3')}{}`, /^HTTP\/1\.1 400/],
    [`${head('/v1/transfers', 'Content-Length: 2', 'Transfer-Encoding: chunked')}0\r\n\r\n`, /^HTTP\/1\.1 400/],
    [head('/v1/transfers', 'Content-Length: -1'), /^HTTP\/1\.1 400/],
    [head('/v1/transfers', 'Content-Length: 99999999999999999999'), /^HTTP\/1\.1 4\d\d/],
    [head('/v1/transfers', 'Content-Length: 4194305'), /^HTTP\/1\.1 413/],
    [`${head('/v1/transfers', 'Transfer-Encoding: chunked')}zz\r\n`, /^(HTTP\/1\.1 400|$)/],
    ['GET /v1/transfers HTTP/1.1\r\nHost: a b\r\n\r\n', /^HTTP\/1\.1 4\d\d/],
    ['GET http://evil.example/v1/transfers HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 4\d\d/],
    ['GET //v1/transfers HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 4\d\d/],
    ['GET /v1/../v1/transfers HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 4\d\d/],
    ['GET /%00%0d%0aX: y HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 4\d\d/],
    ['CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', /^(HTTP\/1\.1 4\d\d|$)/],
    ['GET /v1/transfers HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', /^HTTP\/1\.1 4\d\d/],
    ['BREW /v1/transfers HTTP/1.1\r\nHost: x\r\n\r\n', /^(HTTP\/1\.1 4\d\d|$)/],
    ['TRACE /v1/transfers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n\r\n', /^(HTTP\/1\.1 4\d\d|$)/],
  ] as const) {
    const heard = await say(bytes)
    expect(heard, JSON.stringify(bytes.slice(0, 60))).toMatch(expected)
    expect(heard).not.toMatch(/secret|HTTP\/1\.1 5\d\d/)
    expect(await answers()).toBe(200)
  }
  expect(faultsLogged()).toEqual([])
})

test('requests that arrive in one packet are answered one by one and in order', async () => {
  const get = (id: string) => `GET /v1/transfers/${id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`
  const { transfer } = await r.submit()
  const heard = await say(get(transfer.id) + get('x') + get(transfer.id))
  expect(heard.match(/HTTP\/1\.1 \d\d\d/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200'])
})

test('after all this everything that is kept verifies', async () => {
  expect(await faultsOf(w)).toEqual([])
})
