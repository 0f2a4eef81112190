// The figure inside an amount, `3万5千`, `129.9618万`, `贰万壹仟柒佰`, `十几万`, as digits before and behind the point, with
// what the words say of its exactness.
import { numeral, numeralClass } from './numerals.ts'

export interface Figure {
  readonly whole: string
  readonly fraction: string
  /** 万, 千, 亿 or a numeral said how large it is; a bare figure leaves that to its column. */
  readonly scaled: boolean
  readonly more: boolean
}

const powers: Readonly<Record<string, number>> = { 十: 1, 拾: 1, 百: 2, 佰: 2, 千: 3, 仟: 3, 万: 4, 亿: 8 }
const plain = /^(\d+)(?:\.(\d+))?([十百千万亿拾佰仟]*)$/
const vagueInside = /^([\d.]+|[一二三四五六七八九十百千两]+)[余多]([十百千万亿]+)$/
const aboveTen = /^十[几数余多]([百千万亿]*)$/
const numerals = new RegExp(`^[${numeralClass}]+$`)

/** Null where the text is no one figure; `none` where it says that there is one and not which (几万). */
export function figureOf(text: string): Figure | 'none' | null {
  if (/^[几数][十百千万亿]*$/.test(text) || /^[十百千万亿]+[几数]/.test(text.slice(1))) return 'none'
  const ten = aboveTen.exec(text)
  if (ten !== null) return shifted('10', '', ten[1] ?? '', true)
  const inside = vagueInside.exec(text)
  const more = inside !== null || /[余多]$/.test(text)
  const core = inside !== null ? `${inside[1]}${inside[2]}` : text.replace(/[余多]$/, '')
  const match = plain.exec(core)
  if (match !== null) return shifted(match[1] ?? '', match[2] ?? '', match[3] ?? '', more)
  if (numerals.test(core)) {
    // 百万 of 上百万 is one of them.
    const value =
      numeral(core) ?? (/^[百千万亿佰仟]/.test(core) ? (numeral(`一${core}`) ?? numeral(`一${core[0]}`)) : null)
    return value === null ? null : { whole: String(value), fraction: '', scaled: true, more }
  }
  return chained(core, more)
}

function shifted(whole: string, fraction: string, magnitude: string, more: boolean): Figure {
  let zeros = 0
  for (const c of magnitude) zeros += powers[c] ?? 0
  return {
    whole: whole + fraction.slice(0, zeros).padEnd(zeros, '0'),
    fraction: fraction.slice(zeros),
    scaled: magnitude !== '',
    more,
  }
}

/** `3万5千`, `1亿2000万`: parts of falling size, each smaller than the size before it. */
function chained(text: string, more: boolean): Figure | null {
  if (!/^(\d+(\.\d+)?[千百万亿])+(\d+(\.\d{1,2})?)?$/.test(text)) return null
  let total = 0n
  let fraction = ''
  let room = 20
  for (const [, whole = '', part = '', magnitude = ''] of text.matchAll(/(\d+)(?:\.(\d+))?([千百万亿]?)/g)) {
    const power = magnitude === '' ? 0 : (powers[magnitude] ?? 0)
    if (power >= room || part.length > power + (power === 0 ? 2 : 0)) return null
    if (power > 0 && part !== '' && part.length > power) return null
    const value = BigInt(whole + part.slice(0, power).padEnd(power, '0'))
    if (value >= 10n ** BigInt(room)) return null
    if (power === 0) fraction = part
    total += value
    room = power
  }
  return { whole: total.toString(), fraction, scaled: true, more }
}
