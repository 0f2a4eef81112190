// From the Authorization header to a principal. A token that verified once costs a hash and a look into a map, without
// waiting for anything; it stays good only as long as the registry's generation under which it verified.
import { hash } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { accessTokenLifetimeSeconds, clockSkewSeconds, Refusal } from '../kernel/index.ts'
import type { Keyring } from './keyring.ts'
import type { Principal } from './principal.ts'
import type { Registry } from './registry.ts'
import type { GatewayKey, Snapshot } from './snapshot.ts'

export type Authentication = Principal | Refusal

/** Private claim of our access tokens: the client's generation when the token was granted. */
export const generationClaim = 'xj_generation'
/** Ours are below 700 characters; whatever is longer is not hashed at all. */
const tokenCharactersMax = 4_096
const accessTokenTypes = new Set(['at+jwt', 'application/at+jwt'])

/**
 * Who sends this request (RFC 6750, RFC 9068). Answers at once when the token is remembered and the registry fresh,
 * otherwise later. Refusals: token_missing, token_invalid, token_expired, client_disabled. Throws RegistryUnavailable.
 */
export function authenticate(
  registry: Registry,
  keyring: Keyring,
  authorization: string | undefined,
): Authentication | Promise<Authentication> {
  if (!authorization) return new Refusal('token_missing', 'Send an access token: Authorization: Bearer …')
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1]
  if (token === undefined || token.length > tokenCharactersMax) {
    return new Refusal('token_invalid', 'The Authorization header carries no bearer token.')
  }
  const digest = hash('sha256', token, 'base64url')
  const snapshot = registry.fresh()
  const known = snapshot && remembered(snapshot, digest, registry.now())
  return known ?? verified(registry, keyring, token, digest)
}

function remembered(snapshot: Snapshot, digest: string, nowMs: number): Authentication | undefined {
  const proved = snapshot.tokens.get(digest)
  if (proved === undefined) return undefined
  return proved.expiresAtMs > nowMs ? proved.principal : expired()
}

async function verified(registry: Registry, keyring: Keyring, token: string, digest: string): Promise<Authentication> {
  const snapshot = await registry.current()
  const known = remembered(snapshot, digest, registry.now())
  if (known) return known
  // Another replica may have met a new key or client a moment before us: look again, once, before saying no.
  const outcome = await proved(snapshot, keyring, token, digest, registry.now())
  if (outcome !== undefined) return outcome
  const renewed = await proved(await registry.renewed(), keyring, token, digest, registry.now())
  return renewed ?? invalid('The access token names a key or a client that this gateway does not know.')
}

/** The principal of a token, a refusal, or undefined where the snapshot is too old to tell. */
async function proved(
  snapshot: Snapshot,
  keyring: Keyring,
  token: string,
  digest: string,
  nowMs: number,
): Promise<Authentication | undefined> {
  const key = keyNamed(snapshot, token)
  if (key === undefined || key instanceof Refusal) return key
  let claims: JWTPayload
  try {
    const options = {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer: keyring.issuer,
      audience: keyring.issuer,
      requiredClaims: ['sub', 'client_id', 'exp', 'iat', 'jti', generationClaim],
      currentDate: new Date(nowMs),
    }
    claims = (await jwtVerify(token, await key.key(), options)).payload
  } catch (error) {
    return error instanceof errors.JWTExpired ? expired() : invalid('The access token is not one of this gateway.')
  }
  const { sub, client_id: clientId, exp = 0, [generationClaim]: generation } = claims
  if (sub === undefined || sub !== clientId || typeof generation !== 'number')
    return invalid('The access token is not one of this gateway.')
  if (grantedAfterRetirement(key, exp * 1000))
    return invalid('The access token was signed by a key that had been retired.')
  const client = snapshot.clients.get(sub)
  if (!client || generation > client.generation) return undefined
  if (client.disabled) return new Refusal('client_disabled', 'The client, or the agency it belongs to, is disabled.')
  if (generation < client.generation)
    return invalid('The registration of the client changed since the token was granted. Request a new one.')
  const principal: Principal = {
    clientId: sub,
    generation,
    agency: client.agency,
    ...(client.auditor && { auditor: true }),
    ...(client.operator && { operator: true }),
  }
  snapshot.tokens.set(digest, { principal, expiresAtMs: exp * 1000 })
  return principal
}

function keyNamed(snapshot: Snapshot, token: string): GatewayKey | Refusal | undefined {
  try {
    const { typ, alg, kid } = decodeProtectedHeader(token)
    if (accessTokenTypes.has(typ?.toLowerCase() ?? '') && alg === 'ES256' && kid !== undefined)
      return snapshot.gatewayKeys.get(kid)
  } catch {
    // not a JWT
  }
  return invalid('The bearer token is no access token of this gateway (RFC 9068).')
}

/** A retired key may end its tokens, not begin new ones; a replica learns of the retirement within the clock skew. */
function grantedAfterRetirement(key: GatewayKey, expiresAtMs: number): boolean {
  return (
    key.retiredAtMs !== null && expiresAtMs > key.retiredAtMs + (accessTokenLifetimeSeconds + clockSkewSeconds) * 1000
  )
}

const invalid = (detail: string) => new Refusal('token_invalid', detail)
const expired = () => new Refusal('token_expired', 'The access token has expired. Request a new one.')
