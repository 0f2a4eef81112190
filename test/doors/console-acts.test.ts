// What an officer may do at the console: acts that name it, with a certificate that is valid, on pages of its role.
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { changeAgency } from '../../src/agencies/index.ts'
import { notNamed } from '../../src/api/officer-named.ts'
import { openAttempts } from '../../src/console/session/attempts.ts'
import { needs, needsKind } from '../../src/console/session/needs.ts'
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

test('an address may begin so many sign-ins in a minute; a house of IPv6 counts as one', () => {
  const attempts = openAttempts(2)
  expect([0, 0, 0].map(() => attempts.wait('10.0.0.1', 1_000))).toEqual([0, 0, 60])
  expect(attempts.wait('10.0.0.2', 1_000)).toBe(0)
  expect(['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:3::4'].map((a) => attempts.wait(a, 31_000))).toEqual([
    0, 0, 30,
  ])
  expect(attempts.wait('10.0.0.1', 61_000)).toBe(0)
})
