// One record ready for the merge, and its line for COPY: tab-separated text, the cheapest form both sides have.

import { copyField, copyText } from '../../db/index.ts'
import type { Columns } from './columns.ts'

export interface Staged {
  readonly n: number
  /** Of the penalty case, should it be a new one; of the quarantine's entry, should it be held. */
  readonly id: string
  /** Records of one key are merged one after the other: the first in wave 1. */
  readonly wave: number
  readonly key: string | null
  readonly operation: 'insert' | 'update' | 'delete'
  /** Hexadecimal, as are the others. */
  readonly digest: string
  readonly fit: boolean
  readonly fingerprint: string | null
  readonly sourceDay: string
  readonly dayGiven: boolean
  readonly sourceAt: string | null
  readonly sourceFen: number | null
  readonly columns: Columns
  readonly layout: string
  readonly faults: string | null
  readonly raw: string
  readonly record: string | null
}

/** In the order of `copyLine`. */
export const stagingColumns = `wave int, n int, id uuid, key text, operation text, digest bytea, fit boolean, fingerprint bytea,
  source_day date, day_given boolean, source_at text, source_fen bigint, agency_id uuid, organ_name text, organ_code text,
  region_code text, domain text, decision_key text, decided_on date, procedure text, fine_fen bigint, suspected boolean,
  transferred boolean, layout text, faults text, raw text, record text`

const said = copyText
const text = copyField
const bytes = (hex: string | null) => (hex === null ? '\\N' : `\\\\x${hex}`)
const flag = (value: boolean | null) => (value === null ? '\\N' : value ? 't' : 'f')
const plain = (value: string | number | null) => (value === null ? '\\N' : `${value}`)

export function copyLine(s: Staged): string {
  const c = s.columns
  return `${s.wave}\t${s.n}\t${s.id}\t${text(s.key)}\t${s.operation}\t${bytes(s.digest)}\t${flag(s.fit)}\t${bytes(s.fingerprint)}\t${s.sourceDay}\t${flag(s.dayGiven)}\t${text(s.sourceAt)}\t${plain(s.sourceFen)}\t${plain(c.agencyId)}\t${text(c.organName)}\t${text(c.organCode)}\t${plain(c.regionCode)}\t${text(c.domain)}\t${text(c.decisionKey)}\t${plain(c.decidedOn)}\t${plain(c.procedure)}\t${plain(c.fineFen)}\t${flag(c.suspected)}\t${flag(c.transferred)}\t${text(s.layout)}\t${text(s.faults)}\t${said(s.raw)}\t${text(s.record)}\n`
}
