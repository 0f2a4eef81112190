// The 113 published decisions, read as an import reads them and held against the thresholds: once by what their fields
// state, and once as if a person had confirmed every fact that is proposed from their prose.
import { readFileSync } from 'node:fs'
import type { PenaltyRecord } from '../../schemas/index.ts'
import { layoutOf, readRecord } from '../../src/penalties/reading/index.ts'
import {
  emptyRow,
  type FactName,
  type FactValue,
  factsOf,
  fill,
  forget,
  type ProposedFact,
  proposedFacts,
  ruleSetOf,
  type Screened,
  screen,
  type Withheld,
} from '../../src/screening/index.ts'

/** The day the records are held against; an act's own day is stated by few of them. */
export const today = '2026-11-22'

export interface PublicRecord {
  readonly id: string
  readonly record: PenaltyRecord
  readonly hint: string | null
  readonly toPolice: boolean
  readonly screened: readonly Screened[]
  readonly withheld: readonly Withheld[]
  readonly proposed: readonly ProposedFact[]
  readonly confirmed: readonly Screened[]
}

export type Outcome = 'hit' | 'unknown' | 'none'

export const outcomeOf = (screened: readonly Screened[]): Outcome =>
  screened.some(isHit) ? 'hit' : screened.length > 0 ? 'unknown' : 'none'
export const isHit = (s: Screened): boolean => s.today === 'hit' || s.atAct === 'hit'

/** A rule of which something is known and something is missing, in contrast to one that is merely of the field. */
export const isTouched = (s: Screened, blank: ReadonlyMap<unknown, readonly FactName[]>): boolean =>
  !isHit(s) && blank.get(s.rule) !== s.missing

const set = ruleSetOf()
export const blankOf: ReadonlyMap<unknown, readonly FactName[]> = new Map(
  set.compiled.map(({ rule, blank }) => [rule, blank.missing]),
)

export function publicRecords(): PublicRecord[] {
  const row = emptyRow()
  const held = (record: PenaltyRecord, more: Readonly<Partial<Record<FactName, FactValue>>>) => {
    forget(row)
    fill(row, { ...factsOf(record).values, ...more })
    const happened = record.dates.happened?.value ?? null
    const actDay = happened !== null && happened.length === 10 ? happened : null
    return screen(set, row, { actDay, today, domain: record.domain })
  }
  return readFileSync('db/seeds/penalties-public.ndjson', 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const raw = JSON.parse(line) as Record<string, unknown>
      const layout = layoutOf(Object.keys(raw))
      if (layout === undefined) throw new Error(`${raw.record_id} has no layout`)
      const read = readRecord(raw, layout, today)
      if (read.outcome !== 'record') throw new Error(`${raw.record_id} is not fit to keep`)
      const { record } = read
      const proposed = proposedFacts(record)
      return {
        id: raw.record_id as string,
        record,
        hint: (raw.threshold_hint as string | null) ?? null,
        toPolice: raw.transferred_to_police === true,
        screened: held(record, {}),
        withheld: factsOf(record).withheld,
        proposed,
        confirmed: held(record, Object.fromEntries(proposed.map(({ fact, least, most }) => [fact, { least, most }]))),
      }
    })
}
