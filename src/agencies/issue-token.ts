// Grants access tokens (RFC 6749 4.4, RFC 9068) for assertions that are used for the first time, on whichever replica.
// There are no scopes and no refresh tokens: what a client may do follows from its agency's part in each case.
import { hash, randomUUID } from 'node:crypto'
import { type Pool, run, type Statement } from '../../db/index.ts'
import { accessTokenLifetimeSeconds, clockSkewSeconds } from '../kernel/index.ts'
import { OAuthRefusal, proveAssertion } from './assertion.ts'
import { generationClaim } from './authenticate.ts'
import type { Keyring } from './keyring.ts'
import type { Registry } from './registry.ts'

export interface IssuedToken {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
}

export interface TokenOffice {
  readonly registry: Registry
  readonly keyring: Keyring
  readonly pool: Pool
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const known = ['grant_type', 'client_assertion_type', 'client_assertion', 'client_id', 'scope', 'client_secret']

/**
 * Uses the assertion up and says whether the registration is still the one it was verified against. Passing by, it
 * removes a few that expired long ago: by an hour, so that a replica whose clock is ahead opens no replay to the others.
 */
const useAssertion: Statement = {
  name: 'agencies_use_assertion',
  text: `with swept as (
  delete from used_assertion u using (
    select client_id, jti from used_assertion where expires_at < $4::timestamptz - interval '1 hour'
    order by expires_at limit 20 for update skip locked) old
  where u.client_id = old.client_id and u.jti = old.jti
), used as (
  insert into used_assertion (client_id, jti, expires_at) values ($1, $2, $3) on conflict do nothing returning 1
)
select (select count(*) from used)::int as used,
  (select c.generation from client c join agency a on a.id = c.agency_id
    where c.id = $1 and c.disabled_at is null and a.disabled_at is null) as generation`,
}

/** The token endpoint's whole answer to a form. Throws RegistryUnavailable, or what the database throws. */
export async function issueToken(
  { registry, keyring, pool }: TokenOffice,
  form: URLSearchParams,
): Promise<IssuedToken | OAuthRefusal> {
  const fault = formFault(form)
  if (fault) return fault
  const audiences = [keyring.issuer, keyring.tokenEndpoint]
  const assertion = form.get('client_assertion') ?? ''
  const proved = await proveAssertion(registry, audiences, assertion, form.get('client_id'))
  if (proved instanceof OAuthRefusal) return proved
  const { client, jti, expiresAtMs } = proved
  const nowMs = registry.now()
  // The digest, since a jti may be any text and not all text fits into a column.
  const values = [
    client.id,
    hash('sha256', jti, 'base64url'),
    new Date(expiresAtMs + clockSkewSeconds * 1000),
    new Date(nowMs),
  ]
  const [row] = await run<{ used: number; generation: number | null }>(pool, useAssertion, values)
  if (row?.used !== 1) return new OAuthRefusal('invalid_client', 'The assertion was used before (jti).')
  if (row.generation === null)
    return new OAuthRefusal('invalid_client', 'The client, or the agency it belongs to, is disabled.')
  if (row.generation !== client.generation) {
    return new OAuthRefusal(
      'invalid_client',
      'The registration of the client changed this moment. Try again with a new assertion.',
    )
  }
  const issuedAt = Math.floor(nowMs / 1000)
  const claims = {
    iss: keyring.issuer,
    sub: client.id,
    aud: keyring.issuer,
    client_id: client.id,
    iat: issuedAt,
    exp: issuedAt + accessTokenLifetimeSeconds,
    jti: randomUUID(),
    [generationClaim]: client.generation,
  }
  return {
    access_token: keyring.sign(JSON.stringify(claims), { typ: 'at+jwt' }),
    token_type: 'Bearer',
    expires_in: accessTokenLifetimeSeconds,
  }
}

function formFault(form: URLSearchParams): OAuthRefusal | undefined {
  const repeated = known.find((name) => form.getAll(name).length > 1)
  if (repeated) return new OAuthRefusal('invalid_request', `The parameter ${repeated} is sent more than once.`)
  const grant = form.get('grant_type')
  if (!grant) return new OAuthRefusal('invalid_request', 'The parameter grant_type is missing.')
  if (grant !== 'client_credentials')
    return new OAuthRefusal('unsupported_grant_type', 'The only grant is client_credentials.')
  if (form.has('client_secret'))
    return new OAuthRefusal('invalid_client', 'There are no client secrets; use private_key_jwt.')
  if (form.get('client_assertion_type') !== assertionType)
    return new OAuthRefusal('invalid_client', `client_assertion_type must be ${assertionType}.`)
  if (!form.get('client_assertion'))
    return new OAuthRefusal('invalid_client', 'The parameter client_assertion is missing.')
  if (form.get('scope')?.trim())
    return new OAuthRefusal('invalid_scope', 'There are no scopes; leave the parameter out.')
  return undefined
}
