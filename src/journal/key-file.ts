// The private key of the log: handed in by the environment, or a file of mode 600 under the data directory, the youngest
// of them. It is never stored in the database, never logged, and apart from the keys that sign receipts: what proves that
// nothing was quietly changed shall not be what signs every hour.
import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { uuidv7 } from '../kernel/index.ts'
import { type LogSigner, logSigner, originOf } from './log-key.ts'

/** The key cannot be used as it stands; the message says what to do and never shows the key. */
export class LogKeyFault extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'LogKeyFault'
  }
}

export interface LogKeyOptions {
  readonly issuer: string
  readonly dataDir: string
  /** A private JWK (Ed25519), or the path of one; then the directory is not looked at. */
  readonly handedIn?: string | undefined
  /** Makes a key where there is none: for the embedded default, never for production. */
  readonly generateIfNone?: boolean
}

const directoryOf = (dataDir: string) => join(dataDir, 'journal-keys')

/** The signer of checkpoints. Throws LogKeyFault. */
export function openLogSigner({ issuer, dataDir, handedIn, generateIfNone }: LogKeyOptions): LogSigner {
  const origin = originOf(issuer)
  if (handedIn !== undefined) {
    const json = handedIn.trimStart().startsWith('{')
    return logSigner(origin, json ? keyOf(handedIn, 'The journal key handed in') : readKey(handedIn))
  }
  const names = namesIn(directoryOf(dataDir))
  const youngest = names.at(-1)
  if (youngest !== undefined) return logSigner(origin, readKey(join(directoryOf(dataDir), youngest)))
  if (generateIfNone !== true)
    throw new LogKeyFault(
      `There is no key for the journal's checkpoints in ${dataDir}. Set XIANJIE_JOURNAL_KEY, or run: xianjie journal rotate-key`,
    )
  return newLogKey(dataDir, issuer)
}

/** Makes a key that the next start signs with, and keeps it under `dataDir`; older ones stay where they are. */
export function newLogKey(dataDir: string, issuer: string): LogSigner {
  const directory = directoryOf(dataDir)
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(directory, 0o700)
  refuseIfShared(directory, 'chmod 700')
  const { privateKey } = generateKeyPairSync('ed25519')
  const file = openSync(join(directory, `${uuidv7()}.jwk`), 'wx', 0o600)
  try {
    writeSync(file, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return logSigner(originOf(issuer), privateKey)
}

/** In the order in which they were made. */
function namesIn(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.jwk'))
    refuseIfShared(directory, 'chmod 700')
    return names.sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function readKey(path: string): KeyObject {
  refuseIfShared(path, 'chmod 600')
  return keyOf(readFileSync(path, 'utf8'), path)
}

function keyOf(json: string, where: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey({ key: JSON.parse(json) as JsonWebKey, format: 'jwk' })
  } catch {
    throw new LogKeyFault(`${where}: no private JWK.`) // the parser's own message might quote the key
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new LogKeyFault(`${where}: checkpoints are signed with Ed25519.`)
  return key
}

function refuseIfShared(path: string, cure: string): void {
  if (process.platform === 'win32') return // no such modes there
  const mode = statSync(path).mode & 0o777
  if (mode & 0o077)
    throw new LogKeyFault(`${path} can be reached by others (mode ${mode.toString(8)}). Run: ${cure} ${path}`)
}
