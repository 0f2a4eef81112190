// Due dates of 2024 to 2026 counted by hand from the State Council's notices, each with the counting: what the machine
// says must be what a clerk with the notice on the desk says, in whatever time zone the machine stands.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dayOf, dayText } from '../../src/kernel/index.ts'
import { calendarsFrom } from '../../src/procedure/calendar.ts'
import { dueAt, type Unit } from '../../src/procedure/clock.ts'

const calendar = calendarsFrom([])('310115')

const at = (local: string) => Date.parse(`${local.replace(' ', 'T')}${local.length === 16 ? ':00' : ''}+08:00`)
const local = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

interface Notice {
  readonly document: string
  /** First and last day off. */
  readonly off: readonly (readonly [string, string])[]
  readonly worked: readonly string[]
}

/** The notices as printed. New Year's Eve (9 February) was no day off in 2024. */
const notices: Readonly<Record<number, Notice>> = {
  2024: {
    document: '国办发明电〔2023〕7号',
    off: [
      ['2024-01-01', '2024-01-01'],
      ['2024-02-10', '2024-02-17'],
      ['2024-04-04', '2024-04-06'],
      ['2024-05-01', '2024-05-05'],
      ['2024-06-10', '2024-06-10'],
      ['2024-09-15', '2024-09-17'],
      ['2024-10-01', '2024-10-07'],
    ],
    worked: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ],
  },
  2025: {
    document: '国办发明电〔2024〕12号',
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
}

describe('the shipped calendar is the one of the notice', () => {
  test.each(Object.entries(notices))('of %s', (year, { off, worked }) => {
    const days = Array.from({ length: dayOf(`${Number(year) + 1}-01-01`) - dayOf(`${year}-01-01`) }, (_, i) =>
      dayText(dayOf(`${year}-01-01`) + i),
    )
    const named = days.filter((date) => ![null, '周末'].includes(calendar.nameOf(dayOf(date))))
    expect(named).toEqual(days.filter((date) => off.some(([first, last]) => first <= date && date <= last)))
    const weekend = (date: string) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())
    expect(days.filter((date) => weekend(date) && !calendar.isRest(dayOf(date)))).toEqual(worked)
  })
})

/** How it was counted, the anchor's date, the amount, the date it ends on. */
type Row = readonly [counting: string, anchor: string, amount: number, end: string]

const natural: readonly Row[] = [
  ['Friday + 2 is Sunday 4 February, worked for Spring Festival', '2024-02-02', 2, '2024-02-04'],
  [
    '6 + 3 is Friday 9 February, New Year’s Eve, which the notice of 2024 left a working day',
    '2024-02-06',
    3,
    '2024-02-09',
  ],
  ['7 + 7 is 14 February, off from the 10th to the 17th; Sunday the 18th is worked', '2024-02-07', 7, '2024-02-18'],
  ['31 January + 30: the 29th of February is day 29, so day 30 is Friday 1 March', '2024-01-31', 30, '2024-03-01'],
  ['1 + 3 is 4 April, Qingming, off to Saturday the 6th; Sunday the 7th is worked', '2024-04-01', 3, '2024-04-07'],
  ['25 + 3 is Sunday 28 April, worked for Labour Day', '2024-04-25', 3, '2024-04-28'],
  ['28 April + 3 is 1 May, off to Sunday the 5th; Monday the 6th', '2024-04-28', 3, '2024-05-06'],
  ['8 + 3 is Saturday 11 May, worked for Labour Day', '2024-05-08', 3, '2024-05-11'],
  ['7 + 3 is Monday 10 June, Dragon Boat; Tuesday the 11th', '2024-06-07', 3, '2024-06-11'],
  ['11 + 3 is Saturday 14 September, worked for Mid-Autumn', '2024-09-11', 3, '2024-09-14'],
  ['26 + 3 is Sunday 29 September, worked for National Day', '2024-09-26', 3, '2024-09-29'],
  ['28 September + 3 is 1 October, off to the 7th; Tuesday the 8th', '2024-09-28', 3, '2024-10-08'],
  ['9 + 3 is Saturday 12 October, worked for National Day', '2024-10-09', 3, '2024-10-12'],
  [
    '10 August + 60: 21 days to the 31st, 51 to 30 September, 60 on Wednesday 9 October',
    '2024-08-10',
    60,
    '2024-10-09',
  ],
  ['29 December + 3 is 1 January 2025, the one day off; Thursday the 2nd', '2024-12-29', 3, '2025-01-02'],
  ['23 + 3 is Sunday 26 January, worked for Spring Festival', '2025-01-23', 3, '2025-01-26'],
  ['1 + 3 is Friday 4 April, Qingming, off to Sunday; Monday the 7th', '2025-04-01', 3, '2025-04-07'],
  ['24 + 3 is Sunday 27 April, worked for Labour Day', '2025-04-24', 3, '2025-04-27'],
  ['30 April + 3 is 3 May, off to Monday the 5th; Tuesday the 6th', '2025-04-30', 3, '2025-05-06'],
  ['29 May + 3 is Sunday 1 June, Dragon Boat from 31 May to 2 June; Tuesday the 3rd', '2025-05-29', 3, '2025-06-03'],
  [
    '3 July + 90: 28 days to the 31st, 59 to 31 August, 89 to 30 September, 90 on 1 October; off to the 8th',
    '2025-07-03',
    90,
    '2025-10-09',
  ],
  ['25 + 3 is Sunday 28 September, worked for National Day', '2025-09-25', 3, '2025-09-28'],
  ['30 September + 10 is Friday 10 October; the eight days off inside are counted', '2025-09-30', 10, '2025-10-10'],
  ['8 + 3 is Saturday 11 October, worked for National Day', '2025-10-08', 3, '2025-10-11'],
  ['29 January + 30: two days to the 31st, 28 more to Saturday 28 February, worked', '2026-01-29', 30, '2026-02-28'],
  ['16 + 7 is Monday 23 February, the last of nine days off; Tuesday the 24th', '2026-02-16', 7, '2026-02-24'],
  ['22 September + 10 is 2 October, off to the 7th; Thursday the 8th', '2026-09-22', 10, '2026-10-08'],
]

const working: readonly Row[] = [
  ['Sunday 4 (1), Monday 5 (2) to Friday 9 (6), off from 10 to 17, Sunday 18 (7)', '2024-02-02', 7, '2024-02-18'],
  ['Friday 9 (1), New Year’s Eve, is worked; off from 10 to 17; Sunday 18 (2)', '2024-02-08', 2, '2024-02-18'],
  ['off from 4 to 6; Sunday 7 (1), Monday 8 (2), Tuesday 9 April (3)', '2024-04-03', 3, '2024-04-09'],
  ['Sunday 28 (1), 29 (2), 30 April (3), off to 5 May, Monday 6 (4), Tuesday 7 (5)', '2024-04-26', 5, '2024-05-07'],
  ['Friday 10 (1), Saturday 11 (2), Monday 13 May (3)', '2024-05-09', 3, '2024-05-13'],
  ['Friday 13 (1), Saturday 14 (2), off to 17, 18 (3), 19 (4), Friday 20 September (5)', '2024-09-12', 5, '2024-09-20'],
  ['Sunday 29 (1), Monday 30 September (2), off to 7 October, Tuesday 8 (3)', '2024-09-27', 3, '2024-10-08'],
  ['9 (1), 10 (2), 11 (3), Saturday 12 (4), Monday 14 October (5)', '2024-10-08', 5, '2024-10-14'],
  ['31 December (1), off on 1 January, 2 (2), Friday 3 January (3)', '2024-12-30', 3, '2025-01-03'],
  ['Sunday 26 (1), Monday 27 January (2), off to 4 February, Wednesday 5 (3)', '2025-01-24', 3, '2025-02-05'],
  ['Sunday 27 (1), 28 (2), 29 (3), 30 April (4), off to 5 May, Tuesday 6 (5)', '2025-04-25', 5, '2025-05-06'],
  ['off from Saturday 31 May to Monday 2 June; Tuesday 3 (1)', '2025-05-30', 1, '2025-06-03'],
  ['off to 8 October; Thursday 9 (1), Friday 10 (2), Saturday 11 (3)', '2025-09-30', 3, '2025-10-11'],
  ['off from 1 to 3 January; Sunday 4 (1), Monday 5 (2), Tuesday 6 (3)', '2025-12-31', 3, '2026-01-06'],
  [
    'Friday 13 (1), Saturday 14 (2), off to 23, 24 (3), 25 (4), Thursday 26 February (5)',
    '2026-02-12',
    5,
    '2026-02-26',
  ],
  ['off to 5 May; 6 (1), 7 (2), 8 (3), Saturday 9 (4), Monday 11 May (5)', '2026-04-30', 5, '2026-05-11'],
  ['Sunday 20 (1), 21 (2), 22 (3), 23 (4), Thursday 24 September (5)', '2026-09-18', 5, '2026-09-24'],
  ['off from 25 to 27; 28 (1), 29 (2), Wednesday 30 September (3)', '2026-09-24', 3, '2026-09-30'],
]

const months: readonly Row[] = [
  ['29 February to 29 March, a Friday', '2024-02-29', 1, '2024-03-29'],
  ['September has no 31st; its last day is Monday the 30th', '2024-08-31', 1, '2024-09-30'],
  ['1 October, off to the 7th; Tuesday the 8th', '2024-09-01', 1, '2024-10-08'],
  ['28 January 2025 is Spring Festival, off to 4 February; Wednesday the 5th', '2024-11-28', 2, '2025-02-05'],
  ['28 March, a Friday: the number of the day counts, not that it is the last', '2025-02-28', 1, '2025-03-28'],
  ['4 April is Qingming, off to Sunday the 6th; Monday the 7th', '2025-03-04', 1, '2025-04-07'],
  ['31 October, a Friday', '2025-08-31', 2, '2025-10-31'],
  ['14 February 2026 is a Saturday, worked for Spring Festival', '2025-12-14', 2, '2026-02-14'],
  ['10 October is a Saturday, worked for National Day', '2026-07-10', 3, '2026-10-10'],
]

/** How it was counted, the anchor, the hours, the end by the Civil Code, the end by CPL 105. */
type HourRow = readonly [counting: string, anchor: string, amount: number, target: string, breach: string]

const hours: readonly HourRow[] = [
  [
    'from New Year’s Eve into the first day of Spring Festival; the hour from 16 to 17 is not counted',
    '2024-02-09 16:45:00',
    24,
    '2024-02-10 16:45:00',
    '2024-02-10 17:00:00',
  ],
  [
    'from the last day off to the first at work; 23 to 24 is not counted, so it ends with the day',
    '2024-05-05 23:30:00',
    24,
    '2024-05-06 23:30:00',
    '2024-05-07 00:00:00',
  ],
  [
    'into New Year’s Day; what begins at 9 begins in the hour from 9 to 10',
    '2024-12-31 09:00:00',
    24,
    '2025-01-01 09:00:00',
    '2025-01-01 10:00:00',
  ],
  [
    'three days and nights into Spring Festival',
    '2025-01-27 14:20:00',
    72,
    '2025-01-30 14:20:00',
    '2025-01-30 15:00:00',
  ],
  ['the last second of an hour belongs to it', '2025-10-08 22:59:59', 24, '2025-10-09 22:59:59', '2025-10-09 23:00:00'],
  [
    'from a worked Saturday into the nine days off',
    '2026-02-14 08:00:00',
    48,
    '2026-02-16 08:00:00',
    '2026-02-16 09:00:00',
  ],
  [
    'from a worked Saturday over the end of February, which has 28 days',
    '2026-02-28 23:59:00',
    24,
    '2026-03-01 23:59:00',
    '2026-03-02 00:00:00',
  ],
  [
    'half a day over midnight inside the Labour Day holiday',
    '2026-05-01 13:15:00',
    12,
    '2026-05-02 01:15:00',
    '2026-05-02 02:00:00',
  ],
]

const byUnit = [
  ['d', natural],
  ['wd', working],
  ['month', months],
] as const satisfies readonly (readonly [Unit, readonly Row[]])[]

describe.each(byUnit)('counted by hand in %s', (unit, rows) => {
  test.each(rows)('%s: from %s, %i end on %s', (_counting, anchor, amount, end) => {
    for (const time of ['00:00:00', '09:30:00', '23:59:59']) {
      const due = dueAt({ amount, unit }, at(`${anchor} ${time}`), calendar)
      expect([due.localDate, local(due.breach), due.provisional]).toEqual([end, `${end} 23:59:59`, false])
      expect(due.target).toBe(due.breach)
    }
  })
})

describe('counted by hand in hours', () => {
  test.each(hours)('%s: from %s, %i', (_counting, anchor, amount, target, breach) => {
    const due = dueAt({ amount, unit: 'h' }, at(anchor), calendar)
    expect([local(due.target), local(due.breach), due.provisional]).toEqual([target, breach, false])
  })
})

test('no date is counted twice here, and there are more than sixty', () => {
  const asked = [
    ...byUnit.flatMap(([unit, rows]) => rows.map(([, ...row]) => [unit, ...row].join())),
    ...hours.map(([, ...row]) => row.join()),
  ]
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked.length).toBeGreaterThan(60)
})

test('a machine in New York, Kolkata or UTC counts the same, for the country and for a region', () => {
  const questions = [
    ...byUnit.flatMap(([unit, rows]) => rows.map(([, anchor, amount]) => [unit, amount, at(`${anchor} 00:30:00`)])),
    ...hours.map(([, anchor, amount]) => ['h', amount, at(anchor)]),
  ]
  const start = fileURLToPath(new URL('../start.js', import.meta.url))
  const said = ['America/New_York', 'Asia/Kolkata', 'UTC'].map((TZ) => {
    const env = { ...process.env, TZ, QUESTIONS: JSON.stringify(questions) }
    return JSON.parse(
      execFileSync(process.execPath, [start, 'procedure/hand-dates-elsewhere.ts'], { env, encoding: 'utf8' }),
    )
  })
  expect(said.map(({ midnight }) => midnight)).toEqual(['19:00', '05:30', '00:00']) // the zones were really taken up
  expect(said[0].answers).toHaveLength(2 * questions.length)
  const counted = questions.map(([unit, amount, ms]) =>
    dueAt({ unit: unit as Unit, amount: Number(amount) }, Number(ms), calendar),
  )
  for (const { answers } of said) {
    expect(answers).toEqual(said[0].answers)
    expect(answers.filter((_: unknown, i: number) => i % 2 === 0).map(([due]: unknown[]) => due)).toEqual(counted)
  }
}, 120_000)
