// Names of files: kept as they were given, in Unicode's composed form, and made harmless where they leave us. Refuses
// what nobody could show honestly: control characters and marks that turn the direction of the text.

/** What common file systems allow, in characters; a longer one is no name. */
const charactersMax = 255
// Control characters, line and paragraph separators, and the marks that make `gpj.exe` read as `exe.jpg`.
const dishonest = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u

/** The name to keep, or why it cannot be kept. */
export function keptFilename(given: string): { name: string } | { fault: string } {
  const name = given.normalize('NFC')
  if (name.trim() === '') return { fault: 'filename must not be empty' }
  if ([...name].length > charactersMax) return { fault: `filename has more than ${charactersMax} characters` }
  if (dishonest.test(name))
    return { fault: 'filename holds control characters or marks that change the direction of text' }
  return { name }
}

/** The last part of the name, fit to be written into a directory or an archive: no path, no reserved characters. */
export function plainFilename(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(/[<>:"|?*]/g, '_').replace(/^[\s.]+|[\s.]+$/g, '')
  return plain === '' ? 'material' : plain
}

/** `Content-Disposition` of a download (RFC 6266) with the name in ASCII and, where that loses something, in UTF-8 (RFC 8187). */
export function disposition(name: string): string {
  // A lone surrogate has no UTF-8.
  const plain = plainFilename(name).replace(/\p{Surrogate}/gu, '\ufffd')
  const ascii = plain.replace(/[^\x20-\x7e]/gu, '_').replace(/[%;\\"]/g, '_')
  if (ascii === plain) return `attachment; filename="${ascii}"`
  const encoded = encodeURIComponent(plain).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
