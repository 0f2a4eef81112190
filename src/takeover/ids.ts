// Names that come out of what is imported and of nothing else: a run that was cut off and goes on gives the same ids and
// the same salts. The secret keeps both from being told by whoever knows the rows.
import { createHmac } from 'node:crypto'

const hmac = (secret: Uint8Array, text: string): Buffer => createHmac('sha256', secret).update(text, 'utf8').digest()

/**
 * A lower-case UUID version 8 (RFC 9562 5.8) of a row. With `atMs` it begins with the time, as those that are made here do:
 * lists are in the order of ids, and a case of years ago must not stand before one of today.
 */
export function derivedId(secret: Uint8Array, installation: string, table: string, key: string, atMs?: number): string {
  const bytes = hmac(secret, `${installation}/${table}/${key}`)
  if (atMs !== undefined) bytes.writeUIntBE(Math.min(Math.max(Math.trunc(atMs), 0), 2 ** 48 - 1), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex', 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Salt of the commitment to an imported entry: 16 bytes. `digest` is that of its body, hex; another body has another salt. */
export function derivedSalt(secret: Uint8Array, transferId: string, version: number, digest: string): Buffer {
  return hmac(secret, `salt/${transferId}/${version}/${digest}`).subarray(0, 16)
}
