// The token endpoint and what a client needs to find it: server metadata and the gateway's public keys. Errors here are
// those of RFC 6749, since standard client libraries read them, and not problem documents.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { issueToken, OAuthRefusal, type TokenOffice } from '../agencies/index.ts'
import type { DoorEnv } from './context.ts'

/** An assertion by RSA 4096 is below 2 KiB. */
const formBytesMax = 16 * 1024
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' }

/** `POST /oauth/token`, `GET /.well-known/oauth-authorization-server`, `GET /.well-known/jwks.json`. */
export function oauthDoor(office: TokenOffice): Hono<DoorEnv> {
  const { keyring } = office
  const door = new Hono<DoorEnv>()
  const refuse = ({ error, description }: OAuthRefusal): Response =>
    Response.json(
      { error, error_description: description },
      // No challenge goes with this 401: there is no scheme of the Authorization header to offer (RFC 6749 5.2), and
      // client libraries take a challenge for one.
      { status: error === 'invalid_client' ? 401 : 400, headers: noStore },
    )
  const invalid = (description: string) => refuse(new OAuthRefusal('invalid_request', description))

  door.post(
    '/oauth/token',
    bodyLimit({ maxSize: formBytesMax, onError: () => invalid(`The form is larger than ${formBytesMax} bytes.`) }),
    async (c) => {
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
      if (type !== 'application/x-www-form-urlencoded')
        return invalid('Send a form: application/x-www-form-urlencoded.')
      if (c.req.header('authorization') !== undefined)
        return invalid('Use private_key_jwt alone, without Authorization.')
      const outcome = await issueToken(office, new URLSearchParams(await c.req.text()))
      return outcome instanceof OAuthRefusal ? refuse(outcome) : c.json(outcome, 200, noStore)
    },
  )

  door.get('/.well-known/oauth-authorization-server', (c) =>
    c.json({
      issuer: keyring.issuer,
      token_endpoint: keyring.tokenEndpoint,
      jwks_uri: `${keyring.issuer}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519', 'RS256'],
    }),
  )

  // Short, so that a new key is seen soon; a verifier that meets an unknown kid asks again anyway.
  door.get('/.well-known/jwks.json', async (c) =>
    c.json(await keyring.publishedJwks(), 200, { 'cache-control': 'public, max-age=60' }),
  )

  return door
}
