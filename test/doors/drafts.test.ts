// Drafts at the door: kept as they are, seen and changed by their own organ alone, held against the contract on demand, and
// removable, because they are no acts.
import { describe, expect, test } from 'vitest'
import { draftAnswer, draftList } from '../../schemas/index.ts'
import { disableClient } from '../../src/agencies/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { fresh, nothingWritten, type Reply, refusedWith, send } from './refusals.ts'
import { detached, enrolClient, letter } from './scene.ts'

const w = await world()
const partial = { documentNo: '海市监移〔2026〕77号', caseName: '某公司涉嫌虚假广告案', suspects: [{ kind: 'person' }] }
const begin = (
  body: unknown = partial,
  { by = 'market', ...asked }: { by?: string; headers?: Record<string, string> } = {},
) => send(w, by, 'POST', '/v1/drafts', { body, ...asked })
const at = (id: string) => `/v1/drafts/${id}`
const get = (by: string, id: string) => send(w, by, 'GET', at(id))
const put = (id: string, body: unknown, headers: Record<string, string> = {}, by = 'market') =>
  send(w, by, 'PUT', at(id), { body, headers })
const remove = (id: string, headers: Record<string, string> = {}, by = 'market') =>
  send(w, by, 'DELETE', at(id), { headers })
const check = (id: string, by = 'market') => send(w, by, 'POST', `${at(id)}/check`)
const replayed = (reply: Reply) => reply.headers.get('idempotent-replayed')

describe('a draft', () => {
  test('is kept to the byte, however little of a letter it is', async () => {
    const texts = [
      '{}',
      ' { "facts" : "写到一半",  "amounts":[{"cny": 1.50}], "x":"\\u0000 \\ud800" } ',
      JSON.stringify({ ...partial, colour: 'red', nested: [[{ a: null }]] }),
    ]
    for (const text of texts) {
      const reply = await begin(text)
      expect(reply.status, reply.text).toBe(201)
      draftAnswer.parse(reply.body)
      const again = await get('market', reply.body.id)
      expect(again.text).toBe(reply.text)
      expect(again.text.endsWith(`,"draft":${text}}`)).toBe(true)
      expect([reply.headers.get('etag'), reply.headers.get('location')]).toEqual(['"1"', at(reply.body.id)])
    }
  })

  test('is listed by what it is called, newest first, in pages; names that are none are not shown', async () => {
    await enrolClient(w, 'alone', 'justice')
    const made = []
    for (const body of [partial, {}, { documentNo: 7, caseName: 'a\nb' }])
      made.push((await begin(body, { by: 'alone' })).body.id)
    const first = await send(w, 'justice', 'GET', '/v1/drafts?limit=2')
    draftList.parse(first.body)
    const rest = await send(w, 'justice', 'GET', `/v1/drafts?cursor=${first.body.next}`)
    const items = [...first.body.items, ...rest.body.items]
    expect(items.map((d: { id: string }) => d.id)).toEqual(made.reverse())
    expect(
      items.map((d: { documentNo: string | null; caseName: string | null }) => [d.documentNo, d.caseName]),
    ).toEqual([
      [null, null],
      [null, null],
      [partial.documentNo, partial.caseName],
    ])
    expect([first.headers.has('link'), rest.headers.has('link'), rest.body.next]).toEqual([true, false, null])
    refusedWith(await send(w, 'justice', 'GET', '/v1/drafts?cursor=x'), 400, 'invalid_fields', ['/cursor'])
    refusedWith(await send(w, 'justice', 'GET', '/v1/drafts?limit=0'), 400, 'invalid_fields', ['/limit'])
  })

  test('is written anew at its version, and only at that', async () => {
    const { id, createdAt } = (await begin()).body
    const changed = await put(id, { facts: '改' }, { 'if-match': '"1"' })
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"'])
    expect(changed.body).toMatchObject({ version: 2, createdAt, documentNo: null, draft: { facts: '改' } })
    expect((await get('market', id)).text).toBe(changed.text)
    const stale = await nothingWritten(w, () => put(id, { facts: '迟' }, { 'if-match': '"1"' }))
    expect(refusedWith(stale, 412, 'stale_version').version).toBe(2)
    refusedWith(await remove(id, { 'if-match': '"1"' }), 412, 'stale_version')
    expect((await put(id, {})).body.version).toBe(3)
    // Several at once: each is one version, none is lost without a word.
    const replies = await Promise.all(Array.from({ length: 5 }, (_, i) => put(id, { i }, { 'if-match': '"3"' })))
    expect(replies.map((r) => r.status).sort()).toEqual([200, 412, 412, 412, 412])
    const blind = await Promise.all(Array.from({ length: 5 }, (_, i) => put(id, { i })))
    expect(blind.map((r) => r.body.version).sort()).toEqual([5, 6, 7, 8, 9])
  })

  test('is removed for good', async () => {
    const { id } = (await begin()).body
    expect((await remove(id, { 'if-match': '"1"' })).status).toBe(204)
    for (const reply of [await get('market', id), await put(id, {}), await remove(id), await check(id)])
      refusedWith(reply, 404, 'not_found')
    expect((await w.db.pool.query('select from draft where id = $1', [id])).rowCount).toBe(0)
  })

  test('twice with one key is one draft, also after it was changed or removed; other bytes are refused', async () => {
    const headers = { 'idempotency-key': fresh() }
    const first = await begin(partial, { headers })
    await put(first.body.id, {})
    const second = await nothingWritten(w, () => begin(partial, { headers }))
    expect([second.status, replayed(second), second.text]).toEqual([201, 'true', first.text])
    await remove(first.body.id)
    const third = await nothingWritten(w, () => begin(partial, { headers }))
    expect([third.status, third.text]).toEqual([201, first.text])
    refusedWith(await begin({ ...partial, facts: 'x' }, { headers }), 422, 'idempotency_key_reused')
    const together = await Promise.all(
      Array.from({ length: 6 }, () => begin(partial, { headers: { 'idempotency-key': 'at-once' } })),
    )
    expect(new Set(together.map((r) => r.body.id)).size).toBe(1)
  })

  test('is nobody’s but its organ’s; all clients of the organ have it', async () => {
    const { id } = (await begin()).body
    await enrolClient(w, 'market2', 'market')
    expect((await get('market2', id)).status).toBe(200)
    await nothingWritten(w, async () => {
      for (const by of ['police', 'procuratorate', 'foreignMarket', 'government']) {
        for (const reply of [
          await get(by, id),
          await put(id, {}, {}, by),
          await remove(id, {}, by),
          await check(id, by),
        ])
          refusedWith(reply, 404, 'not_found')
        expect((await send(w, by, 'GET', '/v1/drafts')).body.items).toEqual([])
      }
    })
    expect((await get('market', id)).body.version).toBe(1)
  })
})

describe('a check', () => {
  test('says which fields are not as the contract has them', async () => {
    const { id } = (await begin({ ...partial, colour: 'red' })).body
    const reply = await nothingWritten(w, () => check(id))
    expect([reply.status, reply.body.acceptable]).toEqual([200, false])
    const [problem] = reply.body.problems
    expect(problem).toMatchObject({ status: 400, code: 'invalid_fields' })
    const pointers = problem.errors.map((e: { pointer: string }) => e.pointer)
    for (const pointer of ['/facts', '/colour', '/suspects/0/name', '/approval']) expect(pointers).toContain(pointer)
  })

  test('says of a whole letter what a submission would say, and keeps nothing', async () => {
    const whole = await letter(w)
    const { id } = (await begin(whole)).body
    expect((await nothingWritten(w, () => check(id))).body).toMatchObject({
      acceptable: true,
      problems: [],
      warnings: [],
    })
    await put(id, { ...whole, officers: [] as unknown[], materials: [] })
    expect((await check(id)).body.problems[0]).toMatchObject({
      code: 'invalid_fields',
      errors: [{ pointer: '/officers' }],
    })
    await put(id, { ...whole, materials: [] })
    expect((await check(id)).body.problems[0]).toMatchObject({ code: 'materials_missing' })
    expect((await send(w, 'market', 'POST', '/v1/transfers', { body: whole })).status).toBe(201)
    await put(id, whole)
    const codes = (await check(id)).body.problems.map((p: { code: string }) => p.code)
    expect(codes).toEqual(['duplicate_document', 'material_used'])
  })

  test('says who may not submit', async () => {
    const { id } = (await begin(await letter(w), { by: 'court' })).body
    expect((await check(id, 'court')).body.problems[0]).toMatchObject({ code: 'agency_kind_not_permitted' })
  })
})

describe('what is refused', () => {
  test('a body that is no JSON object, nests too deep, or is too large', async () => {
    for (const text of ['', '[]', '"x"', 'null', '{', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`])
      expect([400], text.slice(0, 20)).toContain((await begin(text)).status)
    refusedWith(await begin('x'.repeat(4 * 1024 * 1024 + 1)), 413, 'body_too_large')
    refusedWith(await begin(partial, { headers: { 'content-type': 'text/plain' } }), 415, 'unsupported_media_type')
  })

  test('in the order of the contract: 401, 400, 404, 412', async () => {
    const { id } = (await begin()).body
    refusedWith(await send(w, 'market', 'PUT', at(id), { body: '{', token: null }), 401, 'token_missing')
    refusedWith(await put(uuidv7(), '{', { 'if-match': '"9"' }), 400, 'malformed_json')
    refusedWith(await put(id, {}, { 'if-match': 'nine' }), 400, 'invalid_header')
    refusedWith(await put(uuidv7(), {}, { 'if-match': '"9"' }), 404, 'not_found')
    refusedWith(await put('no-id', {}, { 'if-match': '"9"' }), 404, 'not_found')
    refusedWith(await put(id, {}, { 'if-match': '"9"' }), 412, 'stale_version')
    refusedWith(await remove(id, { 'if-match': 'nine' }), 400, 'invalid_header')
    refusedWith(await begin({}, { headers: { 'idempotency-key': 'two words' } }), 400, 'invalid_header')
  })

  test('a signature that does not fit; none is needed, also of an agency that signs its acts', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(partial))
    const headers = { 'x-jws-signature': await detached(w, 'market', bytes) }
    expect((await begin(bytes, { headers })).status).toBe(201)
    refusedWith(await begin({}, { headers }), 401, 'signature_invalid')
  })

  test('whatever a client sends that was disabled', async () => {
    await enrolClient(w, 'leaving', 'market')
    const { id } = (await begin(partial, { by: 'leaving' })).body
    await disableClient(w.db.ownerPool, w.organ('leaving').clientId)
    await nothingWritten(w, async () => {
      // The door may believe the token for a moment more; the statements do not.
      for (const reply of [
        await begin({}, { by: 'leaving' }),
        await put(id, {}, {}, 'leaving'),
        await remove(id, {}, 'leaving'),
      ])
        expect([reply.status, reply.body.code]).toEqual([401, 'client_disabled'])
    })
  })
})
