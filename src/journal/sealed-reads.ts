// Batches of the log of reads: their canonical bytes, what commits to them, and what is left to check when the entries
// themselves are gone because their time is over.
import { hash, randomBytes } from 'node:crypto'
import { canonical } from '../kernel/index.ts'
import type { AccessKind } from './access.ts'

/** An entry as it is kept; nothing of it is left out of the seal. */
export interface AccessEntry {
  /** int8 as pg gives it. */
  readonly no: string
  readonly agency_id: string | null
  readonly client_id: string
  readonly officer: string | null
  readonly kind: AccessKind
  readonly owner_id: string | null
  readonly transfer_id: string | null
  readonly material_id: string | null
  readonly subject: string | null
  readonly field: string | null
  readonly query: string | null
  readonly rows: number | null
  readonly reason: string | null
  readonly request_id: string
  readonly address: string | null
  readonly at: Date
}

export const entryColumns =
  'no, agency_id, client_id, officer, kind, owner_id, transfer_id, material_id, subject, field, query, rows, reason, request_id, address, at'

export interface BatchHead {
  readonly no: number
  /** Ascending. */
  readonly entries: readonly number[]
  readonly firstAt: Date
  readonly lastAt: Date
  readonly salt: Buffer
  readonly digest: Buffer
}

const domain = Buffer.from('xianjie/access/1\n')
const sha256 = (...parts: Buffer[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

/** SHA-256 over the salt and the canonical bytes of the entries, in order of their numbers. */
export function digestOf(salt: Buffer, entries: readonly AccessEntry[]): Buffer {
  const kept = entries.map((e) =>
    Object.fromEntries(
      Object.entries({ ...e, no: Number(e.no), at: e.at.toISOString() }).filter(([, value]) => value !== null),
    ),
  )
  return sha256(salt, Buffer.from(canonical(kept)))
}

/** What the leaf holds: it binds the span of the batch too, so that a young one cannot be passed off as old and removed. */
export function commitmentOfBatch({ no, entries, firstAt, lastAt, salt, digest }: BatchHead): Buffer {
  const head = canonical({ no, entries: [...entries], firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() })
  return sha256(domain, salt, digest, Buffer.from(head))
}

/** Seals entries that are sorted by number; at least one. */
export function sealBatch(no: number, entries: readonly AccessEntry[]): BatchHead {
  const times = entries.map((e) => e.at.getTime())
  const salt = randomBytes(16)
  return {
    no,
    entries: entries.map((e) => Number(e.no)),
    firstAt: new Date(times.reduce((a, b) => Math.min(a, b))),
    lastAt: new Date(times.reduce((a, b) => Math.max(a, b))),
    salt,
    digest: digestOf(salt, entries),
  }
}
