// Days as tables and pages write them. A day that is ambiguous, damaged or impossible is not read; what is only a month or a
// year stays one; what stands for "no end" is said so.
import type { SaidDate } from '../../../schemas/index.ts'
import { nfkc, simplified } from './characters.ts'
import { digitsOf, numeral } from './numerals.ts'

export interface DateRules {
  /** Local day, `yyyy-mm-dd`. */
  readonly today: string
  /** Whether the day may lie ahead: an end, not something that happened. */
  readonly ahead?: boolean
  /** What a bare number is, where the source says so. */
  readonly form?: 'epoch_ms' | 'epoch_s' | undefined
}

const iso = /^(\d{4})-(\d{2})-(\d{2})$/
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const rawMax = 200
const shanghaiMs = 8 * 3_600_000

const real = (y: number, m: number, d: number): boolean =>
  m >= 1 &&
  m <= 12 &&
  d >= 1 &&
  d <= (monthDays[m - 1] ?? 0) &&
  (m !== 2 || d < 29 || (y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0)))

const two = (n: number) => (n < 10 ? `0${n}` : String(n))

/** One date; null where nothing was said. */
export function readDate(value: string | number, rules: DateRules): SaidDate | null {
  if (typeof value === 'string') {
    const match = iso.exec(value)
    if (match !== null) return whole(value, Number(match[1]), Number(match[2]), Number(match[3]), rules)
  }
  if (typeof value === 'string' && value.length > rawMax)
    return unread(value.slice(0, rawMax).trim(), 'The text is too long for a date.')
  const raw = String(value)
  const text = simplified(nfkc(String(value))).trim()
  if (text === '') return null
  return readText(raw, text, rules)
}

const unread = (raw: string, fault: string): SaidDate => ({ raw, value: null, fault })

function whole(raw: string, y: number, m: number, d: number, rules: DateRules, fault?: string): SaidDate {
  if (!real(y, m, d)) return unread(raw, 'There is no such day.')
  const value = `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}`
  if (rules.ahead === true && (value === '2099-12-31' || y >= 2200)) return { raw, value: null, noEnd: true }
  if (value === '1970-01-01') return unread(raw, '1970-01-01 is what a computer writes for no date.')
  return bounded(raw, value, y, rules, fault)
}

function bounded(raw: string, value: string, year: number, rules: DateRules, fault?: string): SaidDate {
  if (year < 1949) return unread(raw, 'The year lies before 1949.')
  if (year >= 2200) return unread(raw, 'The year lies too far ahead.')
  if (rules.ahead !== true && value > rules.today.slice(0, value.length))
    return unread(raw, 'The day lies in the future.')
  return fault === undefined ? { raw, value } : { raw, value, fault }
}

/** A time of day behind a date says nothing here, as long as it is one; with an offset it may be another day. */
const clock = /^[T ]*\d{1,2}([:时]\d{1,2}([:分]\d{1,2}(\.\d{1,9})?秒?)?分?|时)?$/
const weekday = /^[(]?(星期|周)[一二三四五六日天][)]?/
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i
const numeric = /^(\d{4})([-/.．。年])(\d{1,2})(?:([-/.．。月])(\d{1,2})日?)?月?(.*)$/
const inWords =
  /^([〇○零一二三四五六七八九O0◯]{4})年(?:([一二三四五六七八九十元正冬腊]{1,3})月(?:([一二三四五六七八九十廿卅]{1,4})日?)?)?$/

function readText(raw: string, text: string, rules: DateRules): SaidDate {
  if (/^(长期|永久|永久有效|长期有效|无期限|无限期|无固定期限)$/.test(text))
    return rules.ahead === true ? { raw, value: null, noEnd: true } : unread(raw, 'The words name no day.')
  if (rules.form !== undefined && /^\d{1,14}$/.test(text))
    return instant(raw, Number(text) * (rules.form === 'epoch_s' ? 1000 : 1), rules)
  if (withOffset.test(text)) return instant(raw, Date.parse(text), rules)
  const tight = text.replace(/\s*([-/.年月日])\s*/g, '$1')
  const match = numeric.exec(tight)
  if (match !== null) {
    const [, year = '', , month = '', , day, rest = ''] = match
    const behind = rest.replace(weekday, '').trim()
    if (behind !== '' && !(day !== undefined && clock.test(behind)))
      return unread(
        raw,
        /[至到~-]/.test(behind) ? 'A span of days is no one day.' : 'Behind the date stands more than a time.',
      )
    const [y, m] = [Number(year), Number(month)]
    if (day !== undefined) return whole(raw, y, m, Number(day), rules)
    if (m < 1 || m > 12) return unread(raw, 'There is no such month.')
    return bounded(raw, `${year}-${two(m)}`, y, rules)
  }
  const words = inWords.exec(tight.replace(/\s+/g, ''))
  if (words !== null) return spoken(raw, words, rules)
  const year = /^(\d{4})年?$/.exec(tight)
  if (year !== null) return bounded(raw, year[1] ?? '', Number(year[1]), rules)
  const digits = /^(\d{4})(\d{2})(\d{2})(日)?(?:[T ]?\d{6})?$/.exec(tight)
  // 20241214日 lost its 年 and 月, but no other day has these eight digits.
  if (digits !== null)
    return whole(
      raw,
      Number(digits[1]),
      Number(digits[2]),
      Number(digits[3]),
      rules,
      digits[4] ? '年 and 月 are missing.' : undefined,
    )
  return unread(raw, faultOf(tight))
}

function instant(raw: string, ms: number, rules: DateRules): SaidDate {
  if (!Number.isFinite(ms) || Math.abs(ms) > 7e12) return unread(raw, 'There is no such moment.')
  const at = new Date(ms + shanghaiMs)
  return whole(raw, at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), rules)
}

/** 二〇二二年一月四日; 元月 and 廿 are met. */
function spoken(raw: string, [, y = '', m, d]: RegExpExecArray, rules: DateRules): SaidDate {
  const year = Number(digitsOf(y))
  if (m === undefined) return bounded(raw, String(year), year, rules)
  if (/[冬腊正]/.test(m)) return unread(raw, 'A month of the lunar calendar is no date here.')
  const month = m === '元' ? 1 : numeral(m)
  if (month === null || month > 12) return unread(raw, 'There is no such month.')
  if (d === undefined) return bounded(raw, `${year}-${two(month)}`, year, rules)
  const day = numeral(d.replace('廿', '二十').replace('卅', '三十'))
  return day === null ? unread(raw, 'There is no such day.') : whole(raw, year, month, day, rules)
}

function faultOf(text: string): string {
  if (/^\d{4}\d{1,4}日/.test(text) || /^\d{5,7}$/.test(text))
    return 'The digits run together, and more than one day may be meant.'
  if (/^\d{9,}/.test(text))
    return 'Digits run together, or a number that counts from some day; the layout does not say which.'
  if (/^(今年|去年|当年|本年|上年|同年)/.test(text) || /^\d{1,2}月(\d{1,2}日)?$/.test(text))
    return 'The year is missing.'
  if (/[x*×]/i.test(text)) return 'The date is masked.'
  if (/^\d{2}[-/.年]/.test(text)) return 'The year has two digits.'
  return 'The text is no date that can be read.'
}
