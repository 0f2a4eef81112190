// Dates, times and amounts as officials write them: Chinese local time without daylight saving, 24:00 for the end of a day,
// yuan with two decimals. English has its own forms.
import type { View } from '../env.ts'

type Tongue = Pick<View, 'lang'>

const offsetMs = 8 * 3_600_000
const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000

const monthsEn = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = {
  zh: ['日', '一', '二', '三', '四', '五', '六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

export type Moment = string | number | Date

const msOf = (at: Moment) => (typeof at === 'number' ? at : typeof at === 'string' ? Date.parse(at) : at.getTime())
/** A date whose UTC fields are the local ones. */
const local = (ms: number) => new Date(ms + offsetMs)
const two = (n: number) => String(n).padStart(2, '0')

/** `2026年9月28日` · `28 Sep 2026`. */
export function day({ lang }: Tongue, at: Moment): string {
  const d = local(msOf(at))
  return lang === 'zh'
    ? `${d.getUTCFullYear()}年${d.getUTCMonth() + 1}月${d.getUTCDate()}日`
    : `${d.getUTCDate()} ${monthsEn[d.getUTCMonth()]} ${d.getUTCFullYear()}`
}

/** `9月28日` · `28 Sep`; with the year where it is not this one. */
export function shortDay(v: Tongue & Pick<View, 'nowMs'>, at: Moment): string {
  const d = local(msOf(at))
  if (d.getUTCFullYear() !== local(v.nowMs).getUTCFullYear()) return day(v, at)
  return v.lang === 'zh'
    ? `${d.getUTCMonth() + 1}月${d.getUTCDate()}日`
    : `${d.getUTCDate()} ${monthsEn[d.getUTCMonth()]}`
}

/** `14:20`. */
export function clockTime(at: Moment): string {
  const d = local(msOf(at))
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}

/** `2026年9月28日 14:20`. */
export const moment = (v: Tongue, at: Moment): string =>
  v.lang === 'zh' ? `${day(v, at)} ${clockTime(at)}` : `${day(v, at)}, ${clockTime(at)}`

/** `9月28日 14:20`. */
export const shortMoment = (v: Tongue & Pick<View, 'nowMs'>, at: Moment): string =>
  v.lang === 'zh' ? `${shortDay(v, at)} ${clockTime(at)}` : `${shortDay(v, at)}, ${clockTime(at)}`

/** The end of a period: midnight is the end of the day before, never the beginning of the next. */
export function ending(v: Tongue & Pick<View, 'nowMs'>, at: Moment): string {
  // A period ends with the last moment of its last day, 23:59:59 whatever follows.
  const said = msOf(at)
  const next = Math.floor(said / 1_000) * 1_000 + 1_000
  const ms = (next + offsetMs) % dayMs === 0 ? next : said
  if ((ms + offsetMs) % dayMs !== 0) return shortMoment(v, ms)
  const before = shortDay(v, ms - 1)
  return v.lang === 'zh' ? `${before} 24:00` : `end of ${before}`
}

/** `星期一` · `Mon`. */
export const weekday = ({ lang }: Tongue, at: Moment): string => {
  const name = weekdays[lang][local(msOf(at)).getUTCDay()] as string
  return lang === 'zh' ? `星期${name}` : name
}

/** Whole local days from now until then: 0 is today. The end of a day (24:00) belongs to that day. */
export function daysUntil(v: Pick<View, 'nowMs'>, at: Moment): number {
  return Math.floor((msOf(at) - 1 + offsetMs) / dayMs) - Math.floor((v.nowMs + offsetMs) / dayMs)
}

/** `2 天 10 小时`, `5 小时 34 分`, `12 分`. */
export function span({ lang }: Tongue, ms: number): string {
  const abs = Math.abs(ms)
  const d = Math.floor(abs / dayMs)
  const h = Math.floor((abs % dayMs) / hourMs)
  const m = Math.floor((abs % hourMs) / minuteMs)
  const [dw, hw, mw] = lang === 'zh' ? [' 天', ' 小时', ' 分'] : ['d', 'h', 'min']
  if (d >= 10) return `${d}${dw}`
  if (d > 0) return h > 0 ? `${d}${dw} ${h}${hw}` : `${d}${dw}`
  if (h > 0) return m > 0 ? `${h}${hw} ${m}${mw}` : `${h}${hw}`
  return `${m}${mw}`
}

/** `286,400.00 元`, over ten thousand also in 万元. */
export function yuan({ lang }: Tongue, amount: string): string {
  const [whole = '0', cents = ''] = amount.split('.')
  const grouped = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents.padEnd(2, '0')}`
  if (lang === 'en') return `CNY ${grouped}`
  if (whole.length < 5) return `${grouped} 元`
  const wan = `${whole.slice(0, -4)}.${whole.slice(-4)}`.replace(/0+$/, '').replace(/\.$/, '')
  return `${grouped} 元（${wan} 万元）`
}

/** `1,204`. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** `206 MB`. */
export function bytes(n: number): string {
  if (n < 1_000) return `${n} B`
  if (n < 1_000_000) return `${Math.round(n / 1_000)} kB`
  if (n < 1_000_000_000) return `${Math.round(n / 1_000_000)} MB`
  return `${(n / 1_000_000_000).toFixed(1)} GB`
}
