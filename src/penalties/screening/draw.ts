// What one record says by itself, before anything of other records is known: its field, its facts, its marks and its days.
import type { PenaltyRecord } from '../../../schemas/index.ts'
import { type Drawn, factsOf } from '../../screening/index.ts'
import { domainOf } from './domain.ts'
import { identifying, type Mark, type MarksKey, marksOf } from './marks.ts'
import type { ConfirmedFact, Read } from './read-batch.ts'
import { countsOf } from './windows.ts'

export interface Subject {
  readonly read: Read
  /** Null where it was withdrawn. */
  readonly record: PenaltyRecord | null
  readonly domain: string | null
  readonly drawn: Drawn
  readonly confirmed: readonly ConfirmedFact[]
  readonly marks: readonly Mark[]
  /** Digests of the identifiers among the marks. */
  readonly identities: readonly string[]
  readonly counts: number
  /** Local day of the act, where it is stated. */
  readonly actDay: string | null
  /** The day up to which earlier penalties are looked for, and whether it is the act's own. */
  readonly windowDay: string | null
  readonly assumedDay: boolean
  /** From which on it counts as a penalty of its own. */
  readonly markDay: string | null
}

const nothing: Drawn = { values: {}, stated: [], withheld: [] }

export function subjectOf(read: Read, key: MarksKey, confirmed: readonly ConfirmedFact[] = []): Subject {
  const base = { read, confirmed, actDay: null, windowDay: null, assumedDay: false, markDay: null }
  const none = { record: null, domain: null, drawn: nothing, marks: [], identities: [], counts: 0 }
  if (read.state !== 'live' || read.record === null) return { ...base, ...none }
  const record = JSON.parse(read.record) as PenaltyRecord
  const domain = domainOf(record)
  // The mapping asks the record for its field.
  const drawn = factsOf(domain === record.domain ? record : { ...record, domain })
  const marks = marksOf(record, key)
  const identities: string[] = []
  for (const mark of marks) if (identifying(mark.kind)) identities.push(mark.digest)
  const happened = dayOf(record, 'happened')
  const decided = dayOf(record, 'decided')
  const met = happened ?? dayOf(record, 'inspected') ?? dayOf(record, 'accepted') ?? decided
  // A plain literal: this is made for every record, and spreading costs as much as reading the facts.
  return {
    read,
    record,
    domain,
    drawn,
    confirmed,
    marks,
    identities,
    counts: countsOf(record, domain),
    actDay: happened,
    windowDay: met,
    assumedDay: happened === null,
    markDay: decided ?? met,
  }
}

function dayOf(record: PenaltyRecord, name: keyof PenaltyRecord['dates']): string | null {
  const said = record.dates[name]
  return said !== undefined && said.value !== null && said.value.length === 10 && said.noEnd !== true
    ? said.value
    : null
}
