// Reads the texts of a dump: times, whole numbers, amounts, yes and no. A text that cannot be read gives null and is never
// mended. The 1/2 flags of the older platform come in two senses, and each has a function of its own.
import { shanghaiOffsetMs } from '../../kernel/index.ts'

const plainTime = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?$/
/** 2018/3/5 9:05, 2018.03.05, 2018年3月5日 9时5分, 2018-03-05T09:05:00. */
const looseTime =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?|分)?(?:\.\d+)?)?$/
/** 20180305, 201803050905, 20180305090500. */
const runTogether = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/
/** 05-MAR-18, 05-3月 -18 09.05.00.000000 上午: how that database spools a date where nobody says how. */
const spooled =
  /^(\d{1,2})-(?:([A-Za-z]{3})|(\d{1,2})月) *-(\d{2}|\d{4})(?: +(\d{1,2})[.:](\d{2})[.:](\d{2})(?:\.\d+)?(?: *(上午|下午|AM|PM))?)?$/i
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Epoch milliseconds of a local time of China; null where it is none. */
export function timeOf(text: string): number | null {
  const plain = plainTime.exec(text)
  if (plain !== null) return made(plain[1], plain[2], plain[3], plain[4], plain[5], plain[6])
  const t = text.normalize('NFKC').trim()
  const loose = looseTime.exec(t) ?? runTogether.exec(t)
  if (loose !== null) return made(loose[1], loose[2], loose[3], loose[4], loose[5], loose[6])
  const at = spooled.exec(t)
  if (at === null) return null
  const month = at[3] ?? String(months.indexOf((at[2] ?? '').toLowerCase()) + 1)
  // That database's own rule for two digits (RR): 00 to 49 are of this century.
  const year = at[4]?.length === 2 ? String(Number(at[4]) + (Number(at[4]) < 50 ? 2000 : 1900)) : at[4]
  return made(year, month, at[1], hour(at[5], at[8]), at[6], at[7])
}

function hour(text: string | undefined, half: string | undefined): string | undefined {
  if (text === undefined || half === undefined) return text
  const twelve = Number(text) % 12
  return String(/下午|PM/i.test(half) ? twelve + 12 : twelve)
}

function made(y = '', mo = '', d = '', h = '0', mi = '0', s = '0'): number | null {
  const [year, month, day] = [Number(y), Number(mo), Number(d)]
  if (Number(h) > 23 || Number(mi) > 59 || Number(s) > 59) return null
  const ms = Date.UTC(year, month - 1, day, Number(h), Number(mi), Number(s))
  const back = new Date(ms)
  const real = year >= 100 && back.getUTCMonth() === month - 1 && back.getUTCDate() === day
  return real ? ms - shanghaiOffsetMs : null
}

const whole = /^-?\d+$/

/** A whole number as text without zeros before it, `1.0` included; null where it is none. */
export function wholeOf(text: string): string | null {
  if (whole.test(text)) return text.length === 1 ? text : String(Number(text))
  const t = text.normalize('NFKC').trim().replace(/\.0+$/, '')
  return whole.test(t) ? String(Number(t)) : null
}

/** Fen of an amount in yuan; null where it cannot be read exactly. */
export function fenOf(text: string): number | null {
  const t = text.normalize('NFKC').trim()
  const plain = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(t) ? t.replaceAll(',', '') : t
  const parts = /^(\d*)(?:\.(\d*))?$/.exec(plain)
  if (parts === null || plain === '' || plain === '.') return null
  const [, yuan = '', rest = ''] = parts
  if (yuan.length > 13 || /[1-9]/.test(rest.slice(2))) return null
  return Number(yuan) * 100 + Number(rest.slice(0, 2).padEnd(2, '0'))
}

/** `1234.50` of fen: what the contract takes. */
export const yuanText = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`

/** 1 yes, 2 no: 集体讨论, 情节严重, 80%, 处罚下限, 鉴定, 侵权假冒. */
export const yesIsOne = (text: string): boolean | null => oneOrTwo(text, true)
/** 1 no, 2 yes: 强制措施 (IS_MEASURES), 交办 (IS_ASSIGN), 行政拘留 (DETENTION_STATE). */
export const yesIsTwo = (text: string): boolean | null => oneOrTwo(text, false)

function oneOrTwo(text: string, one: boolean): boolean | null {
  const value = wholeOf(text)
  return value === '1' ? one : value === '2' ? !one : null
}
