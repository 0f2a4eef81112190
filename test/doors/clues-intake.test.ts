// A spreadsheet of clues at the door: a result for each row, the same file again changes nothing, and what is wrong is named
// by row and column.
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { clueIntakeAnswer } from '../../schemas/index.ts'
import { disableClient } from '../../src/agencies/index.ts'
import { world } from '../world.ts'
import { headings, sheetType, xlsx } from '../xlsx.ts'
import { bring, dispatchTo, row, taken } from './clues-scene.ts'
import { nothingWritten, refusedWith, send, written } from './refusals.ts'
import { detached, enrolClient } from './scene.ts'

const w = await world()
const outcomes = (body: { rows: { row: number; outcome: string }[] }) => body.rows.map((r) => [r.row, r.outcome])

describe('a file', () => {
  test('of clues is taken in row by row, and each is then a clue like any other', async () => {
    const reply = await bring(w, 'government', [
      row('A-1', '某店销售过期食品', { 反映人: '王某', 联系电话: 13_900_001_111, 领域: '食品', 反映对象: '某店' }),
      [],
      row('A-2', '某厂偷排', { 来源: '12369', 领域: '环保', 接收时间: { days: 46_346.25 } }),
    ])
    expect(reply.status, reply.text).toBe(200)
    clueIntakeAnswer.parse(reply.body)
    expect(reply.body).toMatchObject({ sheet: '线索', created: 2, unchanged: 0, refused: 0 })
    expect(outcomes(reply.body)).toEqual([
      [2, 'created'],
      [4, 'created'],
    ])
    const one = await send(w, 'government', 'GET', `/v1/clues/${reply.body.rows[0].id}`)
    expect(one.body).toMatchObject({
      ...{ number: 'A-1', state: 'taken', source: 'hotline', domain: 'food', facts: '某店销售过期食品' },
      reporter: { name: '王某', phone: '13900001111' },
      regionCode: '450502',
      entries: [{ officers: w.organ('government').officers.slice(0, 1) }],
    })
    const other = await send(w, 'government', 'GET', `/v1/clues/${reply.body.rows[1].id}`)
    expect(other.body).toMatchObject({ sourceDetail: '12369', receivedAt: '2026-11-19T22:00:00.000Z' })
    expect((await dispatchTo(w, 'government', other.body.id, 'market')).status).toBe(200)
  })

  test('brought again changes nothing and says which clue each row is, whatever became of it', async () => {
    const rows = [row('B-1', '一'), row(null, '二'), row('B-3', '三')]
    const first = await bring(w, 'government', rows)
    await dispatchTo(w, 'government', first.body.rows[0].id, 'market')
    const before = await written(w)
    const again = await bring(w, 'government', [...rows.slice(0, 2), row('B-4', '四'), rows[2] as never])
    expect(outcomes(again.body)).toEqual([
      [2, 'unchanged'],
      [3, 'unchanged'],
      [4, 'created'],
      [5, 'unchanged'],
    ])
    const ids = first.body.rows.map((r: { id: string }) => r.id)
    expect([0, 1, 3].map((i) => again.body.rows[i].id)).toEqual(ids)
    expect((await written(w)).clue).toBe((before.clue ?? 0) + 1)
    // A row without a number is known by what it says, among the clues of its taker only.
    expect((await bring(w, 'commission', [rows[1] as never])).body.created).toBe(1)
  })

  test('that says something else under a number that was used is refused there, and the clue stays as it was', async () => {
    const { id } = await taken(w, 'government', { number: '热〔2026〕9号', facts: '原' })
    const reply = await bring(w, 'government', [row('热[2026]09号', '改'), row('C-2', '新')])
    expect(outcomes(reply.body)).toEqual([
      [2, 'refused'],
      [3, 'created'],
    ])
    expect(reply.body.rows[0]).toMatchObject({ id, faults: [{ column: '编号', cell: 'A2' }] })
    expect((await send(w, 'government', 'GET', `/v1/clues/${id}`)).body.facts).toBe('原')
  })

  test('that says a thing twice says it once; one that contradicts itself is refused at the second place', async () => {
    const reply = await bring(w, 'government', [
      row('D-1', '一'),
      row('D-1', '一'),
      row('D-1', '二'),
      row(null, '无号'),
      row(null, '无号'),
    ])
    expect(outcomes(reply.body)).toEqual([
      [2, 'created'],
      [3, 'unchanged'],
      [4, 'refused'],
      [5, 'created'],
      [6, 'unchanged'],
    ])
    expect(reply.body.rows[2].faults[0].detail).toContain('row 2')
    expect(reply.body.rows[1].id).toBe(reply.body.rows[0].id)
    const again = await bring(w, 'government', [row('D-1', '二'), row('D-1', '二')])
    expect(outcomes(again.body)).toEqual([
      [2, 'refused'],
      [3, 'refused'],
    ])
  })

  test('with rows that are wrong takes the others and names what is wrong by heading and cell', async () => {
    const reply = await bring(w, 'government', [
      row('E-1', '好'),
      row('E-2', '坏', { 来源: '听说', 接收时间: '昨天' }),
      row('E-3', '公式', { 反映对象: { xml: '<f>B1</f><v>x</v>', type: 'str' } }),
      row('E-4', '未来', { 接收时间: '2099-01-01' }),
      row('E-5', '坏码', { 统一社会信用代码: 'X', 反映对象: '某公司', 行政区划: '45' }),
    ])
    expect(reply.body).toMatchObject({ created: 1, unchanged: 0, refused: 4 })
    const cells = reply.body.rows.map((r: { faults?: { column: string; cell: string }[] }) =>
      (r.faults ?? []).map((f) => `${f.column} ${f.cell}`),
    )
    expect(cells).toEqual([
      [],
      ['来源 B3', '接收时间 C3'],
      ['反映对象 D4'],
      ['接收时间 C5'],
      ['统一社会信用代码 E6', '行政区划 J6'],
    ])
  })

  test('of 5,000 rows is taken in, and of one more is not', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => row(`L-${i}`, `群众反映第${i}件`))
    const reply = await bring(w, 'platform', rows)
    expect(reply.body).toMatchObject({ created: 5_000, refused: 0 })
    const more = await nothingWritten(w, () => bring(w, 'platform', [...rows, row('L-5000', '多一件')]))
    refusedWith(more, 400, 'invalid_fields', ['/A5002'])
  }, 120_000)

  test('brought twice at the same moment makes each clue once', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => row(i % 2 ? `M-${i}` : null, `同时${i}`))
    const replies = await Promise.all([1, 2, 3].map(() => bring(w, 'court', rows)))
    const created = replies.map((r) => r.body.created as number)
    expect(created.reduce((a, b) => a + b, 0)).toBe(400)
    for (const { body } of replies) expect([body.created + body.unchanged, body.refused]).toEqual([400, 0])
    const { rows: kept } = await w.db.pool.query(
      'select count(*)::int as n, count(distinct intake_key)::int as keys from clue where taker_id = $1',
      [w.organ('court').id],
    )
    expect(kept).toEqual([{ n: 400, keys: 400 }])
  })
})

describe('a file is refused as a whole', () => {
  const bytes = xlsx([[...headings], row('F-1', '一')])
  const path = '/v1/clues/intake?officerName=x&certificateNo=y'

  test('with a heading that is unknown, missing or there twice, named by its cell; nothing is taken', async () => {
    const heads = (change: (h: string[]) => string[]) => xlsx([change([...headings]), row('F-2', '一')])
    for (const [file, cell] of [
      [heads((h) => h.with(2, '收到时间')), '/C1'],
      [heads((h) => h.with(9, '编号')), '/J1'],
      [heads((h) => h.slice(0, 7)), '/A1'],
    ] as const) {
      const reply = await nothingWritten(w, () => bring(w, 'government', file))
      refusedWith(reply, 400, 'invalid_fields', [cell])
    }
  })

  test('that is no spreadsheet', async () => {
    for (const file of [Buffer.from('编号,来源'), Buffer.from('PK\x03\x04xxxx', 'latin1'), bytes.subarray(0, 700)])
      refusedWith(await nothingWritten(w, () => bring(w, 'government', file)), 400, 'invalid_fields', [''])
  })

  test('of another media type, or too large, declared or not', async () => {
    refusedWith(await send(w, 'government', 'POST', path, { body: {} }), 415, 'unsupported_media_type')
    refusedWith(
      await bring(w, 'government', bytes, { headers: { 'content-type': 'text/csv' } }),
      415,
      'unsupported_media_type',
    )
    const large = Buffer.alloc(10 * 1024 * 1024 + 1)
    refusedWith(await bring(w, 'government', large), 413, 'body_too_large')
    const body = Readable.from([large])
    refusedWith(
      await send(w, 'government', 'POST', path, { body, headers: { 'content-type': sheetType } }),
      413,
      'body_too_large',
    )
  })

  test('brought by nobody, or by an officer whose certificate does not hold', async () => {
    refusedWith(await bring(w, 'government', bytes, { query: '' }), 400, 'invalid_fields', [
      '/officerName',
      '/certificateNo',
    ])
    await nothingWritten(w, async () => {
      const query = 'officerName=%E5%86%92%E5%90%8D&certificateNo=ZF-none'
      refusedWith(await bring(w, 'government', bytes, { query }), 422, 'officer_not_certified')
      refusedWith(await bring(w, 'government', bytes, { token: null }), 401, 'token_missing')
    })
  })

  test('by a client that was disabled', async () => {
    await enrolClient(w, 'leaving', 'government')
    await w.token('leaving')
    await disableClient(w.db.ownerPool, w.organ('leaving').clientId)
    const reply = await nothingWritten(w, () => bring(w, 'leaving', bytes))
    expect([reply.status, reply.body.code]).toEqual([401, 'client_disabled'])
  })

  test('whose signature does not fit; of one that is signed bytes and signature are kept', async () => {
    const headers = { 'x-jws-signature': await detached(w, 'government', bytes) }
    const other = xlsx([[...headings], row('F-3', '另')])
    refusedWith(await bring(w, 'government', other, { headers }), 401, 'signature_invalid')
    const reply = await bring(w, 'government', bytes, { headers })
    expect(reply.status).toBe(200)
    const { rows } = await w.db.pool.query(
      `select i.request_body, i.request_signature, encode(i.sha256, 'hex') as sha256
       from clue_entry e join clue_intake i on i.id = e.intake_id where e.clue_id = $1`,
      [reply.body.rows[0].id],
    )
    const { createHash } = await import('node:crypto')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(rows).toEqual([{ request_body: bytes, request_signature: headers['x-jws-signature'], sha256 }])
  })
})
