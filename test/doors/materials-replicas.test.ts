// Two gateways behind one store, as tus-js-client and worse clients meet them: uploads that change gateways, lengths said
// later, quotas, the scanner's word at the door, and removal beside acts. For both kinds of stores.
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import * as tus from 'tus-js-client'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import { removeExpired, type Scanner, StoreFault } from '../../src/materials/index.ts'
import { testDatabase } from '../database.ts'
import { kinds, shelf } from '../store-shelves.ts'
import { base64, type Gateway, startGateway } from './materials-gateway.ts'

const db = await testDatabase(16)
const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex')
const own = () => ({ agency: uuidv7() })
/** Many times what the quota lets in. */
const creations = process.env.XIANJIE_CAMPAIGN === '1' ? 1_000 : 300
const name = `filename ${base64('a.bin')}`

const places = await Promise.all(
  kinds.map(async (kind) => {
    const on = await shelf(kind)
    return { kind, on, one: await startGateway({ pool: db.pool, on }), two: await startGateway({ pool: db.pool, on }) }
  }),
)
afterAll(() => Promise.all(places.flatMap(({ one, two }) => [one.stop(), two.stop()])))

function call(at: Gateway, method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) {
  return fetch(`${at.endpoint}${path}`, {
    method,
    headers: { 'tus-resumable': '1.0.0', ...headers },
    ...(body !== undefined && { body }),
    duplex: 'half',
  } as RequestInit)
}
type BodyInit = NonNullable<RequestInit['body']>

async function create(at: Gateway, headers: Record<string, string>) {
  const response = await call(at, 'POST', '', { 'upload-metadata': name, ...headers })
  return { response, path: response.headers.get('location')?.replace('/v1/materials', '') ?? '' }
}
const patch = (at: Gateway, path: string, offset: number, body: BodyInit, headers: Record<string, string> = {}) =>
  call(
    at,
    'PATCH',
    path,
    { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers },
    body,
  )
const shown = async (at: Gateway, path: string, headers = {}) =>
  (await call(at, 'GET', path, headers)).json() as Promise<Record<string, unknown>>

/** The standard client, sending to `to` in turn: each request goes to the next gateway, as a balancer would do it. */
function send(bytes: Buffer | PassThrough, to: readonly Gateway[], options: Partial<tus.UploadOptions> = {}) {
  let turn = 0
  return new Promise<tus.Upload>((resolve, reject) => {
    const upload = new tus.Upload(
      bytes as never,
      {
        endpoint: to[0]?.endpoint ?? '',
        retryDelays: [0, 50, 100, 200, 400],
        metadata: { filename: 'scan.bin' },
        onBeforeRequest: () => {
          const next = to[turn++ % to.length] as Gateway
          if (upload.url) upload.url = `${next.endpoint}/${upload.url.split('/').at(-1)}`
        },
        onSuccess: () => resolve(upload),
        onError: reject,
        ...options,
      } as tus.UploadOptions,
    )
    upload.start()
  })
}
/** A busy machine may answer that the lock is still held; asked again it is gone. */
const removed = (at: Gateway, path: string) =>
  expect.poll(async () => (await call(at, 'DELETE', path)).status, { timeout: 20_000 }).toBe(204)
const idOf = (upload: tus.Upload) => `/${upload.url?.split('/').at(-1)}`

describe.each(places)('two gateways behind one $kind', { timeout: 90_000 }, ({ on, one, two }) => {
  afterEach(() => expect([...one.faults, ...two.faults]).toEqual([]))

  test('take the standard client in turns, twelve uploads at a time', async () => {
    const files = Array.from({ length: 12 }, (_, i) => randomBytes(1_500_000 + i * 277_777))
    const uploads = await Promise.all(
      files.map((bytes) => send(bytes, [one, two], { chunkSize: 700_000, uploadDataDuringCreation: true })),
    )
    for (const [i, upload] of uploads.entries()) {
      const bytes = files[i] as Buffer
      expect(await shown(i % 2 ? one : two, idOf(upload))).toMatchObject({
        state: 'ready',
        size: bytes.length,
        sha256: hash('sha256', bytes),
        sm3: hash('sm3', bytes),
      })
      const content = await call(i % 2 ? two : one, 'GET', `${idOf(upload)}/content`)
      expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true)
      await removed(one, idOf(upload))
    }
    expect(await on.contents()).toEqual([])
  })

  test('a stream whose length is said at its end is a file like another', async () => {
    const bytes = randomBytes(2_345_678)
    const stream = new PassThrough()
    stream.end(bytes)
    const upload = await send(stream, [one, two], { uploadLengthDeferred: true, chunkSize: 500_000 })
    expect(await shown(one, idOf(upload))).toMatchObject({ size: bytes.length, sha256: hash('sha256', bytes) })
    await removed(one, idOf(upload))
  })

  test('a length said later is said once, and never less than what has arrived', async () => {
    const { response, path } = await create(one, { 'upload-defer-length': '1' })
    expect(response.status).toBe(201)
    const head = await call(two, 'HEAD', path)
    expect([head.headers.get('upload-defer-length'), head.headers.get('upload-length')]).toEqual(['1', null])
    expect(await shown(one, path)).toMatchObject({ size: null, state: 'receiving' })
    expect((await patch(one, path, 0, 'hello')).status).toBe(204)
    expect((await patch(two, path, 5, 'x', { 'upload-length': '4' })).status).toBe(400)
    expect((await patch(two, path, 5, 'x', { 'upload-length': 'ten' })).status).toBe(400)
    expect((await patch(two, path, 5, 'x', { 'upload-length': String(6 * 1024 ** 3) })).status).toBe(413)
    expect((await call(one, 'HEAD', path)).headers.get('upload-defer-length')).toBe('1')
    expect((await patch(two, path, 5, 'world', { 'upload-length': '11' })).status).toBe(204)
    expect((await patch(one, path, 10, '!', { 'upload-length': '12' })).status).toBe(400)
    expect((await call(one, 'HEAD', path)).headers.get('upload-length')).toBe('11')
    expect((await patch(one, path, 10, '!')).status).toBe(204)
    expect(await shown(two, path)).toMatchObject({ state: 'ready', sha256: hash('sha256', Buffer.from('helloworld!')) })
    await removed(one, path)
  })

  test('a length said when everything is there finishes the file without a byte more', async () => {
    const { path } = await create(one, { 'upload-defer-length': '1' })
    expect((await patch(one, path, 0, 'hello')).status).toBe(204)
    expect((await patch(two, path, 5, '', { 'upload-length': '5' })).status).toBe(204)
    expect(await shown(one, path)).toMatchObject({ state: 'ready', size: 5 })
    await removed(one, path)
  })

  test('one that stopped hands its half over, tail and all', async () => {
    const bytes = randomBytes(9_000_001)
    const leaving = await startGateway({ pool: db.pool, on })
    const { path } = await create(leaving, { 'upload-length': String(bytes.length) })
    expect((await patch(leaving, path, 0, bytes.subarray(0, 6_000_007))).status).toBe(204)
    await leaving.stop()
    const offset = Number((await call(two, 'HEAD', path)).headers.get('upload-offset'))
    expect(offset).toBe(6_000_007)
    expect((await patch(two, path, offset, bytes.subarray(offset))).status).toBe(204)
    expect(await shown(one, path)).toMatchObject({ state: 'ready', sm3: hash('sm3', bytes) })
    await removed(one, path)
    expect(await on.contents()).toEqual([])
  })

  test('writers at both gateways cannot mix their bytes', async () => {
    const [mine, theirs] = [randomBytes(3_000_000), randomBytes(3_000_000)]
    const { path } = await create(one, { 'upload-length': '3000000' })
    const answers = await Promise.all([
      patch(one, path, 0, mine),
      patch(two, path, 0, theirs),
      patch(one, path, 0, theirs),
      patch(two, path, 0, mine),
    ])
    expect(answers.filter((a) => a.status === 204)).toHaveLength(1)
    for (const { status } of answers) expect([204, 409, 423]).toContain(status)
    const { sha256 } = (await shown(one, path)) as { sha256: string }
    expect([hash('sha256', mine), hash('sha256', theirs)]).toContain(sha256)
    expect(hash('sha256', on.bytes(sha256))).toBe(sha256)
    await removed(one, path)
  })

  test(`${creations} creations at once end exactly at the quota, in files and in bytes, and leave nothing behind`, async () => {
    const [few, little, deferring] = [own(), own(), own()]
    const limits = { unusedMax: 25, unusedBytesMax: 1000, fileBytesMax: 400 }
    const narrow = [
      await startGateway({ pool: db.pool, on, limits }),
      await startGateway({ pool: db.pool, on, limits }),
    ]
    const flood = async (times: number, as: Record<string, string>, length: Record<string, string>) => {
      const answers = await Promise.all(
        Array.from({ length: times }, (_, i) => create(narrow[i % 2] as Gateway, { ...as, ...length })),
      )
      const refused = answers.filter(({ response }) => response.status === 429)
      for (const { response } of refused.slice(0, 5))
        expect(await response.json()).toMatchObject({ code: 'too_many_unused_materials' })
      const made = answers.filter(({ response }) => response.status === 201)
      expect(made.length + refused.length).toBe(times)
      return made.map(({ path }) => path)
    }
    const paths = [
      ...(await flood(creations * 0.7, few, { 'upload-length': '1' })),
      ...(await flood(creations * 0.2, little, { 'upload-length': '300' })),
      ...(await flood(creations * 0.1, deferring, { 'upload-defer-length': '1' })),
    ]
    expect(paths).toHaveLength(25 + 3 + 2)
    const rows = await db.pool.query('select count(*)::int as n from material where agency_id = any($1)', [
      [few, little, deferring].map((as) => as.agency),
    ])
    expect(rows.rows[0].n).toBe(30)
    expect(new Set((await on.contents()).map((key) => key.split('/')[1])).size).toBe(30)
    expect((await create(narrow[0] as Gateway, { ...own(), 'upload-length': '401' })).response.status).toBe(413)
    await removeExpired(one.room, new Date(Date.now() + 25 * 3_600_000), 1000)
    expect(await on.contents()).toEqual([])
    await Promise.all(narrow.map((gateway) => gateway.stop()))
  }, 240_000)

  test('an agency may have limits of its own, larger or smaller', async () => {
    const at = await startGateway({
      pool: db.pool,
      on,
      limits: { unusedMax: 2, fileBytesMax: 10 },
      agencyLimits: new Map([['LARGE', { unusedMax: 3, fileBytesMax: 20 }]]),
    })
    const large = { ...own(), 'agency-code': 'LARGE' }
    const plain = { ...own(), 'agency-code': 'PLAIN' }
    const status = async (as: Record<string, string>, length: string) =>
      (await create(at, { ...as, 'upload-length': length })).response.status
    expect(await status(plain, '11')).toBe(413)
    expect(await status(large, '11')).toBe(201)
    expect(await status(large, '21')).toBe(413)
    for (const [as, more] of [
      [plain, 2],
      [large, 2],
    ] as const) {
      for (let i = 0; i < more; i++) expect(await status(as, '5')).toBe(201)
      expect(await status(as, '5')).toBe(429)
    }
    const options = await call(at, 'OPTIONS', '', large)
    expect(options.headers.get('tus-max-size')).toBe('20')
    await removeExpired(one.room, new Date(Date.now() + 25 * 3_600_000), 1000)
    await at.stop()
  })

  test('a slow client holds its own upload only, and loses it to itself when it comes back', async () => {
    const { path } = await create(one, { 'upload-length': '1000' })
    const port = Number(new URL(one.origin).port)
    const slow = Array.from({ length: 40 }, () => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(
        `PATCH /v1/materials${path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 1000\r\n\r\nx`,
      )
      return socket
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    // Everybody else goes on.
    const other = await send(randomBytes(200_000), [one, two])
    expect(await shown(two, idOf(other))).toMatchObject({ state: 'ready' })
    for (const socket of slow) socket.destroy()
    await expect
      .poll(async () => (await call(two, 'HEAD', path)).headers.get('upload-offset'), { timeout: 20_000 })
      .toBe('1')
    expect((await patch(two, path, 1, 'y'.repeat(999))).status).toBe(204)
    for (const id of [path, idOf(other)]) await removed(one, id)
    expect(await on.contents()).toEqual([])
  }, 240_000)

  test('a removal beside an act that binds the file takes either all of it or nothing', async () => {
    for (let round = 0; round < 12; round++) {
      const bytes = randomBytes(100)
      const { path } = await create(one, { 'upload-length': '100' })
      expect((await patch(one, path, 0, bytes)).status).toBe(204)
      const id = path.slice(1)
      const bound = db.ownerPool.query(
        `update material set transfer_id = $2, version = 1, seq = 1 where id = $1 and state = 'ready'`,
        [id, uuidv7()],
      )
      const later = new Date(Date.now() + 8 * 86_400_000)
      const [{ rowCount }, gone] = await Promise.all([
        bound,
        round % 2 ? call(two, 'DELETE', path).then((r) => r.status === 204) : removeExpired(two.room, later, 1000),
      ])
      const row = await db.pool.query('select state, transfer_id from material where id = $1', [id])
      if (rowCount === 1) {
        expect(row.rows[0]).toMatchObject({ state: 'ready' })
        expect(on.bytes(hash('sha256', bytes)).equals(bytes)).toBe(true)
      } else {
        expect(Boolean(gone)).toBe(true)
        expect(row.rows).toEqual([])
        expect((await on.contents()).filter((key) => key.includes(hash('sha256', bytes).slice(2)))).toEqual([])
      }
    }
  })

  test('a store that is away is said so, and nothing is lost when it is back', async () => {
    let away = false
    const fault = async <T>(work: () => Promise<T>) => {
      if (away) throw new StoreFault('away', 'gone for a while')
      return work()
    }
    const at = await startGateway({
      pool: db.pool,
      on,
      edge: (store) => ({
        ...store,
        begin: (id) => fault(() => store.begin(id)),
        received: (id) => fault(() => store.received(id)),
        append: (id, span, source, taken) => fault(() => store.append(id, span, source, taken)),
      }),
    })
    const { path } = await create(at, { 'upload-length': '10' })
    expect((await patch(at, path, 0, 'hello')).status).toBe(204)
    away = true
    for (const answer of [
      await patch(at, path, 5, 'world'),
      await call(at, 'HEAD', path),
      (await create(at, { 'upload-length': '10' })).response,
    ]) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('30')
    }
    away = false
    expect((await patch(at, path, 5, 'world')).status).toBe(204)
    expect(await shown(at, path)).toMatchObject({ state: 'ready' })
    await call(at, 'DELETE', path)
    expect(at.faults).toEqual([])
    await at.stop()
    expect(await on.contents()).toEqual([...new Set(await on.contents())].filter((key) => !key.includes(path.slice(1))))
  })

  test('the scanner speaks through the door: pending, then ready; or quarantined, and served to nobody', async () => {
    let away = true
    const scanner: Scanner = {
      async scan(read) {
        const parts: Uint8Array[] = []
        for await (const chunk of read()) parts.push(chunk)
        if (away) throw new (await import('../../src/materials/scanner.ts')).ScannerAway('away')
        return Buffer.concat(parts).includes('bad') ? { is: 'found', signature: 'Test.Bad' } : { is: 'clean' }
      },
      answers: async () => {},
    }
    const at = await startGateway({ pool: db.pool, on, scanner })
    const good = await create(at, { 'upload-length': '5' })
    const pending = await patch(at, good.path, 0, 'clean')
    expect([pending.status, pending.headers.get('retry-after')]).toEqual([503, '30'])
    expect(await pending.json()).toMatchObject({ code: 'upload_scan_pending' })
    expect((await call(at, 'HEAD', good.path)).status).toBe(503)
    expect(await shown(at, good.path)).toMatchObject({ state: 'receiving', scan: 'waiting', sha256: null })
    expect((await call(at, 'GET', `${good.path}/content`)).status).toBe(409)
    away = false
    expect((await call(at, 'HEAD', good.path)).headers.get('upload-offset')).toBe('5')
    expect(await shown(at, good.path)).toMatchObject({ state: 'ready', scan: 'clean' })
    const bad = await create(at, { 'upload-length': '3' })
    const found = await patch(at, bad.path, 0, 'bad')
    expect(found.status).toBe(422)
    expect(await found.json()).toMatchObject({
      code: 'material_quarantined',
      detail: expect.stringContaining('Test.Bad'),
    })
    expect(await shown(at, bad.path)).toMatchObject({
      state: 'quarantined',
      failure: expect.stringContaining('Test.Bad'),
      sha256: null,
    })
    expect((await call(at, 'GET', `${bad.path}/content`)).status).toBe(409)
    expect((await call(at, 'HEAD', bad.path)).status).toBe(410)
    expect((await call(at, 'DELETE', bad.path)).status).toBe(422)
    expect(at.faults).toEqual([])
    await at.stop()
  })
})
