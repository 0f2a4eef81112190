// The one mask: what of an identity number or a telephone number is shown where nobody asked for all of it. Sealed and
// signed bytes are never masked; only what is shown of them is.

/** Of 18 characters whatever they say (a wrong check digit hides nobody), of 15 where they can be a number of the old form. */
const identityNumber =
  /(?<![0-9A-Za-z])(\d{6})(\d{8})(\d{3}[\dXx])(?![0-9A-Za-z])|(?<![0-9A-Za-z])([1-9]\d{5})(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(\d{3})(?![0-9A-Za-z])/g
/** A mobile number, with the country's code and in groups or without. */
const mobileNumber = /(?<![0-9A-Za-z])((?:\+?86[- ]?)?1[3-9]\d)([- ]?)\d{4}([- ]?)(\d{4})(?![0-9A-Za-z])/g

/** What no number of either kind is without: most texts are moments and ids, and are let through by one look. */
const mayHold = /\d{15}|1[3-9]\d[- ]?\d{4}[- ]?\d{4}/

/** Text with the identity and mobile numbers in it masked: `110105********002X`, `138****1234`. */
export function maskText(text: string): string {
  if (!mayHold.test(text)) return text
  return text
    .replace(identityNumber, (_, a, b, c, d, e, f) =>
      a === undefined ? `${d}${'*'.repeat(e.length)}${f}` : `${a}${'*'.repeat(b.length)}${c}`,
    )
    .replace(mobileNumber, '$1$2****$3$4')
}

/** A number of any kind: a passport, a landline. The ends are left, and of a short one nothing. */
function maskWhole(value: string, head: number, tail: number): string {
  const known = maskText(value)
  if (known !== value) return known
  const characters = [...value]
  if (characters.length <= head + tail) return '*'.repeat(characters.length)
  return [
    ...characters.slice(0, head),
    ...Array<string>(characters.length - head - tail).fill('*'),
    ...characters.slice(-tail),
  ].join('')
}

/** Members that are numbers of other things, however they look. */
const plain = new Set(['uscc', 'code', 'sha256', 'sm3', 'id', 'cny', 'quantity', 'certificateNo', 'jws'])

/**
 * A copy of a JSON value as it may be shown: by the name of the member, and by the look of what stands in any text. It holds
 * what its JSON would, and nothing that anybody else holds.
 */
export function masked<T>(value: T): T {
  return copy(value, '') as T
}

function copy(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    // An older platform's number in its own column may be too long or too short to be known by its look.
    if (name === 'idNumber' || name === 'IDS_NO' || name.endsWith('证件号码')) return maskWhole(value, 2, 2)
    if (name === 'phone') return maskWhole(value, 0, 4)
    return plain.has(name) ? value : maskText(value)
  }
  if (typeof value !== 'object' || value === null) return value
  // As JSON would write it; a moment has no members to copy.
  if (value instanceof Date) return value.toJSON()
  if (Array.isArray(value)) return value.map((one) => copy(one, name))
  const shown: Record<string, unknown> = {}
  for (const [key, of] of Object.entries(value)) {
    const member = copy(of, key)
    if (member === undefined) continue
    // Assigned, it would be no member.
    if (key === '__proto__') Object.defineProperty(shown, key, { value: member, enumerable: true })
    else shown[key] = member
  }
  return shown
}

/**
 * A copy in which what was masked stands again, where `original` says by one number alone what it was: whoever sends back what
 * was shown must not destroy what is kept.
 */
export function restored<T>(value: T, original: unknown): T {
  const known = new Map<string, Set<string>>()
  eachText(original, (text) => {
    if (!mayHold.test(text)) return
    for (const pattern of [identityNumber, mobileNumber])
      for (const [number] of text.matchAll(pattern)) {
        const shown = maskText(number)
        known.set(shown, (known.get(shown) ?? new Set()).add(number))
      }
  })
  const numbers = [...known].flatMap(([shown, [only = '', ...others]]) =>
    others.length === 0 ? [[shown, only] as const] : [],
  )
  return numbers.length === 0 ? value : (unmaskedCopy(value, numbers) as T)
}

function eachText(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) eachText(one, see)
}

function unmaskedCopy(value: unknown, numbers: readonly (readonly [string, string])[]): unknown {
  if (typeof value === 'string') return numbers.reduce((text, [shown, number]) => text.replaceAll(shown, number), value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => unmaskedCopy(one, numbers))
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, unmaskedCopy(of, numbers)]))
}
