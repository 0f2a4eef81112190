// The media type of a file by its first bytes. Never by its name, and never a type that a browser would run: what
// cannot be recognised is plain text where it is one, else just bytes.
import { fileTypeFromBuffer } from 'file-type'

/** Office files name their parts within this much; more is not read for a type. */
export const sniffBytes = 64 * 1024

const zipTypes = new Set(['application/zip', 'application/x-zip-compressed'])

export async function mediaTypeOf(head: Uint8Array): Promise<string> {
  // The sniffer walks into archives; one that is cut off or built to confuse it is no reason to lose the file.
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (found && zipTypes.has(found.mime) && isOfd(head)) return 'application/ofd'
  if (found) return found.mime
  return isPlainText(head) ? 'text/plain' : 'application/octet-stream'
}

/** GB/T 33190: an OFD document is a zip archive with `OFD.xml` in its root. */
function isOfd(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  for (let at = bytes.indexOf('PK\x03\x04', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4, 'latin1')) {
    if (at + 30 > bytes.length) return false
    const nameLength = bytes.readUInt16LE(at + 26)
    if (bytes.toString('latin1', at + 30, at + 30 + nameLength) === 'OFD.xml') return true
  }
  return false
}

/** Valid UTF-8 (a character cut off at the end excepted) without control characters other than white space. */
function isPlainText(head: Uint8Array): boolean {
  if (head.length === 0) return false
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length >= sniffBytes })
    return !/[^\P{Cc}\t\n\f\r]/u.test(text)
  } catch {
    return false
  }
}
