// What became of rows after a case was kept: a row that changed under a sealed entry is told by a further entry with both
// values, one that is gone by a difference. What the older platform itself rewrites at every step is no change of a row.
import { hash } from 'node:crypto'
import { canonical } from '../../kernel/index.ts'
import type { LegacyCase, LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'
import { formsOfAct } from './forms.ts'
import { stageColumns } from './suspects.ts'
import { type Scene, Telling } from './telling.ts'

/** Rewritten there at every step: of these only what stands here is a change. */
const rewritten: Readonly<Record<string, ReadonlySet<string> | 'all'>> = {
  CASE_STATE: 'all',
  CASE_PROCESS: 'all',
  CASE_TODO: 'all',
  CLUE_INFO: new Set(['CLUE_STATE']),
  CASE_BASIC: new Set(['CASE_STATE', 'LATEST_POCESS_TIME', 'IS_SUSPECTED_CRIMINAL', 'IS_TURNOVER', 'CASE_TYPE']),
  CASE_XIANYIREN: new Set([
    ...Object.values(stageColumns).flatMap(({ flag, times }) => [flag, ...times]),
    ...['TIBU_REASON', 'BUBU_REASON', 'BUQISU_REASON', 'YISHEN_RESULT', 'ZHONGSHEN_RESULT', 'CONDITION_ID'],
  ]),
}

/** Lists that are written anew with every step: a row that is there again under another key is not gone. */
const listed: Readonly<Record<string, readonly string[]>> = {
  CASE_PARTY: ['NAME', 'IDS_NO'],
  CASE_COMPANY: ['NAME', 'CREDIT_CODE', 'REGISTRACTION_NUM'],
  CASE_ACCUSE: ['ACCUSE_ID', 'ZM_TYPE'],
  CHUFA_TYPE_FORM: ['CHUFA_TYPE'],
}

const forms = new Set(Object.values(formsOfAct).flatMap((list) => (list ?? []).map(({ table }) => table)))
const ofCase = new Set(['CASE_BASIC', 'CASE_PARTY', 'CASE_COMPANY', 'CASE_XIANYIREN'])

/** Columns that say something else now, without what is rewritten there at every step. */
export function changedColumns({ table, values, former = {} }: LegacyRow): string[] {
  const silent = rewritten[table]
  if (silent === 'all') return []
  const columns = new Set([...Object.keys(values), ...Object.keys(former)])
  return [...columns].filter((c) => (values[c] ?? '') !== (former[c] ?? '') && silent?.has(c) !== true).sort()
}

/** Row of the step that a changed row was sealed with; undefined where it was sealed with none. */
function stepOf({ rows }: Scene, row: LegacyRow): LegacyRow | undefined {
  const steps = rows.of('CASE_STEP')
  if (row.table === 'CASE_STEP') return row
  if (row.table === 'FIELD_INSTANCE') return steps.find(({ values }) => values.TASK_INST_ID === row.values.TASK_INST_ID)
  return forms.has(row.table) ? steps.find(({ key }) => key === row.values.STEP_ID) : undefined
}

function tellChange(scene: Scene, row: LegacyRow): undefined {
  const columns = changedColumns(row)
  if (columns.length === 0) return
  const { story, rows, history } = scene
  const step = stepOf(scene, row)
  const sealed = step === undefined ? ofCase.has(row.table) : story.told('CASE_STEP', step.key)
  // A step that was not done then is told now, with all that its forms say today.
  if (step !== undefined && !sealed) return
  rows.differ('row_changed', row.table, row.key, { columns: columns.join(', ') })
  const key = `${row.key}@${hash('sha256', canonical(row.values), 'hex').slice(0, 8)}`
  if (!sealed || story.told(row.table, key)) return
  const raw: Record<string, string> = {}
  for (const column of columns) {
    raw[`${column}（改前）`] = row.former?.[column] ?? ''
    raw[`${column}（改后）`] = row.values[column] ?? ''
  }
  const told = step === undefined ? undefined : history.find((h) => h.key === step.key)
  tellRecord(scene, { ...row, key }, raw, told?.actor)
}

function tellRecord(
  scene: Scene,
  row: LegacyRow,
  raw: Readonly<Record<string, string>>,
  actor?: Scene['history'][number]['actor'],
): undefined {
  const { rows, story } = scene
  const last = story.events.at(-1)?.at
  const touched = rows.basic === undefined ? undefined : rows.time(rows.basic, 'LATEST_POCESS_TIME')
  const atMs = Math.max(last === undefined ? 0 : Date.parse(last), touched ?? rows.codes.importedAtMs)
  const none = { name: undefined, account: undefined, organ: undefined }
  const history = { row, key: row.key, atMs, recordedMs: atMs, act: 'record', plainStep: undefined, state: '' } as const
  new Telling(scene, { ...history, actor: actor ?? none }).record({ raw, input: {} })
}

/** Entries for what was sealed and says something else today, or is gone. */
export function tellChanges(scene: Scene, { rows, gone = [] }: LegacyCase): undefined {
  for (const list of rows.values()) for (const row of list) if (row.former !== undefined) tellChange(scene, row)
  for (const row of gone) {
    const key = `${row.key}@gone`
    if (row.table !== 'CASE_STEP' || !scene.story.told(row.table, row.key) || scene.story.told(row.table, key)) continue
    tellRecord(scene, { ...row, key }, { STEP_NAME: row.values.STEP_NAME ?? '', END_DATE: row.values.END_DATE ?? '' })
  }
}

/** Rows that are there no more: a step that was undone is gone for ever on their side. */
export function checkGone(rows: CaseRows, { gone = [] }: LegacyCase): undefined {
  for (const { table, key, values } of gone) {
    if (table === 'CASE_TODO' || (table === 'CASE_STEP' && !values.END_DATE)) continue
    const same = listed[table]
    const there = same !== undefined && rows.of(table).some((row) => same.every((c) => row.values[c] === values[c]))
    if (!there) rows.differ('row_vanished', table, key)
  }
}
