// Whose signatures are believed. The keys inside a bundle can only say that it is of one piece; that it is the gateway's
// is said by keys that the reader got elsewhere (pinned). A pinned key is known by its numbers, not by its name.
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { calculateJwkThumbprint, compactVerify, flattenedVerify, importJWK, type JWK } from 'jose'
import { logKeyOf } from '../../journal/index.ts'

/** Keys that the reader brings. */
export interface Pinned {
  /** RFC 7638 thumbprints of gateway keys. */
  readonly gateway: ReadonlySet<string>
  /** Verifier keys of the journal's checkpoints. */
  readonly journal: ReadonlySet<string>
}

export class KeyFileFault extends Error {}

const isGatewayKey = (jwk: JWK) => jwk.kty === 'EC' && jwk.crv === 'P-256'

/** Keys from files: a JWKS, a JWK, a public key in PEM, or the verifier key of the journal. Throws KeyFileFault. */
export async function pinnedKeys(files: readonly { readonly name: string; readonly text: string }[]): Promise<Pinned> {
  const gateway = new Set<string>()
  const journal = new Set<string>()
  for (const { name, text } of files) {
    const log = logKeyOf(text)
    if (log !== null) {
      journal.add(text.trim())
      continue
    }
    const keys = jwksOf(text)
    if (keys === undefined || keys.length === 0)
      throw new KeyFileFault(`${name}: no JWKS, no JWK, no public key in PEM and no verifier key of a journal`)
    for (const jwk of keys) {
      if (!isGatewayKey(jwk)) throw new KeyFileFault(`${name}: a gateway signs with EC P-256 (ES256)`)
      gateway.add(await calculateJwkThumbprint(jwk))
    }
  }
  return { gateway, journal }
}

function jwksOf(text: string): JWK[] | undefined {
  try {
    if (text.includes('-----BEGIN PUBLIC KEY')) return [createPublicKey(text).export({ format: 'jwk' }) as JWK]
    const json = JSON.parse(text) as JWK & { keys?: unknown }
    const keys = Array.isArray(json.keys) ? (json.keys as JWK[]) : [json]
    // A file with a private key is a mistake, but its public half is what is meant.
    for (const jwk of keys) createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    return keys
  } catch {
    return undefined
  }
}

export interface Signed {
  readonly kid: string
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Uint8Array
}

/** The gateway's keys as they are in the bundle, held against the pinned ones. */
export class GatewayKeys {
  readonly #keys = new Map<string, { readonly jwk: JWK; readonly pinned: boolean }>()
  readonly #imported = new Map<string, Awaited<ReturnType<typeof importJWK>>>()
  readonly pinned: boolean

  static async of(jwks: readonly JWK[], pinned: ReadonlySet<string>): Promise<GatewayKeys> {
    const keys = new GatewayKeys(pinned.size > 0)
    for (const jwk of jwks) {
      const known = isGatewayKey(jwk) && pinned.has(await calculateJwkThumbprint(jwk))
      keys.#keys.set(jwk.kid ?? '', { jwk, pinned: known })
    }
    return keys
  }

  private constructor(pinned: boolean) {
    this.pinned = pinned
  }

  jwk(kid: string): JWK | undefined {
    return this.#keys.get(kid)?.jwk
  }

  /** A compact JWS by one of the keys, or why it is none. */
  async opened(jws: string): Promise<Signed | string> {
    let kid: string | undefined
    try {
      const { payload, protectedHeader } = await compactVerify(
        jws,
        async (header) => {
          kid = header.kid
          return this.#importedKey(header.kid ?? '')
        },
        { algorithms: ['ES256'] },
      )
      if (this.pinned && this.#keys.get(kid ?? '')?.pinned !== true) return `the key ${kid} is not among those you gave`
      return { kid: kid ?? '', header: protectedHeader as unknown as Record<string, unknown>, payload }
    } catch (error) {
      return kid === undefined || !this.#keys.has(kid)
        ? `it names no key of this bundle`
        : `the signature does not hold (${error instanceof Error ? error.message : String(error)})`
    }
  }

  async #importedKey(kid: string) {
    const jwk = this.#keys.get(kid)?.jwk
    if (jwk === undefined || !isGatewayKey(jwk)) throw new Error('no such key')
    const known = this.#imported.get(kid) ?? (await importJWK(jwk, 'ES256'))
    this.#imported.set(kid, known)
    return known
  }
}

const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  EC: ['ES256'],
  OKP: ['EdDSA', 'Ed25519'],
  RSA: ['RS256'],
}

/** Verifies a client's detached JWS over bytes, encoded (RFC 7515 appendix F) or as they are (RFC 7797). */
export async function detachedHolds(jws: string, bytes: Uint8Array, jwk: JWK): Promise<boolean> {
  const [, header, signature] = /^([\w-]+)\.\.([\w-]+)$/.exec(jws) ?? []
  const algorithms = algorithmsOf[jwk.kty ?? '']
  if (header === undefined || signature === undefined || algorithms === undefined) return false
  try {
    const { alg, b64 } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: string; b64?: boolean }
    const payload = b64 === false ? bytes : Buffer.from(bytes).toString('base64url')
    await flattenedVerify({ protected: header, payload, signature }, await importJWK(jwk, alg ?? ''), {
      algorithms: [...algorithms],
    })
    return true
  } catch {
    return false
  }
}
