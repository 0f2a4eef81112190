// What is read: the list with its filters and pages, one case, its timeline, materials, items and receipts, the procedure.
import { compactVerify, createRemoteJWKSet } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { type Reply, refusedWith, send } from './refusals.ts'
import { forged } from './scene.ts'

const w = await world()
const get = (path: string, by = 'market', headers: Record<string, string> = {}) => send(w, by, 'GET', path, { headers })
const { chief } = w.organ('police')
/** Of one case with everything in it. */
let id: string
let version: number
/** Newest first. */
const sent: string[] = []

beforeAll(async () => {
  for (const [n, domain] of ['market', 'food', 'market', 'drug', 'market'].entries())
    sent.unshift((await w.submit('market', { domain, documentNo: `海市监移〔2025〕${n + 1}号` })).transfer.id)
  id = sent[0] as string
  await w.step('police', id, 'receipt_sign', { decidedBy: chief })
  await w.step('police', id, 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
  const materials = await w.materials('market', ['M4', 'supplement'])
  version = (await w.step('market', id, 'supplement_submission', { materials })).body.transfer.version
})

/** Follows `Link: rel="next"` to the end; the items of all pages. */
async function pages(path: string, by = 'market'): Promise<Record<string, unknown>[]> {
  const items = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, body, headers, text } = await get(next, by)
    expect(status, text).toBe(200)
    items.push(...body.items)
    next = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    expect(body.next !== null, 'the link and the cursor agree').toBe(next !== undefined)
    if (next !== undefined) expect(new URL(next, w.gateway.url).searchParams.get('cursor')).toBe(body.next)
    if (items.length > 1000) throw new Error('the pages do not end')
  }
  return items
}
const ids = (items: readonly Record<string, unknown>[]) => items.map((item) => item.id)

describe('GET /v1/transfers 200', () => {
  test('newest first, in pages of any size, each case once', async () => {
    for (const limit of [1, 2, 5, 200]) expect(ids(await pages(`/v1/transfers?limit=${limit}`))).toEqual(sent)
    answers.transferList.parse((await get('/v1/transfers')).body)
  })

  test('the link keeps the filter', async () => {
    expect(ids(await pages('/v1/transfers?domain=market&limit=1'))).toEqual([sent[0], sent[2], sent[4]])
  })

  test.each<[string, () => string, () => (string | undefined)[]]>([
    ['state', () => 'status=transferred', () => sent.slice(1)],
    ['another state', () => 'status=under_filing_review', () => [id]],
    ['a state nobody is in', () => 'status=nothing', () => []],
    ['domain', () => 'domain=food', () => [sent[3]]],
    ['part', () => 'part=sender', () => sent],
    ['a part it never has', () => 'part=supervisor', () => []],
    [
      'document number, however written',
      () => `documentNo=${encodeURIComponent('海市监移[2025]第003号')}`,
      () => [sent[2]],
    ],
    ['time, from', () => `createdFrom=${encodeURIComponent('2020-01-01T00:00:00+08:00')}`, () => sent],
    ['time, to', () => 'createdTo=2020-01-01T00:00:00Z', () => []],
    ['two things at once', () => 'domain=market&status=transferred', () => [sent[2], sent[4]]],
  ])('filtered by %s', async (_, query, expected) => {
    expect(ids(await pages(`/v1/transfers?${query()}`))).toEqual(expected())
  })

  test('each party reads its part', async () => {
    for (const [organ, part] of [
      ['market', 'sender'],
      ['police', 'police_in_charge'],
      ['procuratorate', 'supervisor'],
    ] as const) {
      const items = await pages('/v1/transfers', organ)
      expect(ids(items)).toEqual(sent)
      expect(new Set(items.map((item) => `${item.part} ${item.ended}`))).toEqual(new Set([`${part} false`]))
    }
  })
})

describe('GET /v1/transfers 400', () => {
  const wrong: [string, string][] = [
    ['limit', '0'],
    ['limit', '201'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', 'all'],
    ['limit', ''],
    ['limit', '99999999999999999999'],
    ['cursor', 'x'],
    ['cursor', '0'],
    ['cursor', `${uuidv7()}'`],
    ['part', 'judge'],
    ['domain', 'fishing'],
    ['createdFrom', '2026-02-30T00:00:00Z'],
    ['createdFrom', '2026-01-01'],
    ['createdFrom', '2026-01-01T00:00:00'],
    ['createdFrom', '2026-01-01T10:00:00 (noon)'],
    ['createdTo', '2026-01-01T25:00:00Z'],
    ['createdTo', '0000-01-01T00:00:00Z'],
    ['createdTo', '+275000-01-01T00:00:00Z'],
    ['status', 'a\0b'],
    ['documentNo', 'a\0b'],
  ]
  test.each(wrong)('%s=%j', async (name, value) => {
    refusedWith(await get(`/v1/transfers?${name}=${encodeURIComponent(value)}`), 400, 'invalid_fields', [`/${name}`])
  })

  test('a query of broken escapes or of huge values is no fault of the gateway', async () => {
    for (const query of [
      'status=%ff',
      'documentNo=%e6%b5',
      'status=%ED%A0%80',
      `status=${'x'.repeat(10_000)}`,
      '%00=1',
      'limit[]=1',
    ]) {
      const { status } = await get(`/v1/transfers?${query}`)
      expect([200, 400], query).toContain(status)
    }
  })
})

describe('GET /v1/transfers/{id}', () => {
  test('200: the whole case, the letter it came with, its timeline; ETag is the version', async () => {
    for (const organ of ['market', 'police', 'procuratorate']) {
      const { status, headers, body } = await get(`/v1/transfers/${id}`, organ)
      expect([status, headers.get('etag')]).toEqual([200, `"${version}"`])
      const seen = answers.transferAnswer.parse(body)
      expect(seen.timeline.map((e) => e.version)).toEqual(Array.from({ length: version }, (_, i) => i + 1))
      expect(seen.submission).toMatchObject({ documentNo: seen.documentNo, caseName: seen.caseName })
      expect(seen.counts).toEqual({ materials: 5, items: 1, receipts: 3, suspects: 2 })
    }
  })

  test('every step that is offered carries its article and the schema it takes', async () => {
    const document = (await get('/openapi.json')).body
    for (const organ of ['market', 'police', 'procuratorate'])
      for (const offered of (await get(`/v1/transfers/${id}`, organ)).body.available) {
        expect(offered.basis.length).toBeGreaterThan(0)
        const [page, at] = offered.inputSchema.split('#')
        expect(page).toBe('/openapi.json')
        const schema = at
          .slice(1)
          .split('/')
          .reduce((o: Record<string, unknown>, k: string) => o[k], document)
        expect(schema, offered.step).toMatchObject({ type: 'object' })
      }
  })
})

describe('the parts of a case', () => {
  test('its timeline comes oldest first, in pages', async () => {
    for (const limit of [1, 2, 50])
      expect((await pages(`/v1/transfers/${id}/timeline?limit=${limit}`)).map((e) => e.version)).toEqual([1, 2, 3, 4])
    const { body } = await get(`/v1/transfers/${id}/timeline`)
    answers.eventList.parse(body)
    expect(body.items[1]).toMatchObject({ step: 'receipt_sign', input: { decidedBy: chief } })
  })

  test('its materials come in the order in which acts took them', async () => {
    for (const limit of [1, 2, 3, 50]) {
      const items = await pages(`/v1/transfers/${id}/materials?limit=${limit}`)
      expect(items.map((m) => m.kind)).toEqual(['M1', 'M2', 'M3', 'M4', 'supplement'])
    }
    answers.materialList.parse((await get(`/v1/transfers/${id}/materials`)).body)
  })

  test('its items come in pages, numbered as in the letter', async () => {
    const item = (n: number) => ({ name: `宣传册${n}`, quantity: '1', unit: '册' })
    const { transfer } = await w.submit('market', { seizedItems: Array.from({ length: 450 }, (_, n) => item(n + 1)) })
    sent.unshift(transfer.id)
    for (const limit of [200, 7]) {
      const items = await pages(`/v1/transfers/${transfer.id}/items?limit=${limit}`)
      expect(items.map((i) => [i.no, i.name])).toEqual(Array.from({ length: 450 }, (_, n) => [n + 1, `宣传册${n + 1}`]))
    }
    answers.seizedItemList.parse((await get(`/v1/transfers/${transfer.id}/items`)).body)
    const { counts, submission } = (await get(`/v1/transfers/${transfer.id}`)).body
    expect([counts.items, submission.seizedItems.length, submission.seizedItems[49].name]).toEqual([
      450,
      50,
      '宣传册50',
    ])
  })

  test('its receipts verify with the published keys, as JSON and bare', async () => {
    const jwks = createRemoteJWKSet(new URL(`${w.gateway.url}/.well-known/jwks.json`))
    const { body } = await get(`/v1/transfers/${id}/receipts`)
    answers.receiptList.parse(body)
    expect(body.items.map((r: { no: number }) => r.no)).toEqual([1, 2, 3])
    for (const receipt of body.items) {
      const one = await get(`/v1/transfers/${id}/receipts/${receipt.no}`)
      expect(one.body).toEqual(receipt)
      const bare = await get(`/v1/transfers/${id}/receipts/${receipt.no}`, 'police', { accept: 'application/jose' })
      expect([bare.headers.get('content-type'), bare.text]).toEqual(['application/jose', receipt.jws])
      const { payload } = await compactVerify(receipt.jws, jwks, { algorithms: ['ES256'] })
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ sub: id, receipt: receipt.no })
    }
  })

  test.each(['timeline', 'materials', 'items'])('400: %s?cursor and ?limit out of range', async (part) => {
    for (const cursor of ['x', '-1', '1.5', '1e9', '9999999999999', '1-2-3', '0x1'])
      refusedWith(await get(`/v1/transfers/${id}/${part}?cursor=${cursor}`), 400, 'invalid_fields', ['/cursor'])
    for (const limit of ['0', '201', 'x', ''])
      refusedWith(await get(`/v1/transfers/${id}/${part}?limit=${limit}`), 400, 'invalid_fields', ['/limit'])
  })

  test('a cursor beyond the end gives an empty last page', async () => {
    for (const part of ['timeline', 'materials', 'items'])
      expect((await get(`/v1/transfers/${id}/${part}?cursor=999999999`)).body).toEqual({ items: [], next: null })
  })

  test.each(['0', '4', '999999', '-1', '1.0', 'x', '%00', '99999999999999999999'])(
    '404: there is no receipt %s',
    async (no) => {
      refusedWith(await get(`/v1/transfers/${id}/receipts/${no}`), 404, 'not_found')
    },
  )
})

describe('401 and 404', () => {
  const parts = ['', '/timeline', '/materials', '/items', '/receipts', '/receipts/1']

  test('no case under an id that is none, in whatever part', async () => {
    for (const part of parts)
      for (const unknown of [uuidv7(), 'x', id.toUpperCase(), `${id}%00`, '%ff', `${id}'--`, '..%2f..%2fetc'])
        refusedWith(await get(`/v1/transfers/${unknown}${part}`), 404, 'not_found')
  })

  test('nobody reads without a token, or with one that is over', async () => {
    const past = Math.floor(Date.now() / 1000) - 60
    const token = await forged(w, { exp: past, iat: past - 600 })
    for (const path of [
      '/v1/transfers',
      '/v1/procedure',
      '/v1/changes',
      ...parts.map((p) => `/v1/transfers/${id}${p}`),
    ]) {
      const ask = (as: string | null): Promise<Reply> => send(w, 'market', 'GET', path, { token: as })
      refusedWith(await ask(null), 401, 'token_missing')
      refusedWith(await ask('abc'), 401, 'token_invalid')
      refusedWith(await ask(token), 401, 'token_expired')
    }
  })
})

test('HEAD answers as GET would, without a body', async () => {
  const { status, headers, text } = await send(w, 'market', 'HEAD', `/v1/transfers/${id}`)
  expect([status, headers.get('etag'), text]).toEqual([200, `"${version}"`, ''])
})

test('GET /v1/procedure tells every kind of agency the law as the gateway applies it', async () => {
  for (const organ of ['market', 'court']) {
    const { status, body } = await get('/v1/procedure', organ)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).toContain('receipt_sign')
  }
})

test('what a method or a place does not exist for is answered as a problem', async () => {
  for (const [method, path] of [
    ['PUT', `/v1/transfers/${id}`],
    ['DELETE', `/v1/transfers/${id}`],
    ['PATCH', '/v1/transfers'],
    ['GET', '/v1/nothing'],
    ['GET', '/nothing'],
    ['GET', `/v1/transfers/${id}/`],
  ] as const)
    refusedWith(await send(w, 'market', method, path), 404, 'not_found')
})
