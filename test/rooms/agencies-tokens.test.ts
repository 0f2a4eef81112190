// From an assertion to an access token to a principal, on one replica and on two.
import { createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto'
import { base64url, decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { openPool } from '../../db/connect.ts'
import {
  addClientKeys,
  authenticate,
  disableAgency,
  disableClient,
  issueToken,
  OAuthRefusal,
  Registry,
  revokeClientKey,
} from '../../src/agencies/index.ts'
import { Refusal } from '../../src/kernel/index.ts'
import { testDatabase } from '../database.ts'
import {
  type AssertionChange,
  assertionOf,
  dataDirectory,
  fakeClock,
  issuer,
  keyPair,
  type Party,
  party,
  publicOf,
  type Replica,
  replica,
  tokenForm,
} from './agencies-scene.ts'

const { pool, gatewayUrl } = await testDatabase()
const dataDir = dataDirectory()
const clock = fakeClock()
let here: Replica
let there: Replica
let someone: Party

beforeAll(async () => {
  here = await replica(pool, dataDir, clock.now)
  there = await replica(pool, dataDir, clock.now)
  someone = await party(pool)
})

async function tokenFor(of: Party, on = here): Promise<string> {
  const outcome = await issueToken(on, tokenForm(await assertionOf(of, clock.ms)))
  if (outcome instanceof OAuthRefusal) throw new Error(outcome.description)
  return outcome.access_token
}

const who = async (token: string, on = here) => authenticate(on.registry, on.keyring, `Bearer ${token}`)
const code = async (token: string, on = here) => {
  const outcome = await who(token, on)
  return outcome instanceof Refusal ? outcome.code : 'granted'
}
const asked = async (change: AssertionChange, form: Record<string, string> = {}) => {
  const outcome = await issueToken(here, tokenForm(await assertionOf(someone, clock.ms, change), form))
  return outcome instanceof OAuthRefusal ? outcome : ('granted' as const)
}
const inSeconds = (seconds: number) => Math.floor(clock.ms / 1000) + seconds

describe('the token endpoint', () => {
  it('grants an RFC 9068 token by each kind of key', async () => {
    for (const alg of ['ES256', 'EdDSA', 'RS256'] as const) {
      const of = await party(pool, {}, alg)
      const token = await tokenFor(of)
      expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
      expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: issuer, sub: of.clientId, client_id: of.clientId })
      expect(await who(token)).toMatchObject({ clientId: of.clientId, generation: 1, agency: { code: of.agency } })
    }
  })

  it.each<[string, AssertionChange]>([
    ['the endpoint as audience', { claims: { aud: `${issuer}/oauth/token` } }],
    ['both of our names as audience', { claims: { aud: [issuer, `${issuer}/oauth/token`] } }],
    ['no typ', { header: { typ: undefined } }],
    ['the typ of the draft', { header: { typ: 'client-authentication+jwt' } }],
    ['no iat', { without: ['iat'] }],
    ['no kid, with one key', { header: { kid: undefined } }],
    ['the last second of skew', { claims: { iat: inSeconds(-119), exp: inSeconds(-59) } }],
    ['a clock that is ahead', { claims: { iat: inSeconds(59), nbf: inSeconds(59), exp: inSeconds(300) } }],
  ])('accepts %s', async (_, change) => {
    expect(await asked(change)).toBe('granted')
  })

  it.each<[string, AssertionChange, RegExp]>([
    ['another audience', { claims: { aud: 'https://elsewhere.test' } }, /audience/],
    ['a second, foreign audience', { claims: { aud: [issuer, 'https://elsewhere.test'] } }, /audience/],
    ['no audience', { without: ['aud'] }, /audience/],
    ['an empty audience', { claims: { aud: [] } }, /audience/],
    ['another subject', { claims: { sub: 'other' } }, /iss and sub/],
    ['an unknown client', { claims: { iss: 'other', sub: 'other' } }, /not registered/],
    ['no subject', { without: ['sub'] }, /iss and sub/],
    ['no expiry', { without: ['exp'] }, /exp/],
    ['an expiry long past', { claims: { iat: inSeconds(-130), exp: inSeconds(-61) } }, /expired/],
    ['a life of six minutes', { claims: { exp: inSeconds(359) } }, /300 seconds/],
    ['an expiry beyond reach, without iat', { claims: { exp: inSeconds(361) }, without: ['iat'] }, /300 seconds/],
    ['an issue in the future', { claims: { iat: inSeconds(90), exp: inSeconds(120) } }, /future/],
    ['a beginning in the future', { claims: { nbf: inSeconds(90) } }, /not valid yet/],
    ['no jti', { without: ['jti'] }, /jti/],
    ['an empty jti', { claims: { jti: '' } }, /jti/],
    ['an unknown kid', { header: { kid: 'nobody' } }, /no such key/],
    ['another key under the same kid', { key: keyPair('ES256') }, /signature/],
    ['the typ of an access token', { header: { typ: 'at+jwt' } }, /typ/],
  ])('refuses %s', async (_, change, why) => {
    expect(await asked(change)).toMatchObject({ error: 'invalid_client', description: expect.stringMatching(why) })
  })

  it('refuses an extension it does not know, though the signature holds', async () => {
    const [head, claims] = (await assertionOf(someone, clock.ms)).split('.')
    const header = JSON.parse(Buffer.from(head!, 'base64url').toString())
    const by = (more: object) => {
      const input = `${base64url.encode(JSON.stringify({ ...header, ...more }))}.${claims}`
      const key = createPrivateKey({ key: someone.privateJwk as never, format: 'jwk' })
      return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    }
    const critical = await issueToken(here, tokenForm(by({ crit: ['x'], x: 1 })))
    expect(critical).toMatchObject({ error: 'invalid_client' })
    expect(await issueToken(here, tokenForm(by({ x: 1 })))).toHaveProperty('access_token')
  })

  it('refuses algorithm confusion: none, the public key as a secret, another algorithm than the key’s', async () => {
    const claims = { iss: someone.clientId, sub: someone.clientId, aud: issuer, jti: randomUUID(), exp: inSeconds(60) }
    const none = new UnsecuredJWT(claims).encode()
    const pem = createPublicKey({ key: publicOf(someone.privateJwk) as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    const secret = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: someone.privateJwk.kid! })
      .sign(Buffer.from(pem))
    const rsa = await party(pool, {}, 'RS256')
    const pss = await assertionOf(rsa, clock.ms, { header: { alg: 'PS256' } })
    for (const assertion of [none, secret, pss]) {
      expect(await issueToken(here, tokenForm(assertion))).toMatchObject({ error: 'invalid_client' })
    }
  })

  it.each<[string, string, Record<string, string>]>([
    ['unsupported_grant_type', 'another grant', { grant_type: 'password' }],
    ['invalid_request', 'no grant', { grant_type: '' }],
    [
      'invalid_client',
      'another assertion type',
      { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
    ],
    ['invalid_client', 'no assertion', { client_assertion: '' }],
    ['invalid_client', 'what is no JWT', { client_assertion: 'a.b.c' }],
    ['invalid_client', 'a secret', { client_secret: 'x' }],
    ['invalid_client', 'another client_id', { client_id: 'other' }],
    ['invalid_scope', 'a scope', { scope: 'everything' }],
  ])('answers %s to %s', async (error, _, form) => {
    expect(await asked({}, form)).toMatchObject({ error })
  })

  it('answers invalid_request to a parameter sent twice', async () => {
    const form = tokenForm(await assertionOf(someone, clock.ms))
    form.append('grant_type', 'client_credentials')
    expect(await issueToken(here, form)).toMatchObject({ error: 'invalid_request' })
  })

  it('uses an assertion once, whichever replica sees it, also at the same moment', async () => {
    const assertion = await assertionOf(someone, clock.ms)
    const outcomes = await Promise.all([here, there, here, there].map((on) => issueToken(on, tokenForm(assertion))))
    expect(outcomes.filter((one) => !(one instanceof OAuthRefusal))).toHaveLength(1)
    expect(await issueToken(there, tokenForm(assertion))).toMatchObject({
      error: 'invalid_client',
      description: expect.stringContaining('jti'),
    })
  })

  it('takes any text as jti', async () => {
    expect(await asked({ claims: { jti: '\u0000 文\ud83d\ude00'.repeat(20) } })).toBe('granted')
  })

  it('removes old assertions in passing, and keeps those that could still be replayed', async () => {
    const late = await replica(pool, dataDir, () => clock.ms + 2 * 3_600_000)
    const before = (await pool.query('select jti from used_assertion')).rowCount!
    expect(before).toBeGreaterThan(5)
    const assertion = await assertionOf(someone, clock.ms + 2 * 3_600_000)
    expect(await issueToken(late, tokenForm(assertion))).not.toBeInstanceOf(OAuthRefusal)
    expect((await pool.query('select jti from used_assertion')).rowCount).toBe(Math.max(1, before - 20 + 1))
  })

  it('knows a client and a key that were entered a moment ago', async () => {
    await here.registry.current()
    const newcomer = await party(pool)
    await tokenFor(newcomer)
    const next = { ...keyPair('ES256'), kid: randomUUID() }
    await addClientKeys(pool, newcomer.clientId, publicOf(next))
    await tokenFor({ ...newcomer, privateJwk: next })
  })

  it('lets a client rotate its keys with overlap, and heeds the period of a key', async () => {
    const of = await party(pool)
    const next = { ...keyPair('ES256'), kid: randomUUID() }
    await addClientKeys(pool, of.clientId, publicOf(next), {
      notBefore: new Date(clock.ms + 3_600_000),
      expiresAt: new Date(clock.ms + 7_200_000),
    })
    const young = { ...of, privateJwk: next }
    await tokenFor(of)
    await expect(tokenFor(young)).rejects.toThrow(/not valid yet/)
    clock.advance(3_600_000)
    await tokenFor(of)
    await tokenFor(young)
    clock.advance(3_600_000)
    await expect(tokenFor(young)).rejects.toThrow(/expired/)
  })
})

describe('an access token', () => {
  it('is answered at once when it verified before', async () => {
    const token = await tokenFor(someone)
    expect(await code(token)).toBe('granted')
    expect(authenticate(here.registry, here.keyring, `Bearer ${token}`)).not.toBeInstanceOf(Promise)
  })

  it('expires, also when it is remembered', async () => {
    const token = await tokenFor(someone)
    expect(await code(token)).toBe('granted')
    clock.advance(600_000)
    await here.registry.current()
    expect(await code(token)).toBe('token_expired')
    expect(await code(token, there)).toBe('token_expired')
  })

  it.each([
    ['nothing', undefined, 'token_missing'],
    ['an empty header', '', 'token_missing'],
    ['another scheme', 'Basic abc', 'token_invalid'],
    ['the scheme alone', 'Bearer', 'token_invalid'],
    ['two words', 'Bearer a b', 'token_invalid'],
    ['what looks like a JWT', 'Bearer a.b.c', 'token_invalid'],
    ['something very long', `Bearer ${'a'.repeat(5_000)}`, 'token_invalid'],
  ])('is not %s', async (_, header, refusal) => {
    expect(await authenticate(here.registry, here.keyring, header)).toMatchObject({ code: refusal })
  })

  it('is not something else that the gateway or a client signed', async () => {
    const claims = { ...decodeJwt(await tokenFor(someone)) }
    const by = here.keyring
    const good = by.sign(JSON.stringify(claims), { typ: 'at+jwt' })
    expect(await code(good)).toBe('granted')
    const kid = decodeProtectedHeader(good).kid!
    const ownKey = await importJWK(someone.privateJwk, 'ES256')
    const forged = [
      by.sign(JSON.stringify(claims), { typ: 'xianjie-receipt+jwt' }),
      by.sign(JSON.stringify({ ...claims, aud: 'https://elsewhere.test' }), { typ: 'at+jwt' }),
      by.sign(JSON.stringify({ ...claims, iss: 'https://elsewhere.test' }), { typ: 'at+jwt' }),
      by.sign(JSON.stringify({ ...claims, client_id: 'other' }), { typ: 'at+jwt' }),
      by.sign(JSON.stringify({ ...claims, exp: undefined }), { typ: 'at+jwt' }),
      by.sign(JSON.stringify({ ...claims, xj_generation: undefined }), { typ: 'at+jwt' }),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(ownKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'nobody' }).sign(ownKey),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: someone.privateJwk.kid! })
        .sign(ownKey),
      `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid }))}.${good.split('.')[1]}.`,
      `${good.slice(0, -6)}AAAAAA`,
    ]
    for (const token of forged) expect(await code(token)).toBe('token_invalid')
    const published = (await by.publishedJwks()).keys[0] as JWK
    const secret = Buffer.from(
      createPublicKey({ key: published as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
    )
    expect(
      await code(await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid }).sign(secret)),
    ).toBe('token_invalid')
  })
})

describe('what a replica remembers', () => {
  it('lasts less than a second after a client was disabled elsewhere', async () => {
    const of = await party(pool)
    const token = await tokenFor(of)
    expect(await code(token, there)).toBe('granted')
    await disableClient(pool, of.clientId)
    clock.advance(401)
    expect(await code(token, there)).toBe('client_disabled')
    expect(await code(token, here)).toBe('client_disabled')
    await expect(tokenFor(of)).rejects.toThrow(/disabled/)
  })

  it('ends for all clients of an agency that is disabled, and old tokens stay worthless when it returns', async () => {
    const of = await party(pool)
    const token = await tokenFor(of)
    await disableAgency(pool, of.agency)
    clock.advance(401)
    expect(await code(token)).toBe('client_disabled')
    await disableAgency(pool, of.agency, false)
    clock.advance(401)
    expect(await code(token)).toBe('token_invalid')
    expect(await code(await tokenFor(of))).toBe('granted')
  })

  it('ends for tokens of an older generation: a revoked key takes its tokens along', async () => {
    const of = await party(pool)
    const next = { ...keyPair('ES256'), kid: randomUUID() }
    await addClientKeys(pool, of.clientId, publicOf(next))
    const token = await tokenFor(of)
    expect(await code(token)).toBe('granted')
    await revokeClientKey(pool, of.clientId, of.privateJwk.kid!)
    clock.advance(401)
    expect(await code(token)).toBe('token_invalid')
    await expect(tokenFor(of)).rejects.toThrow(/revoked/)
    expect(await code(await tokenFor({ ...of, privateJwk: next }))).toBe('granted')
  })

  it('never grants a token after the disabling has committed, even while it is still believed', async () => {
    const of = await party(pool)
    await tokenFor(of)
    await disableClient(pool, of.clientId)
    await expect(tokenFor(of)).rejects.toThrow(/disabled/) // not a millisecond has passed
  })

  it('is no obstacle to a token that another replica granted under a newer generation', async () => {
    const of = await party(pool)
    await tokenFor(of)
    await there.registry.renewed()
    await disableClient(pool, of.clientId)
    await disableClient(pool, of.clientId, false)
    await here.registry.renewed()
    const token = await tokenFor(of, here)
    expect(await code(token, there)).toBe('granted')
  })

  it('is looked at once for all requests of a moment', async () => {
    let looks = 0
    const counting = new Proxy(pool, {
      get(target, name) {
        if (name === 'connect') looks++
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const registry = new Registry({ pool: counting, now: clock.now })
    await Promise.all(Array.from({ length: 50 }, () => registry.current()))
    expect(looks).toBe(2) // the generation, then what belongs to it
    clock.advance(400)
    await registry.current()
    expect(looks).toBe(2)
    clock.advance(1)
    await Promise.all(Array.from({ length: 50 }, () => registry.current()))
    expect(looks).toBe(3)
  })

  it('is worth nothing when the clock was set back', async () => {
    const own = fakeClock()
    const registry = new Registry({ pool, now: own.now })
    await registry.current()
    own.advance(-3_600_000)
    expect(registry.fresh()).toBeUndefined()
    await registry.current()
    expect(registry.fresh()).toBeDefined()
  })

  it('is worth nothing when the database is away or answers too late', async () => {
    const nowhere = openPool('postgres://nobody@127.0.0.1:1/none', 1)
    const token = await tokenFor(someone)
    await expect(new Registry({ pool: nowhere }).current()).rejects.toMatchObject({ name: 'RegistryUnavailable' })
    await nowhere.end()
    const dying = openPool(gatewayUrl, 1)
    const bereft = new Registry({ pool: dying, now: clock.now })
    await bereft.current()
    await dying.end()
    clock.advance(400)
    expect(await code(token, { ...here, registry: bereft })).toBe('granted')
    clock.advance(1)
    await expect(code(token, { ...here, registry: bereft })).rejects.toMatchObject({ name: 'RegistryUnavailable' })
    const own = fakeClock()
    const slow = new Registry({ pool, now: () => (own.ms += 900) }) // every look at the clock finds it 0.9 s later
    await expect((async () => authenticate(slow, here.keyring, `Bearer ${token}`))()).rejects.toMatchObject({
      name: 'RegistryUnavailable',
    })
  })
})
