// Articles of the Criminal Law as letters name them.
const digits = '零一二三四五六七八九'

/** `222` → 二百二十二. */
function numeral(text: string): string {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1 || n > 999) return text
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor((n % 100) / 10), n % 10]
  const digit = (i: number) => digits[i] ?? ''
  const middle =
    tens === 0 ? (hundreds > 0 && ones > 0 ? '零' : '') : `${tens === 1 && hundreds === 0 ? '' : digit(tens)}十`
  return `${hundreds > 0 ? `${digit(hundreds)}百` : ''}${middle}${ones === 0 ? '' : digit(ones)}`
}

/** `142-1` → 第一百四十二条之一; `153(2)` → 第一百五十三条第二款. */
export function articleWords(article: string): string {
  const found = /^(\d+)(?:-(\d+))?(?:\((\d+)\))?$/.exec(article)
  if (found === null) return article
  const [, main = '', sub, clause] = found
  return `第${numeral(main)}条${sub === undefined ? '' : `之${numeral(sub)}`}${clause === undefined ? '' : `第${numeral(clause)}款`}`
}
