// `GET /v1/inbox` and `POST /v1/inbox/read`, and the mail addresses of organs: what each organ is told of others' acts, with
// number, due time and article; who has read what; and that only the operator sends warnings anywhere.
import { randomUUID } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { inboxAnswer, mailAddressAnswer, mailAddressList } from '../../schemas/index.ts'
import { type NewNotice, type NoticeAbout, oweNotices } from '../../src/outbox/index.ts'
import { world } from '../world.ts'
import { asOperator } from './inbox-scene.ts'
import { refusedWith, send } from './refusals.ts'

const w = await world()

interface Item {
  kind: string
  id: string
  cursor: string
  version: number
  step: string
  read: boolean
}
const ask = (by: string, query = '', headers: Record<string, string> = {}) =>
  send(w, by, 'GET', `/v1/inbox${query}`, { headers })
async function items(by: string, query = '', headers: Record<string, string> = {}): Promise<Item[]> {
  const { status, body } = await ask(by, query, headers)
  expect(status).toBe(200)
  inboxAnswer.parse(body)
  return body.items
}
/** Waits for what the inbox follows a moment later. */
const until = (by: string, id: string, version: number) =>
  vi.waitFor(
    async () => {
      const found = (await items(by)).find((i) => i.id === id && i.version === version)
      if (found === undefined) throw new Error('not there yet')
      return found
    },
    { timeout: 30_000, interval: 100 },
  )
const about: NoticeAbout = {
  grade: 'orange',
  dueAt: '2026-12-01T16:00:00.000Z',
  ...{ basis: ['行刑衔接规定第8条'], number: '〔2026〕1号' },
  ...{ zh: '立案审查期限将届满', en: 'the filing review ends soon' },
}
const finding = (organ: string, more: Partial<NewNotice> = {}): NewNotice => ({
  ...{ kind: 'finding' as const, id: randomUUID(), version: 1, step: 'finding_raised', at: new Date(), about },
  agencyIds: [w.organ(organ).id],
  ...more,
})

describe('the inbox', () => {
  test('tells the others of a case that was sent, under its number, with the period that presses them; the sender it tells nothing', async () => {
    const { transfer } = await w.submit()
    const { documentNo } = (await w.ask<{ documentNo: string }>('market', 'GET', `/v1/transfers/${transfer.id}`)).body
    const seen = await until('police', transfer.id, 1)
    expect(seen).toMatchObject({
      ...{ kind: 'transfer', step: 'transfer_dispatch', grade: 'notice', read: false },
      number: documentNo,
      url: `${w.gateway.config.issuer}/v1/transfers/${transfer.id}`,
    })
    await until('procuratorate', transfer.id, 1)
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
    expect(await until('market', transfer.id, 2)).toMatchObject({ step: 'receipt_sign' })
    // What it has seen to is no news to the police; of what it has no part in, an organ is told nothing.
    await vi.waitFor(async () => expect((await items('police')).map((i) => i.id)).not.toContain(transfer.id))
    expect((await items('foreignMarket')).map((i) => i.id)).not.toContain(transfer.id)
  })

  test('shows a warning with grade, due time, article and where to ask, and filters by grade and kind', async () => {
    const one = finding('customs')
    await oweNotices(w.db.pool, one)
    const letter = finding('customs', { kind: 'letter', step: 'letter_sent', about: {} })
    await oweNotices(w.db.pool, letter)
    await until('customs', letter.id, 1)
    expect(await until('customs', one.id, 1)).toMatchObject({
      ...{ ...about, kind: 'finding', url: `${w.gateway.config.issuer}/v1/findings/${one.id}` },
    })
    expect((await items('customs', '?grade=orange')).map((i) => i.id)).toEqual([one.id])
    expect((await items('customs', '?kind=letter,draw'))[0]).toMatchObject({ id: letter.id, zh: '工作函件：新来函' })
    expect((await ask('customs')).body.counts).toEqual({ unread: 2, notice: 1, yellow: 0, orange: 1, red: 0 })
  })

  test('what one officer has read is unread to another and to the system', async () => {
    const one = finding('justice')
    await oweNotices(w.db.pool, one)
    await until('justice', one.id, 1)
    const li = { 'x-access-officer': encodeURIComponent('李检察官') }
    const read = (body: object, headers = {}) => send(w, 'justice', 'POST', '/v1/inbox/read', { body, headers })
    const named = { items: [{ kind: one.kind, id: one.id, version: 1 }] }
    expect((await read(named, li)).body).toEqual({ marked: 1 })
    expect(await items('justice', '', li)).toEqual([])
    expect(await items('justice', '?unread=false', li)).toMatchObject([{ id: one.id, read: true }])
    const [unread] = await items('justice')
    expect(unread).toMatchObject({ id: one.id, read: false })
    expect((await read({ upTo: unread?.cursor })).body).toEqual({ marked: 0 })
    expect(await items('justice')).toEqual([])
    const two = finding('justice')
    await oweNotices(w.db.pool, two)
    await until('justice', two.id, 1)
  })

  test('pages follow each other and say where to go on', async () => {
    await oweNotices(
      w.db.pool,
      Array.from({ length: 5 }, () => finding('court')),
    )
    await vi.waitFor(async () => expect(await items('court')).toHaveLength(5), { timeout: 30_000 })
    const first = await ask('court', '?limit=3')
    expect(first.headers.get('link')).toContain(`cursor=${first.body.next}`)
    const second = await items('court', `?limit=3&cursor=${first.body.next}`)
    expect([...first.body.items, ...second]).toEqual(await items('court'))
  })

  test.each([
    ['limit=0', '/limit'],
    ['unread=perhaps', '/unread'],
    ['kind=finding,gossip', '/kind'],
    ['grade=purple', '/grade'],
    ['cursor=1-1', '/cursor'],
  ])('%s is refused', async (query, pointer) => {
    refusedWith(await ask('market', `?${query}`), 400, 'invalid_fields', [pointer])
  })

  test('marks name what was read, and one thing at a time', async () => {
    const read = (body: object) => send(w, 'market', 'POST', '/v1/inbox/read', { body })
    refusedWith(await read({}), 400, 'invalid_fields')
    refusedWith(await read({ upTo: 'x' }), 400, 'invalid_fields', ['/upTo'])
    refusedWith(await read({ items: [{ kind: 'gossip', id: 'x', version: 0 }] }), 400, 'invalid_fields')
    expect((await read({ items: [{ kind: 'finding', id: randomUUID(), version: 1 }] })).body).toEqual({ marked: 0 })
    refusedWith(await send(w, 'market', 'GET', '/v1/inbox', { token: null }), 401, 'token_missing')
  })
})

describe('mail addresses', () => {
  const post = (by: string, body: object) => send(w, by, 'POST', '/v1/mail-addresses', { body })

  test('are entered by the operator and by nobody else, seen by their organ, changed and removed', async () => {
    const body = { agency: w.organ('market').code, address: 'duty@market.example', least: 'yellow' }
    refusedWith(await post('market', body), 403, 'operator_only')
    await asOperator(w, 'court', async () => {
      const made = await post('court', body)
      expect(made.status, made.text).toBe(201)
      mailAddressAnswer.parse(made.body)
      expect(made.body).toMatchObject({ address: body.address, least: 'yellow', hour: null, state: 'enabled' })
      const again = await post('court', { ...body, address: 'DUTY@market.example' })
      expect([again.status, again.body.code]).toEqual([409, 'wrong_state'])
      refusedWith(await post('court', { ...body, agency: 'nobody' }), 400, 'invalid_fields', ['/agency'])
      refusedWith(await post('court', { ...body, address: 'a@b\r\nBcc: c@d' }), 400, 'invalid_fields', ['/address'])
      const path = `/v1/mail-addresses/${made.body.id}`
      const patch = (by: string, change: object) => send(w, by, 'PATCH', path, { body: change })
      refusedWith(await patch('market', { hour: 9 }), 403, 'operator_only')
      refusedWith(await patch('police', { hour: 9 }), 404, 'not_found')
      expect((await patch('court', { hour: 9, kinds: ['finding'] })).body).toMatchObject({
        hour: 9,
        kinds: ['finding'],
      })
      const listed = await send(w, 'market', 'GET', '/v1/mail-addresses')
      mailAddressList.parse(listed.body)
      expect(listed.body).toMatchObject({ sends: false, items: [{ id: made.body.id, hour: 9 }] })
      expect((await send(w, 'police', 'GET', '/v1/mail-addresses')).body.items).toEqual([])
      expect((await patch('court', { state: 'removed', reason: '人员调离' })).body.state).toBe('removed')
      expect((await send(w, 'market', 'GET', '/v1/mail-addresses')).body.items).toEqual([])
    })
  })
})
