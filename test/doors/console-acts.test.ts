// What an officer may do at the console: acts that name it, with a certificate that is valid, on pages of its role.
import { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import { notNamed } from '../../src/api/officer-named.ts'
import type { ConsoleEnv } from '../../src/console/env.ts'
import { openAttempts } from '../../src/console/session/attempts.ts'
import { needs, needsKind } from '../../src/console/session/needs.ts'
import { type Desk, signIn } from '../console-scene.ts'
import { world } from '../world.ts'

/** Pages that ask the API for whatever they are told to, and pages of some roles only. */
const pages = () => {
  const door = new Hono<ConsoleEnv>()
  door.post('/tried', async (c) => {
    const { path, body } = JSON.parse(c.req.query('ask') ?? '{}') as { path: string; body: unknown }
    const answer = await c.get('ask')('POST', path, { body })
    return c.json(
      answer.ok ? { status: answer.status, body: answer.body } : { status: answer.status, problem: answer.problem },
    )
  })
  door.get('/heads', needs('agency_head', 'police_chief'), (c) => c.text('in'))
  door.get('/watchers', needsKind('procuratorate'), (c) => c.text('in'))
  return door
}
const w = await world(8, { pages })

interface Tried {
  readonly status: number
  readonly body?: { readonly transfer: { readonly id: string } }
  readonly problem?: { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] }
}
const tried = async (desk: Desk, path: string, body: unknown): Promise<Tried> => {
  const mark = /name="_csrf" value="([^"]+)"/.exec((await desk.page('/console/me')).text)?.[1] as string
  const query = new URLSearchParams({ ask: JSON.stringify({ path, body }) })
  return JSON.parse((await desk.post(`/console/tried?${query}`, new URLSearchParams({ _csrf: mark }))).text) as Tried
}
const certificateOf = (organ: string, i: 0 | 1) => w.organ(organ).officers[i] as { name: string; certificateNo: string }

describe('an act at the console', () => {
  let transferId = ''
  beforeAll(async () => {
    const desk = await signIn(w, 'market')
    const taken = await tried(desk, '/v1/transfers', await w.submission())
    expect(taken.status, JSON.stringify(taken.problem)).toBe(201)
    transferId = taken.body?.transfer.id as string
  })

  test('names who signed in among its officers, or is refused; a system’s act is its own business', async () => {
    const [mine, other] = [certificateOf('police', 0), certificateOf('police', 1)]
    const desk = await signIn(w, 'police')
    const path = `/v1/transfers/${transferId}/steps/receipt_sign`
    const decidedBy = w.organ('police').chief
    const refused = await tried(desk, path, { officers: [other], decidedBy })
    expect(refused).toMatchObject({
      status: 403,
      problem: { code: 'officer_not_yours', errors: [{ pointer: '/officers' }] },
    })
    expect(await tried(desk, path, { officers: [other, mine], decidedBy })).toMatchObject({ status: 200 })
    const again = await w.submission()
    expect((await w.ask('market', 'POST', '/v1/transfers', again)).status).toBe(201)
  })

  test('by whoever has no valid certificate is none', async () => {
    const { name, certificateNo } = certificateOf('police', 1)
    const desk = await signIn(w, 'police', 1)
    await w.db.ownerPool.query('update certificate set revoked_at = now() where number = $1', [certificateNo])
    expect((await desk.page('/console/me')).text).toContain('今日没有有效证件')
    const path = `/v1/transfers/${transferId}/steps/receipt_sign`
    expect(
      await tried(desk, path, { officers: [{ name, certificateNo }], decidedBy: w.organ('police').chief }),
    ).toMatchObject({ problem: { code: 'officer_not_yours' } })
    // To look is no act.
    expect((await desk.page('/console/cases')).status).not.toBe(403)
  })

  test('of correspondence, clues and findings names who signed in as well', async () => {
    const desk = await signIn(w, 'market')
    const officers = [certificateOf('market', 1)]
    const letter = { kind: 'consultation', to: [w.organ('police').code], title: '咨询', text: '请予答复', officers }
    for (const [path, body] of [
      ['/v1/correspondence', letter],
      ['/v1/findings/00000000-0000-4000-8000-000000000000/steps/explain', { officers, reasons: '已经移送' }],
      ['/v1/transfers/00000000-0000-4000-8000-000000000000/letters/case_transfer_letter/issue', { officers }],
    ] as const) {
      const { problem } = await tried(desk, path, body)
      expect(['officer_not_yours', 'invalid_fields', 'not_found'], path).toContain(problem?.code)
    }
    const { problem } = await tried(desk, '/v1/findings/00000000-0000-4000-8000-000000000000/steps/contest', {
      officers,
      reasons: '不成立',
    })
    expect(problem?.code).toBe('officer_not_yours')
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
