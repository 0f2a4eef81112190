// The one mask: what of an identity number or a telephone number is shown where nobody asked for all of it. Sealed and
// signed bytes are never masked; only what is shown of them is.

/** Of 18 characters whatever they say (a wrong check digit hides nobody), of 15 where they can be a number of the old form. */
const identityNumber =
  /(?<![0-9A-Za-z])(\d{6})(\d{8})(\d{3}[\dXx])(?![0-9A-Za-z])|(?<![0-9A-Za-z])([1-9]\d{5})(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(\d{3})(?![0-9A-Za-z])/g
/** A mobile number, with the country's code and in groups or without. */
const mobileNumber = /(?<![0-9A-Za-z])((?:\+?86[- ]?)?1[3-9]\d)([- ]?)\d{4}([- ]?)(\d{4})(?![0-9A-Za-z])/g

/** Text with the identity and mobile numbers in it masked: `110105********002X`, `138****1234`. */
export function maskText(text: string): string {
  if (!/\d{4}/.test(text)) return text
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

/** A copy of a JSON value as it may be shown: by the name of the member, and by the look of what stands in any text. */
export function masked<T>(value: T): T {
  return copy(value, '') as T
}

function copy(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    if (name === 'idNumber') return maskWhole(value, 2, 2)
    if (name === 'phone') return maskWhole(value, 0, 4)
    return plain.has(name) ? value : maskText(value)
  }
  if (typeof value !== 'object' || value === null) return value
  // As JSON would write it; a moment has no members to copy.
  if (value instanceof Date) return value.toJSON()
  if (Array.isArray(value)) return value.map((one) => copy(one, name))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, key)]))
}
