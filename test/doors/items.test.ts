// The seized items of a case through the API: what is listed is numbered, what moves is counted, both sides sign, and what
// was seized is always what stands somewhere. Every refusal names the field.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { canonical } from '../../src/kernel/index.ts'
import { allVerify, attempt, caseOf, headOf, see, statesOf, take, timedWorld, upload } from './procedure-scene.ts'

const w = await timedWorld()
const chief = headOf(w, 'police')
const goods = [
  {
    name: '假酒',
    quantity: '100',
    unit: '箱',
    measure: 'seized',
    measureDocumentNo: '扣字1号',
    measureUntil: '2026-04-01',
  },
  { name: '散装白酒', quantity: '98.5', unit: '千克', hazardous: true, specialReason: '易燃' },
  { name: '账册', quantity: '3', unit: '本', holder: '张三', sourceProof: '现场笔录第2页', serialNo: 'A-1' },
]

interface Item {
  readonly no: number
  readonly batch: number
  readonly balanced: boolean
  readonly standing: { custody: string; quantity: string }[]
}
interface Page {
  readonly items: Item[]
  readonly next: string | null
}

async function read<T>(organ: string, path: string, status = 200): Promise<T> {
  const answer = await w.ask<T>(organ, 'GET', path)
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  return answer.body
}
const itemsOf = (id: string, query = '', organ = 'market') => read<Page>(organ, `/v1/transfers/${id}/items${query}`)
const standing = async (id: string) =>
  Object.fromEntries(
    (await itemsOf(id)).items.map((i) => [i.no, Object.fromEntries(i.standing.map((s) => [s.custody, s.quantity]))]),
  )
const filed = () => caseOf(w, 'filed', { seizedItems: goods, custody: 'after_filing' })
const handover = (id: string, handedOver: object[], more: object = {}) =>
  attempt(w, 'market', id, 'exhibits_handover', { receivedBy: chief, handedOver, ...more })

async function balance(id: string) {
  const found = answers.itemsBalanceAnswer.parse(await read('procuratorate', `/v1/transfers/${id}/items/balance`))
  expect(found.balanced).toBe(true)
  expect(found.unbalanced).toEqual([])
  return found
}

test('items are numbered through the lists of a case, each with what the list says of it and where it stands', async () => {
  const id = await filed()
  await take(w, 'market', id, 'items_added', { seizedItems: [{ name: '印章', quantity: '2', unit: '枚' }] })
  const page = await itemsOf(id)
  answers.seizedItemList.parse(page)
  expect(page.items.map((i) => [i.no, i.batch])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
  ])
  expect(page.items[0]).toMatchObject({
    ...goods[0],
    quantity: '100',
    standing: [{ custody: 'agency', quantity: '100' }],
  })
  expect(page.items[2]).toMatchObject({ holder: '张三', serialNo: 'A-1', sourceProof: '现场笔录第2页' })
  expect((await itemsOf(id, '?batch=2')).items.map((i) => i.no)).toEqual([4])
  expect((await itemsOf(id, '?custody=public_security')).items).toEqual([])
  const first = await itemsOf(id, '?limit=3')
  expect(first.next).toBe('3')
  expect((await itemsOf(id, `?limit=3&cursor=${first.next}`)).items.map((i) => i.no)).toEqual([4])
  const sums = await balance(id)
  expect(sums.seized.map((s) => [s.unit, s.quantity])).toEqual(
    expect.arrayContaining([
      ['箱', '100'],
      ['千克', '98.5'],
    ]),
  )
})

test('a batch handed over in part stays open, its period runs on, and the rest goes later', async () => {
  const id = await filed()
  await take(w, 'market', id, 'filing_notice_receipt')
  const part = await handover(id, [{ item: 1, quantity: '60' }])
  expect(part.status).toBe(200)
  expect(statesOf(await see(w, 'police', id))['exhibits/batch/1']).toBe('held')
  expect(await standing(id)).toMatchObject({ 1: { agency: '40', public_security: '60' }, 2: { agency: '98.5' } })
  const clock = async () =>
    (await see(w, 'market', id)).clocks.filter((c) => c.rule === 'exhibits_handover').map((c) => c.status)
  expect(await clock()).toEqual(['running'])
  expect((await handover(id, [])).status).toBe(200)
  expect(await clock()).toEqual(['met'])
  expect(statesOf(await see(w, 'police', id))['exhibits/batch/1']).toBe('handed_over')
  expect(await standing(id)).toEqual({
    1: { public_security: '100' },
    2: { public_security: '98.5' },
    3: { public_security: '3' },
  })
  const again = await handover(id, [{ item: 1, quantity: '1' }])
  expect([again.status, again.body.code]).toEqual([409, 'wrong_state'])
  await balance(id)
})

test('a weighed difference has its reason and is a movement of its own', async () => {
  const id = await filed()
  const lines = [
    { item: 2, quantity: '97.25', difference: { kind: 'shortfall', quantity: '1.25', reason: '挥发' } },
    { item: 1, difference: { kind: 'surplus', quantity: '2', reason: '开箱清点多出' } },
  ]
  expect((await handover(id, lines)).status).toBe(200)
  expect(await standing(id)).toEqual({
    1: { difference: '-2', public_security: '102' },
    2: { difference: '1.25', public_security: '97.25' },
    3: { agency: '3' },
  })
  const one = await read<{ movements: { from: string; to: string; note: string }[]; lists: number[] }>(
    'police',
    `/v1/transfers/${id}/items/2`,
  )
  answers.itemHistoryAnswer.parse(one)
  expect(one.movements.map((m) => [m.from, m.to, m.note])).toEqual([
    ['agency', 'public_security', null],
    ['agency', 'difference', '挥发'],
  ])
  expect(one.lists).toHaveLength(1)
  await balance(id)
})

test.each([
  ['more than stands there', [{ item: 1, quantity: '100.000001' }], '/handedOver/0/quantity'],
  [
    'more than stands there, with a shortfall',
    [{ item: 3, quantity: '3', difference: { kind: 'shortfall', quantity: '1', reason: '短少' } }],
    '/handedOver/0/quantity',
  ],
  ['nothing', [{ item: 1, quantity: '0' }], '/handedOver/0/quantity'],
  ['an unknown item', [{ item: 1 }, { item: 77 }], '/handedOver/1/item'],
  [
    'one item twice',
    [
      { item: 1, quantity: '1' },
      { item: 1, quantity: '2' },
    ],
    '/handedOver/1/item',
  ],
  ['another unit', [{ item: 2, quantity: '98500', unit: '克' }], '/handedOver/0/unit'],
  ['another name', [{ item: 2, name: '红酒' }], '/handedOver/0/name'],
  [
    'a difference of nothing',
    [{ item: 2, difference: { kind: 'shortfall', quantity: '0', reason: '无' } }],
    '/handedOver/0/difference/quantity',
  ],
])('handing over %s is refused and names the field', async (_, lines, pointer) => {
  const id = await filed()
  const { status, body } = await handover(id, lines)
  expect([status, body.code, body.basis?.includes('R310 12')]).toEqual([422, 'condition_unmet', true])
  expect(body.errors?.map((e) => e.pointer)).toContain(pointer)
  expect(await standing(id)).toMatchObject({ 1: { agency: '100' } })
})

test('an item of a batch that is not meant is refused; the batches of named items need not be named', async () => {
  const id = await filed()
  await take(w, 'market', id, 'items_added', { seizedItems: [{ name: '印章', quantity: '2', unit: '枚' }] })
  const refused = await handover(id, [{ item: 4 }], { batches: [1] })
  expect(refused.body.errors?.map((e) => e.pointer)).toEqual(['/handedOver/0/item'])
  expect((await handover(id, [{ item: 4 }])).status).toBe(200)
  const states = statesOf(await see(w, 'market', id))
  expect([states['exhibits/batch/1'], states['exhibits/batch/2']]).toEqual(['held', 'handed_over'])
})

test('public security signs the list in its own name; until then, and in dispute, the list says so', async () => {
  const id = await filed()
  await take(w, 'market', id, 'exhibits_handover', { receivedBy: chief, place: '涉案财物保管中心' })
  const lists = async () => {
    const page = await read<{ items: Record<string, unknown>[] }>('procuratorate', `/v1/transfers/${id}/handover-lists`)
    return answers.handoverLists.parse(page).items
  }
  const [list] = await lists()
  expect(list).toMatchObject({
    no: 1,
    step: 'exhibits_handover',
    status: 'unsigned',
    from: 'agency',
    to: 'public_security',
    place: '涉案财物保管中心',
    lineCount: 3,
    signatures: { handedOver: { part: 'sender' }, receivedBy: { name: chief.name }, received: null },
  })
  const whole = await read<{ lines: object[]; next: string | null }>(
    'police',
    `/v1/transfers/${id}/handover-lists/${list!.version}?limit=2`,
  )
  answers.handoverListAnswer.parse(whole)
  expect([whole.lines.length, whole.next]).toEqual([2, '2'])
  const bound = { transferId: id, version: list!.version, step: list!.step, lines: list!.lines }
  expect(list!.digest).toBe(createHash('sha256').update(canonical(bound)).digest('hex'))

  const wrong = await attempt(w, 'police', id, 'exhibits_receipt', {
    counted: [
      { item: 1, counted: '99' },
      { item: 2, counted: '98.5', difference: { reason: '无', accepted: true } },
      { item: 9, counted: '1' },
      { item: 3, counted: '3', unit: '册' },
    ],
  })
  expect([wrong.status, wrong.body.code]).toEqual([422, 'condition_unmet'])
  expect(wrong.body.errors?.map((e) => e.pointer)).toEqual([
    '/counted/0/difference',
    '/counted/1/difference',
    '/counted/2/item',
    '/counted/3/unit',
  ])

  await take(w, 'police', id, 'exhibits_receipt', {
    counted: [
      { item: 1, counted: '98', difference: { reason: '清点少两箱', accepted: false } },
      { item: 2, counted: '98', difference: { reason: '计量误差', accepted: true } },
      { item: 3, counted: '4', difference: { reason: '多出一本', accepted: false } },
    ],
  })
  expect((await lists())[0]).toMatchObject({
    status: 'disputed',
    signatures: { received: { part: 'police_in_charge' } },
    digest: list!.digest,
  })
  expect(await standing(id)).toEqual({
    1: { in_dispute: '2', public_security: '98' },
    2: { difference: '0.5', public_security: '98' },
    3: { in_dispute: '-1', public_security: '4' },
  })
  expect((await balance(id)).inDispute).toEqual([1, 3])
  expect(statesOf(await see(w, 'market', id))['coordination/exhibit_difference/1']).toBe('difference_open')

  const settle = (settled: object[]) => attempt(w, 'police', id, 'exhibits_difference_settlement', { settled })
  const half = await settle([{ item: 1, outcome: 'delivered', reason: '已补交' }])
  expect(half.body.errors?.map((e) => e.pointer)).toEqual(['/settled'])
  const odd = await settle([
    { item: 1, outcome: 'delivered', reason: '已补交' },
    { item: 2, outcome: 'accepted', reason: '无' },
    { item: 3, outcome: 'delivered', reason: '不可能' },
  ])
  expect(odd.body.errors?.map((e) => e.pointer)).toEqual(['/settled/1/item', '/settled/2/outcome'])
  const done = await settle([
    { item: 1, outcome: 'delivered', reason: '已补交两箱' },
    { item: 3, outcome: 'accepted', reason: '清单漏记一本' },
  ])
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  expect((await lists())[0]?.status).toBe('signed')
  expect(await standing(id)).toEqual({
    1: { public_security: '100' },
    2: { difference: '0.5', public_security: '98' },
    3: { difference: '-1', public_security: '4' },
  })
  expect((await balance(id)).inDispute).toEqual([])
})

test('goods under a measure go with the case, before it is filed', async () => {
  const id = await caseOf(w, 'received', { seizedItems: goods })
  await take(w, 'market', id, 'exhibits_handover_with_case', { receivedBy: chief, handedOver: [{ item: 1 }] })
  expect(await standing(id)).toMatchObject({ 1: { public_security: '100' }, 2: { agency: '98.5' } })
  await take(w, 'police', id, 'exhibits_receipt')
  const page = await read<{ items: { status: string }[] }>('market', `/v1/transfers/${id}/handover-lists`)
  expect(page.items.map((l) => l.status)).toEqual(['signed'])
})

test('what the agency keeps under agreement stands apart, and comes back list by list', async () => {
  const id = await filed()
  await take(w, 'market', id, 'filing_notice_receipt')
  const agreement = {
    conditions: '恒温',
    place: '本局冷库',
    responsible: '李明',
    expiresOn: '2026-09-01',
    returnConditions: '结案后移交',
  }
  await take(w, 'police', id, 'custody_by_agency', { ...agreement, items: [{ item: 2 }] })
  expect(statesOf(await see(w, 'market', id))['exhibits/batch/1']).toBe('held')
  // The rest is handed over: what is left is kept on behalf of public security, and the period is kept.
  await take(w, 'market', id, 'exhibits_handover', { receivedBy: chief, handedOver: [{ item: 1 }, { item: 3 }] })
  const seen = await see(w, 'market', id)
  expect(statesOf(seen)['exhibits/batch/1']).toBe('in_agency_custody')
  expect(seen.clocks.filter((c) => c.rule === 'exhibits_handover').map((c) => c.status)).toEqual(['met'])
  expect(await standing(id)).toMatchObject({ 2: { agency_for_police: '98.5' } })
  expect((await itemsOf(id, '?custody=agency_for_police')).items.map((i) => i.no)).toEqual([2])
  await take(w, 'market', id, 'exhibits_handover', { receivedBy: chief })
  expect(statesOf(await see(w, 'market', id))['exhibits/batch/1']).toBe('handed_over')
  const page = await read<{ items: { step: string; status: string; no: number | null }[] }>(
    'market',
    `/v1/transfers/${id}/handover-lists`,
  )
  expect(page.items.map((l) => [l.step, l.no, l.status])).toEqual([
    ['custody_by_agency', null, 'not_needed'],
    ['exhibits_handover', 1, 'unsigned'],
    ['exhibits_handover', 2, 'unsigned'],
  ])
  const unnamed = await attempt(w, 'police', id, 'exhibits_receipt')
  expect([unnamed.status, unnamed.body.errors?.[0]?.pointer]).toEqual([422, '/no'])
  await take(w, 'police', id, 'exhibits_receipt', { no: 2 })
  await balance(id)
})

test('what is dangerous is disposed of with a sample kept back and photographs in the file', async () => {
  const id = await filed()
  const photo = await upload(w, 'market', '处置照片', 'photo')
  await take(w, 'market', id, 'hazardous_exhibit_disposal', {
    items: [{ item: 2, sample: { quantity: '0.5', place: '本局样品室' } }],
    method: '焚烧',
    disposedBy: '某环保公司',
    qualification: '危废经营许可证1号',
    disposedOn: w.day(),
    materials: [photo],
  })
  expect(await standing(id)).toMatchObject({ 2: { disposed: '98', sampled: '0.5' } })
  expect(statesOf(await see(w, 'market', id))['exhibits/batch/1']).toBe('held')
  const over = await attempt(w, 'market', id, 'hazardous_exhibit_disposal', { items: [{ item: 2, quantity: '1' }] })
  expect(over.body.errors?.map((e) => e.pointer)).toEqual(['/items/0/quantity'])
  await balance(id)
})

test('a letter sent again lists anew what the agency still holds, and nothing is counted twice', async () => {
  const { id } = (await w.submit('market', { seizedItems: goods })).transfer
  await take(w, 'market', id, 'transfer_withdrawal')
  const letter = await w.submission('market', { seizedItems: [{ name: '假酒', quantity: '100', unit: '箱' }] })
  const again = await w.ask('market', 'POST', `/v1/transfers/${id}/steps/transfer_dispatch`, letter)
  expect(again.status, JSON.stringify(again.body)).toBe(200)
  expect(await standing(id)).toEqual({
    1: { relisted: '100' },
    2: { relisted: '98.5' },
    3: { relisted: '3' },
    4: { agency: '100' },
  })
  const states = statesOf(await see(w, 'market', id))
  expect([states['exhibits/batch/1'], states['exhibits/batch/2']]).toEqual(['relisted', 'held'])
  expect((await itemsOf(id, '?custody=agency')).items.map((i) => i.no)).toEqual([4])
})

test('photographs of items are materials of the same act', async () => {
  const [photo] = await w.materials('market', ['photo'])
  const materials = [...(await w.materials('market', ['M1', 'M2', 'M3'])), photo!]
  const item = { ...goods[0], photos: [photo!.id] }
  const good = await w.submission('market', { seizedItems: [item], materials })
  const bad = { ...good, materials: materials.slice(0, 3) }
  const refused = await w.ask<{ code: string; errors: { pointer: string }[] }>('market', 'POST', '/v1/transfers', bad)
  expect([refused.status, refused.body.code, refused.body.errors.map((e) => e.pointer)]).toEqual([
    422,
    'condition_unmet',
    ['/seizedItems/0/photos/0'],
  ])
  expect((await w.ask('market', 'POST', '/v1/transfers', good)).status).toBe(201)
})

test('what is dangerous needs its reason; an item needs its quantity', async () => {
  const bad = await w.submission('market', {
    seizedItems: [{ name: '废酸', quantity: '-1', unit: '吨', hazardous: true }],
  })
  const { status, body } = await w.ask<{ errors: { pointer: string }[] }>('market', 'POST', '/v1/transfers', bad)
  expect([status, body.errors.map((e) => e.pointer)]).toEqual([
    400,
    ['/seizedItems/0/quantity', '/seizedItems/0/specialReason'],
  ])
  const reason = await w.submission('market', {
    seizedItems: [{ name: '废酸', quantity: '1', unit: '吨', hazardous: true }],
  })
  const answer = await w.ask<{ errors: { pointer: string }[] }>('market', 'POST', '/v1/transfers', reason)
  expect([answer.status, answer.body.errors.map((e) => e.pointer)]).toEqual([400, ['/seizedItems/0/specialReason']])
})

test('suspects who split off leave the goods in the case they were listed in', async () => {
  const id = await filed()
  await take(w, 'police', id, 'case_split', { suspects: ['s2'] })
  const other = (await read<{ related: { id: string }[] }>('police', `/v1/transfers/${id}`)).related[0]!.id
  expect((await itemsOf(other, '', 'police')).items).toEqual([])
  expect((await itemsOf(id)).items).toHaveLength(3)
  await take(w, 'market', id, 'exhibits_handover', { receivedBy: chief })
  await balance(id)
})

test('an organ without a part learns of nothing; a strange page, item or list is refused', async () => {
  const id = await filed()
  for (const part of ['items', 'items/1', 'items/balance', 'handover-lists', 'handover-lists/3'])
    await read('foreignMarket', `/v1/transfers/${id}/${part}`, 404)
  await read('market', `/v1/transfers/${id}/items/9`, 404)
  await read('market', `/v1/transfers/${id}/items/0`, 404)
  await read('market', `/v1/transfers/${id}/handover-lists/1`, 404)
  await read('market', `/v1/transfers/${id}/items?custody=nowhere`, 400)
  await read('market', `/v1/transfers/${id}/items?batch=x`, 400)
  await read('market', `/v1/transfers/${id}/handover-lists?cursor=x`, 400)
})

test('all that was kept is what the entries make of it', () => allVerify(w))
