// One case of the older platform becomes what is kept of it. Pure: rows and codes in, a reading out; the same rows always
// give the same reading.
import { rfc3339 } from '../../kernel/index.ts'
import type { LegacyCase, OpenDuty, Reading } from '../model.ts'
import { actOfState } from './acts.ts'
import { tellAsFound } from './as-found.ts'
import { besideOf, tellBeside } from './beside.ts'
import { CaseRows } from './case-rows.ts'
import { checkGone, tellChanges } from './changes.ts'
import { dutyClueOf } from './clues.ts'
import type { Codes } from './codes.ts'
import { checkFlags } from './flags.ts'
import { type HistoryRow, historyOf } from './history.ts'
import { penaltyOf } from './penalty.ts'
import { asSuspect, type Person, peopleOf } from './people.ts'
import type { Prior } from './prior.ts'
import { Story } from './story.ts'
import { unmappedOutcomes } from './suspects.ts'
import { tellRow } from './tell.ts'
import { type Scene, sceneOf } from './telling.ts'
import { whoOf } from './who.ts'

/** Processes of the older platform; anything else is held. An empty one is that of the first. */
const clueProcesses = new Set(['weijiProc', 'zhiwufanzuiProc'])

/**
 * What becomes of a case. `prior`: entries of it are sealed already; only further ones are told, on the case as it stands
 * here, while differences and codes are those of the whole case.
 */
export function readCase(legacy: LegacyCase, codes: Codes, prior?: Prior): Reading {
  const whole = readWhole(legacy, codes)
  if (prior === undefined || whole.kind !== 'transfer') return whole
  const { transfer, differences } = readWhole(legacy, codes, prior, whole.transfer?.id)
  const changed = differences.filter(({ kind }) => kind === 'row_changed')
  return { ...whole, transfer, differences: [...whole.differences, ...changed] }
}

function readWhole(legacy: LegacyCase, codes: Codes, prior?: Prior, id = legacy.transferId): Reading {
  const rows = new CaseRows(legacy, codes)
  const process = processOf(rows)
  checkGone(rows, legacy)
  if (clueProcesses.has(process)) {
    const { reasons, ...clue } = dutyClueOf(rows)
    if (reasons.length > 0) return reading(rows, 'held', { reasons })
    return reading(rows, 'duty_clue', { clue, duties: dutiesOf(rows) })
  }
  if (process !== 'chufaProc' && process !== 'crimeProc') {
    rows.unmapped('process', process)
    return reading(rows, 'held', { reasons: [`流程 ${process} 未知`] })
  }
  if (rows.basic === undefined) {
    rows.differ('rows_without_case', 'CASE_BASIC', rows.caseKey)
    return reading(rows, 'held', { reasons: ['无 CASE_BASIC 记录'] })
  }
  const history = historyOf(rows)
  const people = peopleOf(rows, prior?.state.suspects)
  const transferred = isTransfer(rows, history)
  const told = transferred ? transferOf(rows, history, people, legacy, prior, id) : undefined
  if (told !== undefined && 'reasons' in told) return reading(rows, 'held', told)
  const penalty = process === 'chufaProc' ? penaltyOf(rows, people, told !== undefined) : null
  if (told === undefined) penaltyState(rows, history)
  checkFlags(rows, history, told?.scene)
  const kind = told === undefined ? 'penalty' : 'transfer'
  return reading(rows, kind, { penalty, transfer: told?.transfer ?? null, duties: dutiesOf(rows) })
}

const processOf = (rows: CaseRows): string =>
  rows.basic?.values.PROC_KEY?.trim() || rows.one('CASE_PROCESS')?.values.PROC_KEY?.trim() || 'chufaProc'

function reading(rows: CaseRows, kind: Reading['kind'], more: Partial<Reading>): Reading {
  return {
    caseKey: rows.caseKey,
    kind,
    reasons: [],
    penalty: null,
    transfer: null,
    duties: [],
    ...more,
    differences: rows.differences,
    unmapped: rows.unmappedCodes,
  }
}

/** Forms, flags, steps or the state say that something went to public security, was suggested to, or should be detained. */
function isTransfer(rows: CaseRows, history: readonly HistoryRow[]): boolean {
  for (const table of ['CRIME_CASE_FORM', 'SUGGEST_YISONG_FORM', 'TRANSFER_DETENTION', 'CASE_XIANYIREN'])
    if (rows.of(table).length > 0) return true
  const flags = rows.one('CASE_STATE')
  if (flags !== undefined && ['2', '3', '4'].includes(rows.number(flags, 'YISONG_STATE'))) return true
  const state = rows.basic === undefined ? '' : rows.number(rows.basic, 'CASE_STATE')
  const acts = new Set(history.map((h) => h.act))
  if (acts.has('dispatch') || acts.has('demand') || acts.has('detention_transfer')) return true
  return state !== '27' && state !== '28' && actOfState[state] !== undefined
}

function transferOf(
  rows: CaseRows,
  history: readonly HistoryRow[],
  people: readonly Person[],
  legacy: LegacyCase,
  prior: Prior | undefined,
  id: string | undefined,
) {
  const who = whoOf(rows, history)
  const reasons = [...new Set([...who.reasons, ...unmappedOutcomes(rows)])]
  if (reasons.length > 0 || who.sender === undefined || who.domain === undefined) return { reasons }
  const basic = rows.basic?.values ?? {}
  const letter = rows.one('CRIME_CASE_FORM')?.values.YISONG_NO?.trim()
  const entered = basic.CASE_NO?.trim() || rows.caseKey
  // The letter's own number stands in its entry; where no row is the letter's entry, the case has it from the beginning.
  const documentNo = (!history.some((h) => h.act === 'dispatch') && letter) || entered
  const caseName = basic.CASE_NAME?.trim() || entered
  const parties = people.filter((p) => p.party)
  const suspects = (parties.length > 0 ? parties : people).map(asSuspect)
  const story = new Story(rows, { sender: who.sender, domain: who.domain, documentNo, caseName, suspects }, prior, id)
  const scene = sceneOf(rows, story, who, people, history)
  tellAll(scene)
  if (prior !== undefined) tellChanges(scene, legacy)
  const { events, materials, transferId } = story
  const sent = events.findLast((e) => e.step === 'transfer_dispatch')?.input.documentNo
  return { scene, transfer: { id: transferId, documentNo: String(sent ?? documentNo), caseName, events, materials } }
}

/** Steps and papers in the order of time; then what no step says, and the files that nothing points at. */
function tellAll(scene: Scene): undefined {
  const { rows, history } = scene
  const beside = [...besideOf(rows)].sort((a, b) => a.atMs - b.atMs)
  let next = 0
  for (const row of history) {
    for (; (beside[next]?.atMs ?? Number.POSITIVE_INFINITY) < row.atMs; next++) tellNext()
    tellRow(scene, row)
  }
  while (next < beside.length) tellNext(next++)
  tellAsFound(scene)
  tellLeft(scene)
  function tellNext(at = next): undefined {
    const one = beside[at]
    if (one !== undefined) tellBeside(scene, one)
  }
}

/** Files that the list holds and no form names: whose they are nobody can say any more, so police do not get them by this. */
function tellLeft({ rows, story, attachments }: Scene): undefined {
  const key = `${rows.caseKey}#attachments`
  const attached = attachments.left().filter((one) => !story.told('CASE_ATTACHMENT', one.attachment))
  if (attached.length === 0) return
  const last = story.events.at(-1)?.at
  const atMs = last === undefined ? rows.codes.importedAtMs : Date.parse(last)
  story.add({
    step: 'imported_record',
    table: 'CASE_ATTACHMENT',
    key: story.told('CASE_ATTACHMENT', key) ? `${key}/${attached[0]?.attachment}` : key,
    atMs,
    recordedMs: atMs,
    words: { step: 'CASE_ATTACHMENT' },
    visibleTo: ['sender', 'supervisor'],
    attached,
  })
}

/** Of a case that never left the agency only the history can contradict its state. */
function penaltyState(rows: CaseRows, history: readonly HistoryRow[]): undefined {
  const { basic } = rows
  const state = basic === undefined ? '' : rows.number(basic, 'CASE_STATE')
  if (basic === undefined || state === '') return
  const states = history.map((h) => h.state).filter((s) => s !== '')
  if (states.at(-1) === state || (state === '0' && states.length === 0)) return
  const kind = states.includes(state) || state === '0' ? 'state_behind_history' : 'state_without_step'
  rows.differ(kind, 'CASE_BASIC', basic.key, { says: state, last: states.at(-1) ?? null })
}

/** Who had the ball. Nothing is counted here: a person decides what is started. */
function dutiesOf(rows: CaseRows): readonly OpenDuty[] {
  return rows.of('CASE_TODO').map((row) => {
    const since = rows.time(row, 'CREATE_TIME')
    return {
      key: row.key,
      what: row.values.TASK_ACTION_NAME ?? '',
      since: since === undefined ? null : rfc3339(since),
      agencyId: rows.organ(row.values.ASSIGN_ORG)?.agency?.id ?? null,
    }
  })
}
