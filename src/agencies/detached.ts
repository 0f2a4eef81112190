// Signed acts: a detached signature over the exact bytes of a request body, by a key of the client that sends it. One that
// is sent is verified or the request refused; it is never ignored.
import { decodeProtectedHeader, type JWSHeaderParameters } from 'jose'
import { Refusal } from '../kernel/index.ts'
import { detachedBy, keyFor, type SignedBy } from './client-signature.ts'
import type { Principal } from './principal.ts'
import type { Registry } from './registry.ts'

/** RS256 of 4096 bits with a header to match stays below 1 KiB. */
const headerCharactersMax = 4_096

/**
 * Verifies `X-JWS-Signature`. Answers which key signed, or undefined where nothing was sent and nothing is required.
 * Refusals: signature_required, signature_invalid. Throws RegistryUnavailable.
 */
export function verifyDetached(
  registry: Registry,
  principal: Principal,
  header: string | undefined,
  body: Uint8Array,
): SignedBy | undefined | Refusal | Promise<SignedBy | Refusal> {
  if (header !== undefined) return verified(registry, principal, header, body)
  if (!principal.agency.requiresSignature) return undefined
  return new Refusal(
    'signature_required',
    `${principal.agency.name} accepts acts in its name only with X-JWS-Signature.`,
  )
}

async function verified(
  registry: Registry,
  principal: Principal,
  header: string,
  body: Uint8Array,
): Promise<SignedBy | Refusal> {
  const parts = partsOf(header)
  if (!parts) return invalid('X-JWS-Signature is no detached JWS: header..signature (RFC 7515 appendix F).')
  const client = (await registry.current()).clients.get(principal.clientId)
  if (!client || client.disabled) return invalid('The client is disabled.')
  const key = keyFor(client, parts.protected, registry.now())
  if (typeof key === 'string') return invalid(key)
  const encoded = parts.protected.b64 !== false
  const holds = await detachedBy({ protectedHeader: parts.header, signature: parts.signature, encoded }, body, key)
  return holds ? { kid: key.kid, alg: key.alg } : invalid('The signature does not fit the bytes of the body.')
}

function partsOf(jws: string): { header: string; signature: string; protected: JWSHeaderParameters } | undefined {
  const match = /^([\w-]+)\.\.([\w-]+)$/.exec(jws.length <= headerCharactersMax ? jws : '')
  const [, header, signature] = match ?? []
  if (header === undefined || signature === undefined) return undefined
  try {
    return {
      header,
      signature,
      protected: decodeProtectedHeader({ protected: header, payload: '', signature }) as JWSHeaderParameters,
    }
  } catch {
    return undefined
  }
}

const invalid = (detail: string) => new Refusal('signature_invalid', detail)
