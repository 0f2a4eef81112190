// GET /v1/clocks: the periods that run in an organ's cases, the nearest end first; how many there are of each kind; why
// each is due when it is. Each test looks at organs of its own region, so that it counts its own cases only.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { type ClockSeen, caseOf, see, take, timedWorld } from './procedure-scene.ts'
import { refusedWith, send } from './refusals.ts'
import { enrol } from './scene.ts'

const w = await timedWorld()

interface Listed {
  readonly items: (ClockSeen & { transferId: string; mine: boolean; ownedBy: string; anchorAt: string })[]
  readonly counts: Record<'running' | 'near' | 'overdue' | 'provisional', number>
  readonly next: string | null
}

async function clocks(organ: string, query = ''): Promise<Listed> {
  const { status, body } = await w.ask<Listed>(organ, 'GET', `/v1/clocks${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  answers.clockList.parse(body)
  return body
}

const rules = (listed: Listed) => listed.items.map((c) => c.rule)

describe('states', () => {
  let id: string
  beforeAll(async () => {
    w.setTo('2026-03-02T10:00:00+08:00')
    id = await caseOf(w, 'received')
  })
  // 24 hours for the notice, three days for the review: a day later the former is past its earlier reading.
  const all = ['supplement_notice', 'filing_review']
  const moments = [
    ['at once', {}, { running: 2, near: 0, overdue: 0, provisional: 0 }, []],
    [
      'a minute later, less than a day before the end of the notice',
      { minutes: 1 },
      { near: 1 },
      ['supplement_notice'],
    ],
    ['between the two readings of the hours', { hours: 24 }, { near: 1, overdue: 0 }, ['supplement_notice']],
    ['when the notice is broken', { hours: 1 }, { near: 0, overdue: 1 }, []],
    ['on the last day of the review', { hours: 45 }, { near: 1, overdue: 1 }, ['filing_review']],
    ['after it', { hours: 30 }, { near: 0, overdue: 2 }, []],
  ] as const

  test('near and overdue follow the clock, and what is overdue still runs', async () => {
    for (const [when, passed, counts, near] of moments) {
      w.pass(passed)
      for (const organ of ['market', 'police', 'procuratorate']) {
        const running = await clocks(organ)
        expect(running.counts, `${organ} ${when}`).toMatchObject({ running: 2, ...counts })
        expect(rules(running)).toEqual(all)
        expect(rules(await clocks(organ, '?state=near')), `near for ${organ} ${when}`).toEqual(near)
        const overdue = await clocks(organ, '?state=overdue')
        expect(overdue.items).toHaveLength(running.counts.overdue)
        expect(overdue.items.every((c) => Date.parse(c.breachAt) < w.clock.nowMs)).toBe(true)
      }
    }
  })

  test('an item is the clock as the case shows it, with its case, and says whose it is', async () => {
    const [item] = (await clocks('police', '?rule=filing_review')).items
    const shown = (await see(w, 'police', id)).clocks.find((c) => c.rule === 'filing_review')
    expect(item).toMatchObject(shown as object)
    expect(item).toMatchObject({ transferId: id, mine: true, ownedBy: 'police_in_charge', light: 'red' })
    expect((await clocks('market', '?rule=filing_review')).items[0]).toMatchObject({ mine: false })
  })

  test('mine leaves out what others owe, in the list and in the counts; a rule leaves out the others', async () => {
    expect((await clocks('market', '?mine=true')).counts).toEqual({ running: 0, near: 0, overdue: 0, provisional: 0 })
    expect(rules(await clocks('police', '?mine=true'))).toEqual(all)
    expect((await clocks('police', '?mine=true')).counts.running).toBe(2)
    await take(w, 'police', id, 'completeness_check', { missing: [{ description: '检验报告' }] })
    await take(w, 'market', id, 'supplement_notice_receipt')
    expect(rules(await clocks('market', '?mine=true'))).toEqual(['supplement_reply'])
    expect(rules(await clocks('police', '?rule=supplement_reply'))).toEqual(['supplement_reply'])
    expect(rules(await clocks('police', '?rule=supplement_reply&mine=true'))).toEqual([])
    expect(rules(await clocks('police', '?rule=dispatch'))).toEqual([])
  })

  test('what is done, ended or lapsed runs no more', async () => {
    await take(w, 'police', id, 'filing_refused')
    expect(rules(await clocks('police'))).toEqual([])
    const shown = (await see(w, 'police', id)).clocks.map((c) => [c.rule, c.status])
    expect(shown).toContainEqual(['filing_review', 'breached'])
    expect(shown).toContainEqual(['supplement_reply', 'ended'])
  })

  test('what is addressed to an organ is its own', async () => {
    const opinion = { to: w.organ('market').code, replyDueDate: w.day(9) }
    const { transfer } = (
      await w.ask<{ transfer: { id: string } }>('justice', 'POST', '/v1/transfers/steps/justice_opinion', {
        ...{
          officers: w.organ('justice').officers.slice(0, 1),
          decidedBy: { name: '首长justice', certificateNo: 'SZ-justice' },
        },
        ...{ documentNo: '司督〔2026〕1号', facts: '怠于履行', ...opinion },
        ...{ caseName: '督办案', domain: 'market', involvesStateSecrets: false },
      })
    ).body
    await take(w, 'market', transfer.id, 'paper_receipt')
    const [mine] = (await clocks('market', '?mine=true')).items
    expect(mine).toMatchObject({
      rule: 'justice_paper_reply',
      owner: 'addressee',
      localDate: opinion.replyDueDate,
      ownedBy: w.organ('market').name,
    })
    // The paper itself sets the day: nothing was counted, and nothing is told of counting.
    expect(mine).not.toHaveProperty('explanation')
    expect((await clocks('justice', '?mine=true')).items).toEqual([])
    expect(rules(await clocks('justice'))).toEqual(['justice_paper_reply'])
  })
})

describe('why it is due when it is', () => {
  test('natural days roll over the holiday, and the words say which', async () => {
    w.setTo('2026-09-30T15:00:00+08:00')
    const id = await caseOf(w, 'received')
    const [review] = (await clocks('police', '?rule=filing_review')).items.filter((c) => c.transferId === id)
    expect(review).toMatchObject({ localDate: '2026-10-08', provisional: false })
    expect(review?.explanation?.zh).toBe('自2026-09-30的次日起算3日；2026-10-03为国庆节，顺延至2026-10-08 24时届满')
    expect(review?.explanation?.en).toContain('2026-10-03 is a rest day')
    expect(review?.calendar).toMatch(/^2004-2\d{3}/)
    const [notice] = (await clocks('police', '?rule=supplement_notice')).items.filter((c) => c.transferId === id)
    expect(notice).toMatchObject({ breachAt: '2026-10-01T08:00:00.000Z', dueAt: '2026-10-01T07:00:00.000Z' })
    expect(notice?.explanation?.en).toContain('hours are not moved by holidays')
  })

  test('a year without a published notice is marked, told and can be asked for', async () => {
    w.setTo('2029-02-10T15:00:00+08:00')
    const id = await caseOf(w, 'received')
    const listed = await clocks('police', '?state=provisional')
    expect(listed.items.map((c) => [c.transferId, c.rule])).toEqual([[id, 'filing_review']])
    expect(listed.counts.provisional).toBe(1)
    expect(listed.items[0]?.explanation?.zh).toContain('放假通知未公布')
  })
})

describe('paging', () => {
  test('every clock comes once, in one order, also where many end in the same moment', async () => {
    w.setTo('2026-04-13T09:00:00+08:00')
    const region = '450521'
    const police = await enrol(w, 'ownPolice', { kind: 'public_security', regionCode: region })
    await enrol(w, 'ownProcuratorate', { kind: 'procuratorate', regionCode: region })
    await enrol(w, 'ownMarket', { kind: 'administrative', regionCode: region })
    const ids: string[] = []
    for (let n = 0; n < 7; n++) {
      const { transfer } = await w.submit('ownMarket')
      await take(w, 'ownPolice', transfer.id, 'receipt_sign', { decidedBy: police.chief })
      ids.push(transfer.id)
    }
    const whole = await clocks('ownPolice', '?limit=200')
    expect(whole.items).toHaveLength(14)
    expect(new Set(whole.items.map((c) => c.breachAt)).size).toBe(2)
    for (const limit of [1, 3, 5]) {
      const paged: Listed['items'] = []
      let path: string | null = `?limit=${limit}`
      while (path !== null) {
        const { headers, body } = await w.ask<Listed>('ownPolice', 'GET', `/v1/clocks${path}`)
        paged.push(...body.items)
        expect(body.counts).toEqual(whole.counts)
        const link = /^<\/v1\/clocks(\?[^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')
        expect(link === null).toBe(body.next === null)
        path = link?.[1] ?? null
      }
      expect(paged.map((c) => [c.transferId, c.key])).toEqual(whole.items.map((c) => [c.transferId, c.key]))
    }
    const ends = whole.items.map((c) => c.breachAt)
    expect(ends).toEqual([...ends].sort())
    // A page goes on with the filter it began with.
    const { headers } = await w.ask('ownPolice', 'GET', '/v1/clocks?limit=2&state=running&rule=filing_review&mine=true')
    expect(headers.get('link')).toMatch(/state=running.*rule=filing_review.*mine=true.*cursor=/)
  })

  test('what is no state, no cursor and no page is refused by name', async () => {
    const wrong = [
      ['state=gone', '/state'],
      ['mine=yes', '/mine'],
      ['cursor=1~2~3', '/cursor'],
      ['cursor=;drop', '/cursor'],
      ['limit=0', '/limit'],
    ] as const
    for (const [query, pointer] of wrong)
      refusedWith(await send(w, 'police', 'GET', `/v1/clocks?${query}`), 400, 'invalid_fields', [pointer])
    refusedWith(await send(w, 'police', 'GET', '/v1/clocks', { token: null }), 401, 'token_missing')
  })
})

describe('who sees them', () => {
  test('who has left a case has none of its clocks, who took it over has them', async () => {
    w.setTo('2026-05-11T09:00:00+08:00')
    const id = await caseOf(w, 'received')
    const of = async (organ: string) =>
      (await clocks(organ, '?limit=200')).items.filter((c) => c.transferId === id).map((c) => c.rule)
    expect(await of('police')).toEqual(['supplement_notice', 'filing_review'])
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    await take(w, 'foreignPolice', id, 'receipt_sign')
    expect(await of('police')).toEqual([])
    expect(await of('procuratorate')).toEqual([])
    expect(await of('foreignPolice')).toEqual(['supplement_notice', 'filing_review'])
    expect(await of('foreignProcuratorate')).toEqual(['supplement_notice', 'filing_review'])
    expect(await of('market')).toEqual(['supplement_notice', 'filing_review'])
    const { counts } = await clocks('foreignPolice')
    expect(counts.running).toBe(2)
  })

  test('what only some may see is in their lists and counts, and in nobody else’s', async () => {
    w.setTo('2026-05-18T09:00:00+08:00')
    const before = await Promise.all(['market', 'police', 'procuratorate'].map((o) => clocks(o)))
    const id = await caseOf(w, 'referred')
    await take(w, 'procuratorate', id, 'supplementary_investigation_criminal')
    const after = await Promise.all(['market', 'police', 'procuratorate'].map((o) => clocks(o)))
    const more = after.map((a, i) => a.counts.running - (before[i]?.counts.running ?? 0))
    expect(more[0]).toBe(0)
    expect(more[1]).toBe(2) // one a suspect
    expect(more[2]).toBe(2)
    expect(rules(await clocks('market', '?rule=supplementary_investigation'))).toEqual([])
    expect(rules(await clocks('police', '?rule=supplementary_investigation&mine=true'))).toHaveLength(2)
  })

  test('an organ without cases has an empty list', async () => {
    expect(await clocks('platform')).toEqual({
      items: [],
      counts: { running: 0, near: 0, overdue: 0, provisional: 0 },
      next: null,
    })
  })
})

afterAll(async () => {
  // No clock of a list is unknown to its case, and the other way round.
  for (const organ of ['market', 'police', 'procuratorate']) {
    const { items } = await clocks(organ, '?limit=200')
    for (const id of new Set(items.map((c) => c.transferId))) {
      const shown = (await see(w, organ, id)).clocks.filter((c) => c.status === 'running').map((c) => c.key)
      expect(
        items
          .filter((c) => c.transferId === id)
          .map((c) => c.key)
          .sort(),
      ).toEqual(shown.sort())
    }
  }
})
