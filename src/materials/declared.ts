// What a client says of a file before sending it, checked before anything is made. Refuses what cannot be kept or
// compared later; believes nothing of it.
import { keptFilename } from './filename.ts'
import { TurnedAway } from './turned-away.ts'

export interface Declared {
  readonly filename: string
  readonly declaredType: string | null
  readonly sha256: string | null
  readonly sm3: string | null
}

const entriesMax = 32
const valueBytesMax = 4096
const typeCharactersMax = 255
const hexDigest = /^[0-9a-f]{64}$/

/** Reads tus `Upload-Metadata`: `filename` (or `name`), `filetype` (or `type`), `sha256`, `sm3`; the rest is kept as it is. */
export function declaredIn(metadata: Readonly<Record<string, string | null>>): Declared | TurnedAway {
  const entries = Object.entries(metadata)
  if (entries.length > entriesMax) return invalid(`has more than ${entriesMax} entries`)
  for (const [key, value] of entries) {
    if (Buffer.byteLength(value ?? '') > valueBytesMax) return invalid(`${key} has more than ${valueBytesMax} bytes`)
    // PostgreSQL keeps no NUL in text, and no screen shows a control character.
    if (/\p{Cc}/u.test(key + (value ?? ''))) return invalid(`an entry holds control characters`)
  }
  const given = metadata.filename ?? metadata.name
  if (given === undefined || given === null) return invalid('must name the file: filename')
  const kept = keptFilename(given)
  if ('fault' in kept) return invalid(kept.fault)
  const sha256 = digest(metadata.sha256)
  const sm3 = digest(metadata.sm3)
  if (sha256 === undefined) return invalid('sha256 must be 64 hexadecimal digits')
  if (sm3 === undefined) return invalid('sm3 must be 64 hexadecimal digits')
  const type = metadata.filetype ?? metadata.type ?? ''
  if (type.length > typeCharactersMax) return invalid(`the declared type has more than ${typeCharactersMax} characters`)
  return { filename: kept.name, declaredType: type === '' ? null : type, sha256, sm3 }
}

function digest(given: string | null | undefined): string | null | undefined {
  if (given === null || given === undefined || given === '') return null
  const lower = given.toLowerCase()
  return hexDigest.test(lower) ? lower : undefined
}

function invalid(why: string): TurnedAway {
  return new TurnedAway('metadata_invalid', `Upload-Metadata: ${why}`)
}
