// Secrets that partners give us or that we make for them are kept sealed in their rows: AES-256-GCM under a key that is
// never in the database, so that a copy of the database gives none of them away.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A key or a sealed text that cannot be used; the message says what to do and shows neither. */
export class SealFault extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'SealFault'
  }
}

export interface Sealer {
  /** A text that may be kept in a row; the same secret is sealed differently every time. */
  seal(text: string): string
  /** Throws SealFault where the text was sealed with another key, or was changed. */
  unseal(sealed: string): string
}

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16

/** Sealed texts begin with the version and with a mark of the key, so that a wrong key is named as such. */
export function openSealer(key: Buffer): Sealer {
  if (key.length !== keyBytes) throw new SealFault(`The key that seals secrets must have ${keyBytes} bytes.`)
  const head = `s1.${createHash('sha256').update('xianjie secrets').update(key).digest('hex').slice(0, 8)}`
  return {
    seal: (text) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(head))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${head}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
    },
    unseal: (sealed) => {
      if (!/^s1\.[0-9a-f]{8}\.[\w-]{38,}$/.test(sealed)) throw new SealFault('This is no sealed secret.')
      if (!sealed.startsWith(`${head}.`))
        throw new SealFault('The secret was sealed with another key than XIANJIE_SECRETS_KEY or secrets.key holds now.')
      const bytes = Buffer.from(sealed.slice(head.length + 1), 'base64url')
      try {
        const opened = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
          .setAAD(Buffer.from(head))
          .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
        return Buffer.concat([opened.update(bytes.subarray(ivBytes + tagBytes)), opened.final()]).toString('utf8')
      } catch {
        throw new SealFault('The sealed secret was changed where it is kept.')
      }
    },
  }
}

export interface SealingKeyOptions {
  readonly dataDir: string
  /** base64url of 32 bytes; then the file is not looked at. */
  readonly handedIn?: string | undefined
  /** Makes the file where there is none: for the embedded default and for `xianjie init`. */
  readonly generateIfNone?: boolean
}

/** The key handed in, or that of `secrets.key` under the data directory. Throws SealFault. */
export function sealingKey({ dataDir, handedIn, generateIfNone }: SealingKeyOptions): Buffer {
  if (handedIn !== undefined) return keyOf(handedIn, 'XIANJIE_SECRETS_KEY')
  const path = join(dataDir, 'secrets.key')
  const kept = readKept(path)
  if (kept !== undefined) return kept
  if (generateIfNone !== true)
    throw new SealFault(
      `There is no key to seal secrets with in ${dataDir}. Set XIANJIE_SECRETS_KEY, or run: xianjie init`,
    )
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  writeWhole(path, `${randomBytes(keyBytes).toString('base64url')}\n`)
  return readKept(path) as Buffer
}

function readKept(path: string): Buffer | undefined {
  try {
    const mode = statSync(path).mode & 0o777
    if (process.platform !== 'win32' && mode & 0o077)
      throw new SealFault(`${path} can be reached by others (mode ${mode.toString(8)}). Run: chmod 600 ${path}`)
    return keyOf(readFileSync(path, 'utf8').trim(), path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Appears whole or not at all; of two processes that make one at the same moment, the first one's stands. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function keyOf(text: string, where: string): Buffer {
  const key = /^[\w-]{43}=?$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0)
  if (key.length !== keyBytes) throw new SealFault(`${where}: must be ${keyBytes} bytes in base64url (43 characters).`)
  return key
}
