// Canonical JSON (RFC 8785), the only form in which an act is sealed. Refuses what has no canonical form: a lone
// surrogate, NaN and Infinity; `undefined` members are left out, as JSON.stringify does.

const loneSurrogate = /\p{Surrogate}/u

/** Canonical text of a JSON value. Keys are sorted by UTF-16 code units (RFC 8785 3.2.3); throws TypeError on what cannot be sealed. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no canonical form')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) {
    let out = '['
    for (let i = 0; i < value.length; i++) {
      if (i > 0) out += ','
      out += value[i] === undefined ? 'null' : canonical(value[i])
    }
    return `${out}]`
  }
  if (typeof value === 'object') {
    const record = value as Record<string, unknown>
    let out = '{'
    for (const key of Object.keys(record).sort()) {
      const member = record[key]
      if (member === undefined) continue
      if (out.length > 1) out += ','
      out += `${text(key)}:${canonical(member)}`
    }
    return `${out}}`
  }
  throw new TypeError(`a ${typeof value} has no canonical form`)
}

function text(value: string): string {
  if (loneSurrogate.test(value)) throw new TypeError('a lone surrogate has no canonical form')
  return JSON.stringify(value)
}
