// Which form belongs to which act, which of its columns the contract has a field for, and which says when the act was done.
// Every other column stays as it is, under its own name: LIMIT_TIME too, which the older platform never read.
import { dayText, localDay, rfc3339 } from '../../kernel/index.ts'
import type { LegacyRow } from '../model.ts'
import type { Act } from './acts.ts'
import type { CaseRows } from './case-rows.ts'

interface FormRule {
  readonly table: string
  /** When it was done, as it was typed. */
  readonly typed: string
  readonly fields: Readonly<Record<string, string>>
}

const form = (table: string, typed: string, fields: FormRule['fields'] = {}): FormRule => ({ table, typed, fields })

export const formsOfAct: Readonly<Partial<Record<Act, readonly FormRule[]>>> = {
  record: [
    form('PENALTY_LIAN_FORM', 'UNDERTAKE_TIME'),
    form('PENALTY_CASE_FORM', 'PUNISH_TIME'),
    form('XINGZHENG_NOT_LIAN_FORM', 'UNDERTAKE_TIME'),
    form('XINGZHENG_CANCEL_LIAN_FORM', 'UNDERTAKE_TIME'),
    form('XINGZHENG_NOT_PENALTY', 'UNDERTAKE_TIME'),
    form('XINGZHENG_JIEAN_FORM', 'UNDERTAKE_TIME'),
  ],
  dispatch: [form('CRIME_CASE_FORM', 'YISONG_TIME', { CASE_DETAIL: 'facts', YISONG_NO: 'documentNo' })],
  demand: [form('SUGGEST_YISONG_FORM', 'SUGGEST_TIME')],
  require_reasons: [form('CASE_REQUIRE_NOLIAN_REASON', 'REQUIRE_TIME', { REQUIRE_QUESTION: 'reasons' })],
  reasons_statement: [form('CASE_NOLIAN_REASON', 'EXPLAIN_TIME', { EXPLAIN: 'reasons' })],
  filing_order: [form('CASE_REQUIRE_LIAN', 'NOTICE_TIME', { QUESTION: 'reasons' })],
  reasons_accepted: [form('CASE_AGREE_NOLIAN', 'AGREE_TIME', { MEMO: 'reasons' })],
  assignment: [form('CASE_FENPAI', 'FENPAI_TIME', { FENPAI_REASON: 'reasons' })],
  jurisdiction: [form('CASE_TURNOVER', 'YISONG_TIME', { YISONG_REASON: 'reasons' })],
  duty_clue: [form('CASE_YISONG_JIWEI', 'YISONG_TIME', { YISONG_REASON: 'facts' })],
  detention_transfer: [form('TRANSFER_DETENTION', 'UNDERTAKE_TIME', { TRANSFER_REASON: 'facts' })],
  detention_decided: [form('DETENTION_INFO', 'UNDERTAKE_TIME')],
  detention_declined: [form('DETENTION_INFO', 'UNDERTAKE_TIME', { REASON: 'reasons' })],
}

export interface FormRead {
  readonly form: LegacyRow | undefined
  readonly input: Readonly<Record<string, unknown>>
  readonly typedAt: string | undefined
  readonly raw: Readonly<Record<string, string>>
}

/** Columns that only tie rows together. */
const ties = new Set(['CASE_ID', 'STEP_ID', 'TASK_INST_ID'])

/** Everything that is said in a row and is not placed elsewhere. */
export function rawOf({ values }: LegacyRow, placed: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const column in values) {
    const value = values[column]
    if (value && !ties.has(column) && !(column in placed)) raw[column] = value
  }
  return raw
}

const empty: FormRead = { form: undefined, input: {}, typedAt: undefined, raw: {} }

export function readForm(rows: CaseRows, act: Act, step: string): FormRead {
  for (const { table, typed, fields } of formsOfAct[act] ?? []) {
    const found = act === 'record' ? ownForm(rows, table, step) : rows.formOf(table, step)
    if (found === undefined) continue
    const input: Record<string, unknown> = {}
    for (const column in fields) {
      const value = found.values[column]?.trim()
      if (value) input[fields[column] as string] = value
    }
    const ms = rows.time(found, typed)
    return {
      form: found,
      input,
      typedAt: ms === undefined ? undefined : rfc3339(ms),
      raw: rawOf(found, ms === undefined ? fields : { ...fields, [typed]: true }),
    }
  }
  return empty
}

/** Of acts that are only recorded, a form is theirs where it names them. */
function ownForm(rows: CaseRows, table: string, step: string): LegacyRow | undefined {
  return rows.of(table).find(({ values }) => values.STEP_ID === step)
}

export const dayOfMs = (ms: number): string => dayText(localDay(ms))
