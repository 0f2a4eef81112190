// Dates as tables and pages write them: what is a day, what is only a month, what is not read because two days may be meant.
import { describe, expect, it } from 'vitest'
import { type DateRules, readDate } from '../../src/penalties/reading/dates.ts'

const today = '2026-11-22'
const date = (value: string | number, rules: Partial<DateRules> = {}) => readDate(value, { today, ...rules })

describe('a day', () => {
  it.each([
    ['2024-03-04', '2024-03-04'],
    ['2024/3/4', '2024-03-04'],
    ['2024.03.04', '2024-03-04'],
    ['2024．3．4', '2024-03-04'],
    ['20240304', '2024-03-04'],
    ['2023 年 6 月 30 日', '2023-06-30'],
    ['2023年6月30日', '2023-06-30'],
    ['２０２３年６月３０日', '2023-06-30'],
    ['2024年02月29日', '2024-02-29'],
    ['二〇二二年一月四日', '2022-01-04'],
    ['二○二二年十二月三十一日', '2022-12-31'],
    ['二零二二年十月二十日', '2022-10-20'],
    ['二O二二年元月廿一日', '2022-01-21'],
    ['2026-11-20 08:00:00', '2026-11-20'],
    ['2026-11-20 08:00:00.0', '2026-11-20'],
    ['2024年3月4日 星期一', '2024-03-04'],
    ['2024年3月4日15时30分', '2024-03-04'],
    ['2026-11-19T16:30:00Z', '2026-11-20'],
    ['2026-11-20T07:30:00+08:00', '2026-11-20'],
    [20240304, '2024-03-04'],
  ])('%s is %s', (value, day) => expect(date(value)).toEqual({ raw: String(value), value: day }))
})

describe('15. a date that lost characters', () => {
  it.each(['2025622日', '2025212日', '2024623日', '20252170907 16秒', '2025622', '202562'])(
    '%s is not guessed',
    (value) => {
      expect(date(value)?.value).toBeNull()
      expect(date(value)?.fault).toBeDefined()
    },
  )
  it('is read where no other day has its digits, and says what it lost', () => {
    expect(date('20241214日')).toEqual({ raw: '20241214日', value: '2024-12-14', fault: '年 and 月 are missing.' })
    expect(date('20241314日')?.value).toBeNull()
  })
})

describe('16. a date that says less, or means none', () => {
  it.each([
    ['2024年3月', '2024-03'],
    ['2024-03', '2024-03'],
    ['二〇二一年十二月', '2021-12'],
    ['2023年', '2023'],
    ['2023', '2023'],
  ])('%s stays %s', (value, said) => expect(date(value)).toEqual({ raw: value, value: said }))

  it.each([
    ['今年2月', 'year'],
    ['3月6日', 'year'],
    ['24-3-4', 'two digits'],
    ['2023年1月至3月', 'span'],
    ['2023-01-01至2023-02-01', 'span'],
    ['2024-02-30', 'no such day'],
    ['2024年13月', 'no such month'],
    ['二〇二二年腊月初一', 'no date'],
    ['二〇二二年腊月一日', 'lunar'],
    ['1970-01-01', 'computer'],
    ['1948-12-31', 'before 1949'],
    ['2026-11-23', 'future'],
    ['2027年', 'future'],
    ['2024年xx月xx日', 'masked'],
    ['1709510400000', 'layout does not say'],
    ['45292', 'run together'],
    ['见正文', 'no date'],
  ])('%s: %s', (value, why) => {
    expect(date(value)?.value).toBeNull()
    expect(date(value)?.fault).toContain(why)
  })

  it('has no end: 2099-12-31, 9999-12-31, 长期', () => {
    for (const value of ['2099-12-31', '2099/12/31', '9999-12-31', '长期'])
      expect(date(value, { ahead: true })).toEqual({ raw: value, value: null, noEnd: true })
    expect(date('2027-12-31', { ahead: true })?.value).toBe('2027-12-31')
    expect(date('2099-12-31')?.fault).toContain('future')
  })

  it('counts from 1970 only where the layout says so', () => {
    expect(date(1709510400000, { form: 'epoch_ms' })?.value).toBe('2024-03-04')
    expect(date('1709510400', { form: 'epoch_s' })?.value).toBe('2024-03-04')
    expect(date('1709510400000')?.value).toBeNull()
  })

  it('says nothing of nothing', () => expect(date('  ')).toBeNull())
})
