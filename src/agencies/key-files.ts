// The private halves of the gateway's signing keys: files of mode 600 in a directory of mode 700, or one key handed in by
// the environment. They are never stored in the database, never logged, and never read from where others can read too.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { JWK } from 'jose'

/** A signing key that cannot be used as it stands; the message says what to do and never shows the key. */
export class KeyFault extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'KeyFault'
  }
}

export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicJwk: JWK
}

export const keyDirectory = (dataDir: string) => join(dataDir, 'keys')
export const keyPath = (dataDir: string, kid: string) => join(keyDirectory(dataDir), `${kid}.jwk`)

/** All keys under `dataDir`; empty where there are none yet. Throws KeyFault on the first that is not kept properly. */
export function readKeys(dataDir: string): SigningKey[] {
  const directory = keyDirectory(dataDir)
  let names: string[]
  try {
    names = readdirSync(directory).filter((name) => name.endsWith('.jwk'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  refuseIfShared(directory, 'chmod 700')
  return names.map((name) => readKeyFile(join(directory, name)))
}

/** The key handed in: JWK JSON, or the path of a file of mode 600 that holds one. */
export function handedInKey(value: string): SigningKey {
  return value.trimStart().startsWith('{') ? signingKey(value, 'The signing key handed in') : readKeyFile(value)
}

/** One key file. Throws KeyFault when others can read it or it holds no P-256 key. */
export function readKeyFile(path: string): SigningKey {
  refuseIfShared(path, 'chmod 600')
  return signingKey(readFileSync(path, 'utf8'), path)
}

/** A new P-256 pair; nothing is written. */
export function newSigningKey(): { key: SigningKey; privateJwk: JWK } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' }) as JWK
  const key = signingKey(JSON.stringify(jwk), 'a new key')
  return { key, privateJwk: { ...jwk, kid: key.kid, alg: 'ES256', use: 'sig' } }
}

/** Writes a private JWK to a new file of mode 600, to the disk itself; refuses to overwrite. */
export function writePrivateJwk(path: string, privateJwk: JWK): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, `${JSON.stringify(privateJwk)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes a new key and keeps it under `dataDir`. */
export function createKeyFile(dataDir: string): SigningKey {
  const directory = keyDirectory(dataDir)
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(directory, 0o700)
  refuseIfShared(directory, 'chmod 700')
  const { key, privateJwk } = newSigningKey()
  writePrivateJwk(keyPath(dataDir, key.kid), privateJwk)
  return key
}

export function removeKeyFile(dataDir: string, kid: string): void {
  rmSync(keyPath(dataDir, kid), { force: true })
}

function refuseIfShared(path: string, cure: string): void {
  if (process.platform === 'win32') return // no such modes there
  const mode = statSync(path).mode & 0o777
  if (mode & 0o077)
    throw new KeyFault(`${path} can be reached by others (mode ${mode.toString(8)}). Run: ${cure} ${path}`)
}

function signingKey(json: string, where: string): SigningKey {
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey({ key: JSON.parse(json) as JsonWebKey, format: 'jwk' })
  } catch {
    throw new KeyFault(`${where}: no private JWK.`) // the parser's own message might quote the key
  }
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new KeyFault(`${where}: the gateway signs with ES256; this is no P-256 key.`)
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const kid = hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url') // the thumbprint of RFC 7638
  return { kid, privateKey, publicJwk: { ...({ kty, crv, x, y } as JWK), kid, alg: 'ES256', use: 'sig' } }
}
