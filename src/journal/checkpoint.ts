// A checkpoint (C2SP tlog-checkpoint): origin, size and root of the tree, as a signed note.
import { type LogKey, type LogSigner, logKeyOf, type NoteFault, openNote } from './log-key.ts'

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** Where a note is no checkpoint of this key, why not; `key`: the verifier key itself is none. */
export interface CheckpointFault {
  readonly fault: NoteFault | 'key'
}

export function checkpointNote(signer: LogSigner, size: number, root: Buffer): string {
  return signer.note(`${signer.origin}\n${size}\n${root.toString('base64')}\n`)
}

/** What the note says, if the key has signed it and its origin is the key's. */
export function readCheckpoint(note: string, verifierKey: string | LogKey): Checkpoint | CheckpointFault {
  const key = typeof verifierKey === 'string' ? logKeyOf(verifierKey) : verifierKey
  if (key === null) return { fault: 'key' }
  const opened = openNote(note, key)
  if ('fault' in opened) return opened
  const said = checkpointText(opened.text)
  if (said === null) return { fault: 'malformed' }
  return said.origin === key.name ? said : { fault: 'unsigned' }
}

/** The unsigned words of a checkpoint; further lines are extensions and are passed over. */
function checkpointText(text: string): Checkpoint | null {
  const [origin = '', size = '', encoded = ''] = text.split('\n')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || !/^[A-Za-z0-9+/]{43}=$/.test(encoded)) return null
  const root = Buffer.from(encoded, 'base64')
  return root.length === 32 ? { origin, size: Number(size), root } : null
}
