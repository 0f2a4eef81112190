// The states of the older platform's case and where they are here: whether a case stands there, and what puts it there where
// no step did. A state that says of somebody only that something was decided puts nobody anywhere.
import { recordedStates } from './acts.ts'
import { beforeFiling, isTransferred, presupposeTransfer, receiving } from './acts-forward.ts'
import { rankOf, rowOf, type Stage, stageColumns } from './suspects.ts'
import {
  criminalOf,
  opening,
  type Placed,
  placing,
  type Scene,
  standingIn,
  subjectsOf,
  type Telling,
} from './telling.ts'

const criminal =
  (...states: string[]) =>
  (scene: Scene) =>
    subjectsOf(scene).some((id) => states.includes(criminalOf(scene, id) ?? ''))
const rank =
  (...ranks: number[]) =>
  (scene: Scene) =>
    subjectsOf(scene).some((id) => ranks.includes(rankOf(criminalOf(scene, id))))
const matter =
  (prefix: string, ...states: string[]) =>
  (scene: Scene) =>
    standingIn(scene, prefix, states) !== undefined

/** Whether the case stands there, by somebody at least. */
const standing: Readonly<Record<string, (scene: Scene) => boolean>> = {
  '9': matter('supervision/demand/', 'transfer_demanded'),
  '10': criminal(...beforeFiling),
  '11': criminal('not_filed'),
  '12': matter('supervision/filing/', 'not_filed_final'),
  '13': matter('supervision/filing/', 'reasons_required'),
  '14': rank(3),
  '15': matter('supervision/filing/', 'reasons_stated'),
  '16': matter('supervision/filing/', 'filing_ordered'),
  '17': matter('coercive/', 'arrest_requested'),
  '18': matter('coercive/', 'arrest_approved', 'arrest_refused'),
  // That platform has no state for what is not prosecuted: the case stays where it was.
  '19': criminal('referred_for_prosecution', 'not_prosecuted'),
  '21': criminal('indicted', 'not_prosecuted'),
  '22': rank(7, 8),
  '30': matter('administrative/detention/', 'detention_transferred'),
  '31': matter('administrative/detention/', 'detention_decided'),
  '32': matter('administrative/detention/', 'detention_declined'),
}

export function standsAt(scene: Scene, state: string): boolean {
  const test = standing[state]
  if (test !== undefined) return test(scene)
  // States of the administrative half have no track: a row that led there is all there is. Every case begins at 0.
  return state === '0' || scene.history.some((h) => h.state === state)
}

/** Those whose own row does not say that they did not come there. */
function unsaid(scene: Scene, ids: readonly string[], of: Stage): readonly string[] {
  return ids.filter((id) => {
    const row = rowOf(scene.people, id)
    return row === undefined || scene.rows.number(row, stageColumns[of].flag) === ''
  })
}

type Place = (t: Telling) => Placed | undefined

const everybody = (scene: Scene, below: number) =>
  subjectsOf(scene).filter((id) => rankOf(criminalOf(scene, id)) < below)

const put =
  (to: string, of?: Stage): Place =>
  (t) => {
    presupposeTransfer(t)
    const behind = everybody(t.scene, rankOf(to))
    const ids = of === undefined ? behind : unsaid(t.scene, behind, of)
    return ids.length === 0 ? undefined : placing(t.scene, ids, to)
  }

const supervision = ['reasons_required', 'reasons_stated', 'filing_ordered', 'not_filed_final']

/** A matter of filing supervision presupposes a refusal. */
const supervised =
  (to: string): Place =>
  (t) => {
    const { scene } = t
    presupposeTransfer(t)
    const waiting = subjectsOf(scene).filter((id) => beforeFiling.includes(criminalOf(scene, id) ?? ''))
    if (waiting.length > 0) t.presuppose('not_filed', placing(scene, waiting, 'not_filed'))
    const open = standingIn(scene, 'supervision/filing/', ['reasons_required', 'reasons_stated', 'filing_ordered'])
    const from = open === undefined ? undefined : scene.story.stateOf(open)
    // What was sealed here is not taken back because it was undone there.
    if (from !== undefined && supervision.indexOf(from) > supervision.indexOf(to)) return undefined
    return open === undefined
      ? { opens: [opening(scene, 'supervision', 'filing', to)] }
      : { moves: [{ instance: open, ...(from !== undefined && { from }), to }] }
  }

const detained =
  (to: string): Place =>
  ({ scene }) => {
    const open = standingIn(scene, 'administrative/detention/', ['detention_transferred'])
    return open === undefined
      ? { opens: [opening(scene, 'administrative', 'detention', to)] }
      : { moves: [{ instance: open, from: 'detention_transferred', to }] }
  }

const places: Readonly<Record<string, Place>> = {
  '9': ({ scene }) =>
    isTransferred(scene)
      ? undefined
      : { opens: [{ ...opening(scene, 'supervision', 'demand', 'transfer_demanded'), addressee: 'sender' }] },
  '11': put('not_filed'),
  '12': supervised('not_filed_final'),
  '13': supervised('reasons_required'),
  '14': put('filed'),
  '15': supervised('reasons_stated'),
  '16': supervised('filing_ordered'),
  '19': put('referred_for_prosecution', 'referral'),
  '21': put('indicted', 'indictment'),
  '30': detained('detention_transferred'),
  '31': detained('detention_decided'),
  '32': detained('detention_declined'),
}

/** Puts the case where its own row has it, as far as that can be said. */
export function placeState(t: Telling, state: string): undefined {
  const { scene } = t
  const raw = { CASE_STATE: state }
  if (state === '10') {
    if (!isTransferred(scene)) return presupposeTransfer(t, 'found')
    return scene.rows.differ('state_without_step', 'CASE_BASIC', t.row.key, { state })
  }
  const placed = places[state]?.(t)
  // A judgment without an outcome has its own difference.
  if (placed === undefined && state === '22' && judgedWithout(scene)) return
  if (placed === undefined && !recordedStates.has(state))
    return scene.rows.differ('state_without_step', 'CASE_BASIC', t.row.key, { state })
  t.found(state, placed ?? {}, { raw, begins: state >= '30' && state.length === 2 ? receiving(scene) : [] })
}

const judgedWithout = ({ rows }: Scene) => rows.differences.some((d) => d.kind === 'judgment_without_outcome')
