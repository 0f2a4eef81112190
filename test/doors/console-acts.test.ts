// What an officer may do at the console: acts that name it, with a certificate that is valid, on pages of its role.
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { changeAgency } from '../../src/agencies/index.ts'
import { notNamed } from '../../src/api/officer-named.ts'
import { openAttempts } from '../../src/console/session/attempts.ts'
import { needs, needsKind } from '../../src/console/session/needs.ts'
import { callerAddress, masked, parseNetworks, restored } from '../../src/kernel/index.ts'
import { type Desk, signIn } from '../console-scene.ts'
import { world } from '../world.ts'
import { askAs, askingPages } from './officer-ask.ts'

/** Pages of some roles only, beside the one that asks the API. */
const pages = () => {
  const door = askingPages()
  door.get('/heads', needs('agency_head', 'police_chief'), (c) => c.text('in'))
  door.get('/watchers', needsKind('procuratorate'), (c) => c.text('in'))
  return door
}
const w = await world(8, { pages })

interface Tried {
  readonly status: number
  readonly body: { readonly code?: string; readonly transfer?: { readonly id: string } }
}
const tried = async (desk: Desk, path: string, act: unknown) => (await askAs(desk, 'POST', path, act)) as Tried
const certificateOf = (organ: string, i: 0 | 1) => w.organ(organ).officers[i] as { name: string; certificateNo: string }

describe('an act at the console', () => {
  let transferId = ''
  const path = () => `/v1/transfers/${transferId}/steps/receipt_sign`
  beforeAll(async () => {
    const head = await signIn(w, 'market', 'chief')
    const taken = await tried(head, '/v1/transfers', await w.submission())
    expect(taken.status, JSON.stringify(taken.body)).toBe(201)
    transferId = taken.body.transfer?.id as string
  })

  test('is decided by who signed in, and by nobody in another’s name; a system’s act is its own business', async () => {
    const officers = [certificateOf('police', 0), certificateOf('police', 1)]
    const { chief } = w.organ('police')
    const [handler, decider] = [await signIn(w, 'police'), await signIn(w, 'police', 'chief')]
    const refused = { status: 403, body: { code: 'officer_not_yours', errors: [{ pointer: '/decidedBy' }] } }
    expect(await tried(handler, path(), { officers, decidedBy: chief })).toMatchObject(refused)
    expect(await tried(decider, path(), { officers: [...officers, chief], decidedBy: officers[0] })).toMatchObject(
      refused,
    )
    const unapproved = await tried(await signIn(w, 'market'), '/v1/transfers', await w.submission())
    expect(unapproved).toMatchObject({
      status: 403,
      body: { code: 'officer_not_yours', errors: [{ pointer: '/approval/approvedBy' }] },
    })
    expect(await tried(decider, path(), { officers, decidedBy: chief })).toMatchObject({ status: 200 })
    expect((await w.ask('market', 'POST', '/v1/transfers', await w.submission())).status).toBe(201)
  })

  test('a document number is used once, whatever the key; the same key is a repetition', async () => {
    const head = await signIn(w, 'market', 'chief')
    const number = { documentNo: '海市监移〔2026〕901号' }
    const [one, other] = [await w.submission('market', number), await w.submission('market', number)]
    const first = (await askAs(head, 'POST', '/v1/transfers', one, 'key-1')) as Tried
    expect(first.status, JSON.stringify(first.body)).toBe(201)
    expect(await askAs(head, 'POST', '/v1/transfers', other, 'key-2')).toMatchObject({
      status: 409,
      body: {
        code: 'duplicate_document',
        errors: [{ pointer: '/documentNo' }],
        first: { id: first.body.transfer?.id },
      },
    })
    const again = (await askAs(head, 'POST', '/v1/transfers', one, 'key-1')) as Tried
    expect([again.status, again.body.transfer?.id]).toEqual([201, first.body.transfer?.id])
    // A system's keys say that two letters are meant.
    expect((await w.ask('market', 'POST', '/v1/transfers', other, { 'idempotency-key': 'key-3' })).status).toBe(201)
  })

  test('by whoever has no valid certificate is none', async () => {
    const { name, certificateNo } = certificateOf('police', 1)
    const desk = await signIn(w, 'police', 1)
    await w.db.ownerPool.query('update certificate set revoked_at = now() where number = $1', [certificateNo])
    expect((await desk.page('/console/me')).text).toContain('今日没有有效证件')
    expect(
      await tried(desk, path(), { officers: [{ name, certificateNo }], decidedBy: w.organ('police').chief }),
    ).toMatchObject({ body: { code: 'officer_not_yours' } })
    // To look is no act.
    expect((await desk.page('/console/cases')).status).not.toBe(403)
  })

  test('is refused where the organ acts with a signature only: an officer’s session signs nothing', async () => {
    const { code } = w.organ('customs')
    await changeAgency(w.db.ownerPool, code, { requiresSignature: true })
    const desk = await signIn(w, 'customs')
    const body = await w.submission('customs')
    await vi.waitFor(async () => {
      const { body: answer } = await tried(desk, '/v1/transfers', body)
      expect(answer.code).toBe('signature_required')
    })
  })

  test('of correspondence, clues and findings names who signed in as well', async () => {
    const desk = await signIn(w, 'market')
    const officers = [certificateOf('market', 1)]
    const nowhere = '00000000-0000-4000-8000-000000000000'
    const clue = { source: 'hotline', receivedAt: new Date(Date.now() - 60_000).toISOString(), facts: '举报无证经营' }
    for (const [path, act] of [
      ['/v1/correspondence', { kind: 'consultation', to: [w.organ('police').code], title: '咨询', text: '请予答复' }],
      [`/v1/correspondence/${nowhere}/sign`, {}],
      ['/v1/clues', clue],
      [`/v1/findings/${nowhere}/steps/explain`, { text: '已经移送' }],
      [`/v1/transfers/${nowhere}/letters/case_transfer_letter/issue`, {}],
      [`/v1/assignments/${nowhere}/sign`, {}],
    ] as const) {
      const { status, body } = await tried(desk, path, { ...act, officers })
      expect({ status, code: body.code }, `${path} ${JSON.stringify(body)}`).toEqual({
        status: 403,
        code: 'officer_not_yours',
      })
    }
  })
})

describe('who is named', () => {
  const me = { id: 'o', name: '甲', certificateNo: 'A-1', roles: [] }
  const person = (certificateNo: string) => ({ name: '某', certificateNo })
  test.each([
    ['among the officers', { officers: [person('B'), person('A-1')] }],
    ['as who decided', { officers: [person('B')], decidedBy: person('A-1') }],
    ['as who approved', { officers: [person('B')], approval: { approvedBy: person('A-1') } }],
  ])('counts %s', (_, act) => expect(notNamed({ officer: me }, act)).toBeUndefined())

  test('is nobody else, and what names no persons is no act', () => {
    expect(notNamed({ officer: me }, { officers: [person('a-1')], remarks: 'A-1' })?.code).toBe('officer_not_yours')
    expect(notNamed({ officer: me }, { officers: [] })?.code).toBe('officer_not_yours')
    expect(notNamed({ officer: { ...me, certificateNo: null } }, { officers: [person('A-1')] })?.code).toBe(
      'officer_not_yours',
    )
    expect(notNamed({ officer: me }, { name: 'a sink' })).toBeUndefined()
    expect(notNamed({}, { officers: [person('B')] })).toBeUndefined()
  })
})

describe('pages of some only', () => {
  test('by role', async () => {
    expect((await (await signIn(w, 'market', 'chief')).page('/console/heads')).text).toBe('in')
    const refused = await (await signIn(w, 'market')).page('/console/heads')
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('您的职责不包括此页')
  })
  test('by kind of organ', async () => {
    expect((await (await signIn(w, 'procuratorate')).page('/console/watchers')).text).toBe('in')
    expect((await (await signIn(w, 'police')).page('/console/watchers')).status).toBe(403)
  })
})

test('a request comes from who connected, unless a trusted proxy says for whom it speaks', () => {
  const from = (remoteAddress: string, forwarded?: string | string[], trusted: string[] = ['10.0.0.0/8', 'fd00::/8']) =>
    callerAddress({
      incoming: { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } },
      proxies: parseNetworks(trusted),
    })
  expect(from('10.0.0.1', '192.0.2.7')).toBe('192.0.2.7')
  expect(from('::ffff:10.0.0.1', '198.51.100.1, 192.0.2.7:4711, 10.0.0.9')).toBe('192.0.2.7')
  expect(from('fd00::1', ['198.51.100.1', '[2001:db8::7]:443'])).toBe('2001:db8::7')
  // Nobody else is believed, and what a caller wrote before the proxies did is its own word.
  expect(from('192.0.2.1', '198.51.100.1')).toBe('192.0.2.1')
  expect(from('10.0.0.1', '198.51.100.1', [])).toBe('10.0.0.1')
  expect(from('10.0.0.1')).toBe('10.0.0.1')
  expect(from('10.0.0.1', '198.51.100.1, unknown')).toBe('10.0.0.1')
  expect(from('10.0.0.1', '10.0.0.2, 10.0.0.3')).toBe('10.0.0.2')
  expect(callerAddress(undefined)).toBeUndefined()
})

test('what was masked comes back whole where it was one number, and nothing else is touched', () => {
  const kept = { a: '身份证号11010519491231002X，电话13812345678', b: ['13912345678', '13912349999'] }
  const shown = masked(kept)
  expect(JSON.stringify(shown)).not.toMatch(/11010519491231002X|13812345678/)
  expect(restored(shown, kept)).toEqual(kept)
  expect(restored({ facts: '改：110105********002X。' }, kept)).toEqual({ facts: '改：11010519491231002X。' })
  // Two numbers with one mask: nobody can say which was meant.
  const alike = { a: '13812345678', b: '13899995678' }
  expect(restored(masked(alike), alike)).toEqual(masked(alike))
  expect(restored({ n: 1, none: null, list: [true] }, kept)).toEqual({ n: 1, none: null, list: [true] })
})

test('an address may begin so many sign-ins in a minute, at all gateways together; a house of IPv6 counts as one', async () => {
  const [one, other] = [openAttempts(w.db.pool, { perMinute: 2 }), openAttempts(w.db.pool, { perMinute: 2 })]
  const waits = async (address: string, nowMs: number, count = 1) => {
    const said: number[] = []
    for (let n = 0; n < count; n++) said.push(await (n % 2 === 0 ? one : other).wait(address, nowMs))
    return said
  }
  expect(await waits('10.0.0.1', 1_000, 3)).toEqual([0, 0, 60])
  expect(await waits('10.0.0.2', 31_000)).toEqual([0])
  expect(await waits('10.0.0.1', 31_000)).toEqual([30])
  const house = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:3::4']
  expect((await Promise.all(house.map((a) => one.wait(a, 31_000)))).sort()).toEqual([0, 0, 60])
  expect(await waits('10.0.0.1', 61_000)).toEqual([0])
  // A clock that was set back begins a new minute.
  expect(await waits('10.0.0.1', 2_000)).toEqual([0])
})

test('counts of sign-ins are bounded, and forgotten after their minute', async () => {
  const count = async () =>
    Number((await w.db.ownerPool.query('select count(*) from console_sign_in_attempt')).rows[0]?.count)
  await w.db.ownerPool.query('delete from console_sign_in_attempt')
  const few = openAttempts(w.db.pool, { perMinute: 1, networks: 2 })
  for (const address of ['10.1.0.1', '10.1.0.2', '10.1.0.3']) expect(await few.wait(address, 1_000)).toBe(0)
  expect(await count()).toBe(2)
  // Who is counted goes on being counted.
  expect(await few.wait('10.1.0.2', 1_500)).toBe(60)
  expect(await few.wait('10.1.0.3', 90_000)).toBe(0)
  expect(await count()).toBe(0)
})
