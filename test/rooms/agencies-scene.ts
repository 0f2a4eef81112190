// Organs, clients and assertions for the tests of the agencies' room, and replicas of the gateway over one database.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import { afterAll } from 'vitest'
import type { Pool } from '../../db/connect.ts'
import { type AgencyEntry, addAgency, addClient, assertionType, Keyring, Registry } from '../../src/agencies/index.ts'

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** A valid, invented credit code of an organ; one for each number below a million. */
export function creditCode(no: number, region = '310115'): string {
  const org = `${String(no).padStart(8, '0')}`
  const c = 11 - (orgWeights.reduce((sum, weight, i) => sum + Number(org[i]) * weight, 0) % 11)
  const body = `11${region}${org}${c === 10 ? 'X' : c === 11 ? '0' : c}`
  let sum = 0
  for (let i = 0, weight = 1; i < 17; i++, weight = (weight * 3) % 31) sum += usccAlphabet.indexOf(body[i]!) * weight
  return body + usccAlphabet[(31 - (sum % 31)) % 31]
}

export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'xianjie-agencies-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A clock that moves only when told to. */
export function fakeClock() {
  const clock = {
    ms: Date.now(),
    now: () => clock.ms,
    advance: (ms: number) => {
      clock.ms += ms
    },
  }
  return clock
}

export const issuer = 'https://gateway.test'

export interface Replica {
  readonly registry: Registry
  readonly keyring: Keyring
  readonly pool: Pool
}

export async function replica(pool: Pool, dataDir: string, now: () => number, at = issuer): Promise<Replica> {
  const registry = new Registry({ pool, now })
  const keyring = await Keyring.open({ registry, pool, dataDir, issuer: at, generateIfNone: true })
  return { registry, keyring, pool }
}

export interface Party {
  readonly agency: string
  readonly clientId: string
  readonly privateJwk: JWK
  readonly alg: string
}

let count = 0

/** An agency with one client and one key. */
export async function party(
  pool: Pool,
  entry: Partial<AgencyEntry> = {},
  alg: 'ES256' | 'EdDSA' | 'RS256' = 'ES256',
): Promise<Party> {
  const code = entry.code ?? creditCode(++count)
  const added = await addAgency(pool, {
    code,
    name: `机关${count}`,
    kind: 'administrative',
    regionCode: '310115',
    domains: ['market'],
    ...entry,
  })
  const privateJwk = { ...keyPair(alg), kid: `key-${randomUUID()}` }
  const client = await addClient(pool, { agency: added.code, name: '办案系统', jwks: publicOf(privateJwk) })
  return { agency: code, clientId: client.id, privateJwk, alg }
}

export function keyPair(alg: 'ES256' | 'EdDSA' | 'RS256', bits = 2048): JWK {
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: bits })
  return pair.privateKey.export({ format: 'jwk' }) as JWK
}

export function publicOf(jwk: JWK): JWK {
  const { kty, crv, x, y, n, e, kid } = jwk as Record<string, string>
  return JSON.parse(JSON.stringify({ kty, crv, x, y, n, e, kid })) as JWK
}

export interface AssertionChange {
  readonly claims?: JWTPayload & Record<string, unknown>
  readonly header?: Record<string, unknown>
  readonly key?: JWK
  readonly without?: readonly string[]
}

/** An assertion that is good unless changed. */
export async function assertionOf(
  { clientId, privateJwk, alg }: Party,
  nowMs: number,
  change: AssertionChange = {},
): Promise<string> {
  const now = Math.floor(nowMs / 1000)
  const claims: Record<string, unknown> = {
    iss: clientId,
    sub: clientId,
    aud: issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...change.claims,
  }
  for (const name of change.without ?? []) delete claims[name]
  const header = { alg, kid: privateJwk.kid!, typ: 'JWT', ...change.header }
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(change.key ?? privateJwk, header.alg))
}

export function tokenForm(assertion: string, change: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: assertion,
    ...change,
  })
}
