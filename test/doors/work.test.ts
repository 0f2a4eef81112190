// GET /v1/work: what an organ owes and what it waits for, from the act itself and from what is kept behind it; urgencies,
// pages and counts; duties without a number; closed cases and an officer's own acts; the calendar's line.
import { beforeAll, describe, expect, test } from 'vitest'
import { workAnswer, workClosedAnswer, workDoneAnswer } from '../../schemas/index.ts'
import { dayOf } from '../../src/api/work.ts'
import { followDesks, remakeDesks } from '../../src/cases/index.ts'
import { nobodysTurn, turns } from '../../src/cases/work-turns.ts'
import { calendarsFrom, ruleSets } from '../../src/procedure/index.ts'
import { caseOf, take, timedWorld } from './procedure-scene.ts'
import { refusedWith, send } from './refusals.ts'

const w = await timedWorld()

interface Item {
  readonly transferId: string
  readonly key: string
  readonly zh: string
  readonly why: { zh: string }
  readonly steps: { step: string }[]
  readonly rule?: string
  readonly on: string
  readonly dueAt?: string
  readonly since?: string
  readonly urgency: string
  readonly caseName: string
  readonly owners: { id: string }[]
  readonly others: { id: string }[]
}
interface Listed {
  readonly items: Item[]
  readonly counts: Record<string, number>
  readonly next: string | null
}

async function work(organ: string, query = ''): Promise<Listed> {
  const { status, body } = await w.ask<Listed>(organ, 'GET', `/v1/work${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  workAnswer.parse(body)
  return body
}
const follow = () => followDesks(w.deps.cases)
const of = (listed: Listed, id: string) => listed.items.filter((item) => item.transferId === id)
const matters = (listed: Listed, id: string) => of(listed, id).map((item) => item.rule ?? item.on)

test('the table of turns names states of the law, and says of each that is not final whose turn it is', () => {
  const tracks = ruleSets.at(-1)?.tracks ?? {}
  const known = Object.entries(tracks).flatMap(([track, { states }]) => Object.keys(states).map((s) => `${track}/${s}`))
  const named = [
    ...Object.entries(turns).flatMap(([track, states]) => Object.keys(states).map((s) => `${track}/${s}`)),
    ...Object.entries(nobodysTurn).flatMap(([track, states]) => states.map((s) => `${track}/${s}`)),
  ]
  expect(named.filter((one) => !known.includes(one))).toEqual([])
  const open = Object.entries(tracks).flatMap(([track, { states }]) =>
    Object.entries(states).flatMap(([s, rule]) => (rule.final ? [] : [`${track}/${s}`])),
  )
  expect(open.filter((one) => !named.includes(one))).toEqual([])
})

describe('a case on its way', () => {
  let id: string
  beforeAll(async () => {
    id = await caseOf(w, 'transferred', { caseName: '张三涉嫌虚假广告案' })
  })

  test('stands on the desk of whoever must act at once, and with the other organs as what they wait for', async () => {
    const police = await work('police')
    const [first] = of(police, id)
    expect(first).toMatchObject({
      zh: '签收回执',
      urgency: 'watch',
      on: 'criminal/case/1',
      steps: [{ step: 'receipt_sign' }],
    })
    expect(first?.dueAt).toBeUndefined()
    expect(Date.parse(first?.since ?? '')).toBe(w.clock.nowMs)
    expect(first?.others.map((o) => o.id)).toEqual([w.organ('market').id])
    const [waited] = of(await work('market', '?tab=waiting'), id)
    expect(waited).toMatchObject({ on: 'criminal/case/1', steps: [] })
    expect(waited?.owners.map((o) => o.id)).toEqual([w.organ('police').id])
    expect(of(await work('foreignPolice'), id)).toEqual([])
    expect(of(await work('foreignMarket', '?tab=waiting'), id)).toEqual([])
  })

  test('names no natural person in its title', async () => {
    const [first] = of(await work('police'), id)
    expect(first?.caseName).toBe('张*涉嫌虚假广告案')
  })

  test('says the same before and after the follower has passed, and when all is made anew', async () => {
    const all = async () =>
      Promise.all(['market', 'police', 'procuratorate'].flatMap((organ) => [work(organ), work(organ, '?tab=waiting')]))
    const before = await all()
    expect(await follow()).toBeGreaterThan(0)
    expect(await all()).toEqual(before)
    expect(await follow()).toBe(0)
    await w.db.ownerPool.query('truncate case_work, case_search')
    expect(of(await work('police'), id)).toEqual([])
    expect(await remakeDesks(w.deps.cases)).toBeGreaterThan(0)
    expect(await all()).toEqual(before)
  })

  test('moves on with every act, from desk to desk', async () => {
    await take(w, 'police', id, 'receipt_sign')
    expect(matters(await work('police'), id)).toEqual(['supplement_notice', 'filing_review'])
    expect(matters(await work('market', '?tab=waiting'), id)).toEqual(['supplement_notice', 'filing_review'])
    await follow()
    await take(w, 'police', id, 'filing_refused')
    expect(of(await work('market'), id).map((item) => item.zh)).toContain('签收不予立案通知书')
    await take(w, 'market', id, 'non_filing_notice_receipt')
    // Kept rows of the state before are not shown, and what began is.
    const market = await work('market')
    expect(matters(market, id)).toContain('reconsideration_request')
    expect(matters(await work('police'), id)).not.toContain('filing_review')
    const right = of(market, id).find((item) => item.rule === 'reconsideration_request')
    expect(right).toMatchObject({ kind: 'right' })
    await follow()
    expect(matters(await work('market'), id)).toEqual(matters(market, id))
  })
})

describe('urgency', () => {
  let id: string
  beforeAll(async () => {
    w.setTo('2026-03-16T10:00:00+08:00')
    id = await caseOf(w, 'received')
    await follow()
  })

  test('rises with what is left and with its share of the period, by the same rule before and after it is kept', async () => {
    const levels = new Map<string, string[]>()
    const moments = [
      [0, 0],
      [9, 9],
      [17, 8],
      [25, 8],
      [49, 24],
      [90, 41],
    ] as const
    for (const [passed, hours] of moments) {
      w.pass({ hours })
      for (const item of of(await work('police'), id)) {
        const rule = item.rule ?? item.on
        levels.set(rule, [...(levels.get(rule) ?? []), `${passed} ${item.urgency}`])
      }
    }
    // A day: two thirds left at 8 hours, a third at 16; broken only with the later of the two readings.
    expect(levels.get('supplement_notice')).toEqual([
      '0 watch',
      '9 soon',
      '17 urgent',
      '25 urgent',
      '49 overdue',
      '90 overdue',
    ])
    expect(levels.get('filing_review')?.at(-1)).toBe('90 overdue')
  })

  test('filters, and is counted', async () => {
    const { counts } = await work('police')
    const overdue = await work('police', '?urgency=overdue')
    expect(overdue.items.length).toBe(counts.overdue)
    expect(overdue.items.every((item) => item.urgency === 'overdue')).toBe(true)
    const sum = ['overdue', 'urgent', 'soon', 'watch', 'calm'].reduce((n, one) => n + (counts[one] ?? 0), 0)
    expect(sum).toBe(counts.todo)
    expect((await work('police', '?counts=false')).counts).toBeUndefined()
  })

  test('pages go on where the former ended, whether kept or moved since', async () => {
    await caseOf(w, 'received')
    const whole = await work('police')
    expect(whole.items.length).toBeGreaterThan(3)
    const seen: Item[] = []
    for (let query = '?limit=2'; ; ) {
      const page = await work('police', query)
      seen.push(...page.items)
      if (page.next === null) break
      query = `?limit=2&cursor=${encodeURIComponent(page.next)}`
    }
    expect(seen.map((i) => `${i.transferId} ${i.key}`)).toEqual(whole.items.map((i) => `${i.transferId} ${i.key}`))
  })
})

test('what follows an act is owed without a number, under its own article', async () => {
  const id = await caseOf(w, 'refused')
  const duty = of(await work('police'), id).find((item) => item.on.startsWith('duty/'))
  if (duty !== undefined) expect(duty.steps).toEqual([expect.objectContaining({ step: 'duty_performed' })])
  const notice = of(await work('market'), id).find((item) => item.on.startsWith('service/'))
  expect(notice).toMatchObject({ zh: '签收不予立案通知书', urgency: 'watch' })
})

test('an officer’s acts are found by its certificate, the last first, and nobody else’s', async () => {
  const id = await caseOf(w, 'received')
  await follow()
  const [officer] = w.organ('police').officers
  const { status, body } = await w.ask<{ items: { transferId: string; step: string }[] }>(
    'police',
    'GET',
    `/v1/work/done?officer=${encodeURIComponent(officer?.certificateNo ?? '')}&limit=1`,
  )
  expect(status).toBe(200)
  workDoneAnswer.parse(body)
  expect(body.items).toMatchObject([{ transferId: id, step: 'receipt_sign' }])
  const others = await w.ask<{ items: unknown[] }>('market', 'GET', `/v1/work/done?officer=${officer?.certificateNo}`)
  expect(others.body.items).toEqual([])
})

test('a case in which nothing is left is closed for those who owe nothing', async () => {
  const id = await caseOf(w, 'transferred')
  await take(w, 'market', id, 'transfer_withdrawal')
  await follow()
  const { status, body } = await w.ask<{ items: { transferId: string }[] }>('market', 'GET', '/v1/work/closed')
  expect(status).toBe(200)
  workClosedAnswer.parse(body)
  expect(body.items.map((one) => one.transferId)).toContain(id)
  expect(of(await work('police'), id)).toEqual([])
})

describe('a sifted list looks through two thousand and says where it goes on', () => {
  test('of cases; a number is found at once, however old', async () => {
    const id = await caseOf(w, 'transferred', { documentNo: '海市监移〔2026〕9999号' })
    await follow()
    // Two thousand and some newer ones of another field.
    await w.db.ownerPool.query(
      `with copy as (
         select t.*, overlay(t.id::text placing 'ffff' || lpad(to_hex(n), 4, '0') from 1 for 8)::uuid as copied
         from transfer t, generate_series(1, 2100) n where t.id = $1),
       cases as (
         insert into transfer select x.* from copy c, jsonb_populate_record(null::transfer, to_jsonb(c)
           || jsonb_build_object('id', copied, 'domain', 'tax', 'document_no', '', 'document_key', copied::text)) x)
       insert into case_part select x.* from copy c join case_part p on p.transfer_id = c.id,
         jsonb_populate_record(null::case_part, to_jsonb(p) || jsonb_build_object('transfer_id', c.copied)) x`,
      [id],
    )
    const list = async (query: string) => {
      const { status, body } = await w.ask<{ items: { id: string }[]; next: string | null }>(
        'market',
        'GET',
        `/v1/transfers?limit=200&domain=market&${query}`,
      )
      expect(status, JSON.stringify(body)).toBe(200)
      return { ids: body.items.map((one) => one.id), next: body.next }
    }
    const first = await list('')
    expect(first.ids).toEqual([])
    expect(first.next).not.toBeNull()
    const second = await list(`cursor=${first.next}`)
    expect(second.ids).toContain(id)
    expect(second.next).toBeNull()
    expect(await list(`documentNo=${encodeURIComponent('海市监移[2026]9999号')}`)).toEqual({ ids: [id], next: null })
  })

  test('of periods', async () => {
    interface Clocks {
      readonly items: { readonly transferId: string }[]
      readonly next: string | null
    }
    const clocks = async (query: string) => (await w.ask<Clocks>('police', 'GET', `/v1/clocks?mine=true&${query}`)).body
    await follow()
    const before = await clocks('')
    expect(before.items.length).toBeGreaterThan(0)
    // Kept of what runs no longer: nothing of it is shown.
    await w.db.ownerPool.query(
      `insert into case_work (agency_id, transfer_id, key, tab, ends_at, binding, about, rule)
       select $1, gen_random_uuid(), 'gone', 'todo', '2000-01-01', true, '{}', 'gone' from generate_series(1, 2000)`,
      [w.organ('police').id],
    )
    const first = await clocks('')
    expect(first.items).toEqual([])
    expect((await clocks(`cursor=${first.next}`)).items).toEqual(before.items)
    await w.db.ownerPool.query(`delete from case_work where key = 'gone'`)
  })
})

test('what is wrong in the query is refused', async () => {
  for (const query of ['?tab=all', '?urgency=red', '?cursor=x', '?counts=1', '?limit=0'])
    refusedWith(await send(w, 'police', 'GET', `/v1/work${query}`), 400, 'invalid_fields')
  refusedWith(await send(w, 'police', 'GET', '/v1/work/done'), 400, 'invalid_fields')
  refusedWith(await send(w, 'police', 'GET', '/v1/work/closed?cursor=1'), 400, 'invalid_fields')
  refusedWith(await send(w, 'police', 'GET', '/v1/work', { token: null }), 401, 'token_missing')
})

test('today’s line tells of the next days off with the weekends around them, and of none where none is near', () => {
  const calendar = calendarsFrom([])('100000')
  expect(dayOf(calendar, Date.parse('2026-09-28T10:26:00+08:00'))).toEqual({
    date: '2026-09-28',
    rest: false,
    holiday: { name: '国庆节', from: '2026-10-01', to: '2026-10-07', resumes: '2026-10-08' },
  })
  expect(dayOf(calendar, Date.parse('2026-07-06T10:00:00+08:00')).holiday).toBeNull()
})
