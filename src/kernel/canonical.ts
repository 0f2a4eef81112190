// Canonical JSON (RFC 8785), the only form in which an act is sealed. Refuses what has no canonical form: a lone
// surrogate, NaN and Infinity; `undefined` members are left out, as JSON.stringify does.

/** Whatever is not in here stands in JSON as it is; most strings need no more than this one look. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what must be escaped
const needsCare = /[\u0000-\u001f"\\\ud800-\udfff]/
const loneSurrogate = /\p{Surrogate}/u

/** Canonical text of a JSON value. Keys are sorted by UTF-16 code units (RFC 8785 3.2.3); throws TypeError on what cannot be sealed. */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no canonical form')
      return String(value === 0 ? 0 : value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? list(value) : members(value as Record<string, unknown>)
    default:
      throw new TypeError(`a ${typeof value} has no canonical form`)
  }
}

function text(value: string): string {
  if (!needsCare.test(value)) return `"${value}"`
  if (loneSurrogate.test(value)) throw new TypeError('a lone surrogate has no canonical form')
  return JSON.stringify(value)
}

function list(values: readonly unknown[]): string {
  let out = '['
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out += ','
    out += values[i] === undefined ? 'null' : canonical(values[i])
  }
  return `${out}]`
}

function members(record: Record<string, unknown>): string {
  let out = '{'
  for (const key of Object.keys(record).sort()) {
    const member = record[key]
    if (member === undefined) continue
    out += `${out.length > 1 ? ',' : ''}${text(key)}:${canonical(member)}`
  }
  return `${out}}`
}
