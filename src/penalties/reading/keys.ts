// What a record is known by: its natural key with fallbacks, the fingerprint by which the same case is found on several
// sites, and the digest of the record as exchanged. A masked number or name is never a key by itself.
import { hash } from 'node:crypto'
import type { PenaltyRecord } from '../../../schemas/index.ts'
import { canonical } from '../../kernel/index.ts'
import { comparable } from './characters.ts'
import { isControl } from './layout.ts'
import { nameKey } from './parties.ts'

const sha256 = (text: string): string => hash('sha256', text)

/** SHA-256 of the canonical JSON of a raw object without the control columns of the exchange. Throws TypeError on what has none. */
export function digestOf(raw: Readonly<Record<string, unknown>>): string {
  for (const field in raw)
    if (isControl(field)) {
      const exchanged: Record<string, unknown> = {}
      for (const key of Object.keys(raw)) if (!isControl(key)) exchanged[key] = raw[key]
      return sha256(canonical(exchanged))
    }
  return sha256(canonical(raw))
}

/** Keys stand in an index; PostgreSQL takes a third of a page there. */
const keyMax = 400
const bounded = (key: string): string => (key.length <= keyMax ? key : `${key.slice(0, 2)}#${sha256(key)}`)

const organKey = ({ organ }: PenaltyRecord): string | null =>
  organ.code?.check === 'ok' ? organ.code.value : organ.name === null ? null : nameKey(organ.name) || null

/** Who it is about, in the order of the record; `sure` where none of them is masked. */
function partyKey({ parties }: PenaltyRecord): { key: string; sure: boolean } {
  let sure = parties.length > 0
  const keys = parties.map(({ identifiers, name, masked }) => {
    const checked = identifiers.find((i) => i.check === 'ok' && i.value !== null)
    if (checked?.value) return checked.value
    if (name === null || masked) sure = false
    return name === null ? '' : nameKey(name)
  })
  return { key: keys.join('+'), sure }
}

/** What was imposed, in fen: fines and what was confiscated, or both in one figure; null where none could be read. */
function imposedFen({ amounts }: PenaltyRecord): string | null {
  const sum = (...kinds: readonly string[]): number | null =>
    amounts.reduce<number | null>(
      (total, { kind, fen }) => (fen === null || !kinds.includes(kind) ? total : (total ?? 0) + fen),
      null,
    )
  // A figure for both repeats what its parts say, where they are there.
  const fen = sum('fine', 'confiscated') ?? sum('fine_and_confiscated')
  return fen === null ? null : String(fen)
}

const fullDay = (record: PenaltyRecord): string | null => {
  const day = record.dates.decided?.value
  return day !== undefined && day !== null && day.length === 10 ? day : null
}

/** Facts, party, amount and day in one digest: organ and number differ between the sites that copy a case. */
export function fingerprintOf(record: PenaltyRecord): string {
  const facts = record.facts ?? record.content ?? ''
  const names = record.parties.map(({ name }) => (name === null ? '' : nameKey(name))).sort()
  return sha256([comparable(facts), names.join('+'), imposedFen(record) ?? '', fullDay(record) ?? ''].join('|'))
}

/** Null where nothing identifies the record at all. */
export function keyOf(record: PenaltyRecord, fingerprint: string): string | null {
  if (record.sourceKey !== null) return `k:${record.sourceKey}`
  const organ = organKey(record)
  const party = partyKey(record)
  const number = record.decisionNo?.key ?? null
  if (number !== null && organ !== null) return bounded(`d:${organ}|${number}|${party.key}`)
  const day = fullDay(record)
  const fen = imposedFen(record)
  if (organ !== null && party.sure && day !== null && fen !== null)
    return bounded(`f:${organ}|${party.key}|${day}|${fen}`)
  return tellsApart(record, organ, party.key, number, day, fen) ? `x:${fingerprint}` : null
}

/** Facts that were told, or two of the things by which anybody would find the case again. */
function tellsApart(record: PenaltyRecord, ...found: readonly (string | null)[]): boolean {
  if ((record.facts ?? record.content ?? '').length >= 10) return true
  return found.filter((one) => one !== null && one !== '').length >= 2
}
