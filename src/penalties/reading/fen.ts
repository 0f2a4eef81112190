// Decimal strings into integer fen, digit by digit: no amount of money passes through a floating-point number.

/** Powers of ten from a unit to the fen. */
export const unitShift = { fen: 0, yuan: 2, hundred: 4, thousand: 5, wan: 6, hundred_wan: 8, yi: 10 } as const
export type Unit = keyof typeof unitShift

export type Fen = { readonly fen: number; readonly fault?: undefined } | { readonly fen: null; readonly fault: string }

/** A number of JavaScript as a decimal string, exactly as it would be written. */
export function decimalOfNumber(n: number): string {
  const text = String(n)
  const [, sign = '', whole = '', fraction = '', power = ''] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  if (power === '') return text
  const digits = whole + fraction
  const point = whole.length + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** `12.5` with a shift of 2 is 1250; a fraction of a fen is no amount that anybody could pay. */
export function toFen(whole: string, fraction: string, shift: number): Fen {
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > shift) return { fen: null, fault: 'The figure is finer than a fen (0.01 yuan).' }
  const digits = (whole + significant.padEnd(shift, '0')).replace(/^0+(?=\d)/, '')
  // 2^53 fen are 90 trillion yuan.
  const fen = digits.length > 16 ? Number.POSITIVE_INFINITY : Number(digits)
  if (!Number.isSafeInteger(fen)) return { fen: null, fault: 'The figure is larger than any amount of money here.' }
  return { fen }
}

/** Fen as a decimal string in yuan, for words. */
export const yuanText = (fen: number): string => {
  const digits = String(fen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
