// Statutory counting, by hand and by property: dates of 2024–2026 with the reason in the title, and what must hold for
// every anchor, in every time zone the machine may stand in.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayOf, dayText, localDay } from '../../src/kernel/index.ts'
import {
  buildCalendar,
  dueAt,
  explainDue,
  inTime,
  type Period,
  publishedNotices,
  ruleSets,
  type Unit,
} from '../../src/procedure/index.ts'
import { instantMs, instantText } from '../../src/procedure/instants.ts'
import { at, calendar, local } from './life.ts'

type Row = readonly [title: string, amount: number, anchor: string, end: string]

const natural: readonly Row[] = [
  [
    'the third day in the National Day week of 2026 moves to the first working day after it',
    3,
    '2026-09-30',
    '2026-10-08',
  ],
  ['the third day in the nine days of Spring Festival 2026 moves to 24 February', 3, '2026-02-13', '2026-02-24'],
  ['Saturday 14 February 2026 is worked for Spring Festival, so a period may end on it', 3, '2026-02-11', '2026-02-14'],
  ['Saturday 28 February 2026 is worked too', 3, '2026-02-25', '2026-02-28'],
  ['Saturday 9 May 2026 is worked for Labour Day', 3, '2026-05-06', '2026-05-09'],
  ['Sunday 20 September 2026 is worked for National Day', 3, '2026-09-17', '2026-09-20'],
  ['Saturday 10 October 2026 is worked for National Day', 3, '2026-10-07', '2026-10-10'],
  ['a third day on a Saturday moves to Monday', 3, '2026-03-04', '2026-03-09'],
  ['a third day on a Sunday moves to Monday', 3, '2026-03-05', '2026-03-09'],
  ['a weekend inside the period is counted', 3, '2026-03-06', '2026-03-09'],
  ['a whole holiday inside the period is counted', 10, '2026-09-28', '2026-10-08'],
  ['from New Year’s Eve into the holiday: Sunday 4 January 2026 is worked', 3, '2025-12-31', '2026-01-04'],
  ['Qingming 2026 falls on a Sunday and Monday is off', 3, '2026-04-02', '2026-04-07'],
  ['Dragon Boat Friday 2026 moves to Monday', 3, '2026-06-16', '2026-06-22'],
  ['Mid-Autumn Friday 2026 moves to Monday', 3, '2026-09-22', '2026-09-28'],
  ['the first of May 2026 moves past the five days off', 3, '2026-04-28', '2026-05-06'],
  ['Spring Festival 2024 ends on a worked Sunday', 3, '2024-02-07', '2024-02-18'],
  ['Mid-Autumn Tuesday 2024 moves to Wednesday', 3, '2024-09-14', '2024-09-18'],
  ['a seventh day right after the National Day week of 2024 stays', 7, '2024-10-01', '2024-10-08'],
  ['Spring Festival 2025 has eight days off', 3, '2025-01-25', '2025-02-05'],
  ['National Day and Mid-Autumn 2025 together have eight days off', 3, '2025-09-30', '2025-10-09'],
  ['three days may end on a leap day', 3, '2024-02-26', '2024-02-29'],
  ['three days over the end of a February without leap day', 3, '2025-02-27', '2025-03-03'],
  ['thirty days over the end of a month', 30, '2026-03-02', '2026-04-01'],
]

const working: readonly Row[] = [
  [
    'three working days over National Day 2026 are 8, 9 and the worked Saturday 10 October',
    3,
    '2026-09-30',
    '2026-10-10',
  ],
  ['a worked Saturday counts, the nine days of Spring Festival do not', 3, '2026-02-13', '2026-02-25'],
  ['the worked Saturday 28 February counts', 3, '2026-02-27', '2026-03-03'],
  ['a weekend inside does not count', 3, '2026-03-06', '2026-03-11'],
  ['one working day after a Friday may be a worked Saturday', 1, '2026-05-08', '2026-05-09'],
  ['the eight days of Spring Festival 2025 do not count', 3, '2025-01-27', '2025-02-07'],
  ['a fourth working day is the worked Saturday 8 February 2025', 4, '2025-01-27', '2025-02-08'],
  ['what begins on a holiday counts from the first working day', 3, '2026-10-03', '2026-10-10'],
  ['ten working days over a worked Sunday, National Day and a worked Saturday', 10, '2025-09-26', '2025-10-16'],
]

const months: readonly Row[] = [
  ['a month from 31 January of a leap year ends on the leap day', 1, '2024-01-31', '2024-02-29'],
  ['a month from 31 January of another year ends on 28 February', 1, '2025-01-31', '2025-02-28'],
  ['28 February 2026 is a worked Saturday', 1, '2026-01-31', '2026-02-28'],
  ['a month from the 31st ends on the 30th where there is no 31st', 1, '2026-03-31', '2026-04-30'],
  ['two months over the end of the year', 2, '2025-12-31', '2026-02-28'],
  ['the same-numbered day in National Day moves behind it', 2, '2026-08-01', '2026-10-08'],
  ['the same-numbered day in Spring Festival moves behind it', 1, '2026-01-15', '2026-02-24'],
  ['twelve months from a leap day end on 28 February', 12, '2024-02-29', '2025-02-28'],
]

describe('days, working days and months, counted by hand', () => {
  for (const [unit, rows] of [
    ['d', natural],
    ['wd', working],
    ['month', months],
  ] as const) {
    test.each(rows)(`%s: %i ${unit} from %s end with %s`, (_title, amount, anchor, end) => {
      for (const time of ['00:00', '07:59', '08:00', '12:00', '23:59:59']) {
        const due = dueAt({ amount, unit }, at(`${anchor} ${time}`), calendar)
        expect(due.localDate, `begun at ${time}`).toBe(end)
        expect(due.breach).toBe(new Date(at(`${end} 00:00`) + 86_400_000 - 1).toISOString())
        expect(due.target).toBe(due.breach)
        expect(due.provisional).toBe(false)
      }
    })
  }
})

describe('hours, counted by hand', () => {
  test.each([
    [
      'the hour in which it began is not counted, by the later reading',
      24,
      '2026-03-02 10:20',
      '2026-03-03 10:20',
      '2026-03-03 11:00',
    ],
    [
      'what begins on the hour begins in the hour that follows',
      24,
      '2026-03-02 10:00',
      '2026-03-03 10:00',
      '2026-03-03 11:00',
    ],
    [
      'the last second of an hour still belongs to it',
      24,
      '2026-03-02 10:59:59',
      '2026-03-03 10:59',
      '2026-03-03 11:00',
    ],
    ['hours run over midnight', 24, '2026-03-02 23:40', '2026-03-03 23:40', '2026-03-04 00:00'],
    [
      'hours run into the National Day holiday and end there',
      24,
      '2026-09-30 17:30',
      '2026-10-01 17:30',
      '2026-10-01 18:00',
    ],
    ['hours end on a Saturday', 24, '2026-03-06 16:10', '2026-03-07 16:10', '2026-03-07 17:00'],
    ['hours run through a leap day', 48, '2024-02-28 15:10', '2024-03-01 15:10', '2024-03-01 16:00'],
    ['hours run over the new year', 24, '2025-12-31 20:05', '2026-01-01 20:05', '2026-01-01 21:00'],
    [
      'hours do not wait for a notice of next year’s holidays',
      24,
      '2027-02-05 20:05',
      '2027-02-06 20:05',
      '2027-02-06 21:00',
    ],
  ] as const)('%s: %i h from %s', (_title, amount, anchor, target, breach) => {
    const due = dueAt({ amount, unit: 'h' }, at(anchor), calendar)
    expect([local(due.target), local(due.breach), due.provisional]).toEqual([target, breach, false])
    expect(due.localDate).toBe(breach.slice(0, 10))
  })
})

test('the last moment of the last day, and the last moment of the last hour, are in time; a millisecond later is not', () => {
  for (const unit of ['d', 'h'] as const) {
    const { breach } = dueAt({ amount: 3, unit }, at('2026-03-02 10:20'), calendar)
    expect(inTime(Date.parse(breach), breach)).toBe(true)
    expect(inTime(Date.parse(breach) + 1, breach)).toBe(false)
  }
})

describe('a year whose holiday notice is not loaded', () => {
  const provisional = (unit: Unit, anchor: string, amount = 3) => {
    const { localDate, provisional } = dueAt({ amount, unit }, at(`${anchor} 10:00`), calendar)
    return [localDate, provisional]
  }
  test('a period that ends in 2027 is counted with weekends only and marked provisional', () => {
    expect(provisional('d', '2026-12-31')).toEqual(['2027-01-04', true])
    expect(provisional('wd', '2026-12-31')).toEqual(['2027-01-05', true])
    // The new moon is on 6 February 2027; ICU’s Chinese calendar has Spring Festival a day late, and nobody asks it.
    expect(provisional('wd', '2027-02-05')).toEqual(['2027-02-10', true])
    expect(provisional('month', '2026-11-30', 2)).toEqual(['2027-02-01', true])
  })
  test('the last three days of a year belong to the next year’s notice as well', () => {
    expect(provisional('d', '2026-12-25')).toEqual(['2026-12-28', false])
    expect(provisional('d', '2026-12-26')).toEqual(['2026-12-29', true])
    expect(provisional('d', '2026-12-28')).toEqual(['2026-12-31', true])
    expect(provisional('d', '2025-12-28')).toEqual(['2025-12-31', false])
  })
  test('a notice that is loaded later settles the date, and the calendar’s version tells the two apart', () => {
    const rest = { '2027-01-01': '元旦', '2027-01-02': '元旦', '2027-01-03': '元旦', '2027-01-04': '元旦' }
    const later = buildCalendar({ ...publishedNotices(), 2027: { rest, worked: ['2026-12-27'] } })
    const due = dueAt({ amount: 3, unit: 'd' }, at('2026-12-31 10:00'), later)
    expect([due.localDate, due.provisional]).toEqual(['2027-01-05', false])
    expect(dueAt({ amount: 3, unit: 'd' }, at('2026-12-24 10:00'), later).localDate).toBe('2026-12-27')
    expect(later.version).not.toBe(calendar.version)
    expect(buildCalendar(publishedNotices()).version).toBe(calendar.version)
  })
  test('with no notice at all every day period is provisional, and weekends are still rest', () => {
    const bare = buildCalendar({})
    const due = dueAt({ amount: 3, unit: 'd' }, at('2026-03-04 10:00'), bare)
    expect([due.localDate, due.provisional]).toEqual(['2026-03-09', true])
  })
})

test('the 2026 calendar is the one of the State Council’s notice of 4 November 2025', () => {
  const days = Array.from({ length: 365 }, (_, i) => dayOf('2026-01-01') + i)
  const weekend = (day: number) => [0, 6].includes(new Date(day * 86_400_000).getUTCDay())
  const run = (from: string, to: string) => days.map(dayText).filter((d) => d >= from && d <= to)
  expect(days.filter((d) => weekend(d) && !calendar.isRest(d)).map(dayText)).toEqual([
    '2026-01-04',
    '2026-02-14',
    '2026-02-28',
    '2026-05-09',
    '2026-09-20',
    '2026-10-10',
  ])
  const off = [
    ...run('2026-01-01', '2026-01-03'),
    ...run('2026-02-15', '2026-02-23'),
    ...run('2026-04-04', '2026-04-06'),
    ...run('2026-05-01', '2026-05-05'),
    ...run('2026-06-19', '2026-06-21'),
    ...run('2026-09-25', '2026-09-27'),
    ...run('2026-10-01', '2026-10-07'),
  ]
  expect(days.filter((d) => calendar.nameOf(d) !== null && calendar.nameOf(d) !== '周末').map(dayText)).toEqual(off)
})

describe('the counting explains itself', () => {
  test('a rolled period names the day, its holiday, and where it rolls to', () => {
    const { zh, en } = explainDue({ amount: 3, unit: 'd' }, at('2026-09-30 10:00'), calendar)
    expect(zh).toBe('自2026-09-30的次日起算3日；2026-10-03为国庆节，顺延至2026-10-08 24时届满')
    expect(en).toContain('2026-10-03 is a rest day (国庆节), so it rolls to 2026-10-08')
  })
  test('hours say that the first is not counted and that holidays do not move them', () => {
    const { zh } = explainDue({ amount: 24, unit: 'h' }, at('2026-09-30 17:30'), calendar)
    expect(zh).toBe('自2026-09-30 17:30起24小时；开始的时不计入，至2026-10-01 18:00届满；时限不因节假日顺延')
  })
  test('a provisional date says so', () => {
    expect(explainDue({ amount: 3, unit: 'wd' }, at('2026-12-31 10:00'), calendar).zh).toContain('暂计')
  })
})

describe('for every anchor', () => {
  const anchors = fc.integer({ min: at('2024-01-01 00:00'), max: at('2027-06-30 00:00') })
  const periods = fc.oneof(
    fc.record({ amount: fc.integer({ min: 1, max: 90 }), unit: fc.constantFrom<Unit>('d', 'wd', 'h') }),
    fc.record({ amount: fc.integer({ min: 1, max: 12 }), unit: fc.constant<Unit>('month') }),
  )
  const days = periods.filter((p) => p.unit !== 'h')
  const holds = (property: fc.IRawProperty<unknown>) => fc.assert(property, { numRuns: 1_000 })

  test('what begins later never ends earlier', () => {
    holds(
      fc.property(periods, anchors, anchors, (period, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)].map((ms) => dueAt(period, ms, calendar))
        expect(first!.target <= second!.target && first!.breach <= second!.breach).toBe(true)
      }),
    )
  })
  test('a longer period never ends earlier', () => {
    holds(
      fc.property(periods, anchors, (period, anchor) => {
        const longer = { ...period, amount: period.amount + 1 }
        expect(dueAt(period, anchor, calendar).breach <= dueAt(longer, anchor, calendar).breach).toBe(true)
      }),
    )
  })
  test('a day period ends with the last millisecond of a working day, after its anchor', () => {
    holds(
      fc.property(days, anchors, (period, anchor) => {
        const { breach, localDate } = dueAt(period, anchor, calendar)
        const day = localDay(Date.parse(breach))
        expect(calendar.isRest(day)).toBe(false)
        expect(localDay(Date.parse(breach) + 1)).toBe(day + 1)
        expect(localDate).toBe(dayText(day))
        expect(Date.parse(breach)).toBeGreaterThan(anchor)
      }),
    )
  })
  test('natural days roll over rest days only, and no further than the first working day', () => {
    holds(
      fc.property(fc.integer({ min: 1, max: 90 }), anchors, (amount, anchor) => {
        const wanted = localDay(anchor) + amount
        const found = dayOf(dueAt({ amount, unit: 'd' }, anchor, calendar).localDate)
        for (let day = wanted; day < found; day++) expect(calendar.isRest(day)).toBe(true)
      }),
    )
  })
  test('working days: exactly so many lie between the anchor’s day and the last, the last included', () => {
    holds(
      fc.property(fc.integer({ min: 1, max: 60 }), anchors, (amount, anchor) => {
        const last = dayOf(dueAt({ amount, unit: 'wd' }, anchor, calendar).localDate)
        let count = 0
        for (let day = localDay(anchor) + 1; day <= last; day++) if (!calendar.isRest(day)) count += 1
        expect(count).toBe(amount)
      }),
    )
  })
  test('hours are exact to the target, and broken at the next full hour', () => {
    holds(
      fc.property(fc.integer({ min: 1, max: 240 }), anchors, (amount, anchor) => {
        const { target, breach } = dueAt({ amount, unit: 'h' }, anchor, calendar)
        expect(Date.parse(target) - anchor).toBe(amount * 3_600_000)
        const grace = Date.parse(breach) - Date.parse(target)
        expect(grace > 0 && grace <= 3_600_000 && Date.parse(breach) % 3_600_000 === 0).toBe(true)
      }),
    )
  })
  test('the explanation speaks of a roll exactly where there is one, and of the day it ends on', () => {
    holds(
      fc.property(days, anchors, (period, anchor) => {
        const { zh, en } = explainDue(period, anchor, calendar)
        const { localDate } = dueAt(period, anchor, calendar)
        expect(zh).toContain(localDate)
        expect(en).toContain(localDate)
        expect(zh.includes('顺延')).toBe(en.includes('rolls'))
        const rolled = period.unit === 'd' && dayOf(localDate) !== localDay(anchor) + period.amount
        if (period.unit !== 'month') expect(zh.includes('顺延')).toBe(rolled)
      }),
    )
  })
  test('the calendar’s table of next working days is what a search finds', () => {
    for (let day = dayOf('2003-12-01'); day < dayOf('2027-03-01'); day++) {
      let found = day
      while (calendar.isRest(found)) found += 1
      expect(calendar.nextWorking(day)).toBe(found)
    }
  })
  test('instants are written as Date writes them and read as Date reads them', () => {
    const wide = fc.integer({ min: Date.parse('1990-01-01T00:00:00Z'), max: Date.parse('2110-01-01T00:00:00Z') })
    holds(
      fc.property(fc.oneof(anchors, wide), (ms) => {
        const text = new Date(ms).toISOString()
        expect(instantText(ms)).toBe(text)
        expect(instantMs(text)).toBe(ms)
        const shanghai = `${new Date(ms + 28_800_000).toISOString().slice(0, 19)}+08:00`
        expect(instantMs(shanghai)).toBe(Date.parse(shanghai))
        expect(instantMs(shanghai.replace('+08:00', '-05:30'))).toBe(Date.parse(shanghai.replace('+08:00', '-05:30')))
      }),
    )
  })
})

test('the answers are the same wherever the machine stands', () => {
  const start = fileURLToPath(new URL('../start.js', import.meta.url))
  const answers = ['America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati', 'UTC'].map((TZ) => {
    const args = [start, 'procedure/clocks-elsewhere.ts']
    return JSON.parse(execFileSync(process.execPath, args, { env: { ...process.env, TZ }, encoding: 'utf8' }))
  })
  expect(answers.map(([hours]) => hours)).toEqual([19, 8, 14, 0]) // the zones were really taken up
  expect(new Set(answers.map(([, digest]) => digest)).size).toBe(1)
}, 120_000)

test('the units in the table are those counted here', () => {
  const used = ruleSets.flatMap((set) =>
    Object.values(set.clocks).flatMap((c): Period[] =>
      // Where the paper alone sets the day there is nothing to count.
      c.dueByPaper === 'must' ? [] : [...c.stages, ...Object.values(c.overrides ?? {}).flat()].map((s) => s.period),
    ),
  )
  for (const { amount, unit } of used) {
    expect(['h', 'd', 'wd', 'month']).toContain(unit)
    expect(Number.isInteger(amount) && amount > 0).toBe(true)
  }
})
