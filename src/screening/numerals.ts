// Figures as prose writes them: `17万余`, `3亿`, `八百六十余`, `1,299.5`, `五`. What names no figure (几万, 数百) is null.

const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
const powers: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
  万: 10_000,
  亿: 100_000_000,
}

/** Characters of Chinese numerals, for patterns. */
export const numeralClass = '零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿'

/** Digits with or without a scale, or a Chinese numeral; 余 and 多 may stand inside. For patterns, without groups. */
export const figurePattern = `(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)[多余]?[百千万亿]{0,2}|[${numeralClass}][${numeralClass}多余]{0,15}`

export interface ProseFigure {
  readonly value: number
  /** What the last digit that was written counts: half of it is how far a rounded figure may be off. */
  readonly step: number
  /** 余 or 多 stood inside: at least. */
  readonly more: boolean
}

/** Null where the text names no figure. */
export function proseFigure(text: string): ProseFigure | null {
  const more = /[多余]/.test(text)
  const plain = text.replace(/[多余]/g, '')
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?([百千万亿]{0,2})$/.exec(plain)
  if (match === null) {
    const value = wholeOf(plain)
    return value === null ? null : { value, step: placeOf(value), more }
  }
  const [, whole = '', fraction = '', scale = ''] = match
  const times = [...scale].reduce((product, c) => product * (powers[c] ?? 1), 1)
  const figure = Number(`${whole.replaceAll(',', '')}.${fraction === '' ? '0' : fraction}`)
  const value = Math.round(figure * times * 1e6) / 1e6
  const step = fraction !== '' ? times / 10 ** fraction.length : placeOf(Number(whole.replaceAll(',', ''))) * times
  return Number.isFinite(value) ? { value, step, more } : null
}

/** A whole number in Chinese numerals or digits; null where it is none. */
export function wholeOf(text: string): number | null {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (text === '') return null
  let total = 0
  let section = 0
  let digit: number | null = null
  for (const c of text) {
    const d = digits[c]
    if (d !== undefined) {
      if (digit !== null && digit !== 0) return null
      digit = d
      continue
    }
    const power = powers[c]
    if (power === undefined) return null
    if (power < 10_000) {
      section += (digit ?? 1) * power
    } else {
      if (digit === null && section === 0 && total === 0) return null
      const part = section + (digit ?? 0)
      // 三亿二千万: the 亿 takes all before it, the 万 only its own part.
      total = power > 10_000 ? (total + part) * power : total + part * power
      section = 0
    }
    digit = null
  }
  return total + section + (digit ?? 0)
}

/** 60 → 10, 1200 → 100, 7 → 1: zeros at the end count as rounded. */
function placeOf(value: number): number {
  if (value === 0) return 1
  let place = 1
  while (value % (place * 10) === 0) place *= 10
  return place
}
