// Calendars by region and by what was loaded: the shipped notices, a year that has none, a correction, holidays that a
// region adds. Notices of 2027 and of regions are invented here; no real one is claimed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayOf, dayText, localDay } from '../../src/kernel/index.ts'
import {
  buildCalendar,
  type Calendar,
  calendarsFrom,
  type LoadedNotice,
  publishedNotices,
  regionsAround,
} from '../../src/procedure/calendar.ts'
import { dueAt, explainDue, type Period, type Unit } from '../../src/procedure/clock.ts'

const at = (date: string) => Date.parse(`${date}T10:20:00+08:00`)
const due = (calendar: Calendar, amount: number, unit: Unit, from: string) => {
  const { localDate, provisional } = dueAt({ amount, unit }, at(from), calendar)
  return [localDate, provisional]
}
const isRest = (calendar: Calendar, date: string) => calendar.isRest(dayOf(date))

const notice = (
  regionCode: string,
  year: number,
  rest: Record<string, string>,
  worked: string[] = [],
): LoadedNotice => ({
  regionCode,
  year,
  rest,
  worked,
})
/** Invented: Spring Festival 2027 is on 6 February, but which days are off only the notice will say. */
const spring = Object.fromEntries(
  ['05', '06', '07', '08', '09', '10', '11'].map((day) => [`2027-02-${day}`, '春节'] as const),
)
const invented2027 = notice('100000', 2027, { '2027-01-01': '元旦', ...spring }, ['2027-02-14'])
const shipped = calendarsFrom([])

describe('without a loaded notice', () => {
  test('three days from 30 September 2026 end on 8 October, three working days on Saturday the 10th', () => {
    for (const region of ['100000', '310115', '640105']) {
      expect(due(shipped(region), 3, 'd', '2026-09-30')).toEqual(['2026-10-08', false])
      expect(due(shipped(region), 3, 'wd', '2026-09-30')).toEqual(['2026-10-10', false])
    }
  })

  test('every region shares one calendar, the one of the shipped notices', () => {
    expect(shipped('540102')).toBe(shipped('100000'))
    expect(shipped('000000')).toBe(shipped('310115'))
    expect(shipped('310115').version).toBe(buildCalendar(publishedNotices()).version)
    expect(shipped('310115').version).toMatch(/^2004-2026\.[0-9a-f]{12}$/)
  })

  test('2027 is provisional and counted with weekends only', () => {
    expect(due(shipped('310115'), 3, 'wd', '2027-02-04')).toEqual(['2027-02-09', true])
    expect(due(shipped('310115'), 3, 'd', '2027-02-04')).toEqual(['2027-02-08', true])
    expect(shipped('310115').nameOf(dayOf('2027-02-06'))).toBe('周末') // a Saturday, and nobody asks the moon
  })
})

describe('a national notice loaded for a year that has none', () => {
  const loaded = calendarsFrom([invented2027])

  test('settles the year for every region', () => {
    for (const region of ['310115', '640105', '100000']) {
      expect(due(loaded(region), 3, 'd', '2027-02-04')).toEqual(['2027-02-12', false])
      expect(due(loaded(region), 3, 'wd', '2027-02-04')).toEqual(['2027-02-15', false]) // 12, Sunday 14 worked, 15
    }
    expect(loaded('310115')).toBe(loaded('640105'))
  })

  test('settles the last three days of the year before, and leaves its own last three open', () => {
    expect(due(shipped('310115'), 3, 'd', '2026-12-28')).toEqual(['2026-12-31', true])
    expect(due(loaded('310115'), 3, 'd', '2026-12-28')).toEqual(['2026-12-31', false])
    expect(due(loaded('310115'), 3, 'd', '2027-12-25')).toEqual(['2027-12-28', false])
    expect(due(loaded('310115'), 3, 'd', '2027-12-26')).toEqual(['2027-12-29', true])
  })

  test('may move days of the year before, for New Year', () => {
    const long = calendarsFrom([{ ...invented2027, rest: { ...invented2027.rest, '2026-12-31': '元旦' }, worked: [] }])
    expect(due(long('310115'), 3, 'd', '2026-12-28')).toEqual(['2027-01-04', false])
    expect(due(long('310115'), 3, 'd', '2026-09-30')).toEqual(['2026-10-08', false])
  })

  test('is seen in the version, which tells the years and is the same for the same days', () => {
    expect(loaded('310115').version).toMatch(/^2004-2027\.[0-9a-f]{12}$/)
    expect(calendarsFrom([invented2027])('110101').version).toBe(loaded('310115').version)
    const corrected = { ...invented2027, worked: ['2027-02-13'] }
    expect(calendarsFrom([corrected])('310115').version).not.toBe(loaded('310115').version)
  })

  test('leaves a year between open', () => {
    const gap = calendarsFrom([{ ...invented2027, year: 2028, rest: { '2028-01-03': '元旦' }, worked: [] }])('310115')
    expect(gap.version).toMatch(/^2004-2026,2028-2028\./)
    expect(
      [dayOf('2026-12-31'), dayOf('2027-06-01'), dayOf('2027-12-30'), dayOf('2028-01-03')].map(gap.isPublished),
    ).toEqual([false, false, false, true])
  })
})

describe('a national notice loaded for a shipped year', () => {
  test('replaces what the shipped one said, whole', () => {
    const { '2026-10-07': _, ...rest } = publishedNotices()[2026]!.rest as Record<string, string>
    const corrected = calendarsFrom([notice('100000', 2026, rest, ['2026-01-04', '2026-02-14'])])('310115')
    expect(due(corrected, 3, 'd', '2026-09-30')).toEqual(['2026-10-07', false])
    expect(due(corrected, 3, 'wd', '2026-09-30')).toEqual(['2026-10-09', false]) // 7, 8, 9; the 10th is worked no more
    expect([isRest(corrected, '2026-02-14'), isRest(corrected, '2026-02-28')]).toEqual([false, true])
    expect(isRest(corrected, '2025-10-08')).toBe(true)
  })

  test('takes back the days of the year before that its predecessor moved, and no others', () => {
    const same = ({ 2022: y22, 2023: y23 }: ReturnType<typeof publishedNotices>) => [y22!, y23!] as const
    const [of2022, of2023] = same(publishedNotices())
    expect(of2022.rest['2022-12-31']).toBe('元旦') // a Saturday, which the notice of 2023 named
    const { '2022-12-31': _, ...rest } = of2022.rest as Record<string, string>
    const after22 = calendarsFrom([notice('100000', 2022, rest, [...of2022.worked])])('310115')
    expect(after22.version).toBe(shipped('310115').version)
    const after23 = calendarsFrom([notice('100000', 2023, of2023.rest, [...of2023.worked, '2022-12-31'])])('310115')
    expect([isRest(shipped('310115'), '2022-12-31'), isRest(after23, '2022-12-31')]).toEqual([true, false])
  })

  test('of several the last counts', () => {
    const first = notice('100000', 2027, { ...invented2027.rest, '2027-03-01': '误' })
    expect(calendarsFrom([first, invented2027])('310115').version).toBe(calendarsFrom([invented2027])('310115').version)
  })
})

describe('a regional notice', () => {
  // Wednesday 27 May 2026 off, Sunday 31 May worked.
  const eid = notice('640000', 2026, { '2026-05-27': '古尔邦节' }, ['2026-05-31'])
  const loaded = calendarsFrom([eid])

  test('gives its region days off by their name, and worked weekends', () => {
    const ningxia = loaded('640000')
    expect(ningxia.nameOf(dayOf('2026-05-27'))).toBe('古尔邦节')
    expect(due(ningxia, 3, 'd', '2026-05-24')).toEqual(['2026-05-28', false])
    expect(due(ningxia, 3, 'wd', '2026-05-26')).toEqual(['2026-05-31', false]) // 28, 29, Sunday 31
    expect(explainDue({ amount: 3, unit: 'd' }, at('2026-05-24'), ningxia).zh).toContain(
      '2026-05-27为古尔邦节，顺延至2026-05-28',
    )
  })

  test('holds in the prefectures and counties below, which share its calendar, and nowhere else', () => {
    expect(loaded('640100')).toBe(loaded('640000'))
    expect(loaded('640105')).toBe(loaded('640000'))
    for (const elsewhere of ['610100', '310115', '100000', '650102']) {
      expect(loaded(elsewhere).version).toBe(shipped('100000').version)
      expect(due(loaded(elsewhere), 3, 'd', '2026-05-24')).toEqual(['2026-05-27', false])
    }
    expect(loaded('310115')).toBe(loaded('100000'))
    expect(loaded('640105').version).toMatch(/^2004-2026\+640000\.[0-9a-f]{12}$/)
  })

  test('of a prefecture is added to that of its province', () => {
    const prefecture = notice('640400', 2026, { '2026-06-01': '泾源花节' })
    const own = calendarsFrom([prefecture, eid])
    expect(due(own('640424'), 3, 'd', '2026-05-29')).toEqual(['2026-06-02', false])
    expect(due(own('640424'), 3, 'd', '2026-05-24')).toEqual(['2026-05-28', false])
    expect(due(own('640105'), 3, 'd', '2026-05-29')).toEqual(['2026-06-01', false])
    expect(own('640424').version).toMatch(/^2004-2026\+640000\+640400\./)
    expect(own('640424').version).toBe(calendarsFrom([eid, prefecture])('640424').version)
  })

  test('takes no national holiday away, and its own holiday stands where the country works a weekend', () => {
    const odd = calendarsFrom([notice('650000', 2026, { '2026-05-09': '节' }, ['2026-10-03'])])('650102')
    expect([isRest(odd, '2026-10-03'), isRest(odd, '2026-05-09'), odd.nameOf(dayOf('2026-05-09'))]).toEqual([
      true,
      true,
      '节',
    ])
    expect(due(odd, 3, 'd', '2026-09-30')).toEqual(['2026-10-08', false])
  })

  test('makes its region wait for next year’s as for the State Council’s; one without days settles the year', () => {
    const national = calendarsFrom([eid, invented2027])
    expect(due(national('640105'), 3, 'd', '2027-02-04')).toEqual(['2027-02-12', true])
    expect(due(national('310115'), 3, 'd', '2027-02-04')).toEqual(['2027-02-12', false])
    expect(due(national('640105'), 3, 'd', '2025-09-30')).toEqual(['2025-10-09', false])
    const settled = calendarsFrom([eid, invented2027, notice('640000', 2027, {})])
    expect(due(settled('640105'), 3, 'd', '2027-02-04')).toEqual(['2027-02-12', false])
    expect(settled('640105').version).not.toBe(national('640105').version)
  })

  test('without the State Council’s leaves its year provisional', () => {
    const early = calendarsFrom([notice('640000', 2027, { '2027-03-10': '开斋节' })])
    expect(due(early('640105'), 3, 'd', '2027-03-07')).toEqual(['2027-03-11', true])
  })
})

test('a place lies in its prefecture, its province and the country', () => {
  expect(regionsAround('640105')).toEqual(['100000', '640000', '640100', '640105'])
  expect(regionsAround('640100')).toEqual(['100000', '640000', '640100'])
  expect(regionsAround('110000')).toEqual(['100000', '110000'])
  expect(regionsAround('100000')).toEqual(['100000'])
  expect(regionsAround('000000')).toEqual(['100000'])
})

describe('for every anchor, whatever a region has announced', () => {
  const first = dayOf('2025-01-01')
  const dates = fc.integer({ min: first, max: dayOf('2026-12-28') }).map(dayText)
  const regional = fc
    .record({ rest: fc.uniqueArray(dates, { maxLength: 60 }), worked: fc.uniqueArray(dates, { maxLength: 20 }) })
    .map(({ rest, worked }) =>
      [2025, 2026].map((year) =>
        notice(
          '650000',
          year,
          Object.fromEntries(rest.filter((d) => d.startsWith(`${year}`)).map((d) => [d, '节'])),
          worked.filter((d) => d.startsWith(`${year}`) && [0, 6].includes((dayOf(d) + 4) % 7)),
        ),
      ),
    )
  const anchors = fc.integer({ min: at('2025-01-02'), max: at('2026-09-30') })
  const periods = fc.oneof(
    fc.record({ amount: fc.integer({ min: 1, max: 60 }), unit: fc.constantFrom<Unit>('d', 'wd') }),
    fc.record({ amount: fc.integer({ min: 1, max: 4 }), unit: fc.constant<Unit>('month') }),
  )
  const holds = (property: fc.IRawProperty<unknown>) => fc.assert(property, { numRuns: 150 })
  const here = (loaded: readonly LoadedNotice[]) => calendarsFrom(loaded)('650102')

  test('what begins later never ends earlier, and nothing ends on a day off', () => {
    holds(
      fc.property(regional, periods, anchors, anchors, (loaded, period, a, b) => {
        const calendar = here(loaded)
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((ms) => dueAt(period, ms, calendar))
        expect(early!.breach <= late!.breach).toBe(true)
        for (const { breach, localDate } of [early!, late!]) {
          expect(calendar.nameOf(localDay(Date.parse(breach)))).toBeNull()
          expect(localDate).toBe(dayText(localDay(Date.parse(breach))))
        }
      }),
    )
  })

  test('days off that a region adds never shorten a period', () => {
    holds(
      fc.property(regional, periods, anchors, (loaded, period, anchor) => {
        const added = here(loaded.map((one) => ({ ...one, worked: [] })))
        expect(dueAt(period, anchor, added).breach >= dueAt(period, anchor, shipped('650102')).breach).toBe(true)
      }),
    )
  })

  test('hours are those of the country, to the millisecond', () => {
    holds(
      fc.property(regional, fc.integer({ min: 1, max: 240 }), anchors, (loaded, amount, anchor) => {
        const period: Period = { amount, unit: 'h' }
        expect(dueAt(period, anchor, here(loaded))).toEqual(dueAt(period, anchor, shipped('650102')))
        expect(Date.parse(dueAt(period, anchor, here(loaded)).target) - anchor).toBe(amount * 3_600_000)
      }),
    )
  })

  test('the table of next working days is what a search finds, and the order of loading does not matter', () => {
    holds(
      fc.property(regional, (loaded) => {
        const calendar = here(loaded)
        for (let day = first; day < dayOf('2027-02-01'); day++) {
          let found = day
          while (calendar.isRest(found)) found += 1
          expect(calendar.nextWorking(day)).toBe(found)
        }
        expect(here([...loaded].reverse()).version).toBe(calendar.version)
      }),
    )
  })
})
