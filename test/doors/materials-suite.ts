// The materials door as partners meet it: the standard tus client, plain HTTP, and clients that mean no good. The same for
// both kinds of stores; a test file of each kind calls it.
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import * as tus from 'tus-js-client'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { uuidv7 } from '../../src/kernel/index.ts'
import { removeExpired, StoreFault } from '../../src/materials/index.ts'
import { testDatabase } from '../database.ts'
import { type Shelf, shelf, temporaryDirectory } from '../store-shelves.ts'
import { base64, type Gateway, sender, startGateway, stranger } from './materials-gateway.ts'

export async function materialsSuite(kind: Shelf['kind']): Promise<void> {
  const db = await testDatabase()
  const on = await shelf(kind)
  const aside = temporaryDirectory()
  const gateway = await startGateway({ pool: db.pool, on })
  afterAll(() => gateway.stop())
  // Whatever clients do is no fault of ours and no line in the log.
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')]
  afterEach(() => {
    expect(gateway.faults).toEqual([])
    for (const spy of printed) expect(spy.mock.calls).toEqual([])
  })

  const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex')

  type Body = NonNullable<RequestInit['body']>

  interface Options extends Partial<tus.UploadOptions> {
    to?: Gateway
  }

  /** Uploads with tus-js-client; answers the id. */
  async function upload(
    bytes: Buffer,
    metadata: Record<string, string> = {},
    { to = gateway, ...options }: Options = {},
  ): Promise<string> {
    const one = start(bytes, metadata, { to, ...options })
    await one.done
    return idOf(one.upload)
  }

  function start(bytes: Buffer, metadata: Record<string, string>, { to = gateway, ...options }: Options = {}) {
    let upload: tus.Upload | undefined
    const done = new Promise<void>((resolve, reject) => {
      upload = new tus.Upload(bytes, {
        endpoint: to.endpoint,
        retryDelays: null,
        metadata: { filename: 'scan.bin', ...metadata },
        onSuccess: () => resolve(),
        onError: reject,
        ...options,
      } as tus.UploadOptions)
      upload.start()
    })
    return { upload: upload as tus.Upload, done }
  }

  const idOf = (upload: tus.Upload) => upload.url?.split('/').at(-1) ?? ''

  function call(method: string, path: string, headers: Record<string, string> = {}, body?: Body, to = gateway) {
    return fetch(`${to.endpoint}${path}`, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body !== undefined && { body }),
      duplex: 'half',
    } as RequestInit)
  }

  async function create(
    length: number | string,
    metadata = `filename ${base64('a.bin')}`,
    headers: Record<string, string> = {},
    to = gateway,
  ) {
    const response = await call(
      'POST',
      '',
      { 'upload-length': String(length), 'upload-metadata': metadata, ...headers },
      undefined,
      to,
    )
    return { response, path: response.headers.get('location')?.replace('/v1/materials', '') ?? '' }
  }

  const patch = (
    path: string,
    offset: number | string,
    body: Body,
    headers: Record<string, string> = {},
    to = gateway,
  ) =>
    call(
      'PATCH',
      path,
      { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers },
      body,
      to,
    )

  const shown = async (id: string, headers = {}) =>
    (await call('GET', `/${id}`, headers)).json() as Promise<Record<string, unknown>>

  async function expectProblem(response: Response, status: number, code: string) {
    expect(response.status).toBe(status)
    if (response.body === null && status !== 404) return
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(await response.json()).toMatchObject({ status, code, type: `urn:xianjie:problem:${code}` })
  }

  describe('a file sent by the standard client', () => {
    const bytes = randomBytes(3_000_001)

    test('has the digests that other programs compute', async () => {
      const id = await upload(
        bytes,
        { filename: '询问笔录（一）.pdf', filetype: 'application/pdf' },
        { chunkSize: 1_000_000 },
      )
      const file = join(aside, 'whole')
      writeFileSync(file, bytes)
      const openssl = (name: string) =>
        execFileSync('openssl', ['dgst', `-${name}`, file], { encoding: 'utf8' })
          .trim()
          .split('= ')[1]
      expect(await shown(id)).toMatchObject({
        id,
        state: 'ready',
        size: bytes.length,
        sha256: openssl('sha256'),
        sm3: openssl('sm3'),
        filename: '询问笔录（一）.pdf',
        declaredType: 'application/pdf',
        mediaType: 'application/octet-stream',
      })
    })

    test('comes back byte by byte', async () => {
      const id = await upload(bytes)
      const content = await call('GET', `/${id}/content`)
      expect(content.status).toBe(200)
      expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true)
    })

    test('may be created and sent in one request', async () => {
      const id = await upload(Buffer.from('现场检查笔录\n'), { filename: 'a.txt' }, { uploadDataDuringCreation: true })
      expect(await shown(id)).toMatchObject({ state: 'ready', mediaType: 'text/plain' })
    })

    test('may be empty', async () => {
      const id = await upload(Buffer.alloc(0))
      expect(await shown(id)).toMatchObject({ state: 'ready', size: 0, sha256: hash('sha256', Buffer.alloc(0)) })
    })

    test('passes networks that know no PATCH', async () => {
      const id = await upload(bytes, {}, { overridePatchMethod: true })
      expect(await shown(id)).toMatchObject({ state: 'ready', sha256: hash('sha256', bytes) })
    })

    test('sees what the protocol offers', async () => {
      const options = await call('OPTIONS', '')
      expect(options.status).toBe(204)
      expect(options.headers.get('tus-extension')).toBe(
        'creation,creation-with-upload,creation-defer-length,termination,expiration',
      )
      expect(options.headers.get('tus-max-size')).toBe(String(5 * 1024 ** 3))
      expect(options.headers.get('access-control-allow-origin')).toBeNull()
    })

    test('is told when it expires', async () => {
      const { response, path } = await create(10)
      const expires = Date.parse(response.headers.get('upload-expires') ?? '')
      expect(expires - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
      const half = await patch(path, 0, 'hello')
      expect(half.status).toBe(204)
      expect(half.headers.get('upload-offset')).toBe('5')
      expect(Date.parse(half.headers.get('upload-expires') ?? '')).toBe(expires)
      await call('DELETE', path)
    })
  })

  describe('a declared digest', () => {
    const bytes = randomBytes(200_000)

    test('that matches is accepted, in either case', async () => {
      const id = await upload(bytes, { sha256: hash('sha256', bytes).toUpperCase(), sm3: hash('sm3', bytes) })
      expect(await shown(id)).toMatchObject({ state: 'ready' })
    })

    for (const name of ['sha256', 'sm3'] as const) {
      test(`that does not match is refused, and the bytes are gone: ${name}`, async () => {
        const before = await on.contents()
        const wrong = hash(name, Buffer.from('other bytes'))
        const one = start(bytes, { [name]: wrong })
        const error = (await one.done.catch((e: unknown) => e)) as tus.DetailedError
        expect(error.originalResponse?.getStatus()).toBe(422)
        expect(JSON.parse(error.originalResponse?.getBody() ?? '')).toMatchObject({ code: 'material_digest_differs' })
        const id = idOf(one.upload)
        expect(await shown(id)).toMatchObject({
          state: 'refused',
          sha256: null,
          failure: expect.stringContaining(wrong),
        })
        expect(await on.contents()).toEqual(before)
        expect((await call('HEAD', `/${id}`)).status).toBe(410)
        await expectProblem(await patch(`/${id}`, 0, 'x'), 410, 'upload_gone')
        await expectProblem(await call('GET', `/${id}/content`), 409, 'wrong_state')
        expect((await call('DELETE', `/${id}`)).status).toBe(204)
      })
    }
  })

  /** Sends part of a PATCH and destroys the socket; resolves when the server has seen it. */
  async function cutPatch(to: Gateway, path: string, offset: number, announced: number, part: Buffer) {
    let arrived = () => 0
    const seen = new Promise<void>((resolve) =>
      to.server.once('connection', (socket) => {
        arrived = () => socket.bytesRead
        socket.once('close', () => resolve())
      }),
    )
    const socket = connect(Number(new URL(to.origin).port), '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.write(
      `PATCH /v1/materials${path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: ${offset}\r\nContent-Length: ${announced}\r\n\r\n`,
    )
    await new Promise<void>((resolve) => socket.write(part, () => resolve()))
    // A reset takes away what the server has not read yet; on a busy machine that may be all of it.
    await expect.poll(arrived, { timeout: 10_000, interval: 5 }).toBeGreaterThan(part.length / 2)
    await new Promise((resolve) => setTimeout(resolve, 30))
    socket.resetAndDestroy()
    await seen
  }

  describe('an interrupted upload', () => {
    const bytes = randomBytes(8_000_000)

    test('goes on where the cut left it, byte-identical', async () => {
      const { path } = await create(
        bytes.length,
        `filename ${base64('video.mp4')},sha256 ${base64(hash('sha256', bytes))}`,
      )
      let offset = 0
      for (const upTo of [1_234_567, 4_000_001, 6_543_210]) {
        await cutPatch(gateway, path, offset, bytes.length - offset, bytes.subarray(offset, upTo))
        const head = await call('HEAD', path)
        expect(head.status).toBe(200)
        const stored = Number(head.headers.get('upload-offset'))
        expect(stored).toBeGreaterThan(offset)
        expect(stored).toBeLessThanOrEqual(upTo)
        expect(head.headers.get('upload-length')).toBe(String(bytes.length))
        offset = stored
      }
      // The standard client finishes what the cut ones began.
      await upload(bytes, {}, { uploadUrl: `${gateway.endpoint}${path}` })
      const content = await call('GET', `${path}/content`)
      expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true)
    })

    test('goes on after a restart of the gateway', async () => {
      const first = await startGateway({ pool: db.pool, on })
      const { path } = await create(bytes.length, `filename ${base64('video.mp4')}`, {}, first)
      await cutPatch(first, path, 0, bytes.length, bytes.subarray(0, 3_000_000))
      await first.stop()
      const second = await startGateway({ pool: db.pool, on })
      const id = await upload(bytes, {}, { uploadUrl: `${second.endpoint}${path}`, to: second })
      expect(await shown(id)).toMatchObject({ state: 'ready', sha256: hash('sha256', bytes), sm3: hash('sm3', bytes) })
      expect(second.faults).toEqual([])
      await second.stop()
    })

    test('is finished by the next look at it when the gateway died between the last byte and the answer', async () => {
      const dying = await startGateway({
        pool: db.pool,
        on,
        edge: (store) => ({ ...store, complete: () => Promise.reject(new Error('killed')) }),
      })
      const { path } = await create(bytes.length, undefined, {}, dying)
      expect((await patch(path, 0, bytes, {}, dying)).status).toBe(500)
      await dying.stop()
      expect(await shown(path.slice(1))).toMatchObject({ state: 'receiving', sha256: null })
      const head = await call('HEAD', path)
      expect(head.headers.get('upload-offset')).toBe(String(bytes.length))
      expect(await shown(path.slice(1))).toMatchObject({ state: 'ready', sha256: hash('sha256', bytes) })
    })

    test('may change gateways between chunks', async () => {
      const other = await startGateway({ pool: db.pool, on })
      const { path } = await create(bytes.length)
      for (let offset = 0, i = 0; offset < bytes.length; offset += 1_000_000, i++) {
        const answer = await patch(
          path,
          offset,
          bytes.subarray(offset, offset + 1_000_000),
          {},
          i % 2 ? other : gateway,
        )
        expect(answer.status).toBe(204)
      }
      expect(await shown(path.slice(1))).toMatchObject({
        state: 'ready',
        sha256: hash('sha256', bytes),
        sm3: hash('sm3', bytes),
      })
      expect(other.faults).toEqual([])
      await other.stop()
    })

    for (const where of ['the same gateway', 'another gateway'] as const) {
      test(`is let go by a connection that went silent when its client comes back at ${where}`, async () => {
        const other = await startGateway({ pool: db.pool, on })
        const { path } = await create(100)
        const silent = connect(Number(new URL(gateway.origin).port), '127.0.0.1')
        silent.write(
          `PATCH /v1/materials${path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 100\r\n\r\nhello`,
        )
        await new Promise((resolve) => setTimeout(resolve, 200))
        const head = await call('HEAD', path, {}, undefined, where === 'another gateway' ? other : gateway)
        expect(head.status).toBe(200)
        expect(head.headers.get('upload-offset')).toBe('5')
        silent.destroy()
        await call('DELETE', path)
        await other.stop()
      })
    }
  })

  describe('removal', () => {
    test('a terminated upload is gone, with its bytes', async () => {
      const before = await on.contents()
      const { path } = await create(10)
      await patch(path, 0, 'hello')
      expect((await call('DELETE', path)).status).toBe(204)
      expect((await call('HEAD', path)).status).toBe(404)
      await expectProblem(await call('DELETE', path), 404, 'not_found')
      expect(await on.contents()).toEqual(before)
    })

    test('a finished unused file can be terminated; equal bytes of another stay', async () => {
      const bytes = randomBytes(1000)
      const one = await upload(bytes)
      const two = await upload(bytes)
      const file = `sha256/${hash('sha256', bytes).slice(0, 2)}/${hash('sha256', bytes).slice(2)}`
      expect((await on.contents()).filter((f) => f === file)).toHaveLength(1)
      expect((await call('DELETE', `/${one}`)).status).toBe(204)
      expect(await on.contents()).toContain(file)
      expect((await call('GET', `/${two}/content`)).status).toBe(200)
      await call('DELETE', `/${two}`)
      expect(await on.contents()).not.toContain(file)
    })

    test('what a case has taken cannot be terminated', async () => {
      const id = await upload(randomBytes(10))
      await db.ownerPool.query('update material set transfer_id = $2, version = 1, seq = 1 where id = $1', [
        id,
        uuidv7(),
      ])
      await expectProblem(await call('DELETE', `/${id}`), 422, 'material_used')
      expect(
        await removeExpired(gateway.room, new Date(Date.now() + 10 * 365 * 86_400_000), 1000),
      ).toBeGreaterThanOrEqual(0)
      expect((await db.pool.query('select state from material where id = $1', [id])).rows).toEqual([{ state: 'ready' }])
    })

    test('an expired upload is gone for its client before the worker comes by, and without a trace after', async () => {
      const yesterday = await startGateway({ pool: db.pool, on, now: () => new Date(Date.now() - 25 * 3_600_000) })
      const before = await on.contents()
      const { path } = await create(10, undefined, {}, yesterday)
      await yesterday.stop()
      expect((await call('HEAD', path)).status).toBe(410)
      await expectProblem(await patch(path, 0, 'hello'), 410, 'upload_gone')
      await removeExpired(gateway.room, new Date(), 1000)
      expect((await call('HEAD', path)).status).toBe(404)
      expect(await on.contents()).toEqual(before)
    })
  })

  describe('another agency', () => {
    const as = { agency: stranger }

    test('finds nothing, whatever the method', async () => {
      const id = await upload(Buffer.from('evidence'))
      const { path } = await create(10)
      for (const at of [`/${id}`, path]) {
        for (const method of ['HEAD', 'GET', 'DELETE']) expect((await call(method, at, as)).status, method).toBe(404)
        expect((await patch(at, 0, 'x', as)).status).toBe(404)
        for (const method of ['PATCH', 'DELETE', 'HEAD'])
          expect((await call('POST', at, { ...as, 'x-http-method-override': method })).status).toBe(404)
        await expectProblem(await call('GET', `${at}/content`, as), 404, 'not_found')
        expect((await call('HEAD', `${at}/content`, as)).status).toBe(404)
      }
      expect(await shown(id)).toMatchObject({ state: 'ready' })
      expect((await call('HEAD', path)).headers.get('upload-offset')).toBe('0')
      await call('DELETE', path)
    })

    test('answers alike for a foreign file and for none', async () => {
      const id = await upload(Buffer.from('evidence'))
      const foreign = await call('GET', `/${id}`, as)
      const none = await call('GET', `/${uuidv7()}`, as)
      expect(await foreign.json()).toEqual(await none.json())
    })

    test('with a part in the case sees the file, and a sender without one no longer does', async () => {
      const id = await upload(Buffer.from('evidence'))
      const transferId = uuidv7()
      await db.ownerPool.query(
        `update material set transfer_id = $2, version = 1, seq = 1, kind = 'M2', title = '现场照片' where id = $1`,
        [id, transferId],
      )
      expect((await call('GET', `/${id}`, as)).status).toBe(404)
      gateway.parts.add(`${stranger} ${transferId}`)
      expect(await shown(id, as)).toMatchObject({ transferId, kind: 'M2', title: '现场照片' })
      expect(await (await call('GET', `/${id}/content`, as)).text()).toBe('evidence')
      expect((await call('DELETE', `/${id}`, as)).status).toBe(404)
      expect((await call('GET', `/${id}`, { agency: sender })).status).toBe(404)
      expect((await call('GET', `/${id}/content`, { agency: sender })).status).toBe(404)
    })
  })

  describe('the content', () => {
    const text = '0123456789'
    const get = async (headers: Record<string, string>, method = 'GET') => {
      id ??= await upload(Buffer.from(text), { filename: '证据"清单".txt' })
      return call(method, `/${id}/content`, headers)
    }
    let id: string | undefined

    test('is safe to download', async () => {
      const { headers } = await get({})
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(headers.get('content-disposition')).toMatch(
        /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w%.-]+$/,
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe('sandbox')
      expect(headers.get('etag')).toBe(`"${hash('sha256', Buffer.from(text))}"`)
      expect(headers.get('content-length')).toBe('10')
      expect(headers.get('accept-ranges')).toBe('bytes')
    })

    for (const [range, answer, contentRange] of [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=3-', '3456789', 'bytes 3-9/10'],
      ['bytes=-4', '6789', 'bytes 6-9/10'],
      ['bytes=8-1000', '89', 'bytes 8-9/10'],
      ['bytes=-1000', text, 'bytes 0-9/10'],
      ['bytes=9-9', '9', 'bytes 9-9/10'],
    ] as const) {
      test(`answers 206 to ${range}`, async () => {
        const response = await get({ range })
        expect(response.status).toBe(206)
        expect(response.headers.get('content-range')).toBe(contentRange)
        expect(response.headers.get('content-length')).toBe(String(answer.length))
        expect(await response.text()).toBe(answer)
      })
    }

    for (const range of ['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=9999999999999999-']) {
      test(`answers 416 to ${range}`, async () => {
        const response = await get({ range })
        expect(response.status).toBe(416)
        expect(response.headers.get('content-range')).toBe('bytes */10')
        expect(await response.text()).toBe('')
      })
    }

    for (const range of [
      'bytes=5-2',
      'bytes=0-1,3-4',
      'lines=0-1',
      'bytes=-',
      'bytes=a-b',
      'bytes=99999999999999999999-',
    ]) {
      test(`answers the whole to ${range}`, async () => {
        const response = await get({ range })
        expect(response.status).toBe(200)
        expect(await response.text()).toBe(text)
      })
    }

    test('honours If-Range and If-None-Match', async () => {
      const etag = (await get({})).headers.get('etag') ?? ''
      expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206)
      expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
      expect((await get({ range: 'bytes=0-1', 'if-range': 'Wed, 21 Oct 2026 07:28:00 GMT' })).status).toBe(200)
      expect((await get({ 'if-none-match': `"x", ${etag}` })).status).toBe(304)
    })

    test('answers HEAD with the same headers and no body', async () => {
      const head = await get({ range: 'bytes=0-1' }, 'HEAD')
      expect(head.status).toBe(200)
      expect(head.headers.get('content-length')).toBe('10')
      expect(await head.text()).toBe('')
    })

    test('of nothing is nothing', async () => {
      const empty = await upload(Buffer.alloc(0))
      expect((await call('GET', `/${empty}/content`)).status).toBe(200)
      expect((await call('GET', `/${empty}/content`, { range: 'bytes=0-' })).status).toBe(416)
    })

    test('that a reader leaves in the middle costs nothing', async () => {
      const large = await upload(randomBytes(20_000_000))
      for (let i = 0; i < 20; i++) {
        const response = await call('GET', `/${large}/content`)
        const reader = response.body?.getReader()
        await reader?.read()
        await reader?.cancel()
        const cut = new AbortController()
        const other = await fetch(`${gateway.endpoint}/${large}/content`, { signal: cut.signal })
        cut.abort()
        await other.arrayBuffer().catch(() => {})
      }
      const open = () =>
        execFileSync('sh', ['-c', `ls -l /proc/${process.pid}/fd | grep -c ${on.dir} || true`], { encoding: 'utf8' })
      await expect.poll(() => Number(open()), { timeout: 20_000 }).toBe(0)
    })
  })

  describe('a hostile client', () => {
    const name = `filename ${base64('a.bin')}`

    test('gets a refusal for every header that cannot be', async () => {
      const before = await on.contents()
      const rows = (await db.pool.query('select count(*) from material')).rows
      const create = (headers: Record<string, string>) => call('POST', '', headers)
      for (const length of ['-1', '1.5', '1e3', 'NaN', '', ' ', '0x10', '99999999999999999999', '9007199254740993']) {
        await expectProblem(await create({ 'upload-length': length, 'upload-metadata': name }), 400, 'invalid_header')
      }
      await expectProblem(await create({ 'upload-metadata': name }), 400, 'invalid_header')
      await expectProblem(
        await create({ 'upload-length': String(5 * 1024 ** 3 + 1), 'upload-metadata': name }),
        413,
        'body_too_large',
      )
      await expectProblem(
        await create({ 'upload-length': String(Number.MAX_SAFE_INTEGER), 'upload-metadata': name }),
        413,
        'body_too_large',
      )
      for (const deferred of [
        { 'upload-defer-length': '0' },
        { 'upload-defer-length': '2' },
        { 'upload-defer-length': '1', 'upload-length': '5' },
      ] as Record<string, string>[])
        await expectProblem(await create({ ...deferred, 'upload-metadata': name }), 400, 'invalid_header')
      await expectProblem(
        await create({ 'upload-length': '1', 'upload-concat': 'partial', 'upload-metadata': name }),
        501,
        'upload_extension_unsupported',
      )
      await expectProblem(
        await create({ 'upload-length': '1', 'upload-metadata': name, 'tus-resumable': '0.2.0' }),
        412,
        'tus_version_unsupported',
      )
      const untus = await fetch(gateway.endpoint, { method: 'POST' })
      expect(untus.headers.get('tus-version')).toBe('1.0.0')
      await expectProblem(untus, 412, 'tus_version_unsupported')
      expect(await on.contents()).toEqual(before)
      expect((await db.pool.query('select count(*) from material')).rows).toEqual(rows)
    })

    const garbage: Record<string, string> = {
      'bad base64': 'filename ***',
      'half base64': 'filename YQ',
      'no file name': `other ${base64('x')}`,
      'nothing at all': '',
      'a name without a value': 'filename',
      'the same key twice': `${name},${name}`,
      'a prototype': `${name},__proto__ ${base64('x')}`,
      'a constructor': `${name},constructor ${base64('x')}`,
      'an empty key': `${name}, ${base64('x')}`,
      'three parts': `filename ${base64('a')} ${base64('b')}`,
      'an empty name': `filename ${base64(' ')}`,
      'a line break in the name': `filename ${base64('a\r\nSet-Cookie: x')}`,
      'NUL in the name': `filename ${base64('a\0.pdf')}`,
      'NUL elsewhere': `${name},note ${base64('\0')}`,
      'a reversed name': `filename ${base64('\u202egpj.exe')}`,
      'a name in GBK': `filename ${Buffer.from([0xd6, 0xa4, 0xbe, 0xdd]).toString('base64')}`,
      'a name of 256 characters': `filename ${base64('证'.repeat(256))}`,
      'a digest that is none': `${name},sha256 ${base64('abc')}`,
      'an SM3 that is none': `${name},sm3 ${base64('z'.repeat(64))}`,
      'very much metadata': `${name},x ${base64('x'.repeat(9000))}`,
      'very many entries': `${name},${Array.from({ length: 40 }, (_, i) => `k${i} ${base64('x')}`).join(',')}`,
    }
    for (const [what, metadata] of Object.entries(garbage)) {
      test(`is refused metadata with ${what}`, async () => {
        const before = await on.contents()
        const response = await call('POST', '', { 'upload-length': '5', 'upload-metadata': metadata })
        await expectProblem(response, 400, 'invalid_header')
        expect(await on.contents()).toEqual(before)
      })
    }

    test('is cut off by Node when the headers are huge', async () => {
      const response = await call('POST', '', { 'upload-length': '5', 'upload-metadata': `x ${'QUFB'.repeat(8000)}` })
      expect(response.status).toBe(431)
    })

    test('gains nothing by a path as a name', async () => {
      const id = await upload(Buffer.from('x'), { filename: '../../../etc/passwd' })
      expect((await call('GET', `/${id}/content`)).headers.get('content-disposition')).toBe(
        'attachment; filename="passwd"',
      )
      const win = await upload(Buffer.from('x'), { filename: '..\\..\\con?.txt' })
      expect((await call('GET', `/${win}/content`)).headers.get('content-disposition')).toBe(
        'attachment; filename="con_.txt"',
      )
    })

    for (const path of [
      '/..%2f..%2fetc%2fpasswd',
      '/%00',
      '/%ff',
      '/x',
      '/018f0000-0000-7000-8000-00000000000',
      "/'; drop table material",
      '/018F0000-0000-7000-8000-000000000000',
    ]) {
      test(`finds nothing at ${path}`, async () => {
        for (const method of ['GET', 'HEAD', 'DELETE']) expect((await call(method, path)).status).toBe(404)
        expect((await patch(path, 0, 'x')).status).toBe(404)
      })
    }

    test('cannot write anywhere but at the end', async () => {
      const { path } = await create(10)
      expect((await patch(path, 0, 'hello')).status).toBe(204)
      for (const offset of [0, 3, 6, 10, 11])
        await expectProblem(await patch(path, offset, 'x'), 409, 'upload_offset_differs')
      for (const offset of ['-1', '5.0', 'x', '', '05'])
        await expectProblem(await patch(path, offset, 'x'), 400, 'invalid_header')
      const none = await call('PATCH', path, { 'content-type': 'application/offset+octet-stream' }, 'x')
      await expectProblem(none, 400, 'invalid_header')
      await expectProblem(await patch(path, 5, 'x', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type')
      // A large body at a wrong offset is answered and not read.
      await expectProblem(await patch(path, 0, Buffer.alloc(9_000_000)), 409, 'upload_offset_differs').catch(
        (error: Error) => expect(error.message).toContain('fetch failed'),
      )
      expect((await patch(path, 5, 'world')).status).toBe(204)
      expect(await shown(path.slice(1))).toMatchObject({ sha256: hash('sha256', Buffer.from('helloworld')) })
      await call('DELETE', path)
    })

    test('cannot send more than declared', async () => {
      const { path } = await create(10)
      await expectProblem(await patch(path, 0, 'x'.repeat(11)), 413, 'body_too_large')
      // Without a length, the excess shows only while it comes.
      const endless = new ReadableStream({
        async pull(to) {
          await new Promise(setImmediate)
          to.enqueue(new Uint8Array(4))
        },
      })
      const answer = await patch(path, 0, endless as Body).catch(() => undefined)
      if (answer) expect(answer.status).toBe(413)
      const head = await call('HEAD', path)
      expect(Number(head.headers.get('upload-offset'))).toBeLessThanOrEqual(10)
      expect(
        (await db.pool.query('select state, size from material where id = $1', [path.slice(1)])).rows[0]?.size,
      ).toBe('10')
      await call('DELETE', path)
    })

    test('cannot interleave two writers', async () => {
      const bytes = randomBytes(2_000_000)
      const { path } = await create(bytes.length)
      const answers = await Promise.all(Array.from({ length: 6 }, () => patch(path, 0, bytes)))
      expect(answers.map((a) => a.status).filter((s) => s === 204)).toHaveLength(1)
      for (const answer of answers) expect([204, 409]).toContain(answer.status)
      expect(await shown(path.slice(1))).toMatchObject({ state: 'ready', sha256: hash('sha256', bytes) })
    })

    test('cannot pile up more unused files than its agency may have', async () => {
      const small = await startGateway({ pool: db.pool, on, limits: { unusedMax: 3 } })
      const own = { agency: '01900000-0000-7000-8000-0000000000aa' }
      const paths: string[] = []
      for (let i = 0; i < 3; i++) paths.push((await create(5, name, own, small)).path)
      await expectProblem((await create(5, name, own, small)).response, 429, 'too_many_unused_materials')
      await call('DELETE', paths[0] ?? '', own, undefined, small)
      expect((await create(5, name, own, small)).response.status).toBe(201)
      await small.stop()
    })
  })

  test('no header makes the door fail, and what it refuses it does not keep', async () => {
    const { path } = await create(10)
    const before = await on.contents()
    const value = fc.oneof(
      fc.string({ maxLength: 200 }).map((s) => s.replace(/[^\x20-\x7e]/g, '')),
      fc.constantFrom('0', '5', '10', '-0', '+1', '1 ', '²', '1.0.0', 'final;', `filename ${base64('x')}`),
    )
    const headers = fc.dictionary(
      fc.constantFrom(
        'upload-length',
        'upload-metadata',
        'upload-offset',
        'content-type',
        'upload-concat',
        'upload-defer-length',
        'tus-resumable',
        'x-http-method-override',
        'x-forwarded-proto',
        'range',
        'if-range',
      ),
      value,
    )
    const target = fc.constantFrom<[string, string]>(
      ['POST', ''],
      ['PATCH', path],
      ['HEAD', path],
      ['POST', path],
      ['GET', path],
      ['GET', `${path}/content`],
      ['OPTIONS', path],
    )
    await fc.assert(
      fc.asyncProperty(target, headers, async ([method, at], given) => {
        const response = await call(method, at, given, method === 'PATCH' ? '' : undefined)
        expect([500, 502, 503]).not.toContain(response.status)
        const made = response.headers.get('location')
        if (made) await call('DELETE', made.replace('/v1/materials', ''))
      }),
      { numRuns: 400 },
    )
    expect(await on.contents()).toEqual(before)
    await call('DELETE', path)
  })

  describe('a full disk', () => {
    test('is said clearly, keeps what is whole and lets the client go on later', async () => {
      const bytes = randomBytes(1_000_000)
      let full = true
      const edge = await startGateway({
        pool: db.pool,
        on,
        edge: (store) => ({
          ...store,
          append: (id, span, source, taken) =>
            store.append(
              id,
              span,
              (async function* () {
                let room = full ? 300_000 : Number.POSITIVE_INFINITY
                for await (const chunk of source) {
                  room -= chunk.length
                  if (room < 0) throw new StoreFault('full', 'no space')
                  yield chunk
                }
              })(),
              taken,
            ),
        }),
      })
      const { path } = await create(bytes.length, undefined, {}, edge)
      await expectProblem(await patch(path, 0, bytes, {}, edge), 507, 'storage_full')
      const offset = Number((await call('HEAD', path)).headers.get('upload-offset'))
      expect(offset).toBeLessThan(300_000)
      full = false
      expect((await patch(path, offset, bytes.subarray(offset), {}, edge)).status).toBe(204)
      expect(await shown(path.slice(1))).toMatchObject({ sha256: hash('sha256', bytes) })
      expect(edge.faults).toEqual([])
      await edge.stop()
    })

    test('at creation leaves neither row nor file', async () => {
      const edge = await startGateway({
        pool: db.pool,
        on,
        edge: (store) => ({ ...store, begin: () => Promise.reject(new StoreFault('full', 'no space')) }),
      })
      const before = (await db.pool.query('select count(*) from material')).rows
      await expectProblem((await create(5, undefined, {}, edge)).response, 507, 'storage_full')
      expect((await db.pool.query('select count(*) from material')).rows).toEqual(before)
      await edge.stop()
    })
  })

  test('the bytes kept are the bytes sent', async () => {
    const bytes = randomBytes(5000)
    await upload(bytes)
    expect(on.bytes(hash('sha256', bytes)).equals(bytes)).toBe(true)
  })
}
