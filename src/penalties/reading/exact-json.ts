// JSON in which no number loses a digit: Node 20 gives no access to the source text of a number, so one that a double would
// change is kept as its text before it is parsed. All other numbers stay numbers, and so do the digests of their records.

/** A number with more digits than a double is sure of, or with an exponent, behind what comes before a value. */
const suspicious = /[:[,]\s*-?(?=[\d.]{16}|\d[\d.]*[eE])/
/** Strings are skipped whole; a number is a token outside of them. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** JSON.parse, but for numbers that it would change. Throws SyntaxError as it does. */
export function parseExactly(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text)
  // What is no JSON must not become JSON by being mended.
  const plain: unknown = JSON.parse(text)
  let changed = false
  const exact = text.replace(tokens, (token) => {
    if (token.startsWith('"') || !loses(token)) return token
    changed = true
    return `"${token}"`
  })
  return changed ? JSON.parse(exact) : plain
}

/** True where the double nearest to a number is not the number that was written. */
function loses(token: string): boolean {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e')
  const digits = mantissa.replace(/^-/, '').replace('.', '').replace(/^0+/, '')
  if (digits.replace(/0+$/, '').length <= 15 && Math.abs(Number(exponent)) < 300) return false
  return decimal(String(Number(token))) !== decimal(token)
}

/** Digits and power of ten, so that 1.50 and 15e-1 are one number. */
function decimal(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace(/^-/, '').split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const zeros = digits.length - digits.replace(/0+$/, '').length
  return digits === '' ? '0' : `${digits.slice(0, digits.length - zeros)}e${Number(exponent) - fraction.length + zeros}`
}
