// What the rows of the case and of its suspects say today and no step led to. It is registered as found, with a difference;
// where they say less than the history, the history stands and the difference is told.
import type { LegacyRow } from '../model.ts'
import { isKnownState } from './acts.ts'
import { presupposeTransfer } from './acts-forward.ts'
import type { CaseRows } from './case-rows.ts'
import { placeState, standsAt } from './case-states.ts'
import type { HistoryRow } from './history.ts'
import type { Person } from './people.ts'
import { cameTo, outcomeOf, rankOf, stageColumns } from './suspects.ts'
import { criminalOf, moving, placing, type Scene, Telling } from './telling.ts'

const noActor = { name: undefined, account: undefined, organ: undefined }

/** A row that is no step, told as if it were the last. */
function lastRow({ rows, story }: Scene, row: LegacyRow, state: string): HistoryRow {
  const { basic } = rows
  const touched = basic === undefined ? undefined : rows.time(basic, 'LATEST_POCESS_TIME')
  const entered = basic === undefined ? undefined : rows.time(basic, 'INPUT_TIME')
  const told = story.events.at(-1)?.at
  const last = told === undefined ? undefined : Date.parse(told)
  const atMs = Math.max(last ?? 0, touched ?? last ?? entered ?? rows.codes.importedAtMs)
  return { row, key: row.key, atMs, recordedMs: atMs, act: 'record', plainStep: undefined, state, actor: noActor }
}

export function tellAsFound(scene: Scene): undefined {
  for (const person of scene.people) if (person.suspect !== undefined) suspectAsFound(scene, person, person.suspect)
  caseAsFound(scene)
}

/** The criminal state that a suspect's own row says, and whether its judgment has an outcome. */
function saidOf(rows: CaseRows, row: LegacyRow): string | undefined {
  if (cameTo(rows, row, 'judgment')) {
    const found = outcomeOf(rows, row)
    if (found === undefined && !row.values.CONDITION_ID) rows.differ('judgment_without_outcome', row.table, row.key)
    return found?.outcome ?? 'indicted'
  }
  if (cameTo(rows, row, 'indictment')) return 'indicted'
  if (cameTo(rows, row, 'non_prosecution')) return 'not_prosecuted'
  if (cameTo(rows, row, 'referral')) return 'referred_for_prosecution'
  return cameTo(rows, row, 'arrest_request') || cameTo(rows, row, 'arrest_decision') ? 'filed' : undefined
}

const arrestSaid: Readonly<Record<string, string>> = {
  '2': 'arrest_requested',
  '3': 'arrest_approved',
  '4': 'arrest_refused',
}

function suspectAsFound(scene: Scene, { id }: Person, row: LegacyRow): undefined {
  const { rows, story } = scene
  for (const { flag, times } of Object.values(stageColumns)) {
    if (rows.number(row, flag) === '1' && times.some((column) => row.values[column]))
      rows.differ('state_behind_history', row.table, row.key, { column: flag, says: '1' })
  }
  const said = saidOf(rows, row)
  const arrest = arrestSaid[rows.number(row, 'DAIBU_STATE')]
  const t = new Telling(scene, lastRow(scene, row, ''))
  if (said !== undefined && rankOf(criminalOf(scene, id)) < rankOf(said)) {
    presupposeTransfer(t)
    t.found(said, placing(scene, [id], said), { raw: rawFlags(row, openColumns) })
  }
  const coercive = `coercive/${id}/1`
  const now = story.stateOf(coercive)
  if (arrest === undefined || now === arrest || (now !== undefined && now !== 'arrest_requested')) return
  const moved =
    now === undefined
      ? { opens: [{ instance: coercive, state: arrest, about: [id], asker: 'police_in_charge' }] }
      : { moves: [moving(scene, coercive, arrest)] }
  t.presuppose(
    arrest,
    { ...moved, about: [id] },
    { visibleTo: ['police_in_charge', 'supervisor'], raw: rawFlags(row, arrestColumns) },
  )
}

/** Arrest is read by police and procuratorate alone, so neither its flag nor its times stand in an entry for every party. */
const arrestColumns = [...new Set(['DAIBU_STATE', 'TIBU_TIME', ...stageColumns.arrest_decision.times])]
const openColumns = [
  ...new Set(Object.values(stageColumns).flatMap(({ flag, times }) => [flag, ...times])),
  'CONDITION_ID',
].filter((column) => !arrestColumns.includes(column))

function rawFlags({ values }: LegacyRow, columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.flatMap((c) => (values[c] ? [[c, values[c]] as const] : [])))
}

/** CASE_STATE of the case against its last step and against where the case stands now. */
function caseAsFound(scene: Scene): undefined {
  const { rows, history } = scene
  const { basic } = rows
  if (basic === undefined) return
  const state = rows.number(basic, 'CASE_STATE')
  if (state === '') return
  if (!isKnownState(state)) {
    rows.word('chufaProcState', state)
    return
  }
  if (isBehind(history, state)) return rows.differ('state_behind_history', 'CASE_BASIC', basic.key, { says: state })
  if (standsAt(scene, state)) return
  placeState(new Telling(scene, lastRow(scene, basic, state)), state)
}

/** A step led to the state, and a later one led on from there. */
export function isBehind(history: readonly HistoryRow[], state: string): boolean {
  const states = history.map((h) => h.state).filter((s) => s !== '')
  return states.length > 0 && states.at(-1) !== state && states.includes(state)
}
