// The client's proof at the token endpoint: a short-lived JWT signed by one of its keys (RFC 7523 3, OAuth 2.0
// private_key_jwt). Whether it was used before is for the database to say, not for this file.
import { decodeJwt, decodeProtectedHeader, type JWSHeaderParameters, type JWTPayload } from 'jose'
import { assertionLifetimeSeconds, clockSkewSeconds } from '../kernel/index.ts'
import { compactBy, keyFor } from './client-signature.ts'
import type { Registry } from './registry.ts'
import type { Client } from './snapshot.ts'

/** An error answer of RFC 6749 5.2; the description is plain ASCII without quotes, as that section demands. */
export class OAuthRefusal {
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'
  readonly description: string
  constructor(error: OAuthRefusal['error'], description: string) {
    this.error = error
    this.description = description
  }
}

export interface ProvedAssertion {
  readonly client: Client
  readonly jti: string
  readonly expiresAtMs: number
}

/** Also the draft that names assertions apart from other JWTs (rfc7523bis); never an access token. */
const assertionTypes = new Set(['jwt', 'application/jwt', 'client-authentication+jwt'])

/** Verifies `assertion`; `audiences` are the names of this server, `clientId` the parameter of the request, if sent. */
export async function proveAssertion(
  registry: Registry,
  audiences: readonly string[],
  assertion: string,
  clientId: string | null,
): Promise<ProvedAssertion | OAuthRefusal> {
  let header: JWSHeaderParameters
  let claims: JWTPayload
  try {
    header = decodeProtectedHeader(assertion) as JWSHeaderParameters
    claims = decodeJwt(assertion)
  } catch {
    return denied('The client_assertion is no signed JWT.')
  }
  if (header.typ !== undefined && !assertionTypes.has(String(header.typ).toLowerCase()))
    return denied('The typ of the assertion is not JWT.')
  const id = claims.iss
  if (typeof id !== 'string' || id !== claims.sub)
    return denied('iss and sub of the assertion must both be the client id.')
  if (clientId !== null && clientId !== id) return denied('client_id differs from the iss of the assertion.')
  const fault = audienceFault(claims, audiences) ?? timeFault(claims, registry.now())
  if (fault !== null) return denied(fault)
  if (typeof claims.jti !== 'string' || claims.jti.length < 1 || claims.jti.length > 1_024)
    return denied('The assertion needs a jti.')

  const named = (client: Client | undefined) =>
    client ? keyFor(client, header, registry.now()) : 'The client is not registered.'
  let client = (await registry.current()).clients.get(id)
  let key = named(client)
  if (typeof key === 'string') {
    // It may have been registered a moment ago, through another process.
    client = (await registry.renewed()).clients.get(id)
    key = named(client)
  }
  if (typeof key === 'string' || !client) return denied(String(key))
  if (client.disabled) return denied('The client, or the agency it belongs to, is disabled.')
  const verified = await compactBy(assertion, key)
  if (!verified) return denied('The signature of the assertion does not hold.')
  return { client, jti: claims.jti, expiresAtMs: (claims.exp ?? 0) * 1000 }
}

/** Every audience must be this server: an assertion made for two servers could be replayed by one at the other. */
function audienceFault({ aud }: JWTPayload, audiences: readonly string[]): string | null {
  const named = typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud : []
  return named.length > 0 && named.every((one) => audiences.includes(one))
    ? null
    : `The audience of the assertion must be ${audiences[0]}.`
}

function timeFault({ exp, iat, nbf }: JWTPayload, nowMs: number): string | null {
  const now = nowMs / 1000
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return 'The assertion needs an exp.'
  if (exp <= now - clockSkewSeconds) return 'The assertion has expired.'
  if (exp > now + assertionLifetimeSeconds + clockSkewSeconds)
    return `The assertion may last ${assertionLifetimeSeconds} seconds at most.`
  if (iat !== undefined) {
    if (typeof iat !== 'number' || iat > now + clockSkewSeconds) return 'The assertion was issued in the future.'
    if (exp - iat > assertionLifetimeSeconds)
      return `The assertion may last ${assertionLifetimeSeconds} seconds at most.`
  }
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now + clockSkewSeconds))
    return 'The assertion is not valid yet.'
  return null
}

const denied = (description: string) => new OAuthRefusal('invalid_client', description)
