// Lines that name items: each item of the case by its name, with what is left of it, to tick; nothing is ticked for the
// officer, and what is wrong with a line is said at that line.
import { expect, test } from 'vitest'
import { type Desk, formIn, signIn } from '../console-scene.ts'
import { world } from '../world.ts'

const w = await world()
const police = w.organ('police')
const [, partner] = w.organ('market').officers
const value = (o: { name: string; certificateNo: string } | undefined) => `${o?.certificateNo}\t${o?.name}`
const stepAt = (id: string, step: string) => `/console/cases/${id}/steps/${step}`

type Values = Record<string, string | null>

/** Sends the form of a page on; null empties a field. */
function on(desk: Desk, text: string, action: string, values: Values) {
  const body = new URLSearchParams(formIn(text, action))
  for (const [name, one] of Object.entries(values)) {
    if (one === null) body.delete(name)
    else body.set(name, one)
  }
  return desk.post(action, body)
}

/** Name of the line of an item on a page, for example `handedOver.2`. */
function lineOf(text: string, no: number): string {
  const found = new RegExp(`name="([\\w.]+)\\._no" value="${no}"`).exec(text)?.[1]
  if (found === undefined) throw new Error(`the page has no line of item ${no}`)
  return found
}

const goods = [
  { name: '假酒', quantity: '100', unit: '箱', brand: '某牌', serialNo: 'B-7' },
  { name: '散装白酒', quantity: '98.5', unit: '千克' },
  { name: '账册', quantity: '3', unit: '本' },
]

async function filed(): Promise<string> {
  const { transfer } = await w.submit('market', { seizedItems: goods, custody: 'after_filing' })
  const taken = async (organ: string, step: string, body: Record<string, unknown> = {}) => {
    const { status, body: said } = await w.step(organ, transfer.id, step, body)
    expect(status, JSON.stringify(said)).toBe(200)
  }
  await taken('police', 'receipt_sign', { decidedBy: police.chief })
  await taken('police', 'filing_approved', {
    ...{ decidedBy: police.chief, charges: [{ name: '虚假广告罪' }] },
    documentNo: `海公立字〔2026〕${Math.floor(performance.now() * 1000)}号`,
  })
  await taken('market', 'filing_notice_receipt')
  return transfer.id
}

const standing = async (id: string) =>
  Object.fromEntries(
    (
      await w.ask<{ items: { no: number; standing: { custody: string; quantity: string }[] }[] }>(
        'market',
        'GET',
        `/v1/transfers/${id}/items`,
      )
    ).body.items.map((i) => [i.no, Object.fromEntries(i.standing.map((s) => [s.custody, s.quantity]))]),
  )

const receiver = {
  'receivedBy.name': police.officers[0]?.name ?? '',
  'receivedBy.certificateNo': police.officers[0]?.certificateNo ?? '',
}

test('a handover offers the items by name with what is left; a line is wrong at its line, and what is not ticked stays', async () => {
  const id = await filed()
  const desk = await signIn(w, 'market', 0)
  const at = stepAt(id, 'exhibits_handover')
  const page = await desk.page(at)
  expect(page.status).toBe(200)
  for (const words of ['假酒', '某牌 · B-7', '账册', '余']) expect(page.text).toContain(words)
  expect(page.text).not.toMatch(/name="handedOver\.\d+\.item"[^>]* checked/)
  // Nobody types a number of an item, and one batch is no choice.
  expect(page.text).not.toMatch(/type="text"[^>]*name="handedOver\.\d+\.item"/)
  expect(page.text).not.toContain('name="batches"')

  const wine = lineOf(page.text, 1)
  const book = lineOf(page.text, 3)
  const given = { ...receiver, 'officers.1': value(partner) }
  const unticked = await on(desk, page.text, at, { ...given, [`${wine}.quantity`]: '60' })
  expect(unticked.status).toBe(422)
  expect(unticked.text).toContain('未勾选此物品')
  const again = lineOf(unticked.text, 1)
  expect(unticked.text).toContain(`href="#f-${again.replace('.', '-')}-item"`)

  const much = await on(desk, unticked.text, at, { [`${again}.item`]: '1', [`${again}.quantity`]: '600' })
  expect(much.status).toBe(422)
  const line = lineOf(much.text, 1)
  expect(much.text).toMatch(new RegExp(`id="f-${line.replace('.', '-')}-quantity-error"[\\s\\S]{0,200}现仅有 100 箱`))

  const preview = await on(desk, much.text, at, {
    ...{ [`${line}.quantity`]: '60', [`${lineOf(much.text, 3)}.item`]: '3' },
  })
  expect(preview.status, preview.text).toBe(200)
  expect(preview.text).toContain('假酒')
  const done = await on(desk, preview.text, at, { _do: 'send' })
  expect(done.status, done.text).toBe(303)
  expect(await standing(id)).toEqual({
    1: { agency: '40', public_security: '60' },
    2: { agency: '98.5' },
    3: { public_security: '3' },
  })
  expect(book).toMatch(/^handedOver\.\d$/)

  // In the history it stands under the articles.
  expect((await desk.page(`/console/cases/${id}?track=exhibits`)).text).toContain('移交涉案物品及其他材料')

  // What is left is what the next handover offers, and nothing ticked hands all of it over.
  const rest = await desk.page(at)
  expect(rest.text).toMatch(/余 <bdi>40<\/bdi>/)
  expect(rest.text).not.toContain('账册')
  const whole = await on(desk, rest.text, at, given)
  expect((await on(desk, whole.text, at, { _do: 'send' })).status).toBe(303)
  expect((await standing(id))[1]).toEqual({ public_security: '100' })
})

test('a count is of the chosen list, and a difference in dispute is settled item by item', async () => {
  const id = await filed()
  const handed = await w.step('market', id, 'exhibits_handover', {
    officers: w.organ('market').officers,
    receivedBy: police.officers[0],
    handedOver: [{ item: 1 }, { item: 2 }],
  })
  expect(handed.status, JSON.stringify(handed.body)).toBe(200)
  const desk = await signIn(w, 'police', 0)
  const at = stepAt(id, 'exhibits_receipt')
  const page = await desk.page(at)
  expect(page.text).toContain('清单数量')
  expect(page.text).not.toContain('账册')
  const wine = lineOf(page.text, 1)
  const given = { 'officers.1': value(police.officers[1]) }
  const bare = await on(desk, page.text, at, { ...given, [`${wine}.item`]: '1', [`${wine}.counted`]: '90' })
  expect(bare.status).toBe(422)
  expect(bare.text).toContain('须说明理由')
  const line = lineOf(bare.text, 1)
  const preview = await on(desk, bare.text, at, {
    [`${line}.difference.reason`]: '缺 10 箱',
    [`${line}.difference.accepted`]: 'false',
  })
  expect(preview.status, preview.text).toBe(200)
  expect((await on(desk, preview.text, at, { _do: 'send' })).status).toBe(303)
  expect((await standing(id))[1]).toEqual({ public_security: '90', in_dispute: '10' })

  const settle = stepAt(id, 'exhibits_difference_settlement')
  const open = await desk.page(settle)
  expect(open.text).toMatch(/差异 <bdi>10<\/bdi>/)
  expect(open.text).not.toContain('散装白酒')
  const one = lineOf(open.text, 1)
  const settled = await on(desk, open.text, settle, {
    ...{ ...given, [`${one}.item`]: '1', [`${one}.outcome`]: 'delivered', [`${one}.reason`]: '已补交' },
  })
  expect(settled.status, settled.text).toBe(200)
  expect((await on(desk, settled.text, settle, { _do: 'send' })).status).toBe(303)
  expect((await standing(id))[1]).toEqual({ public_security: '100' })
})
