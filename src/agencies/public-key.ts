// Which public keys of clients are good enough: ES256 on P-256, EdDSA on Ed25519, RS256 from 2048 bits. Refuses private
// members outright: a key whose private half was mailed to the operator is nobody's secret any more.
import { createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { Unregistrable } from './registration.ts'

export type KeyAlgorithm = 'ES256' | 'EdDSA' | 'RS256'

export interface PublicKeyEntry {
  readonly kid: string
  readonly alg: KeyAlgorithm
  /** Public members only, with `kid`, `alg` and `use`. */
  readonly jwk: JWK
  /** The members that make the key itself, for finding it under another name. */
  readonly material: JWK
}

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const kidForm = /^[\x21-\x7e]{1,128}$/

/** The entry of one public JWK; throws Unregistrable with the reason. A missing `kid` becomes the RFC 7638 thumbprint. */
export async function publicKeyEntry(jwk: unknown): Promise<PublicKeyEntry> {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) refuse('A key is a JSON object (RFC 7517).')
  const given = jwk as Record<string, unknown>
  const secret = privateMembers.find((member) => member in given)
  if (secret)
    refuse(
      `The key carries the private member "${secret}". Send the public key only, and make a new pair: this one is no secret any more.`,
    )
  const { alg, material } = materialOf(given)
  if (given.alg !== undefined && given.alg !== alg && !(alg === 'EdDSA' && given.alg === 'Ed25519'))
    refuse(`The key says alg ${String(given.alg)}, yet it is a key for ${alg}.`)
  if (given.use !== undefined && given.use !== 'sig') refuse('The key is not meant for signatures (use).')
  if (given.key_ops !== undefined && !(Array.isArray(given.key_ops) && given.key_ops.includes('verify')))
    refuse('The key is not meant for verifying (key_ops).')
  checkStrength(material)
  const kid = given.kid ?? (await calculateJwkThumbprint(material))
  if (typeof kid !== 'string' || !kidForm.test(kid))
    refuse('A kid has 1 to 128 printable ASCII characters without spaces.')
  return { kid, alg, material, jwk: { ...material, kid, alg, use: 'sig' } }
}

/** The entries of a JWKS (`{"keys": […]}`) or of one JWK; refuses an empty set and a kid that occurs twice. */
export async function publicKeyEntries(jwks: unknown): Promise<PublicKeyEntry[]> {
  const keys = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : [jwks]
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 20) refuse('A JWKS has between 1 and 20 keys.')
  const entries: PublicKeyEntry[] = []
  for (const key of keys) entries.push(await publicKeyEntry(key))
  const kids = new Set(entries.map((entry) => entry.kid))
  if (kids.size < entries.length) refuse('A kid occurs twice in the JWKS.')
  return entries
}

function materialOf(given: Record<string, unknown>): { alg: KeyAlgorithm; material: JWK } {
  const text = (member: string): string => {
    const value = given[member]
    if (typeof value !== 'string' || !/^[\w-]{1,2048}$/.test(value))
      refuse(`The key's member "${member}" is missing or not base64url.`)
    return value
  }
  if (given.kty === 'EC' && given.crv === 'P-256')
    return { alg: 'ES256', material: { kty: 'EC', crv: 'P-256', x: text('x'), y: text('y') } }
  if (given.kty === 'OKP' && given.crv === 'Ed25519')
    return { alg: 'EdDSA', material: { kty: 'OKP', crv: 'Ed25519', x: text('x') } }
  if (given.kty === 'RSA') return { alg: 'RS256', material: { kty: 'RSA', n: text('n'), e: text('e') } }
  refuse('Keys are EC P-256 (ES256), OKP Ed25519 (EdDSA) or RSA (RS256).')
}

function checkStrength(material: JWK): void {
  let details: { modulusLength?: number | undefined; publicExponent?: bigint | undefined } | undefined
  try {
    details = createPublicKey({ key: material as Record<string, string>, format: 'jwk' }).asymmetricKeyDetails
  } catch {
    refuse('The key is no point of its curve, or no key at all.')
  }
  if (material.kty !== 'RSA') return
  if ((details?.modulusLength ?? 0) < 2048) refuse('An RSA key needs at least 2048 bits.')
  if ((details?.publicExponent ?? 0n) < 65537n) refuse('An RSA key needs the public exponent 65537 or more.')
}

function refuse(detail: string): never {
  throw new Unregistrable('jwks', detail)
}
