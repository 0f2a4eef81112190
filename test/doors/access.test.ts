// Who reads leaves a trace, and who says nothing why gets nothing: contents, fields, pages and lists, over the door.
import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { addClient } from '../../src/agencies/index.ts'
import { pageAt } from '../../src/api/recorded-pages.ts'
import { signedCase } from '../rooms/cases-scene.ts'
import { world } from '../world.ts'

const w = await world()
const owner = w.organ('market')
const bytes = Buffer.from('现场笔录：当事人陈述如下。')
const because = (reason: string) => ({ 'x-access-reason': encodeURIComponent(reason) })

/** A finished file with bytes, as tus brings it. */
async function uploaded(): Promise<{ id: string; kind: string; title: string; sha256: string }> {
  const response = await fetch(`${w.gateway.url}/v1/materials`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await w.token('market')}`,
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from('笔录.txt').toString('base64')}`,
      'content-type': 'application/offset+octet-stream',
    },
    body: bytes,
  })
  expect(response.status).toBe(201)
  const id = response.headers.get('location')?.split('/').at(-1) ?? ''
  return { id, kind: 'M1', title: '现场笔录', sha256: createHash('sha256').update(bytes).digest('hex') }
}

const file = await uploaded()
const more = await w.materials('market', ['M2', 'M3'])
const suspect = {
  kind: 'person',
  name: '李四',
  idType: 'id_card',
  idNumber: '11010519491231002X',
  phone: '13812341234',
  address: '海城区某路1号，电话13812341234',
}
const facts =
  '当事人李四（身份证号11010519491231002X，电话13912345678）在广告中作虚假宣传，违法所得数额较大，涉嫌犯罪。'
const { id } = await signedCase(w, { materials: [file, ...more], suspects: [suspect], facts })

type Entry = Record<string, unknown> & { kind: string }
const entries = async (where = 'true'): Promise<Entry[]> =>
  (await w.db.pool.query(`select * from access_entry where ${where} order by no`)).rows
const open = (name: string, headers: Record<string, string> = {}, path = `/v1/materials/${file.id}/content`) =>
  w
    .token(name)
    .then((token) => fetch(`${w.gateway.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } }))

test('another organ’s file is not opened without a reason; the refusal names the field, and nothing is written down', async () => {
  const refused = await open('police')
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ code: 'invalid_fields', errors: [{ pointer: '/reason' }] })
  for (const reason of ['%E4%BD', 'x'.repeat(501), 'a%00b']) {
    const answer = await open('police', { 'x-access-reason': reason })
    expect(answer.status, reason.slice(0, 9)).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid_header' })
  }
  expect(await entries(`kind = 'content'`)).toEqual([])
})

test('with a reason it is opened, and the entry is there before the first byte', async () => {
  const answer = await open('police', { ...because('核对笔录原文'), 'x-access-officer': 'ZF2-1' })
  expect(answer.status).toBe(200)
  // Headers have arrived, no byte has been read: the entry stands.
  const written = await entries(`kind = 'content'`)
  expect(written).toMatchObject([
    {
      agency_id: w.organ('police').id,
      client_id: w.organ('police').clientId,
      owner_id: owner.id,
      material_id: file.id,
      transfer_id: id,
      officer: 'ZF2-1',
      reason: '核对笔录原文',
      request_id: answer.headers.get('x-request-id'),
    },
  ])
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
})

test('one’s own file needs no reason and is written down all the same; a range says which', async () => {
  expect((await open('market')).status).toBe(200)
  expect((await open('market', { range: 'bytes=0-3' })).status).toBe(206)
  const written = await entries(`kind = 'content' and agency_id = '${owner.id}'`)
  expect(written.map((e) => [e.reason, e.query])).toEqual([
    [null, null],
    [null, 'bytes=0-3'],
  ])
})

test('what gives no byte leaves no entry: not modified, out of range, HEAD, not there', async () => {
  const before = (await entries()).length
  const etag = `"${file.sha256}"`
  expect((await open('market', { 'if-none-match': etag })).status).toBe(304)
  expect((await open('market', { range: 'bytes=999-' })).status).toBe(416)
  expect((await open('foreignPolice', because('好奇'))).status).toBe(404)
  expect((await entries()).length).toBe(before)
})

test('pages of a case and lists are one entry each, within a second', async () => {
  const before = (await entries()).at(-1)?.no ?? 0
  await w.ask('police', 'GET', `/v1/transfers/${id}`, undefined, because('受理审查'))
  await w.ask('police', 'GET', `/v1/transfers/${id}/timeline?limit=1`)
  await w.ask('police', 'GET', `/v1/transfers/${id}/materials`)
  await w.ask('police', 'GET', `/v1/transfers/${id}/items`)
  await w.ask('police', 'GET', '/v1/transfers?limit=5&domain=market')
  await w.ask('police', 'GET', '/v1/clocks')
  await w.ask('foreignPolice', 'GET', `/v1/transfers/${id}`)
  await expect
    .poll(async () => (await entries(`no > ${before}`)).length, { timeout: 1_000 * 10, interval: 50 })
    .toBeGreaterThanOrEqual(6)
  const written = await entries(`no > ${before}`)
  expect(written.map((e) => [e.kind, e.subject, e.transfer_id, e.rows, e.query])).toEqual([
    ['case', 'case', id, null, null],
    ['case', 'timeline', id, 1, 'limit=1'],
    ['case', 'materials', id, 3, null],
    ['case', 'items', id, 1, null],
    ['list', 'transfers', null, 1, 'limit=5&domain=market'],
    ['list', 'clocks', null, expect.any(Number), null],
  ])
  expect(written[0]).toMatchObject({ reason: '受理审查', agency_id: w.organ('police').id })
})

test('what is no page of a case is not written down', () => {
  for (const path of ['/v1/changes', '/v1/drafts', '/v1/procedure', '/v1/materials', `/v1/materials/${id}/content`])
    expect(pageAt(path), path).toBeUndefined()
})

test('numbers of identity cards and telephones are masked wherever the case is shown, also in running text', async () => {
  for (const path of [`/v1/transfers/${id}`, `/v1/transfers/${id}/timeline`]) {
    const text = JSON.stringify((await w.ask('police', 'GET', path)).body)
    expect(text).not.toMatch(/11010519491231002X|13812341234|13912345678/)
    expect(text).toContain('110105********002X')
    expect(text).toContain('139****5678')
  }
  const { body } = await w.ask<{ submission: { suspects: Record<string, string>[]; facts: string } }>(
    'police',
    'GET',
    `/v1/transfers/${id}`,
  )
  expect(body.submission.suspects[0]).toMatchObject({ idNumber: '110105********002X', phone: '138****1234' })
  expect(body.submission.suspects[0]?.address).toBe('海城区某路1号，电话138****1234')
})

const reveal = (name: string, body: Record<string, unknown>) =>
  w.ask<{ value?: string; code?: string; errors?: { pointer: string }[] }>(
    name,
    'POST',
    `/v1/transfers/${id}/reveal`,
    body,
  )

test('one field is revealed for a reason, to who sees it, and each leaves an entry of its own', async () => {
  const reason = '核对嫌疑人身份'
  for (const pointer of ['/submission/suspects/0/idNumber', '/timeline/1/input/suspects/0/idNumber']) {
    const answer = await reveal('police', { pointer, reason })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ pointer, value: '11010519491231002X' })
  }
  const written = await entries(`kind = 'field'`)
  expect(written).toMatchObject([
    { subject: '/submission/suspects/0/idNumber', field: 'idNumber', reason, owner_id: owner.id, transfer_id: id },
    { subject: '/timeline/1/input/suspects/0/idNumber', field: 'idNumber', reason, owner_id: owner.id },
  ])
})

test('without a reason, without the field, or without the case nothing is revealed', async () => {
  const pointer = '/submission/suspects/0/idNumber'
  const before = (await entries(`kind = 'field'`)).length
  const without = await reveal('police', { pointer })
  expect([without.status, without.body.errors?.[0]?.pointer]).toEqual([400, '/reason'])
  for (const other of [
    '/submission/suspects/7/idNumber',
    '/submission/suspects/0',
    '/submission/suspects/0/constructor',
    '/timeline/99/input/facts',
    '/parts/0',
  ]) {
    const answer = await reveal('police', { pointer: other, reason: '看看' })
    expect([answer.status, answer.body.errors?.[0]?.pointer], other).toEqual([400, '/pointer'])
  }
  expect((await reveal('foreignPolice', { pointer, reason: '看看' })).status).toBe(404)
  expect((await entries(`kind = 'field'`)).length).toBe(before)
})

interface Log {
  items: {
    no: number
    kind: string
    agency: { code: string }
    reason?: string
    materialId?: string
    address?: string
  }[]
  next: string | null
}
const log = (name: string, query = '') => w.ask<Log>(name, 'GET', `/v1/access-log${query}`)

test('the agency whose file it is reads who opened it and why, but not from where', async () => {
  const { status, body } = await log('market', `?material=${file.id}&kind=content`)
  expect(status).toBe(200)
  const theirs = body.items.filter((e) => e.agency.code === w.organ('police').code)
  expect(theirs).toMatchObject([{ kind: 'content', reason: '核对笔录原文', materialId: file.id }])
  expect(theirs[0]).not.toHaveProperty('address')
  const own = body.items.filter((e) => e.agency.code === owner.code)
  expect(own.map((e) => e.address)).toEqual([expect.any(String), expect.any(String)])
  const byReader = await log('market', `?agency=${w.organ('police').code}`)
  expect(new Set(byReader.body.items.map((e) => e.agency.code))).toEqual(new Set([w.organ('police').code]))
  expect((await log('market', '?agency=nobody')).body.items).toEqual([])
})

test('who has neither read nor been read sees nothing, and whoever asks is written down', async () => {
  expect((await log('foreignMarket')).body.items).toEqual([])
  await expect
    .poll(async () => entries(`subject = 'access-log' and agency_id = '${w.organ('foreignMarket').id}'`))
    .toMatchObject([{ kind: 'list', rows: 0 }])
  expect((await log('market', '?kind=nonsense')).status).toBe(400)
  expect((await log('market', '?from=yesterday')).status).toBe(400)
})

test('pages follow one another without a gap', async () => {
  const all = (await log('police', '?limit=200')).body.items.map((e) => e.no)
  const paged: number[] = []
  for (let next: string | null = ''; next !== null; ) {
    const page: Log = (await log('police', `?limit=2${next === '' ? '' : `&cursor=${next}`}`)).body
    paged.push(...page.items.map((e) => e.no))
    next = page.next
  }
  expect(paged.filter((no) => all.includes(no))).toEqual(all)
})

test('a client of the agency sees its own readings; an auditor those of the whole agency', async () => {
  const { code } = w.organ('police')
  const client = async (auditor: boolean) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = `auditor-${auditor}`
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] }
    const { id: clientId } = await addClient(w.db.ownerPool, { agency: code, name: kid, auditor, jwks })
    const privateJwk = { ...(await exportJWK(privateKey)), kid, alg: 'ES256' }
    return { ...w.organ('police'), clientId, privateJwk }
  }
  Object.assign(w.organs, { auditor: await client(true), otherPolice: await client(false) })
  expect((await log('otherPolice', '?kind=content')).body.items).toEqual([])
  expect((await log('auditor', '?kind=content')).body.items).toMatchObject([
    { agency: { code }, reason: '核对笔录原文' },
  ])
})

test('a request is found by its id: what it did and what it read, by whoever may know', async () => {
  interface Done {
    acts: { transferId: string; step: string; version: number; client: string; agency: { code: string } }[]
    reads: { kind: string; requestId: string }[]
  }
  const done = (name: string, request: string) => w.ask<Done>(name, 'GET', `/v1/requests/${request}`)
  const taken = await w.ask<{ transfer: { id: string } }>(
    'market',
    'POST',
    '/v1/transfers',
    await w.submission('market'),
  )
  const request = taken.headers.get('x-request-id') as string
  const own = await done('market', request)
  expect([own.status, own.body]).toMatchObject([
    200,
    {
      requestId: request,
      acts: [
        { transferId: taken.body.transfer.id, step: 'transfer_dispatch', version: 1, agency: { code: owner.code } },
      ],
      reads: [],
    },
  ])
  const opened = await w.ask('police', 'GET', `/v1/transfers/${id}`, undefined, because('受理审查'))
  const reading = opened.headers.get('x-request-id') as string
  await expect.poll(async () => (await done('police', reading)).status).toBe(200)
  for (const by of ['police', 'auditor'])
    expect((await done(by, reading)).body, by).toMatchObject({
      acts: [],
      reads: [{ kind: 'case', requestId: reading }],
    })
  expect((await log('police', `?request=${reading}`)).body.items).toMatchObject([{ kind: 'case', reason: '受理审查' }])
  expect((await log('police', '?request=nothing')).body.items).toEqual([])
  // Another organ, another system of the same organ, and an id that nothing has.
  for (const [by, of] of [
    ['foreignMarket', request],
    ['police', request],
    ['otherPolice', reading],
    ['market', 'nothing'],
    ['market', 'x'.repeat(65)],
  ] as const)
    expect((await done(by, of)).status, `${by} ${of}`).toBe(404)
})

test('officers are told to systems that act for their organ, not to those that watch, and not to platforms', async () => {
  const officers = (by: string) => w.ask<{ items?: { name: string }[]; code?: string }>(by, 'GET', '/v1/officers')
  expect((await officers('police')).body.items?.map((o) => o.name)).toEqual(
    expect.arrayContaining(w.organ('police').officers.map((o) => o.name)),
  )
  expect(await officers('auditor')).toMatchObject({ status: 403, body: { code: 'not_your_step' } })
  expect(await officers('platform')).toMatchObject({ status: 403, body: { code: 'agency_kind_not_permitted' } })
})

test('receipts are as signed, whatever is masked beside them', async () => {
  const { body } = await w.ask<{ items: { jws: string }[] }>('police', 'GET', `/v1/transfers/${id}/receipts`)
  const kept = await w.db.pool.query('select jws from receipt where transfer_id = $1 order by no', [id])
  expect(body.items.map((r) => r.jws)).toEqual(kept.rows.map((r) => r.jws))
})
