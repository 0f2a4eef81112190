// How far each suspect has come by the columns of its own row: flags and times, which no step row repeats. Tables and
// look-ups; what an act makes of them stands beside.
import type { JudgedOutcome } from '../../../schemas/index.ts'
import type { LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'
import type { Person } from './people.ts'

export type Stage = 'arrest_request' | 'arrest_decision' | 'referral' | 'indictment' | 'non_prosecution' | 'judgment'

export interface StageColumns {
  /** Column of the flag, and the values that say that the suspect came as far. */
  readonly flag: string
  readonly reached: readonly string[]
  readonly times: readonly string[]
}

/** 逮捕 1未/2提请/3批准/4不 · 提请起诉 1/2 · 公诉 1未/2不/3诉 · 判决 1/2. */
export const stageColumns: Readonly<Record<Stage, StageColumns>> = {
  arrest_request: { flag: 'DAIBU_STATE', reached: ['2', '3', '4'], times: ['TIBU_TIME'] },
  arrest_decision: { flag: 'DAIBU_STATE', reached: ['3', '4'], times: ['PIBU_TIME', 'BUBU_TIME'] },
  referral: { flag: 'TIQING_QISU_STATE', reached: ['2'], times: ['TISU_TIME'] },
  indictment: { flag: 'GONGSU_STATE', reached: ['3'], times: ['QISU_TIME'] },
  non_prosecution: { flag: 'GONGSU_STATE', reached: ['2'], times: ['BUQISU_TIME'] },
  judgment: { flag: 'PANJUE_STATE', reached: ['2'], times: ['YISHEN_TIME', 'ZHONGSHEN_TIME'] },
}

export const flagOf = (rows: CaseRows, row: LegacyRow, column: string): string => rows.number(row, column)

/** First of the times that stand in these columns, epoch milliseconds. */
export function timeIn(rows: CaseRows, row: LegacyRow, columns: readonly string[]): number | undefined {
  for (const column of columns) {
    const ms = rows.time(row, column)
    if (ms !== undefined) return ms
  }
  return undefined
}

/** When the suspect first came to the stage. */
export function stageTime(rows: CaseRows, row: LegacyRow, stage: Stage): number | undefined {
  const times = stageColumns[stage].times.flatMap((column) => rows.time(row, column) ?? [])
  return times.length === 0 ? undefined : Math.min(...times)
}

/** The flag goes before a time: who was indicted has no second fate because an old time was left standing. */
export function cameTo(rows: CaseRows, row: LegacyRow, stage: Stage): boolean {
  const { flag, reached, times } = stageColumns[stage]
  const said = flagOf(rows, row, flag)
  if (reached.includes(said)) return true
  const undecided = said === '' || said === '1'
  return undecided && times.some((column) => !!row.values[column])
}

/** Criminal states in the order in which a suspect comes through them. */
const ranks: Readonly<Record<string, number>> = {
  transferred: 1,
  received: 1,
  relayed: 1,
  under_filing_review: 1,
  not_filed: 2,
  filed: 3,
  relayed_after_filing: 3,
  returned_for_investigation: 3,
  revoked: 4,
  investigation_terminated: 4,
  referred_for_prosecution: 5,
  indicted: 6,
  not_prosecuted: 6,
  judged_first_instance: 7,
  judged_convicted: 8,
  judged_exempted: 8,
  judged_acquitted: 8,
}
export const rankOf = (state: string | undefined): number => (state === undefined ? 0 : (ranks[state] ?? 0))

export interface Outcome {
  readonly outcome: JudgedOutcome
  readonly band: string | undefined
}

/** What the judgment of a suspect came to; undefined where nothing says it. A code without a mapping is told. */
export function outcomeOf(rows: CaseRows, row: LegacyRow): Outcome | undefined {
  const code = row.values.CONDITION_ID
  if (!code) return undefined
  const found = rows.codes.outcomes.get(code)
  if (found !== undefined) return { outcome: found.outcome, band: found.band }
  rows.unmapped('judge_condition', code, rows.codes.outcomeNames.get(code))
  return undefined
}

/** Suspects whose judgment has a code that nobody mapped: what the case came to is not known. */
export const unmappedOutcomes = (rows: CaseRows): readonly string[] =>
  rows
    .of('CASE_XIANYIREN')
    .filter((row) => row.values.CONDITION_ID && outcomeOf(rows, row) === undefined)
    .map((row) => `判决情况 ${row.values.CONDITION_ID} 未映射`)

export const rowOf = (people: readonly Person[], id: string): LegacyRow | undefined =>
  people.find((p) => p.id === id)?.suspect
