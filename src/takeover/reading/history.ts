// The history of a case: its rows in the order in which the older platform wrote them down, each with its act, its actor
// and both times. Rows that are not done yet are no history.
import type { LegacyRow } from '../model.ts'
import { type Act, actOfAction, actOfState, actOfStep, actOfTask, isKnownState } from './acts.ts'
import type { CaseRows } from './case-rows.ts'
import type { OrganFound } from './organ-codes.ts'
import { timeOf } from './values.ts'

export interface ActorFound {
  readonly name: string | undefined
  readonly account: string | undefined
  readonly organ: OrganFound | undefined
}

export interface HistoryRow {
  readonly row: LegacyRow
  /** STEP_ID. */
  readonly key: string
  /** Where it stands in the order of time. */
  readonly atMs: number
  /** What END_DATE says, where it can be read. */
  readonly recordedMs: number
  readonly act: Act
  /** A step that the mapping names and that only moves from state to state. */
  readonly plainStep: string | undefined
  /** State that it led to; empty where none is said. */
  readonly state: string
  readonly actor: ActorFound
}

/** Keys are counted up there: digits by their number, anything else as text. */
export function byKey(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) {
    const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')]
    if (x.length !== y.length) return x.length - y.length
    if (x !== y) return x < y ? -1 : 1
  }
  return a < b ? -1 : a > b ? 1 : 0
}

export function historyOf(rows: CaseRows): readonly HistoryRow[] {
  const begun = rows.basic === undefined ? undefined : rows.time(rows.basic, 'INPUT_TIME')
  const done = rows
    .of('CASE_STEP')
    .filter(({ values }) => !!values.END_DATE)
    .map((row) => {
      const said = rows.time(row, 'END_DATE')
      const atMs = said ?? rows.time(row, 'START_DATE') ?? begun ?? rows.codes.importedAtMs
      return { row, key: row.key, atMs, recordedMs: said ?? timeOf(row.values.END_DATE ?? '') ?? atMs }
    })
    .sort((a, b) => a.atMs - b.atMs || byKey(a.key, b.key))
  let before = ''
  return done.map((one) => {
    const state = rows.number(one.row, 'CASE_STATE')
    if (state !== '' && !isKnownState(state)) rows.word('chufaProcState', state)
    const found = actOf(rows, one.row, state, before)
    if (state !== '') before = state
    const { row, key, atMs, recordedMs } = one
    const { act, plainStep } = found
    return { row, key, atMs, recordedMs, act, plainStep, state, actor: actorOf(rows, row.values.ASSIGN_PERSON) }
  })
}

/** A person of theirs: known by name, never an officer here. */
export function actorOf(rows: CaseRows, id: string | null | undefined): ActorFound {
  if (!id) return { name: undefined, account: undefined, organ: undefined }
  const user = rows.codes.users.get(id)
  if (user === undefined) {
    rows.unmapped('user', id)
    return { name: undefined, account: id, organ: undefined }
  }
  return { name: user.name, account: user.account, organ: rows.organ(user.organ) }
}

function actOf(rows: CaseRows, row: LegacyRow, state: string, before: string): Pick<HistoryRow, 'act' | 'plainStep'> {
  const { values, key } = row
  const task = rows.number(row, 'TASK_TYPE')
  const action = rows.number(row, 'ACTION_TYPE')
  const code = `${task}/${action}/${state}`
  const step = rows.codes.steps.get(values.TASK_ACTION_NAME ?? '') ?? rows.codes.steps.get(code)
  if (step !== undefined && rows.codes.procedure.steps[step] !== undefined) {
    const act = actOfStep[step]
    return { act: act ?? 'record', plainStep: act === undefined ? step : undefined }
  }
  const plain = (act: Act) => ({ act, plainStep: undefined })
  if (rows.of('CASE_YISONG_JIWEI').some((form) => form.key === key)) return plain('duty_clue')
  const byAction = actOfAction[action]
  if (byAction !== undefined) return plain(byAction)
  const label = values.TASK_ACTION_NAME ?? values.STEP_NAME ?? undefined
  if (action !== '' && action !== '0') {
    rows.unmapped('step', code, label)
    return plain('record')
  }
  const byTask = actOfTask[task]
  if (byTask !== undefined) return plain(byTask)
  const byState = state === before ? undefined : actOfState[state]
  if (byState === undefined && task !== '' && task !== '0') rows.unmapped('step', code, label)
  return plain(byState ?? 'record')
}
