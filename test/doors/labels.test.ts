// Labels at their door: who opens, uses and ends one, what may bear it, lists that are filtered by it, and that it reveals
// nothing of what bears it.
import { beforeAll, describe, expect, test } from 'vitest'
import { labelAnswer, labelList, labelSubjects } from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { labelChangesAfter, labelSeenBy, labelsOf } from '../../src/labels/index.ts'
import { lineWorld, raisedFinding } from '../line-world.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { type Asked, fresh, nothingWritten, refusedWith, send } from './refusals.ts'

const w = await lineWorld()
const officersOf = (by: string) => w.organ(by).officers.slice(0, 1)
const codes = (...names: string[]) => names.map((name) => w.organ(name).code)
const campaign = (by: string, more: Record<string, unknown> = {}) => ({
  ...{ officers: officersOf(by), kind: 'campaign', name: '固体废物专项行动', fromDay: '2026-01-01' },
  ...more,
})
const post = (by: string, body: unknown, asked: Asked = {}) => send(w, by, 'POST', '/v1/labels', { ...asked, body })

async function opened(by: string, more: Record<string, unknown> = {}) {
  const reply = await post(by, campaign(by, more))
  if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`)
  return labelAnswer.parse(reply.body)
}

const onLabel = (by: string, id: string, act: string, body: Record<string, unknown> = {}, asked: Asked = {}) =>
  send(w, by, 'POST', `/v1/labels/${id}/${act}`, { ...asked, body: { officers: officersOf(by), ...body } })
const put = (by: string, id: string, subjects: unknown[], asked: Asked = {}) =>
  onLabel(by, id, 'put', { subjects, reason: '符合活动范围' }, asked)
const ids = async (by: string, path: string): Promise<string[]> => {
  const { status, body, text } = await send(w, by, 'GET', path)
  expect(status, text).toBe(200)
  return body.items.map((one: { id: string; transferId?: string }) => one.transferId ?? one.id)
}

const cases: string[] = []
const penalties: string[] = []
let foreignCase = ''

beforeAll(async () => {
  for (let i = 0; i < 3; i++) cases.push((await w.submit()).transfer.id)
  foreignCase = (await w.submit('foreignMarket')).transfer.id
  const records = [1, 2, 3].map((no) => unit(no, {}, w.organ('market')))
  const { body } = await send(w, 'market', 'POST', '/v1/penalty-cases', { body: records })
  penalties.push(...body.results.map((r: { id: string }) => r.id))
})

describe('a campaign', () => {
  test('is used by its members: put on what they see, with a reason, and taken off again', async () => {
    const { id } = await opened('prefecture', { members: codes('procuratorate', 'market') })
    const subject = { kind: 'transfer', id: cases[0] }
    expect((await put('market', id, [subject, { kind: 'penalty', id: penalties[1] }])).status).toBe(200)
    expect((await put('procuratorate', id, [{ kind: 'transfer', id: cases[1] }])).status).toBe(200)
    const page = await send(w, 'market', 'GET', `/v1/labels/${id}/subjects?kind=transfer`)
    const { items } = labelSubjects.parse(page.body)
    expect(items.map((one) => [one.id, one.by.name, one.reason])).toEqual([
      [cases[1], w.organ('procuratorate').name, '符合活动范围'],
      [cases[0], w.organ('market').name, '符合活动范围'],
    ])
    expect((await onLabel('procuratorate', id, 'take-off', { subjects: [subject], reason: '不属于' })).status).toBe(200)
    expect(await ids('market', `/v1/labels/${id}/subjects?kind=transfer`)).toEqual([cases[1]])
    refusedWith(
      await onLabel('market', id, 'take-off', { subjects: [subject], reason: '再次' }),
      422,
      'condition_unmet',
      ['/subjects/0'],
    )
    // On again, and whoever follows what bears a label is told all of it, in order.
    expect((await put('market', id, [subject])).status).toBe(200)
    const told = (await labelChangesAfter(w.db.pool, { txid: '0', seq: '0' }, 100)).filter((c) => c.labelId === id)
    expect(told.map((c) => `${c.on ? '+' : '-'}${c.subject}`)).toEqual([
      `+transfer:${cases[0]}`,
      `+penalty:${penalties[1]}`,
      `+transfer:${cases[1]}`,
      `-transfer:${cases[0]}`,
      `+transfer:${cases[0]}`,
    ])
    expect(
      (await labelsOf(w.db.pool, [`transfer:${cases[0]}`, `transfer:${cases[2]}`])).get(`transfer:${cases[0]}`),
    ).toContain(id)
    expect([
      await labelSeenBy(w.db.pool, id, w.organ('market').id),
      await labelSeenBy(w.db.pool, id, w.organ('police').id),
    ]).toEqual([true, false])
  })

  test('filters the lists of cases, penalty cases, findings and periods, each as the caller sees them', async () => {
    const { id } = await opened('market', { members: codes('procuratorate', 'police', 'foreignMarket') })
    await put('market', id, [
      ...cases.slice(0, 2).map((one) => ({ kind: 'transfer', id: one })),
      ...penalties.slice(1).map((one) => ({ kind: 'penalty', id: one })),
    ])
    await put('foreignMarket', id, [{ kind: 'transfer', id: foreignCase }])
    for (const by of ['market', 'police', 'procuratorate'])
      expect(await ids(by, `/v1/transfers?label=${id}`), by).toEqual([cases[1], cases[0]])
    expect(await ids('foreignMarket', `/v1/transfers?label=${id}`)).toEqual([foreignCase])
    expect(await ids('foreignMarket', `/v1/labels/${id}/subjects?kind=transfer`)).toEqual([foreignCase])
    expect((await ids('market', `/v1/penalty-cases?label=${id}`)).sort()).toEqual(penalties.slice(1).sort())
    expect(await ids('foreignMarket', `/v1/penalty-cases?label=${id}`)).toEqual([])
    const finding = await raisedFinding(w, penalties[0] as string)
    expect((await put('procuratorate', id, [{ kind: 'finding', id: finding }])).status).toBe(200)
    for (const by of ['market', 'procuratorate'])
      expect(await ids(by, `/v1/findings?label=${id}`), by).toEqual([finding])
    for (const by of ['police', 'foreignMarket']) {
      expect(await ids(by, `/v1/findings?label=${id}`), by).toEqual([])
      expect(await ids(by, `/v1/labels/${id}/subjects?kind=finding`), by).toEqual([])
    }
    expect(await ids('market', `/v1/findings?label=${id}&grade=red`)).toEqual([])
    // A page that leads on, and the list's own filters beside the label.
    const first = await send(w, 'market', 'GET', `/v1/transfers?label=${id}&limit=1`)
    expect(first.body.items.map((one: { id: string }) => one.id)).toEqual([cases[1]])
    expect(await ids('market', `/v1/transfers?label=${id}&limit=1&cursor=${first.body.next}`)).toEqual([cases[0]])
    expect(await ids('market', `/v1/transfers?label=${id}&domain=customs`)).toEqual([])
    const { chief } = w.organ('police')
    await w.step('police', cases[0] as string, 'receipt_sign', { decidedBy: chief })
    await w.step('police', cases[2] as string, 'receipt_sign', { decidedBy: chief })
    const running = await ids('police', `/v1/clocks?label=${id}`)
    expect(new Set(running)).toEqual(new Set([cases[0]]))
    const counts = (await send(w, 'police', 'GET', `/v1/clocks?label=${id}`)).body.counts
    expect(counts.running).toBe(running.length)
  })

  test('is put on nothing that the organ does not see, and the refusal does not tell whether there is such a case', async () => {
    const { id } = await opened('prefecture', { members: codes('market') })
    await nothingWritten(w, async () => {
      const reply = await put('market', id, [
        { kind: 'transfer', id: cases[0] },
        { kind: 'transfer', id: foreignCase },
        { kind: 'penalty', id: uuidv7() },
        { kind: 'finding', id: uuidv7() },
      ])
      const { errors } = refusedWith(reply, 422, 'condition_unmet', ['/subjects/1', '/subjects/2', '/subjects/3'])
      expect(new Set(errors?.map((e) => e.detail)).size).toBe(1)
    })
  })

  test('is not there for who is no member: not in lists, not by its id, not as a filter', async () => {
    const { id } = await opened('prefecture', { members: codes('procuratorate') })
    for (const by of ['market', 'police', 'sister']) {
      expect(await ids(by, '/v1/labels?limit=200')).not.toContain(id)
      refusedWith(await send(w, by, 'GET', `/v1/labels/${id}`), 404, 'not_found')
      refusedWith(await send(w, by, 'GET', `/v1/labels/${id}/subjects?kind=transfer`), 404, 'not_found')
      refusedWith(await put(by, id, [{ kind: 'transfer', id: cases[0] }]), 404, 'not_found')
      const unknown = uuidv7()
      for (const list of ['transfers', 'penalty-cases', 'findings', 'clocks']) {
        const reply = await send(w, by, 'GET', `/v1/${list}?label=${id}`)
        const { detail, errors } = refusedWith(reply, 400, 'invalid_fields', ['/label'])
        const none = refusedWith(await send(w, by, 'GET', `/v1/${list}?label=${unknown}`), 400, 'invalid_fields', [
          '/label',
        ])
        expect([detail, errors]).toEqual([none.detail, none.errors])
      }
    }
  })

  test('is changed and ended by its owner; a member that leaves has left', async () => {
    const { id } = await opened('prefecture', { members: codes('procuratorate', 'market') })
    refusedWith(await onLabel('market', id, 'change', { reason: '改', name: '别名' }), 403, 'not_your_step')
    const changed = await onLabel('prefecture', id, 'change', {
      reason: '扩大范围',
      name: '固废与危废专项行动',
      members: codes('procuratorate', 'police'),
    })
    expect(labelAnswer.parse(changed.body).members.map((m) => m.name)).toEqual(
      ['prefecture', 'procuratorate', 'police'].map((n) => w.organ(n).name),
    )
    refusedWith(await send(w, 'market', 'GET', `/v1/labels/${id}`), 404, 'not_found')
    expect((await onLabel('prefecture', id, 'end', { reason: '活动结束' })).body).toMatchObject({
      state: 'ended',
      available: [],
    })
    refusedWith(await put('procuratorate', id, [{ kind: 'transfer', id: cases[0] }]), 409, 'wrong_state')
    // The feed stops before a transaction that may be open.
    const fed = async () =>
      (await send(w, 'procuratorate', 'GET', '/v1/changes?limit=200')).body.items
        .filter((one: { id?: string }) => one.id === id)
        .map((one: { step: string }) => one.step)
    await expect.poll(fed).toEqual(['label_opened', 'label_changed', 'label_ended'])
  })
})

describe('listed supervision', () => {
  test('needs a due day and somebody who answers for it, and ends when it has been reported on', async () => {
    refusedWith(await post('prefecture', campaign('prefecture', { kind: 'listed' })), 400, 'invalid_fields', [
      '/dueOn',
      '/responsible',
    ])
    const listed = { kind: 'listed', name: '挂牌督办某公司案', dueOn: '2099-06-30', responsible: { name: '甲61' } }
    refusedWith(
      await post('prefecture', campaign('prefecture', { ...listed, dueOn: '2020-01-01' })),
      422,
      'condition_unmet',
      ['/dueOn'],
    )
    const label = await opened('prefecture', { ...listed, members: codes('procuratorate') })
    expect(label).toMatchObject({ reported: false, responsible: { name: '甲61' } })
    expect(label.daysLeft).toBeGreaterThan(1_000)
    expect(label.available).not.toContain('end')
    refusedWith(await onLabel('prefecture', label.id, 'end', { reason: '结束' }), 422, 'condition_unmet')
    expect((await onLabel('procuratorate', label.id, 'report', { text: '案件已提起公诉。' })).body).toMatchObject({
      reported: true,
    })
    expect((await onLabel('prefecture', label.id, 'end', { reason: '目标达成' })).status).toBe(200)
  })

  test('asks for a new report where its due day is moved', async () => {
    const { id } = await opened('prefecture', {
      kind: 'listed',
      name: '督办',
      dueOn: '2099-06-30',
      responsible: { name: '甲' },
    })
    await onLabel('prefecture', id, 'report', { text: '阶段性报告' })
    const moved = await onLabel('prefecture', id, 'change', { reason: '延期', dueOn: '2099-09-30' })
    expect(moved.body).toMatchObject({ reported: false, dueOn: '2099-09-30' })
  })
})

describe('what a partner’s system relies on', () => {
  test('a repeated request is answered with its first outcome, a stale version is refused', async () => {
    const key = { headers: { 'idempotency-key': fresh() } }
    const body = campaign('market', { name: '双打' })
    const [one, two] = await Promise.all([post('market', body, key), post('market', body, key)])
    expect([one.status, two.status, one.body.id]).toEqual([201, 201, two.body.id])
    refusedWith(await post('market', { ...body, name: '别的' }, key), 422, 'idempotency_key_reused')
    const id = one.body.id as string
    const again = { headers: { 'idempotency-key': fresh() } }
    const first = await put('market', id, [{ kind: 'transfer', id: cases[0] }], again)
    await put('market', id, [{ kind: 'transfer', id: cases[1] }])
    const second = await put('market', id, [{ kind: 'transfer', id: cases[0] }], again)
    expect([second.headers.get('idempotent-replayed'), second.body.version]).toEqual(['true', first.body.version])
    refusedWith(
      await onLabel('market', id, 'end', { reason: '完' }, { headers: { 'if-match': '"2"' } }),
      412,
      'stale_version',
    )
    const page = await send(w, 'market', 'GET', `/v1/labels?subject=transfer:${cases[0]}&mine=true&limit=1`)
    expect(labelList.parse(page.body).items).toHaveLength(1)
    expect(await ids('foreignMarket', `/v1/labels?subject=transfer:${cases[0]}`)).toEqual([])
  })

  test('members must be registered, platforms open none, officers hold a certificate', async () => {
    const unknown = w.organ('market').code.slice(0, 2) === '11' ? codes('market') : []
    expect(unknown).toHaveLength(1)
    await nothingWritten(w, async () => {
      refusedWith(await post('platform', campaign('platform')), 403, 'agency_kind_not_permitted')
      const body = { ...campaign('market'), officers: officersOf('police') }
      refusedWith(await post('market', body), 422, 'officer_not_certified', ['/officers/0'])
      refusedWith(await post('market', campaign('market', { toDay: '2025-12-31' })), 400, 'invalid_fields', ['/toDay'])
    })
  })
})
