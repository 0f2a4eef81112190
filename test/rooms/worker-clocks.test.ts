// What time does to periods: their running out is put on record once and told to those concerned, rights lapse and duties
// stay owed; a notice of holidays that is loaded later moves what it moves, for its region only; what a region opts in to
// binds that region.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type HolidayNotice, loadNotice, optIn, optOut } from '../../src/agencies/index.ts'
import { tick } from '../../src/worker/index.ts'
import {
  allVerify,
  attempt,
  type ClockSeen,
  caseOf,
  changesOf,
  type Seen,
  see,
  statesOf,
  take,
  timedWorld,
} from '../doors/procedure-scene.ts'

const w = await timedWorld()
afterEach(() => allVerify(w))

const clock = (seen: Seen, rule: string) => seen.clocks.find((c) => c.rule === rule) as ClockSeen
const expiries = (seen: Seen) => seen.timeline.filter((e) => e.step === 'period_expired')
const told = async (organ: string, id: string) =>
  (await changesOf(w, organ, id)).filter((c) => c.step === 'period_expired').map((c) => c.version)

/** Ticks until something is so: a replica believes its registry for a moment. */
async function tickUntil<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  const ticked = async () => {
    await w.tick()
    return look()
  }
  await expect.poll(ticked, { timeout: 10_000 }).toEqual(wanted)
}

describe('a period runs out', () => {
  beforeEach(() => w.setTo('2026-05-11T10:00:00+08:00'))

  test('a duty stays owed: it is put on record once, told to all parties, and moves nothing', async () => {
    const id = await caseOf(w, 'reviewed')
    const before = await see(w, 'police', id)
    w.pass({ days: 3, hours: 13 })
    expect(await w.tick(), 'on its last moment it has not run out').toBe(true)
    expect((await see(w, 'police', id)).version).toBe(before.version)
    w.pass({ hours: 2 })
    await w.tick()
    const after = await see(w, 'police', id)
    expect([after.version, after.status]).toEqual([before.version + 1, before.status])
    expect(expiries(after)).toHaveLength(1)
    expect(expiries(after)[0]).toMatchObject({
      by: { part: 'gateway' },
      officers: [],
      clocksExpired: [{ rule: 'filing_review', status: 'running', light: 'red', expiredVersion: after.version }],
    })
    expect(clock(after, 'filing_review')).toMatchObject({ status: 'running', expiredVersion: after.version })
    expect(clock(after, 'filing_review').breachAt).toBe(clock(before, 'filing_review').breachAt)
    // Whoever owes it and whoever watches learn of it; so does whoever waits.
    for (const organ of ['police', 'procuratorate', 'market']) expect(await told(organ, id)).toEqual([after.version])
    for (let round = 0; round < 3; round++) {
      w.pass({ days: 9 })
      await w.tick()
    }
    expect((await see(w, 'police', id)).version).toBe(after.version)
    // It can still be done, late.
    await take(w, 'police', id, 'filing_approved')
    expect(clock(await see(w, 'market', id), 'filing_review')).toMatchObject({ status: 'breached' })
  })

  test('what it opens is open: the complaint about the overdue decision', async () => {
    const id = await caseOf(w, 'reviewed')
    expect((await attempt(w, 'market', id, 'overdue_filing_complaint')).body.code).toBe('condition_unmet')
    w.pass({ days: 5 })
    await w.tick()
    await take(w, 'market', id, 'overdue_filing_complaint')
    await take(w, 'procuratorate', id, 'require_delay_reasons')
    expect(statesOf(await see(w, 'police', id))).toMatchObject({ 'supervision/overdue/1': 'reasons_required' })
  })

  test('a right lapses, and what it would have allowed is refused from then on', async () => {
    const id = await caseOf(w, 'refused')
    const signed = await take(w, 'market', id, 'non_filing_notice_receipt')
    expect(signed.available.map((s) => s.step)).toContain('reconsideration_request')
    w.pass({ days: 5 })
    await w.tick()
    const seen = await see(w, 'market', id)
    expect(clock(seen, 'reconsideration_request').status).toBe('lapsed')
    expect(expiries(seen)[0]).toMatchObject({ clocksSettled: [{ rule: 'reconsideration_request', status: 'lapsed' }] })
    const late = await attempt(w, 'market', id, 'reconsideration_request')
    expect([late.status, late.body.code]).toEqual([422, 'condition_unmet'])
    await take(w, 'market', id, 'supervision_suggestion')
  })

  test('waiting ends, and only then the urging letter may be sent', async () => {
    const id = await caseOf(w, 'refused')
    await take(w, 'procuratorate', id, 'require_reasons')
    await take(w, 'police', id, 'paper_receipt')
    await take(w, 'police', id, 'voluntary_filing')
    expect(clock(await see(w, 'police', id), 'urge_letter')).toMatchObject({ status: 'running' })
    expect((await attempt(w, 'procuratorate', id, 'progress_urge')).body.code).toBe('condition_unmet')
    w.pass({ days: 100 })
    await w.tick()
    expect(clock(await see(w, 'procuratorate', id), 'urge_letter')).toMatchObject({ status: 'ended' })
    await take(w, 'procuratorate', id, 'progress_urge')
  })

  test('several that ran out at once are one entry, and each one that runs out later is another', async () => {
    const id = await caseOf(w, 'received')
    w.pass({ days: 2 })
    await w.tick()
    expect(expiries(await see(w, 'police', id)).map((e) => e.clocksExpired?.map((c) => c.rule))).toEqual([
      ['supplement_notice'],
    ])
    w.pass({ days: 4 })
    await w.tick()
    expect(expiries(await see(w, 'police', id))).toHaveLength(2)
    const other = await caseOf(w, 'received')
    w.pass({ days: 6 })
    await w.tick()
    expect(expiries(await see(w, 'police', other)).map((e) => e.clocksExpired?.map((c) => c.rule).sort())).toEqual([
      ['filing_review', 'supplement_notice'],
    ])
  })

  test('what began in secret runs out in secret, beside what all may know', async () => {
    const id = await caseOf(w, 'referred', { seizedItems: [{ name: '账册', quantity: '1', unit: '本' }] })
    await take(w, 'market', id, 'filing_notice_receipt') // three days for the handover, known to all
    await take(w, 'procuratorate', id, 'supplementary_investigation_criminal') // a month, known to two
    await take(w, 'police', id, 'consultation_request')
    await take(w, 'foreignMarket', id, 'paper_receipt') // seven days, known to two others
    w.pass({ days: 60 })
    const hidden = await see(w, 'market', id)
    await w.tick()
    const [market, police, procuratorate, asked] = await Promise.all(
      ['market', 'police', 'procuratorate', 'foreignMarket'].map((o) => see(w, o, id)),
    )
    const rules = (seen: Seen | undefined) =>
      expiries(seen as Seen)
        .flatMap((e) => e.clocksExpired?.map((c) => c.rule) ?? [])
        .sort()
    expect(rules(market)).toEqual(['exhibits_handover'])
    expect(rules(police)).toEqual([
      'consultation_reply',
      'exhibits_handover',
      'supplementary_investigation',
      'supplementary_investigation',
    ])
    expect(rules(procuratorate)).toEqual([
      'exhibits_handover',
      'supplementary_investigation',
      'supplementary_investigation',
    ])
    expect(rules(asked)).toEqual(['consultation_reply'])
    for (const [organ, entries] of [
      ['market', 1],
      ['police', 3],
      ['procuratorate', 2],
      ['foreignMarket', 1],
    ] as const)
      expect(await told(organ, id), organ).toHaveLength(entries)
    expect(hidden.clocks.map((c) => c.rule)).not.toContain('supplementary_investigation')
    expect(JSON.stringify(market?.timeline)).not.toMatch(/supplementary|consult/)
  })

  test('the procuratorate’s own period runs out before the procuratorate alone', async () => {
    const id = await caseOf(w, 'referred', { seizedItems: [] })
    await take(w, 'market', id, 'filing_notice_receipt')
    await take(w, 'procuratorate', id, 'non_prosecution')
    w.pass({ days: 20 })
    await w.tick()
    expect(expiries(await see(w, 'procuratorate', id)).map((e) => e.clocksExpired?.[0]?.rule)).toEqual([
      'np_internal_handover',
    ])
    for (const organ of ['market', 'police']) {
      const seen = await see(w, organ, id)
      expect(expiries(seen)).toEqual([])
      expect(seen.clocks.map((c) => c.rule)).not.toContain('np_internal_handover')
    }
  })

  test('a case in which somebody acts at that moment gets both entries', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => caseOf(w, 'reviewed')))
    w.pass({ days: 6 })
    const acts = ids.map((id) => attempt(w, 'police', id, 'supplementary_inquiry'))
    const [ticked, ...done] = await Promise.all([w.tick(), ...acts])
    expect(ticked).toBe(true)
    expect(done.map((d) => d.status)).toEqual(ids.map(() => 200))
    await w.tick()
    for (const id of ids) expect(expiries(await see(w, 'police', id))).toHaveLength(1)
  })
})

describe('several replicas', () => {
  test('however many tick at once, each running out is one entry', async () => {
    const replicas = [w, await w.replica(), await w.replica()]
    const ids = await Promise.all(Array.from({ length: 8 }, () => caseOf(w, 'received')))
    w.pass({ days: 6 })
    for (let round = 0; round < 3; round++) {
      const ticks = await Promise.all([...replicas, ...replicas].map((r) => r.tick()))
      expect(ticks.some(Boolean)).toBe(true)
    }
    for (const id of ids) {
      const seen = await see(w, 'police', id)
      expect(expiries(seen)).toHaveLength(1)
      expect(await told('police', id)).toEqual([seen.version])
    }
  })

  test('acts of the gateway itself that race without any lock are one entry too', async () => {
    const [other] = [await w.replica()]
    const id = await caseOf(w, 'reviewed')
    w.pass({ days: 6 })
    const done = await Promise.all([w, other, w, other].map((r) => r.deps.acts.ofItself(id, 'expiry')))
    expect(done.filter(Boolean)).toHaveLength(1)
    expect(expiries(await see(w, 'police', id))).toHaveLength(1)
  })

  test('a case that cannot be raised is logged and stops no other', async () => {
    const [bad, good] = [await caseOf(w, 'reviewed'), await caseOf(w, 'reviewed')]
    w.pass({ days: 6 })
    const faults: unknown[] = []
    const { acts } = w.deps
    const broken = {
      ...w.deps,
      log: { error: (fault: unknown) => faults.push(fault) },
      acts: {
        ofItself: (id: string, what: 'expiry' | 'recounting') =>
          id === bad ? Promise.reject(new Error('unreadable')) : acts.ofItself(id, what),
      },
    }
    expect(await tick(broken as unknown as typeof w.deps)).toBe(true)
    expect(faults).toEqual([expect.objectContaining({ transferId: bad })])
    expect(expiries(await see(w, 'police', good))).toHaveLength(1)
    expect(expiries(await see(w, 'police', bad))).toHaveLength(0)
    await w.tick()
    expect(expiries(await see(w, 'police', bad))).toHaveLength(1)
  })
})

/** A notice of the State Council for a year: every January day given is off, the rest are its own least seven. */
function national(year: number, rest: Record<string, string>, worked: string[] = []): HolidayNotice {
  const most = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`${year}-10-0${i + 1}`, '国庆节']))
  return { regionCode: '100000', year, rest: { ...most, ...rest }, worked, source: `国办发明电〔${year - 1}〕7号` }
}

describe('a notice of holidays is loaded', () => {
  // 2031 is a year for which no release of today can know the notice. 2031-01-27 is a Monday.
  const monday = '2031-01-27T10:00:00+08:00'

  test('provisional ends are counted again by the next round, and moved where the notice moves them', async () => {
    w.setTo(monday)
    const id = await caseOf(w, 'reviewed')
    const before = clock(await see(w, 'police', id), 'filing_review')
    expect(before).toMatchObject({ provisional: true, localDate: '2031-01-30' })
    await w.tick()
    expect((await see(w, 'police', id)).timeline.map((e) => e.step)).not.toContain('clocks_recounted')
    await loadNotice(w.db.ownerPool, national(2031, { '2031-01-30': '春节', '2031-01-31': '春节' }, ['2031-02-01']))
    w.pass({ hours: 2 })
    await tickUntil(async () => (await see(w, 'police', id)).timeline.at(-1)?.step, 'clocks_recounted')
    const seen = await see(w, 'police', id)
    const after = clock(seen, 'filing_review')
    expect(after).toMatchObject({ provisional: false, localDate: '2031-02-01', status: 'running' })
    expect(after.calendar).not.toBe(before.calendar)
    expect(after.breachAt).toBe('2031-02-01T15:59:59.999Z')
    expect(seen.timeline.at(-1)).toMatchObject({
      by: { part: 'gateway' },
      clocksAdvanced: [{ rule: 'filing_review', localDate: '2031-02-01' }],
    })
    const listed = await w.ask<{ items: { transferId: string; localDate: string }[]; counts: { provisional: number } }>(
      'police',
      'GET',
      '/v1/clocks?rule=filing_review&limit=200',
    )
    expect(listed.body.items.find((c) => c.transferId === id)?.localDate).toBe('2031-02-01')
    const { version } = seen
    await w.tick()
    await w.tick()
    expect((await see(w, 'police', id)).version).toBe(version)
    // It is late by the new end and not by the old one.
    w.setTo('2031-02-01T23:00:00+08:00')
    await w.tick()
    expect((await see(w, 'police', id)).version).toBe(version)
    await take(w, 'police', id, 'filing_approved')
    expect(clock(await see(w, 'police', id), 'filing_review').status).toBe('met')
  })

  test('a region’s own notice moves the ends of that region’s cases and of no other’s', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    const [here, there] = [await caseOf(w, 'reviewed'), await foreignCase()]
    const [before, foreign] = await both(here, there)
    expect([before?.localDate, foreign?.localDate]).toEqual(['2026-06-04', '2026-06-04'])
    const regional = { regionCode: '330000', year: 2026, rest: { '2026-06-04': '地方节日' }, worked: [] }
    await loadNotice(w.db.ownerPool, { ...regional, source: '浙政办发〔2026〕1号' })
    await tickUntil(async () => (await both(here, there))[1]?.localDate, '2026-06-05')
    const [after, moved] = await both(here, there)
    expect(after).toEqual(before)
    expect(moved?.calendar).toContain('330000')
    expect((await see(w, 'police', here)).timeline.map((e) => e.step)).not.toContain('clocks_recounted')
    expect((await see(w, 'foreignPolice', there)).timeline.at(-1)?.step).toBe('clocks_recounted')
    expect(moved?.explanation?.zh ?? '').toBe('')
    const [told] = (await see(w, 'foreignPolice', there)).clocks.filter((c) => c.rule === 'filing_review')
    expect(told?.explanation?.zh).toContain('地方节日')
  })

  test('what is sealed is counted again in an entry of its own', async () => {
    w.setTo('2033-02-21T10:00:00+08:00')
    const id = await caseOf(w, 'referred', { seizedItems: [{ name: '账册', quantity: '1', unit: '本' }] })
    await take(w, 'market', id, 'filing_notice_receipt')
    await take(w, 'procuratorate', id, 'supplementary_investigation_criminal', { suspects: ['s1'] })
    await loadNotice(w.db.ownerPool, national(2033, { '2033-02-24': '特别假日', '2033-03-21': '特别假日' }))
    const recounts = async (organ: string) =>
      (await see(w, organ, id)).timeline.filter((e) => e.step === 'clocks_recounted')
    await tickUntil(async () => (await recounts('police')).length, 2)
    const seen = await see(w, 'market', id)
    expect(seen.timeline.filter((e) => e.step === 'clocks_recounted')).toHaveLength(1)
    expect(clock(seen, 'exhibits_handover').localDate).toBe('2033-02-25')
    expect(clock(await see(w, 'police', id), 'supplementary_investigation').localDate).toBe('2033-03-22')
    expect(JSON.stringify(seen.timeline)).not.toContain('supplementary')
  })

  test('a round that runs out of time goes on where it stopped', async () => {
    w.setTo('2035-03-05T10:00:00+08:00')
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push(await caseOf(w, 'reviewed'))
    const { acts } = w.deps
    const asked: string[] = []
    const slow = {
      ...w.deps,
      acts: {
        ofItself: async (id: string, what: 'expiry' | 'recounting') => {
          if (what === 'recounting') {
            asked.push(id)
            vi.setSystemTime(Date.now() + 15_000) // two of them fill a round
          }
          return acts.ofItself(id, what)
        },
      },
    } as unknown as typeof w.deps
    await loadNotice(w.db.ownerPool, national(2035, { '2035-03-08': '特别假日' }))
    await w.deps.registry.renewed()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      for (let round = 0; round < 12; round++) await tick(slow)
    } finally {
      vi.useRealTimers()
    }
    const mine = asked.filter((id) => ids.includes(id))
    expect([...new Set(mine)].sort()).toEqual([...ids].sort())
    for (const id of ids) expect(clock(await see(w, 'police', id), 'filing_review').localDate).toBe('2035-03-09')
  })
})

describe('a region opts in to a stage', () => {
  const extend = (organ: string, id: string, ground: string) =>
    attempt(w, organ, id, 'filing_review_extension', { ground })
  const document = { regionCode: '450502', domain: '*', clock: 'filing_review' }

  beforeAll(() => w.setTo('2026-07-06T10:00:00+08:00'))

  test('the review may be extended there, stage by stage, and nowhere else', async () => {
    const early = await caseOf(w, 'reviewed')
    expect((await extend('police', early, 'clue_needs_verification')).body.code).toBe('no_further_stage')
    expect((await see(w, 'police', early)).available.map((s) => s.step)).not.toContain('filing_review_extension')
    for (const stage of [2, 3]) await optIn(w.db.ownerPool, { ...document, stage, basis: '桂公通〔2026〕3号' })
    await expect
      .poll(async () => (await see(w, 'police', early)).available.map((s) => s.step), { timeout: 10_000 })
      .toContain('filing_review_extension')
    const [here, there] = [await caseOf(w, 'reviewed'), await foreignCase()]
    const first = await extend('police', here, 'clue_needs_verification')
    expect(first.status, JSON.stringify(first.body)).toBe(200)
    expect(clock(await see(w, 'police', here), 'filing_review')).toMatchObject({ stage: 2, localDate: '2026-07-13' })
    const second = await extend('police', here, 'major_difficult_or_complex')
    expect(second.status, JSON.stringify(second.body)).toBe(200)
    expect(clock(await see(w, 'police', here), 'filing_review')).toMatchObject({ stage: 3, localDate: '2026-08-05' })
    expect((await extend('police', here, 'major_difficult_or_complex')).body.code).toBe('no_further_stage')
    expect((await extend('foreignPolice', there, 'clue_needs_verification')).body.code).toBe('no_further_stage')
    expect((await see(w, 'foreignPolice', there)).available.map((s) => s.step)).not.toContain('filing_review_extension')
  })

  test('the next stage is approved before the former ends, by whom it needs', async () => {
    const id = await caseOf(w, 'reviewed')
    const unit = w.organ('police').officers[0]
    const by = await attempt(w, 'police', id, 'filing_review_extension', {
      ground: 'major_difficult_or_complex',
      decidedBy: unit,
    })
    expect([by.status, by.body.code]).toEqual([422, 'officer_lacks_role'])
    w.pass({ days: 5 })
    expect((await extend('police', id, 'clue_needs_verification')).body.code).toBe('stage_expired')
  })

  test('when it is ended, running periods keep their stage and get no further one', async () => {
    w.setTo('2026-07-20T10:00:00+08:00')
    const id = await caseOf(w, 'reviewed')
    await extend('police', id, 'clue_needs_verification')
    for (const stage of [2, 3]) await optOut(w.db.ownerPool, { ...document, stage })
    await expect
      .poll(async () => (await see(w, 'police', id)).available.map((s) => s.step), { timeout: 10_000 })
      .not.toContain('filing_review_extension')
    expect((await extend('police', id, 'major_difficult_or_complex')).body.code).toBe('no_further_stage')
    expect(clock(await see(w, 'police', id), 'filing_review')).toMatchObject({ stage: 2, localDate: '2026-07-27' })
  })
})

async function foreignCase(): Promise<string> {
  const { id } = (await w.submit('foreignMarket')).transfer
  await take(w, 'foreignPolice', id, 'receipt_sign')
  await take(w, 'foreignPolice', id, 'completeness_check')
  return id
}

/** The review periods of a case here and one in the other region, as the list of each police has them. */
async function both(here: string, there: string) {
  const pairs = [
    ['police', here],
    ['foreignPolice', there],
  ] as const
  return Promise.all(
    pairs.map(async ([organ, id]) => {
      const { explanation: _, ...found } = clock(await see(w, organ, id), 'filing_review')
      return found as ClockSeen
    }),
  )
}

afterAll(async () => {
  const { rows } = await w.db.pool.query(
    `select transfer_id, count(*) from event where step = 'period_expired' group by transfer_id, body having count(*) > 1`,
  )
  expect(rows).toEqual([])
})
