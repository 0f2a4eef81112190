// The gateway's own keys: where they lie, how they change, and that what they signed verifies for good.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  authenticate,
  createKeyFile,
  issueToken,
  Keyring,
  listKeys,
  newSigningKey,
  Registry,
  readKeys,
  rotateKeys,
  writePrivateJwk,
} from '../../src/agencies/index.ts'
import { testDatabase } from '../database.ts'
import { assertionOf, dataDirectory, fakeClock, issuer, keyPair, party, replica, tokenForm } from './agencies-scene.ts'

const { pool, ownerPool } = await testDatabase()
const open = (dataDir: string, more: Partial<Parameters<typeof Keyring.open>[0]> = {}) =>
  Keyring.open({ registry: new Registry({ pool }), pool, dataDir, issuer, ...more })
const kidOf = (jws: string) => decodeProtectedHeader(jws).kid

describe('a signing key', () => {
  it('lies in a file of mode 600 in a directory of mode 700', () => {
    const dataDir = dataDirectory()
    const { kid } = createKeyFile(dataDir)
    expect(statSync(join(dataDir, 'keys')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'keys', `${kid}.jwk`)).mode & 0o777).toBe(0o600)
    expect(readKeys(dataDir).map((key) => key.kid)).toEqual([kid])
  })

  it('that others can read keeps the gateway from starting', async () => {
    const dataDir = dataDirectory()
    const { kid } = createKeyFile(dataDir)
    const file = join(dataDir, 'keys', `${kid}.jwk`)
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(file, mode)
      await expect(open(dataDir)).rejects.toThrow(/chmod 600/)
    }
    chmodSync(file, 0o600)
    chmodSync(join(dataDir, 'keys'), 0o750)
    await expect(open(dataDir)).rejects.toThrow(/chmod 700/)
    const message = await open(dataDir).catch((error: Error) => error.message)
    expect(message).not.toContain(JSON.parse(readFileSync(file, 'utf8')).d)
  })

  it('is made only where that was asked for', async () => {
    const dataDir = dataDirectory()
    await expect(open(dataDir)).rejects.toThrow(/xianjie init/)
    expect(existsSync(join(dataDir, 'keys'))).toBe(false)
    expect((await open(dataDir, { generateIfNone: true })).ready).toBe(true)
  })

  it('may be handed in, as a value or as a path, and nothing is written then', async () => {
    const dataDir = dataDirectory()
    const { key, privateJwk } = newSigningKey()
    const path = join(dataDir, 'handed-in.jwk')
    writePrivateJwk(path, privateJwk)
    for (const handedIn of [JSON.stringify(privateJwk), path]) {
      expect(kidOf((await open(dataDir, { handedIn })).sign('{}', { typ: 'x' }))).toBe(key.kid)
    }
    expect(readdirSync(dataDir)).toEqual(['handed-in.jwk'])
    expect(() => writePrivateJwk(path, privateJwk)).toThrow(/EEXIST/)
    chmodSync(path, 0o644)
    await expect(open(dataDir, { handedIn: path })).rejects.toThrow(/chmod 600/)
  })

  it.each([
    ['no JSON', '{"kty":"EC","d":"SECRET"'],
    ['a public key', JSON.stringify({ ...keyPair('ES256'), d: undefined })],
    ['another algorithm', JSON.stringify(keyPair('EdDSA'))],
  ])('is refused without being shown: %s', async (_, handedIn) => {
    const message = await open(dataDirectory(), { handedIn }).catch((error: Error) => `${error.name}: ${error.message}`)
    expect(message).toMatch(/^KeyFault: /)
    expect(message).not.toContain('SECRET')
  })

  it('never comes into the database', async () => {
    await open(dataDirectory(), { generateIfNone: true })
    const { rows } = await ownerPool.query<{ public_jwk: object }>('select public_jwk from gateway_key')
    expect(rows.length).toBeGreaterThan(0)
    for (const { public_jwk } of rows)
      expect(Object.keys(public_jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  })
})

describe('rotation', () => {
  it('reaches running gateways by itself, keeps old tokens and old receipts good', async () => {
    const dataDir = dataDirectory()
    const clock = fakeClock()
    const here = await replica(pool, dataDir, clock.now)
    const there = await replica(pool, dataDir, clock.now)
    const someone = await party(pool)
    const granted = async () => {
      const outcome = await issueToken(here, tokenForm(await assertionOf(someone, clock.ms)))
      return 'access_token' in outcome ? outcome.access_token : expect.fail(outcome.description)
    }
    const oldToken = await granted()
    const oldReceipt = there.keyring.sign('{"received":true}', { typ: 'xianjie-receipt+jws' })
    const { kid, retired } = await rotateKeys(pool, dataDir)
    expect(retired).toContain(kidOf(oldReceipt))

    clock.advance(401)
    await Promise.all([here.registry.current(), there.registry.current()])
    const newToken = await granted()
    expect(kidOf(newToken)).toBe(kid)
    expect(kidOf(there.keyring.sign('{}', { typ: 'x' }))).toBe(kid)
    for (const token of [oldToken, newToken]) {
      expect(await authenticate(there.registry, there.keyring, `Bearer ${token}`)).toMatchObject({
        clientId: someone.clientId,
      })
    }

    const published = await there.keyring.publishedJwks()
    const keys = createLocalJWKSet(published)
    expect(new TextDecoder().decode((await compactVerify(oldReceipt, keys)).payload)).toBe('{"received":true}')
    await jwtVerify(newToken, keys, { issuer, audience: issuer, typ: 'at+jwt', currentDate: new Date(clock.ms) })
    const old = published.keys.find((key) => key.kid === kidOf(oldReceipt))
    expect(old).toMatchObject({
      use: 'sig',
      alg: 'ES256',
      xj_active_from: expect.any(String),
      xj_retired_at: expect.any(String),
    })
    expect(published.keys.find((key) => key.kid === kid)).not.toHaveProperty('xj_retired_at')
    for (const key of published.keys) expect(key).not.toHaveProperty('d')
  })

  it('leaves the retired key nothing to sign once the overlap is over, nor tokens to begin', async () => {
    const dataDir = dataDirectory()
    const clock = fakeClock()
    const { key, privateJwk } = newSigningKey()
    const registry = new Registry({ pool, now: clock.now })
    const old = await Keyring.open({ registry, pool, dataDir, issuer, handedIn: JSON.stringify(privateJwk) })
    const someone = await party(pool)
    const office = { registry, keyring: old, pool }
    await rotateKeys(pool, dataDir, { handedIn: JSON.stringify(newSigningKey().privateJwk), overlapSeconds: 600 })
    clock.advance(401)
    await registry.current()
    expect(kidOf(old.sign('{}', { typ: 'x' }))).toBe(key.kid) // its machine has no other key, and may go on for a while
    const before = await issueToken(office, tokenForm(await assertionOf(someone, clock.ms)))
    expect(before).toHaveProperty('access_token')
    const forged = (atMs: number) => {
      const exp = Math.floor(atMs / 1000) + 600
      return {
        iss: issuer,
        aud: issuer,
        sub: someone.clientId,
        client_id: someone.clientId,
        iat: exp - 600,
        exp,
        jti: 'x',
        xj_generation: 1,
      }
    }
    const late = old.sign(JSON.stringify(forged(clock.ms + 700_000)), { typ: 'at+jwt' })
    clock.advance(700_000)
    await registry.current()
    expect(old.ready).toBe(false)
    expect(() => old.sign('{}', { typ: 'x' })).toThrow(/retired/)
    expect(await authenticate(registry, old, `Bearer ${late}`)).toMatchObject({ code: 'token_invalid' })
    await expect(
      Keyring.open({ registry, pool, dataDir, issuer, handedIn: JSON.stringify(privateJwk) }),
    ).rejects.toThrow(/retired/)
  })

  it('removes private files an hour after their key was retired, never the public key', async () => {
    const dataDir = dataDirectory()
    const first = await replica(pool, dataDir, Date.now)
    const kid = kidOf(first.keyring.sign('{}', { typ: 'x' }))!
    await rotateKeys(pool, dataDir)
    expect((await listKeys(pool, dataDir)).find((key) => key.kid === kid)).toMatchObject({ privateHere: true })
    await ownerPool.query("update gateway_key set retired_at = now() - interval '61 minutes' where kid = $1", [kid])
    expect((await rotateKeys(pool, dataDir)).removed).toEqual([kid])
    expect((await listKeys(pool, dataDir)).find((key) => key.kid === kid)).toMatchObject({ privateHere: false })
  })

  it('passes over a new key that is not kept properly, for as long as the old one may sign', async () => {
    const dataDir = dataDirectory()
    const clock = fakeClock()
    const { registry, keyring } = await replica(pool, dataDir, clock.now)
    const old = kidOf(keyring.sign('{}', { typ: 'x' }))
    const { kid } = await rotateKeys(pool, dataDir)
    chmodSync(join(dataDir, 'keys', `${kid}.jwk`), 0o644)
    clock.advance(401)
    await registry.current()
    expect(kidOf(keyring.sign('{}', { typ: 'x' }))).toBe(old)
  })
})
