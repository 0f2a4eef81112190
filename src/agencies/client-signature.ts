// Signatures by the registered keys of a client. The algorithm is the key's own and never the header's word, so a public
// key can not be passed off as an HMAC secret.
import { type CompactVerifyResult, compactVerify, flattenedVerify, type JWSHeaderParameters } from 'jose'
import { clockSkewSeconds } from '../kernel/index.ts'
import type { Client, ClientKey } from './snapshot.ts'

/** EdDSA has two names: RFC 8037's and the fully specified one of RFC 9864. */
const headerAlgorithms = { ES256: ['ES256'], EdDSA: ['EdDSA', 'Ed25519'], RS256: ['RS256'] } as const

export interface SignedBy {
  readonly kid: string
  readonly alg: string
}

/** The key that a protected header names, or a sentence why there is none. `kid` may be left out by a client with one key. */
export function keyFor(client: Client, header: JWSHeaderParameters, nowMs: number): ClientKey | string {
  const { kid, alg } = header
  let key: ClientKey | undefined
  if (kid !== undefined) key = typeof kid === 'string' ? client.keys.get(kid) : undefined
  else if (client.keys.size === 1) [key] = client.keys.values()
  else return 'The header names no kid, and the client has not exactly one key.'
  if (!key) return 'The client has no such key, or it was revoked.'
  // The operator's and our clock may differ; an end that was set is an end.
  if (key.notBeforeMs > nowMs + clockSkewSeconds * 1000) return 'The key is not valid yet.'
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return 'The key has expired.'
  if (!(headerAlgorithms[key.alg] as readonly unknown[]).includes(alg))
    return `The algorithm of the key is ${key.alg}, not the one in the header.`
  return key
}

/** Verifies a compact JWS by `key`; undefined where it does not hold. */
export async function compactBy(jws: string, key: ClientKey): Promise<CompactVerifyResult | undefined> {
  try {
    return await compactVerify(jws, await key.key(), { algorithms: [...headerAlgorithms[key.alg]] })
  } catch {
    return undefined
  }
}

/** Verifies a detached JWS over `bytes`, base64url-encoded (RFC 7515 appendix F) or as they are (RFC 7797, `b64: false`). */
export async function detachedBy(
  parts: { protectedHeader: string; signature: string; encoded: boolean },
  bytes: Uint8Array,
  key: ClientKey,
): Promise<boolean> {
  const payload = parts.encoded
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
    : bytes
  try {
    await flattenedVerify({ protected: parts.protectedHeader, payload, signature: parts.signature }, await key.key(), {
      algorithms: [...headerAlgorithms[key.alg]],
    })
    return true
  } catch {
    return false
  }
}
