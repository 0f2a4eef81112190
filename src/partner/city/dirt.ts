// What years of typing leave behind: at most one fault a case, so that each can be told from the others in a report.
import type { CaseFile } from './case-file.ts'
import type { CityTable } from './tables.ts'

/** Kinds of difference that an honest import must report, with how many of each. */
export type Faults = Record<string, number>

const changed = (text: string): string => text.slice(0, -1) + (text.endsWith('1') ? '2' : '1')

/** Each gives how many differences it makes, or nothing where the case has no place for it. */
const dirts: readonly (readonly [kind: string, (file: CaseFile) => number])[] = [
  ['identifier_fails_its_check', (file) => set(file, 'CASE_PARTY', 'IDS_NO', (v) => changed(String(v)))],
  ['identifier_fails_its_check', (file) => set(file, 'CASE_COMPANY', 'CREDIT_CODE', (v) => changed(String(v)))],
  ['time_unreadable', (file) => set(file, 'CASE_BASIC', 'ANFA_TIME', () => '2019年春')],
  ['time_impossible', (file) => set(file, 'CASE_BASIC', 'ANFA_TIME', (v) => String(v).replace(/^20/, '21'))],
  ['amount_unreadable', (file) => set(file, 'PENALTY_LIAN_FORM', 'AMOUNT_INVOLVED', () => '约3万')],
  ['flag_unreadable', (file) => set(file, 'PENALTY_CASE_FORM', 'IS_SERIOUS', () => '3')],
  [
    'state_flag_contradicts',
    // A duty-crime clue has no history that its flags could contradict.
    (file) =>
      file.flags.PANJUE_STATE === 1 && file.kind !== 'duty_clue' ? set(file, 'CASE_STATE', 'PANJUE_STATE', () => 2) : 0,
  ],
  [
    'state_without_step',
    (file) => {
      const last = file.rows.findLast(({ table }) => table === 'CASE_STEP')
      if (file.state !== 14 || last?.row.STEP_ID !== file.stepId) return 0
      const { inst } = file
      const left = file.rows.filter((one) => one !== last && one.row.TASK_INST_ID !== inst)
      file.rows.splice(0, file.rows.length, ...left)
      return 1
    },
  ],
  [
    'judgment_without_outcome',
    (file) => {
      const judged = file.rows.filter(({ table, row }) => table === 'CASE_XIANYIREN' && row.PANJUE_STATE === 2)
      for (const { row } of judged) row.CONDITION_ID = ''
      return judged.length
    },
  ],
  [
    'key_twice',
    (file) => {
      const row = file.row('CASE_PARTY')
      if (row !== undefined) file.add('CASE_PARTY', { ...row, NAME: '另一人' })
      return row === undefined ? 0 : 1
    },
  ],
  [
    'row_unreadable',
    (file) => {
      file.add('CASE_REPLY', { ID: '', CASE_ID: file.n, CONTENT: '没有编号的批复' })
      return 1
    },
  ],
  // From here on: what an import must bear without a word.
  [
    '',
    (file) =>
      set(file, 'CASE_BASIC', 'CASE_NO', (v) => String(v).replace('〔', '[').replace('〕', '] ').replaceAll('2', '２')),
  ],
  ['', (file) => set(file, 'CASE_COMPANY', 'REGISTRACTION_NUM', () => '450502198001011')],
  ['', (file) => set(file, 'CASE_BASIC', 'CASE_DETAIL_NAME', () => '他说："不知道"，\r\n又说：\t知道；')],
  [
    '',
    (file) => {
      const steps = file.rows.filter(({ table }) => table === 'CASE_STEP')
      const [one, other] = [steps.at(-2), steps.at(-1)]
      if (one !== undefined && other !== undefined) other.row.END_DATE = one.row.END_DATE
      return 0
    },
  ],
]

function set(file: CaseFile, table: CityTable, column: string, to: (value: unknown) => string | number): number {
  const row = file.row(table)
  if (row === undefined) return 0
  row[column] = to(row[column])
  return 1
}

export function soil(file: CaseFile, share: number, faults: Faults): void {
  if (!file.chance.falls(share)) return
  const [kind, dirty] = file.chance.pick(dirts)
  const made = dirty(file)
  if (kind !== '' && made > 0) faults[kind] = (faults[kind] ?? 0) + made
}

/** Weeks later: a form that was sealed long ago is typed over, a reply is gone. */
export function lateChanges(file: CaseFile): { readonly retyped: boolean; readonly gone: boolean } {
  const form = file.n % 500 === 0 ? file.row('PENALTY_LIAN_FORM') : undefined
  if (form !== undefined) form.AMOUNT_INVOLVED = '777.77'
  const at = file.n % 178 === 0 ? file.rows.findIndex(({ table }) => table === 'CASE_REPLY') : -1
  if (at >= 0) file.rows.splice(at, 1)
  return { retyped: form !== undefined, gone: at >= 0 }
}
