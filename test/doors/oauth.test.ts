// The token endpoint as a standard OAuth client meets it, and the door that lets through who has a token.
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type CryptoKey, createRemoteJWKSet, importJWK, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disableClient, RegistryUnavailable } from '../../src/agencies/index.ts'
import { authenticated } from '../../src/api/authenticate.ts'
import type { DoorEnv } from '../../src/api/context.ts'
import { oauthDoor } from '../../src/api/oauth.ts'
import { fault } from '../../src/api/problem.ts'
import { testDatabase } from '../database.ts'
import { freePort } from '../ports.ts'
import {
  assertionOf,
  dataDirectory,
  fakeClock,
  type Party,
  party,
  type Replica,
  replica,
  tokenForm,
} from '../rooms/agencies-scene.ts'

const { pool } = await testDatabase()
const clock = fakeClock()
const insecure = { [oauth.allowInsecureRequests]: true }
let server: ServerType
let issuer: string
let office: Replica
/** What a slow route does before it answers. */
let meanwhile: () => Promise<void> = async () => {}

beforeAll(async () => {
  const port = await freePort()
  issuer = `http://127.0.0.1:${port}`
  office = await replica(pool, dataDirectory(), clock.now, issuer)
  const app = new Hono<DoorEnv>()
  app.route('/', oauthDoor(office))
  app.use('/v1/*', authenticated(office.registry, office.keyring))
  app.get('/v1/whoami', (c) => c.json(c.get('principal')))
  app.on(['GET', 'POST'], '/v1/slow', async (c) => {
    await meanwhile()
    return c.text('for your eyes only', 200, { etag: '"1"', 'content-length': '18' })
  })
  app.onError((error, c) => fault(c, error instanceof RegistryUnavailable ? 503 : 500))
  server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port })
})
afterAll(() => server.close())

async function discovered(): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }))
}

type Form = string | Uint8Array | FormData | URLSearchParams
const named = { ES256: 'ES256', EdDSA: 'Ed25519', RS256: 'RS256' } as const

/** The grant as oauth4webapi makes it. */
async function granted(of: Party, parameters = new URLSearchParams()): Promise<oauth.TokenEndpointResponse> {
  const server = await discovered()
  const key = (await importJWK(of.privateJwk, named[of.alg as keyof typeof named])) as CryptoKey
  const authentication = oauth.PrivateKeyJwt({ key, kid: of.privateJwk.kid! })
  const client: oauth.Client = { client_id: of.clientId }
  const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, insecure)
  return oauth.processClientCredentialsResponse(server, client, answer)
}

const post = (body: Form, headers: Record<string, string> = {}) =>
  fetch(`${issuer}/oauth/token`, { method: 'POST', body, headers })
const get = (path: string, token: string) =>
  fetch(`${issuer}${path}`, { headers: { authorization: `Bearer ${token}` } })

describe('a standard OAuth client', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)(
    'finds the endpoint, authenticates by %s and uses its token',
    async (alg) => {
      const someone = await party(pool, {}, alg)
      const { access_token, token_type, expires_in } = await granted(someone)
      expect([token_type, expires_in]).toEqual(['bearer', 600])
      const answer = await get('/v1/whoami', access_token)
      expect(await answer.json()).toMatchObject({ clientId: someone.clientId, agency: { code: someone.agency } })
      const { payload } = await jwtVerify(
        access_token,
        createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`)),
        { issuer, audience: issuer, typ: 'at+jwt' },
      )
      expect(payload.client_id).toBe(someone.clientId)
    },
  )

  it('reads our errors', async () => {
    const someone = await party(pool)
    await expect(granted(someone, new URLSearchParams({ scope: 'all' }))).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    })
    await disableClient(pool, someone.clientId)
    await expect(granted(someone)).rejects.toMatchObject({ error: 'invalid_client', status: 401 })
  })
})

describe('POST /oauth/token', () => {
  it('answers what no cache may keep', async () => {
    const someone = await party(pool)
    const good = await post(tokenForm(await assertionOf(someone, clock.ms, { claims: { aud: issuer } })))
    expect([good.status, good.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const bad = await post(tokenForm('x'))
    expect([bad.status, bad.headers.get('cache-control')]).toEqual([401, 'no-store'])
    expect(await bad.json()).toEqual({ error: 'invalid_client', error_description: expect.any(String) })
  })

  it.each<[string, () => Form, Record<string, string>]>([
    ['JSON', () => '{"grant_type":"client_credentials"}', { 'content-type': 'application/json' }],
    ['a multipart form', () => new FormData(), {}],
    ['no type', () => new Uint8Array([1]), {}],
    ['a huge form', () => `grant_type=${'x'.repeat(20_000)}`, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['two ways to authenticate', () => tokenForm('x'), { authorization: 'Basic eDp5' }],
    ['nothing', () => '', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('answers invalid_request to %s', async (_, body, headers) => {
    const answer = await post(body(), headers)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('describes errors in the characters RFC 6749 allows', async () => {
    const someone = await party(pool)
    for (const form of [
      tokenForm('"\\文'),
      tokenForm(await assertionOf(someone, clock.ms, { header: { kid: '"\\' } })),
      tokenForm('x', { scope: '文' }),
    ]) {
      const { error_description } = (await (await post(form)).json()) as { error_description: string }
      expect(error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
    }
  })
})

describe('the metadata', () => {
  it('names what this server does, and nothing else', async () => {
    expect(await discovered()).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/oauth/token`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    })
  })
})

describe('the door', () => {
  it('answers 401 as a problem that says how to authenticate', async () => {
    const answer = await fetch(`${issuer}/v1/whoami`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    expect(await answer.json()).toMatchObject({ code: 'token_missing', status: 401 })
  })

  it('withholds an answer that took so long that its reader may have been disabled meanwhile', async () => {
    const someone = await party(pool)
    const { access_token } = await granted(someone)
    meanwhile = async () => {
      await disableClient(pool, someone.clientId)
      clock.advance(900)
    }
    const answer = await get('/v1/slow', access_token)
    meanwhile = async () => {}
    expect(answer.status).toBe(401)
    expect(answer.headers.get('etag')).toBeNull()
    expect(await answer.json()).toMatchObject({ code: 'client_disabled' })
  })

  it('lets a slow answer go to a reader who is still allowed, as it was', async () => {
    const { access_token } = await granted(await party(pool))
    meanwhile = async () => clock.advance(5_000)
    const answer = await get('/v1/slow', access_token)
    meanwhile = async () => {}
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([200, '"1"', 'for your eyes only'])
  })
})
