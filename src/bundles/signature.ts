// The signature over the manifest, detached (RFC 7515 appendix F), and in the form in which OpenSSL checks it: the same two
// numbers in DER, and the public key in PEM. Both follow from the JWS and the key; they bring nothing of their own.
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { JWK } from 'jose'

/** `header..signature` of a compact JWS: the payload stands beside it. */
export function detached(compact: string): string {
  const [header, , signature] = compact.split('.')
  return `${header}..${signature}`
}

/** A number of a signature as DER has it: no needless zeros, and never one that reads as negative. */
function integer(bytes: Buffer): Buffer {
  let from = 0
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1
  const plain = bytes.subarray(from)
  const body = (plain[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), plain]) : plain
  return Buffer.concat([Buffer.of(2, body.length), body])
}

/** The ES256 signature of a detached JWS in DER (X9.62); undefined where there is none of 64 bytes. */
export function derOf(jws: string): Buffer | undefined {
  const raw = Buffer.from(jws.split('.')[2] ?? '', 'base64url')
  if (raw.length !== 64) return undefined
  const numbers = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))])
  return Buffer.concat([Buffer.of(0x30, numbers.length), numbers])
}

/** A public key as OpenSSL reads it. Throws on what is no key. */
export function pemOf(jwk: JWK): string {
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
}

/** The `kid` in the protected header of a JWS; undefined where there is none to be read. */
export function kidOf(jws: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { kid?: unknown }
    return typeof header.kid === 'string' ? header.kid : undefined
  } catch {
    return undefined
  }
}
