// Signed notes as C2SP signed-note has them, with Ed25519: what a checkpoint is signed as and read as. The name of the key
// is the log's origin; a note may carry signatures of others, which are passed over.
import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'

export interface LogSigner {
  /** `<name>+<hash>+<base64>`: what a verifier must know (C2SP signed-note). */
  readonly verifierKey: string
  /** Name of the key and origin of the log. */
  readonly origin: string
  /** The text, which ends with a newline, with its signature line. */
  note(text: string): string
}

const ed25519 = 1
const spkiBytes = 12
const spki = Buffer.from('302a300506032b6570032100', 'hex')
const dash = '\u2014'

/** A name in a signed note has neither spaces nor plus signs: the issuer without its scheme, and `/journal`. */
export function originOf(issuer: string): string {
  return `${issuer.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '')}/journal`
    .replaceAll('+', '%2B')
    .replaceAll(' ', '%20')
}

const keyHash = (origin: string, raw: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${origin}\n`), Buffer.from([ed25519]), raw]), 'buffer').subarray(0, 4)

/** `origin` as it stands in every note from now on. */
export function logSigner(origin: string, privateKey: KeyObject): LogSigner {
  const raw = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(spkiBytes)
  const id = keyHash(origin, raw)
  const verifierKey = `${origin}+${id.toString('hex')}+${Buffer.concat([Buffer.from([ed25519]), raw]).toString('base64')}`
  return {
    verifierKey,
    origin,
    note: (text) => {
      const signature = sign(null, Buffer.from(text), privateKey)
      return `${text}\n${dash} ${origin} ${Buffer.concat([id, signature]).toString('base64')}\n`
    },
  }
}

export interface LogKey {
  readonly name: string
  readonly id: Buffer
  readonly key: KeyObject
}

/** A verifier key; null where it is none, or of a kind that is not Ed25519. */
export function logKeyOf(verifierKey: string): LogKey | null {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(verifierKey.trim()) ?? []
  if (name === undefined || id === undefined || encoded === undefined) return null
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 33 || bytes[0] !== ed25519) return null
  const raw = bytes.subarray(1)
  if (keyHash(name, raw).toString('hex') !== id) return null
  const key = createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' })
  return { name, id: Buffer.from(id, 'hex'), key }
}

export type NoteFault = 'malformed' | 'unsigned' | 'signature'

/** The text of a note that this key has signed. `unsigned`: it has no signature of the key; `signature`: a wrong one. */
export function openNote(note: string, key: LogKey): { text: string } | { fault: NoteFault } {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return { fault: 'malformed' }
  const text = note.slice(0, end + 1)
  let seen: NoteFault = 'unsigned'
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? []
    if (name === undefined || encoded === undefined) return { fault: 'malformed' }
    const bytes = Buffer.from(encoded, 'base64')
    if (bytes.length < 5) return { fault: 'malformed' }
    if (name !== key.name || !bytes.subarray(0, 4).equals(key.id)) continue
    if (verify(null, Buffer.from(text), key.key, bytes.subarray(4))) return { text }
    seen = 'signature'
  }
  return { fault: seen }
}
