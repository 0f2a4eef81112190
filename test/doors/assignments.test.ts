// Handing down at its door: who hands what to whom, how it is worked, replied to and returned, its letter and its figures, and
// that it shows nobody what it did not see.
import { createHash } from 'node:crypto'
import PizZip from 'pizzip'
import { beforeAll, describe, expect, test } from 'vitest'
import { assignmentAnswer, assignmentFigures, assignmentItems, assignmentList } from '../../schemas/index.ts'
import { canonical, uuidv7 } from '../../src/kernel/index.ts'
import { tellPassedDues } from '../../src/worker/dues.ts'
import { lineWorld, raisedFinding } from '../line-world.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { type Asked, fresh, nothingWritten, refusedWith, send } from './refusals.ts'

const w = await lineWorld()
const officersOf = (by: string) => w.organ(by).officers.slice(0, 1)
const penalties: string[] = []
let elsewhere = ''

beforeAll(async () => {
  const records = Array.from({ length: 6 }, (_, no) => unit(no + 1, {}, w.organ('market')))
  const { body } = await send(w, 'market', 'POST', '/v1/penalty-cases', { body: records })
  penalties.push(...body.results.map((r: { id: string }) => r.id))
  const other = await send(w, 'sisterMarket', 'POST', '/v1/penalty-cases', {
    body: [unit(9, {}, w.organ('sisterMarket'))],
  })
  elsewhere = other.body.results[0].id
})

const items = (...ids: string[]) => ids.map((id) => ({ kind: 'penalty', id }))
const handing = (by: string, to: string, more: Record<string, unknown> = {}) => ({
  ...{ officers: officersOf(by), to: w.organ(to).code, title: '疑似应当移送案件核查', text: '请逐件核查并回复。' },
  ...{ dueOn: '2099-12-31', documentNo: '北检交办〔2026〕1号', items: items(...penalties.slice(0, 3)), ...more },
})
const post = (by: string, body: unknown, asked: Asked = {}) =>
  send(w, by, 'POST', '/v1/assignments', { ...asked, body })

async function handed(more: Record<string, unknown> = {}, by = 'prefecture', to = 'procuratorate') {
  const reply = await post(by, handing(by, to, more))
  if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`)
  return assignmentAnswer.parse(reply.body)
}

const on = (by: string, id: string, act: string, body: Record<string, unknown> = {}, asked: Asked = {}) =>
  send(w, by, 'POST', `/v1/assignments/${id}/${act}`, { ...asked, body: { officers: officersOf(by), ...body } })
const look = async (by: string, id: string) => {
  const reply = await send(w, by, 'GET', `/v1/assignments/${id}`)
  expect(reply.status, reply.text).toBe(200)
  return assignmentAnswer.parse(reply.body)
}
const result = (no: number, of: string) => ({ no, result: of, text: `第${no}件：经核查。` })

describe('what is handed down', () => {
  test('is signed for, worked item by item, replied to with its figures, returned, replied to again and accepted', async () => {
    const { id, listDigest, available } = await handed()
    expect(available).toEqual(['withdraw'])
    expect(listDigest).toBe(
      createHash('sha256')
        .update(canonical(items(...penalties.slice(0, 3))))
        .digest('hex'),
    )
    refusedWith(await on('procuratorate', id, 'work', { results: [result(1, 'verified')] }), 409, 'wrong_state')
    expect((await on('procuratorate', id, 'sign')).body).toMatchObject({
      state: 'signed',
      available: ['work', 'reply'],
    })
    refusedWith(await on('procuratorate', id, 'work', { results: [result(4, 'verified')] }), 422, 'condition_unmet', [
      '/results/0/no',
    ])
    expect(
      (await on('procuratorate', id, 'work', { results: [result(1, 'verified'), result(2, 'no_crime')] })).status,
    ).toBe(200)
    refusedWith(await on('procuratorate', id, 'reply', { text: '回复' }), 422, 'condition_unmet', [''])
    await on('procuratorate', id, 'work', { results: [result(3, 'in_progress')] })
    const replied = await on('procuratorate', id, 'reply', { text: '已全部核查。', documentNo: '海检复〔2026〕2号' })
    const figures = { verified: 1, transferred: 0, no_crime: 1, in_progress: 1, none: 0 }
    expect(replied.body).toMatchObject({ state: 'replied', counts: figures })
    expect(replied.body.entries.at(-1)).toMatchObject({ act: 'reply', counts: figures })
    refusedWith(await on('procuratorate', id, 'accept'), 403, 'not_your_step')
    expect(
      (await on('prefecture', id, 'return', { reason: '第三件应当办结', dueOn: '2099-12-30' })).body,
    ).toMatchObject({ state: 'returned', returns: 1, dueOn: '2099-12-30' })
    await on('procuratorate', id, 'work', { results: [result(3, 'transferred')] })
    await on('procuratorate', id, 'reply', { text: '第三件已移送。' })
    const accepted = await on('prefecture', id, 'accept', { text: '同意。' })
    expect(accepted.body).toMatchObject({
      state: 'accepted',
      available: [],
      counts: { transferred: 1, in_progress: 0 },
    })
    // The first reply keeps the figures it was given with.
    const seen = await look('procuratorate', id)
    expect(seen.entries.filter((e) => e.act === 'reply').map((e) => e.counts?.in_progress)).toEqual([1, 0])
    expect(seen.repliedAt).toBe(seen.entries.find((e) => e.act === 'reply')?.at)
    // The feed stops before a transaction that may be open.
    const fed = async () =>
      (await send(w, 'procuratorate', 'GET', '/v1/changes?limit=200')).body.items
        .filter((one: { id?: string }) => one.id === id)
        .map((one: { step: string }) => one.step)
    const acts = ['handed', 'signed', 'replied', 'returned', 'replied', 'accepted']
    await expect.poll(fed).toEqual(acts.map((act) => `assignment_${act}`))
  })

  test('goes down the procuratorate’s own line only, and only what both see', async () => {
    await nothingWritten(w, async () => {
      for (const [by, to] of [
        ['procuratorate', 'prefecture'],
        ['procuratorate', 'sister'],
        ['prefecture', 'cityProcuratorate'],
        ['prefecture', 'market'],
        ['prefecture', 'prefecture'],
      ] as const)
        refusedWith(await post(by, handing(by, to)), 422, 'receiver_not_competent', ['/to'])
      refusedWith(await post('market', handing('market', 'procuratorate')), 403, 'agency_kind_not_permitted')
      const mixed = items(penalties[0] as string, elsewhere, uuidv7())
      const reply = await post('prefecture', handing('prefecture', 'procuratorate', { items: mixed }))
      const { errors } = refusedWith(reply, 422, 'condition_unmet', ['/items/1', '/items/2'])
      expect(errors?.map((e) => e.detail.includes('lower procuratorate'))).toEqual([true, false])
      refusedWith(
        await post('prefecture', handing('prefecture', 'procuratorate', { dueOn: '2020-01-01' })),
        422,
        'condition_unmet',
        ['/dueOn'],
      )
      refusedWith(
        await post(
          'prefecture',
          handing('prefecture', 'procuratorate', { items: items(penalties[0] as string, penalties[0] as string) }),
        ),
        400,
        'invalid_fields',
        ['/items/1'],
      )
    })
    const { transfer } = await w.submit()
    const about = { items: [{ kind: 'transfer', id: transfer.id }] }
    // The prefecture has no part in the case: it cannot hand down what it does not see.
    refusedWith(await post('prefecture', handing('prefecture', 'procuratorate', about)), 422, 'condition_unmet', [
      '/items/0',
    ])
  })

  test('may be a finding, which both see by their line', async () => {
    const finding = await raisedFinding(w, penalties[0] as string)
    const { id } = await handed({ items: [{ kind: 'finding', id: finding }] })
    const { body } = await send(w, 'procuratorate', 'GET', `/v1/assignments/${id}/items`)
    expect(body.items).toEqual([
      { no: 1, kind: 'finding', id: finding, title: expect.stringContaining(w.organ('market').name) },
    ])
    const sister = handing('prefecture', 'sister', { items: [{ kind: 'finding', id: finding }] })
    refusedWith(await post('prefecture', sister), 422, 'condition_unmet', ['/items/0'])
  })

  test('is not there for anybody else', async () => {
    const { id } = await handed()
    for (const by of ['province', 'sister', 'market', 'police']) {
      for (const path of ['', '/items', '/letter'])
        refusedWith(await send(w, by, 'GET', `/v1/assignments/${id}${path}`), 404, 'not_found')
      refusedWith(await on(by, id, 'sign'), 404, 'not_found')
      expect(JSON.stringify((await send(w, by, 'GET', '/v1/assignments?limit=200')).body)).not.toContain(id)
    }
  })

  test('is listed by either side, with its items in pages and by what came of them', async () => {
    const { id } = await handed({ items: items(...penalties) })
    await on('procuratorate', id, 'sign')
    await on('procuratorate', id, 'work', { results: [result(2, 'no_crime')] })
    const page = await send(w, 'procuratorate', 'GET', `/v1/assignments/${id}/items?limit=4`)
    expect(assignmentItems.parse(page.body).items.map((one) => [one.no, one.id, one.result])).toEqual(
      penalties.slice(0, 4).map((one, i) => [i + 1, one, i === 1 ? 'no_crime' : undefined]),
    )
    expect(page.body.items[0].title).toContain('海市监罚〔2026〕1号')
    const rest = await send(w, 'prefecture', 'GET', `/v1/assignments/${id}/items?cursor=${page.body.next}&result=none`)
    expect(rest.body.items.map((one: { no: number }) => one.no)).toEqual([5, 6])
    const subject = `subject=penalty:${penalties[5]}`
    for (const [by, box] of [
      ['prefecture', 'handed'],
      ['procuratorate', 'received'],
    ] as const) {
      const { body } = await send(w, by, 'GET', `/v1/assignments?box=${box}&state=signed&${subject}`)
      expect(assignmentList.parse(body).items.map((one) => one.id)).toEqual([id])
      const other = box === 'handed' ? 'received' : 'handed'
      expect((await send(w, by, 'GET', `/v1/assignments?box=${other}&${subject}`)).body.items).toEqual([])
    }
  })

  test('has a letter with the list and a slip, the same bytes whenever it is drawn', async () => {
    const { id } = await handed()
    const draw = async (by: string) => {
      const response = await fetch(`${w.gateway.url}/v1/assignments/${id}/letter`, {
        headers: { authorization: `Bearer ${await w.token(by)}` },
      })
      expect(response.headers.get('content-type')).toContain('wordprocessingml')
      return Buffer.from(await response.arrayBuffer())
    }
    const [one, two] = [await draw('prefecture'), await draw('procuratorate')]
    expect(one.equals(two)).toBe(true)
    const html = (await send(w, 'procuratorate', 'GET', `/v1/assignments/${id}/letter?format=html`)).text
    for (const words of [
      '交办函',
      w.organ('procuratorate').name,
      '北检交办〔2026〕1号',
      '2099年12月31日',
      '签收回执',
      '海市监罚〔2026〕3号',
    ])
      expect(html).toContain(words)
    const xml = new PizZip(one).file('word/document.xml')?.asText()
    expect(xml).toContain('疑似应当移送案件核查')
  })

  test('whose due day passes says so once, to both', async () => {
    const { id } = await handed({ dueOn: '2098-01-31' })
    await tellPassedDues(w.db.pool, new Date('2098-02-01T00:00:00+08:00'), 100)
    await tellPassedDues(w.db.pool, new Date('2098-02-05T00:00:00+08:00'), 100)
    const seen = await look('procuratorate', id)
    expect(seen.entries.map((e) => [e.act, e.by === null])).toEqual([
      ['hand', false],
      ['overdue', true],
    ])
    expect((await on('procuratorate', id, 'sign')).status).toBe(200)
    expect((await on('prefecture', id, 'withdraw', { reason: '已另案办理' })).body.state).toBe('withdrawn')
  })
})

describe('the figures', () => {
  test('say by organ what was handed down, how soon it was answered, and what came of the items', async () => {
    const { id } = await handed({ items: items(elsewhere), dueOn: '2099-01-31' }, 'province', 'sister')
    await on('sister', id, 'sign')
    await on('sister', id, 'work', { results: [result(1, 'verified')] })
    await on('sister', id, 'reply', { text: '属实。' })
    const { body } = await send(w, 'province', 'GET', '/v1/assignments/figures')
    const [line] = assignmentFigures.parse(body).items
    expect(line).toMatchObject({
      ...{ assignments: 1, signed: 1, replied: 1, repliedInTime: 1, accepted: 0, overdue: 0, returns: 0 },
      counts: { verified: 1, transferred: 0, no_crime: 0, in_progress: 0, none: 0 },
    })
    expect(line?.organ.id).toBe(w.organ('sister').id)
    for (const figure of [line?.hoursToSign, line?.daysToReply]) expect(figure).toBeGreaterThanOrEqual(0)
    const received = await send(w, 'sister', 'GET', '/v1/assignments/figures?box=received')
    expect(received.body.items.map((one: { organ: { id: string } }) => one.organ.id)).toEqual([w.organ('province').id])
    expect((await send(w, 'province', 'GET', '/v1/assignments/figures?to=2020-01-01')).body.items).toEqual([])
    expect((await send(w, 'market', 'GET', '/v1/assignments/figures')).body.items).toEqual([])
  })
})

describe('what a partner’s system relies on', () => {
  test('a repeated request is answered with its first outcome, a stale version is refused', async () => {
    const key = { headers: { 'idempotency-key': fresh() } }
    const body = handing('prefecture', 'procuratorate')
    const [one, two] = await Promise.all([post('prefecture', body, key), post('prefecture', body, key)])
    expect([one.status, two.status, one.body.id]).toEqual([201, 201, two.body.id])
    refusedWith(await post('prefecture', { ...body, text: '别的' }, key), 422, 'idempotency_key_reused')
    const id = one.body.id as string
    const again = { headers: { 'idempotency-key': fresh() } }
    await on('procuratorate', id, 'sign', {}, again)
    const second = await on('procuratorate', id, 'sign', {}, again)
    expect([second.status, second.headers.get('idempotent-replayed'), second.body.version]).toEqual([200, 'true', 2])
    refusedWith(
      await on('prefecture', id, 'withdraw', { reason: '误' }, { headers: { 'if-match': '"1"' } }),
      412,
      'stale_version',
    )
    const lent = { ...handing('prefecture', 'procuratorate'), officers: officersOf('market') }
    refusedWith(await post('prefecture', lent), 422, 'officer_not_certified', ['/officers/0'])
  })
})
