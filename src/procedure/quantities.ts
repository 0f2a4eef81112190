// Exact decimals for quantities: up to fifteen digits before the point and six after it, as the contract takes them. They
// are counted in millionths, so that no quantity passes through a floating-point number.

const millionths = 1_000_000n

/** Millionths of a decimal text, which may be negative. */
export function quantityOf(text: string): bigint {
  const negative = text.startsWith('-')
  const [whole = '0', part = ''] = (negative ? text.slice(1) : text).split('.')
  const amount = BigInt(whole) * millionths + BigInt(part.padEnd(6, '0').slice(0, 6))
  return negative ? -amount : amount
}

/** The shortest decimal text: `98.5`, `200`. */
export function quantityText(amount: bigint): string {
  const size = amount < 0n ? -amount : amount
  const part = String(size % millionths)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${size / millionths}${part === '' ? '' : `.${part}`}`
}
