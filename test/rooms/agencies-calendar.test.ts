// Holiday notices and stages that an operator enters: checked as they come in, never changed afterwards, and known to every
// replica within its trust window. The notice of 2027 is invented.
import { describe, expect, it } from 'vitest'
import {
  type HolidayNotice,
  listNotices,
  listOptIns,
  loadNotice,
  type OptIn,
  optedIn,
  optIn,
  optInsOf,
  optOut,
  Registry,
} from '../../src/agencies/index.ts'
import { dayOf, registryTrustMs } from '../../src/kernel/index.ts'
import { calendarsFrom } from '../../src/procedure/index.ts'
import { testDatabase } from '../database.ts'
import { fakeClock } from './agencies-scene.ts'

const { pool, ownerPool } = await testDatabase()

const rest: Record<string, string> = {
  '2026-12-31': '元旦',
  '2027-01-01': '元旦',
  '2027-02-05': '春节',
  '2027-02-06': '春节',
  '2027-02-07': '春节',
  '2027-02-08': '春节',
  '2027-02-09': '春节',
}
const notice = (change: Partial<HolidayNotice> = {}): HolidayNotice => ({
  regionCode: '100000',
  year: 2027,
  rest,
  worked: ['2027-02-14'],
  source: '国办发明电〔2026〕某号, 2026-11-20 (invented)',
  ...change,
})

async function generation(): Promise<number> {
  return (await ownerPool.query<{ generation: number }>('select generation from registry')).rows[0]!.generation
}

describe('a holiday notice', () => {
  it('is known to every replica within its trust window, and raises the generation', async () => {
    const clock = fakeClock()
    const replicas = [new Registry({ pool, now: clock.now }), new Registry({ pool, now: clock.now })]
    for (const replica of replicas) expect((await replica.current()).notices).toEqual([])
    const before = await generation()
    expect(await loadNotice(pool, notice())).toMatchObject({ ...notice(), loadedAt: expect.any(Date) })
    expect(await generation()).toBe(before + 1)
    clock.advance(registryTrustMs + 1)
    for (const replica of replicas) {
      const { notices } = await replica.current()
      expect(notices).toEqual([notice()])
      const calendar = calendarsFrom(notices)('310115')
      expect(calendar.isPublished(dayOf('2027-06-01'))).toBe(true)
      expect(calendar.nameOf(dayOf('2027-02-06'))).toBe('春节')
    }
  })

  it('loaded again counts in place of the former, which stays on record', async () => {
    const registry = new Registry({ pool })
    const others = (await listNotices(pool)).length
    const corrected = notice({ worked: ['2027-02-13'], source: '更正, 2026-11-25' })
    await loadNotice(pool, notice())
    await loadNotice(pool, corrected)
    await loadNotice(pool, notice({ regionCode: '640000', rest: { '2027-03-10': '开斋节' }, worked: [] }))
    const { notices } = await registry.renewed()
    expect(notices.find((one) => one.regionCode === '100000')).toEqual(corrected)
    expect(notices.map(({ regionCode, year }) => [regionCode, year]).sort()).toEqual([
      ['100000', 2027],
      ['640000', 2027],
    ])
    const kept = await listNotices(pool)
    expect(kept).toHaveLength(others + 3)
    expect(kept.map(({ no }) => no)).toEqual([...kept.map(({ no }) => no)].sort((a, b) => a - b))
  })

  it('of two loaded at one moment, both are kept and one counts', async () => {
    const sources = Array.from({ length: 6 }, (_, i) => `同时 ${i}`)
    const loaded = await Promise.all(
      sources.map((source) =>
        loadNotice(pool, notice({ year: 2031, rest: {}, worked: [], regionCode: '540000', source })),
      ),
    )
    const last = loaded.reduce((a, b) => (a.no > b.no ? a : b))
    const { notices } = await new Registry({ pool }).current()
    expect(notices.filter(({ year }) => year === 2031).map(({ source }) => source)).toEqual([last.source])
    expect(loaded.every(({ no, loadedAt }) => no === last.no || loadedAt <= last.loadedAt)).toBe(true)
  })

  it('for the whole country may be given as 000000', async () => {
    expect(await loadNotice(pool, notice({ regionCode: '000000' }))).toMatchObject({ regionCode: '100000' })
  })

  const more = (days: Record<string, string>) => ({ rest: { ...rest, ...days } })
  it.each<[string, string, Partial<HolidayNotice>, string]>([
    ['a region that is none', 'regionCode', { regionCode: '990000' }, 'province'],
    ['a year before the shipped ones', 'year', { year: 2003, rest: {}, worked: [] }, '2004 to 2100'],
    ['a year too late', 'year', { year: 2101, rest: {}, worked: [] }, '2004 to 2100'],
    ['half a year', 'year', { year: 2027.5 }, '2004 to 2100'],
    ['a day that does not exist', 'rest', more({ '2027-02-29': '春节' }), '2027-02-29 is no date'],
    ['a day written otherwise', 'rest', more({ '2027-2-9': '春节' }), '2027-2-9 is no date'],
    ['a day of another year', 'rest', more({ '2026-10-01': '国庆节' }), '2026-10-01 does not belong'],
    ['a day too early in the year before', 'rest', more({ '2026-12-28': '元旦' }), '2026-12-28 does not belong'],
    ['a day too late in the next year', 'rest', more({ '2028-01-04': '元旦' }), '2028-01-04 does not belong'],
    ['a day off without a name', 'rest', more({ '2027-05-01': ' ' }), '2027-05-01 needs the name'],
    ['a name with invisible characters', 'rest', more({ '2027-05-01': '劳动\u200b节' }), 'control'],
    ['a worked day that does not exist', 'worked', { worked: ['2027-02-30'] }, '2027-02-30 is no date'],
    ['a worked Monday', 'worked', { worked: ['2027-02-15'] }, '2027-02-15 is no Saturday or Sunday'],
    ['a day both off and worked', 'worked', { worked: ['2027-02-06'] }, '2027-02-06 is both'],
    ['a worked day twice', 'worked', { worked: ['2027-02-14', '2027-02-14'] }, '2027-02-14 is named twice'],
    ['a fragment of a year', 'rest', { rest: { '2027-01-01': '元旦' } }, 'from 2027-01-01 to 2027-01-01'],
    ['nothing at all', 'rest', { rest: {}, worked: [] }, 'there are 0'],
    ['no source', 'source', { source: '  ' }, '1 to 200 characters'],
    [
      'a region that works on a national holiday',
      'worked',
      { regionCode: '640000', year: 2026, rest: {}, worked: ['2026-10-03'] },
      '2026-10-03 is a national holiday (国庆节)',
    ],
  ])('is refused for %s', async (_, field, change, detail) => {
    const before = [await generation(), (await listNotices(pool)).length]
    await expect(loadNotice(pool, notice(change))).rejects.toMatchObject({
      field,
      message: expect.stringContaining(detail),
    })
    expect([await generation(), (await listNotices(pool)).length]).toEqual(before)
  })

  it('is refused with every date that is wrong, at once', async () => {
    const worked = ['2027-02-15', '2027-02-16', '2027-02-20']
    await expect(loadNotice(pool, notice({ worked }))).rejects.toThrow(/2027-02-15.*2027-02-16(?!.*2027-02-20)/)
  })

  it('of a region may be empty, and may name days around New Year', async () => {
    const empty = notice({ regionCode: '640100', year: 2028, rest: {}, worked: [] })
    expect(await loadNotice(pool, empty)).toMatchObject(empty)
    const around = notice({
      regionCode: '640100',
      year: 2029,
      rest: { '2028-12-29': '节', '2030-01-03': '节' },
      worked: [],
    })
    expect(await loadNotice(pool, around)).toMatchObject(around)
  })

  it('is written once: neither the gateway nor the owner changes or removes it', async () => {
    for (const change of [
      'update holiday_notice set year = 2028',
      'delete from holiday_notice',
      'truncate holiday_notice',
    ]) {
      await expect(pool.query(change)).rejects.toThrow(/permission denied/)
      await expect(ownerPool.query(change)).rejects.toThrow(/written once/)
    }
  })
})

describe('a stage put in force by a region', () => {
  const entry = (change: Partial<OptIn> = {}): OptIn => ({
    regionCode: '640000',
    domain: '*',
    clock: 'filing_review',
    stage: 2,
    basis: '宁公通〔2026〕某号第三条 (invented)',
    ...change,
  })
  const known = async () => (await new Registry({ pool }).current()).optIns

  it('is known to every replica within its trust window, for the region and what lies in it', async () => {
    const clock = fakeClock()
    const replicas = [new Registry({ pool, now: clock.now }), new Registry({ pool, now: clock.now })]
    for (const replica of replicas) expect((await replica.current()).optIns).toEqual([])
    const before = await generation()
    await optIn(pool, entry())
    expect(await generation()).toBe(before + 1)
    clock.advance(registryTrustMs + 1)
    for (const replica of replicas) {
      const { optIns } = await replica.current()
      expect(optIns).toEqual([entry()])
      for (const region of ['640000', '640100', '640105'])
        expect(optedIn(optIns, region, 'market')).toEqual(new Set(['filing_review:1']))
      for (const region of ['650000', '100000', '310115']) expect(optedIn(optIns, region, 'market').size).toBe(0)
      expect(optedIn(optIns, '640105', 'market')).toBe(optedIn(optIns, '640105', 'market'))
      expect(optInsOf(optIns, '640105', 'market')).toEqual([entry()])
    }
  })

  it('in all domains does not reach one with stages of its own, where the number means another stage', async () => {
    expect(optedIn(await known(), '640105', 'environment').size).toBe(0)
    expect(optedIn([entry({ domain: 'environment' })], '640105', 'environment')).toEqual(new Set(['filing_review:1']))
    expect(optedIn([entry({ domain: 'market' })], '640105', 'food').size).toBe(0)
    expect(optedIn([entry({ regionCode: '100000' })], '310115', 'market').size).toBe(1)
  })

  it('is put in force once, ended once, and may be put in force again; all of it stays on record', async () => {
    await expect(optIn(pool, entry())).rejects.toMatchObject({ field: 'stage' })
    const before = await generation()
    const ended = await optOut(pool, entry())
    expect(ended.endedAt).toBeInstanceOf(Date)
    expect(await generation()).toBe(before + 1)
    expect(await known()).toEqual([])
    await expect(optOut(pool, entry())).rejects.toMatchObject({ field: 'stage' })
    await optIn(pool, entry({ basis: '再' }))
    expect(await known()).toEqual([entry({ basis: '再' })])
    expect(await listOptIns(pool)).toMatchObject([{ basis: '再', endedAt: null }])
    expect((await listOptIns(pool, { ended: true })).map(({ id }) => id)).toContain(ended.id)
  })

  it.each<[string, string, Partial<OptIn>]>([
    ['a region that is none', 'regionCode', { regionCode: '64' }],
    ['a clock that the table has not', 'clock', { clock: 'patience' }],
    ['a clock by a name that every object has', 'clock', { clock: 'constructor' }],
    ['a stage that the clock has not', 'stage', { stage: 9 }],
    ['a stage before the first', 'stage', { stage: 0 }],
    ['a stage that is in force for everyone', 'stage', { stage: 1 }],
    ['a stage that is in force in that domain', 'stage', { domain: 'environment', stage: 2 }],
    ['a domain that is no word', 'domain', { domain: 'Market!' }],
    ['no document', 'basis', { regionCode: '650000', basis: ' ' }],
  ])('is refused for %s', async (_, field, change) => {
    const before = await generation()
    await expect(optIn(pool, entry(change))).rejects.toMatchObject({ field })
    expect(await generation()).toBe(before)
  })

  it('is not rewritten by the gateway: only its end is added', async () => {
    for (const change of ["update rule_opt_in set basis = ''", 'delete from rule_opt_in', 'truncate rule_opt_in'])
      await expect(pool.query(change)).rejects.toThrow(/permission denied/)
  })
})
