// The rows of the statements that write clues, made before the database is asked.
import { type ActSaid, dayText, localDay, requestHash, rfc3339 } from '../kernel/index.ts'
import type { Caller } from './room.ts'

export type Officers = readonly { readonly name: string; readonly certificateNo: string }[]

export const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** The columns by which every act of an organ is written. */
export function actorRow(caller: Caller, officers: Officers, id: string, nowMs: number, said?: Partial<ActSaid>) {
  const signed = said?.signature !== undefined && said.raw !== undefined
  return {
    id,
    at: rfc3339(nowMs),
    client_id: caller.clientId,
    generation: caller.generation,
    agency_id: caller.agency.id,
    officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
    // Kept only where they prove something, as with acts on cases.
    request_body: signed && said.raw ? hex(said.raw) : null,
    request_signature: said?.signature ?? null,
  }
}

/** The columns by which a request is recognised when it comes again. */
export const requestColumns = ({ route, idempotencyKey, raw }: ActSaid) =>
  idempotencyKey === undefined ? {} : { route, key: idempotencyKey, request_hash: hex(requestHash(raw)) }

/** Rows of `officer_in` for every act of a statement. */
export function officerRows(caller: Caller, officers: Officers, nowMs: number, acts = 1): string {
  const rows = Array.from({ length: acts }, (_, ord) =>
    officers.map((o, seq) => ({
      ord,
      seq,
      agency_id: caller.agency.id,
      certificate: o.certificateNo,
      name: o.name,
      on_day: dayText(localDay(nowMs)),
    })),
  )
  return JSON.stringify(rows.flat())
}
