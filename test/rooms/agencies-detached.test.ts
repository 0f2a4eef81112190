// Signed acts: the signature must be there where it is required, and must fit the bytes and the client wherever it is sent.
import { randomUUID } from 'node:crypto'
import { CompactSign, FlattenedSign, importJWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  addClientKeys,
  changeAgency,
  disableClient,
  type Principal,
  revokeClientKey,
  verifyDetached,
} from '../../src/agencies/index.ts'
import { testDatabase } from '../database.ts'
import {
  dataDirectory,
  fakeClock,
  keyPair,
  type Party,
  party,
  publicOf,
  type Replica,
  replica,
} from './agencies-scene.ts'

const { pool } = await testDatabase()
const clock = fakeClock()
const body = Buffer.from('{"caseName":"某某公司涉嫌销售假冒注册商标的商品案"}')
let here: Replica
let someone: Party
let principal: Principal

const principalOf = async ({ clientId }: Party): Promise<Principal> => {
  const { agency, generation } = (await here.registry.renewed()).clients.get(clientId)!
  return { clientId, generation, agency }
}

beforeAll(async () => {
  here = await replica(pool, dataDirectory(), clock.now)
  someone = await party(pool)
  principal = await principalOf(someone)
})

async function detached(of: Party, bytes: Uint8Array, header: Record<string, unknown> = {}): Promise<string> {
  const jws = await new CompactSign(bytes)
    .setProtectedHeader({ alg: of.alg, kid: of.privateJwk.kid!, ...header })
    .sign(await importJWK(of.privateJwk, of.alg))
  const [head, , signature] = jws.split('.')
  return `${head}..${signature}`
}

async function unencoded(of: Party, bytes: Uint8Array): Promise<string> {
  const signer = new FlattenedSign(bytes).setProtectedHeader({
    alg: of.alg,
    kid: of.privateJwk.kid!,
    b64: false,
    crit: ['b64'],
  })
  const { protected: head, signature } = await signer.sign(await importJWK(of.privateJwk, of.alg))
  return `${head}..${signature}`
}

const check = async (header: string | undefined, bytes: Uint8Array = body, by = principal) =>
  verifyDetached(here.registry, by, header, bytes)

describe('a detached signature', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('by %s holds, encoded or not', async (alg) => {
    const of = await party(pool, {}, alg)
    const by = await principalOf(of)
    expect(await check(await detached(of, body), body, by)).toEqual({ kid: of.privateJwk.kid, alg })
    expect(await check(await unencoded(of, body), body, by)).toEqual({ kid: of.privateJwk.kid, alg })
    expect(await check(await unencoded(of, new Uint8Array()), new Uint8Array(), by)).toEqual({
      kid: of.privateJwk.kid,
      alg,
    })
  })

  it('over bytes that are a part of a larger buffer holds', async () => {
    const larger = Buffer.concat([Buffer.from('xx'), body, Buffer.from('yy')])
    expect(await check(await detached(someone, body), larger.subarray(2, -2))).toMatchObject({ alg: 'ES256' })
  })

  it('over other bytes is refused, if only by white space', async () => {
    for (const signature of [await detached(someone, body), await unencoded(someone, body)]) {
      expect(await check(signature, Buffer.concat([body, Buffer.from(' ')]))).toMatchObject({
        code: 'signature_invalid',
      })
      expect(await check(signature, new Uint8Array())).toMatchObject({ code: 'signature_invalid' })
    }
  })

  it('by another client’s key is refused, also under our kid', async () => {
    const other = await party(pool)
    await here.registry.renewed()
    expect(await check(await detached(other, body))).toMatchObject({ code: 'signature_invalid' })
    expect(
      await check(
        await detached({ ...other, privateJwk: { ...other.privateJwk, kid: someone.privateJwk.kid! } }, body),
      ),
    ).toMatchObject({ code: 'signature_invalid' })
  })

  it('that is no detached JWS is refused, never ignored', async () => {
    const [head, signature] = (await detached(someone, body)).split('..')
    const attached = `${head}.${body.toString('base64url')}.${signature}`
    const none = `${Buffer.from(JSON.stringify({ alg: 'none', kid: someone.privateJwk.kid })).toString('base64url')}..`
    const uncritical = `${Buffer.from(JSON.stringify({ alg: 'ES256', kid: someone.privateJwk.kid, b64: false })).toString('base64url')}..${signature}`
    const secret = `${Buffer.from(JSON.stringify({ alg: 'HS256', kid: someone.privateJwk.kid })).toString('base64url')}..${signature}`
    for (const header of [
      '',
      ' ',
      '..',
      'x',
      attached,
      none,
      uncritical,
      secret,
      `${head}..`,
      `..${signature}`,
      `${head}..${signature}`.repeat(2),
      'a'.repeat(5_000),
    ]) {
      expect(await check(header), header.slice(0, 80)).toMatchObject({ code: 'signature_invalid' })
    }
  })

  it('needs a kid once the client has two keys, and ends with the key', async () => {
    const of = await party(pool)
    const by = await principalOf(of)
    const bare = await detached(of, body, { kid: undefined })
    expect(await check(bare, body, by)).toMatchObject({ alg: 'ES256' })
    await addClientKeys(pool, of.clientId, { ...publicOf(keyPair('ES256')), kid: randomUUID() })
    await here.registry.renewed()
    expect(await check(bare, body, by)).toMatchObject({ code: 'signature_invalid' })
    expect(await check(await detached(of, body), body, by)).toMatchObject({ alg: 'ES256' })
    await revokeClientKey(pool, of.clientId, of.privateJwk.kid!)
    clock.advance(401)
    expect(await check(await detached(of, body), body, by)).toMatchObject({ code: 'signature_invalid' })
    await disableClient(pool, of.clientId)
  })

  it('is required by an agency that says so, and by nobody else', async () => {
    expect(await check(undefined)).toBeUndefined()
    await changeAgency(pool, someone.agency, { requiresSignature: true })
    const strict = await principalOf(someone)
    expect(await check(undefined, body, strict)).toMatchObject({ code: 'signature_required' })
    expect(await check(await detached(someone, body), body, strict)).toMatchObject({ alg: 'ES256' })
  })
})
