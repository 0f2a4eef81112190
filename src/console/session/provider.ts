// The identity provider (OpenID Connect): authorization code with PKCE, state, nonce and the issuer's name in the answer. It
// proves who somebody is there; which officer that is, the registry says.
import { createRemoteJWKSet, errors, importJWK, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { handedInKey } from '../../agencies/index.ts'

export interface ProviderSettings {
  readonly issuer: string
  readonly clientId: string
  readonly proof: { readonly secret: string } | { readonly keyFile: string }
  readonly scope: string
}

/** The provider does not answer, or not as one. Nothing is wrong with the officer. */
export class ProviderAway extends Error {}

/** What came back proves nobody; `code` says why, for the log. */
export class Unproved extends Error {
  readonly code: string
  /** What the provider itself said, where it refused. */
  readonly said: string | undefined
  constructor(code: string, said?: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
    this.said = said
  }
}

/** What a sign-in's answer is held against. */
export interface Expected {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface Proved {
  readonly subject: string
  /** The provider's session, where it names one. */
  readonly sid: string | undefined
  readonly idToken: string
}

export interface ToldSignOut {
  readonly jti: string
  readonly expiresAtMs: number
  readonly subject: string | undefined
  readonly sid: string | undefined
}

export interface Provider {
  readonly issuer: string
  begin(): Promise<Expected & { readonly url: URL }>
  /** From the query with which the browser came back. Throws ProviderAway, Unproved. */
  finish(search: string, expected: Expected): Promise<Proved>
  /** Where the browser signs out there too; undefined where the provider offers none. */
  signOutUrl(idToken: string | undefined): Promise<URL | undefined>
  /** A sign-out of which the provider tells (Back-Channel Logout 1.0). Throws ProviderAway, Unproved. */
  toldSignOut(token: string): Promise<ToldSignOut>
}

/** A browser waits for it. */
const timeoutSeconds = 8
/** The provider's addresses are asked for anew after this. */
const knownForMs = 3_600_000
const toleranceSeconds = 30
/** A sign-out that is told has this long to arrive (Back-Channel Logout 2.4: two minutes at most are recommended). */
const toldWithinSeconds = 300
/** What signs tokens; a shared secret signs none here. */
const algorithms = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA', 'Ed25519']
const signOutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/** `origin`: of this console, as the provider has it registered. Throws KeyFault where its key cannot be used. */
export function openProvider(settings: ProviderSettings, origin: string, now: () => number): Provider {
  const { issuer, clientId, proof, scope } = settings
  const returnUri = `${origin}/console/sign-in/return`
  const proves = clientProof(proof)
  let known: { readonly config: client.Configuration; readonly atMs: number } | undefined
  let looking: Promise<client.Configuration> | undefined
  let keys: { readonly uri: string; readonly of: ReturnType<typeof createRemoteJWKSet> } | undefined

  function configuration(): Promise<client.Configuration> {
    if (known !== undefined && now() - known.atMs < knownForMs) return Promise.resolve(known.config)
    looking ??= discovered().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function discovered(): Promise<client.Configuration> {
    try {
      const config = await client.discovery(
        new URL(issuer),
        clientId,
        { [client.clockTolerance]: toleranceSeconds },
        await proves(),
        {
          timeout: timeoutSeconds,
          // The token endpoint's TLS is not all that vouches for a token: its signature is looked at too.
          execute: [
            client.enableNonRepudiationChecks,
            ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
          ],
        },
      )
      if (config.serverMetadata().issuer !== issuer) throw new Error('the provider names another issuer')
      known = { config, atMs: now() }
      return config
    } catch (cause) {
      if (known !== undefined) return known.config
      throw new ProviderAway('the provider does not say where its endpoints are', { cause })
    }
  }

  return {
    issuer,
    async begin() {
      const config = await configuration()
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
      const url = client.buildAuthorizationUrl(config, {
        ...{ redirect_uri: returnUri, response_type: 'code', scope, state, nonce },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { state, nonce, verifier, url }
    },

    async finish(search, { state, nonce, verifier }) {
      const config = await configuration()
      try {
        const tokens = await client.authorizationCodeGrant(config, new URL(`${returnUri}${search}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const { id_token: idToken } = tokens
        const claims = tokens.claims()
        if (claims === undefined || idToken === undefined) throw new Unproved('no_id_token')
        return { subject: claims.sub, sid: typeof claims.sid === 'string' ? claims.sid : undefined, idToken }
      } catch (error) {
        throw named(error)
      }
    },

    async signOutUrl(idToken) {
      const config = await configuration()
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined
      return client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: `${origin}/console/sign-in`,
        ...(idToken !== undefined && { id_token_hint: idToken }),
      })
    },

    async toldSignOut(token) {
      const { jwks_uri: uri } = (await configuration()).serverMetadata()
      if (uri === undefined) throw new ProviderAway('the provider publishes no keys')
      if (keys?.uri !== uri)
        keys = { uri, of: createRemoteJWKSet(new URL(uri), { timeoutDuration: timeoutSeconds * 1000 }) }
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys.of, {
          ...{ algorithms, issuer, audience: clientId, clockTolerance: toleranceSeconds },
          currentDate: new Date(now()),
          requiredClaims: ['iat', 'jti', 'events'],
          maxTokenAge: toldWithinSeconds,
        })
        const { jti = '', sub, sid, events, exp } = payload
        const kind = protectedHeader.typ?.toLowerCase().replace(/^application\//, '')
        // An ID token has a nonce or another type; it must not pass as one that tells of a sign-out.
        if ((kind !== undefined && kind !== 'jwt' && kind !== 'logout+jwt') || payload.nonce !== undefined)
          throw new Unproved('not_a_logout_token')
        if (typeof events !== 'object' || events === null || !Object.hasOwn(events, signOutEvent))
          throw new Unproved('no_logout_event')
        const named = typeof sid === 'string' ? sid : undefined
        if ((sub === undefined && named === undefined) || jti.length > 255) throw new Unproved('nobody_named')
        const expiresAtMs = (exp ?? (payload.iat as number) + toldWithinSeconds) * 1000 + toleranceSeconds * 1000
        return { jti, expiresAtMs, subject: sub, sid: named }
      } catch (error) {
        if (error instanceof Unproved) throw error
        if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
          throw new Unproved(error.code, undefined, { cause: error })
        throw new ProviderAway('the provider’s keys cannot be had', { cause: error })
      }
    },
  }
}

/** How the console proves itself at the token endpoint: by a private key, or by a secret in the way the provider takes it. */
function clientProof(proof: ProviderSettings['proof']): () => Promise<client.ClientAuth> {
  if ('keyFile' in proof) {
    const { kid, privateKey } = handedInKey(proof.keyFile)
    return async () => {
      const key = await importJWK(privateKey.export({ format: 'jwk' }), 'ES256')
      return client.PrivateKeyJwt({ key: key as client.CryptoKey, kid })
    }
  }
  const [basic, post] = [client.ClientSecretBasic(proof.secret), client.ClientSecretPost(proof.secret)]
  return async () =>
    (server, ...rest) => {
      const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
      return (taken.includes('client_secret_basic') ? basic : post)(server, ...rest)
    }
}

const gone = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'])

function named(error: unknown): Unproved | ProviderAway {
  if (error instanceof Unproved) return error
  if (error instanceof client.AuthorizationResponseError)
    return new Unproved('refused_there', error.error, { cause: error })
  if (error instanceof client.ResponseBodyError) return new Unproved('code_refused', error.error, { cause: error })
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // `fetch` says a lost connection by a TypeError without a code of the library.
  if (code === undefined || gone.has(code)) return new ProviderAway('the provider did not answer', { cause: error })
  return new Unproved(code, undefined, { cause: error })
}
