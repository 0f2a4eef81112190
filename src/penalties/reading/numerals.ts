// Chinese numerals, everyday and in the forms of banks (贰万壹仟柒佰元整), into decimal strings, within what a sum of money
// can be. What is no well-formed numeral is null.

const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  '○': 0,
  一: 1,
  壹: 1,
  弌: 1,
  二: 2,
  贰: 2,
  貳: 2,
  弍: 2,
  两: 2,
  兩: 2,
  三: 3,
  叁: 3,
  參: 3,
  叄: 3,
  弎: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  陸: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
const small: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }
const large: Readonly<Record<string, number>> = { 万: 10_000, 萬: 10_000, 亿: 100_000_000, 億: 100_000_000 }

/** Characters of Chinese numerals, for patterns. */
export const numeralClass = `${Object.keys(digits).join('')}${Object.keys(small).join('')}${Object.keys(large).join('')}`

/** Value of a whole numeral (`贰万壹仟柒佰`), or null. Digits in a row (`二〇二二`) are no sum; see digitsOf. */
export function numeral(text: string): number | null {
  if (text === '') return null
  let total = 0
  let section = 0
  let digit: number | null = null
  let lastSmall = Number.POSITIVE_INFINITY
  let lastLarge = Number.POSITIVE_INFINITY
  let zero = false
  for (const c of text) {
    const d = digits[c]
    const s = small[c]
    const l = large[c]
    if (d !== undefined) {
      if (d === 0) {
        if (digit !== null) return null
        zero = true
      } else {
        if (digit !== null) return null
        digit = d
      }
    } else if (s !== undefined) {
      // 十 alone begins 十五; 百 and 千 want a digit.
      if (s >= lastSmall || (digit === null && !(s === 10 && section === 0))) return null
      section += (digit ?? 1) * s
      lastSmall = s
      digit = null
      zero = false
    } else if (l !== undefined) {
      section += digit ?? 0
      if (section === 0 && !(l === 10_000 && total > 0)) return null
      if (l === 100_000_000) {
        if (lastLarge <= l) return null
        total = (total + section) * l
      } else {
        if (lastLarge <= l) return null
        total += section * l
      }
      lastLarge = l
      section = 0
      digit = null
      lastSmall = Number.POSITIVE_INFINITY
      zero = false
    } else return null
  }
  // 三万五: in speech 35,000, on paper a figure with something missing.
  if (digit !== null && !zero && lastSmall !== 10 && (section > 0 || total > 0)) return null
  const value = total + section + (digit ?? 0)
  return Number.isSafeInteger(value) ? value : null
}

/** `二〇二二` → `2022`; null where a character is no digit. */
export function digitsOf(text: string): string | null {
  let out = ''
  for (const c of text) {
    const d = digits[c === 'O' || c === 'o' || c === '0' || c === '◯' ? '〇' : c]
    if (d === undefined) return null
    out += d
  }
  return out === '' ? null : out
}
