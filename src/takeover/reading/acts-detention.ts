// Administrative detention of acts that are no crime, and steps that only move what stands in their way from one state to
// the next.

import { receiving } from './acts-forward.ts'
import type { HistoryRow } from './history.ts'
import {
  criminalOf,
  moving,
  opening,
  type Placed,
  placing,
  type Scene,
  standingIn,
  subjectsOf,
  type Telling,
} from './telling.ts'
import { wholeOf, yesIsTwo } from './values.ts'

const matters = 'administrative/detention/'
const open = ['detention_transferred', 'detention_accepted', 'detention_supplement_requested']

const transferred = (scene: Scene): Placed => ({
  opens: [opening(scene, 'administrative', 'detention', 'detention_transferred')],
})

export function detentionTransfer(t: Telling): undefined {
  const { scene } = t
  if (standingIn(scene, matters, open) !== undefined) return t.withoutPlace('a transfer for detention is open already')
  t.tell('admin_detention_transfer', { ...transferred(scene), begins: receiving(scene) })
}

/** DETENTION_STATE is 1 no, 2 yes: the only column of its kind that an act of one's own repeats. */
export function detentionDecision(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  const { rows } = scene
  const form = rows.formOf('DETENTION_INFO', row.key)
  const said = form === undefined ? undefined : rows.flag(form, 'DETENTION_STATE', yesIsTwo)
  const detained = row.act === 'detention_decided'
  if (form !== undefined && said !== undefined && said !== detained)
    rows.differ('state_flag_contradicts', 'DETENTION_INFO', `${form.key}/DETENTION_STATE`, {
      says: form.values.DETENTION_STATE ?? null,
      step: row.key,
    })
  if (standingIn(scene, matters, open) === undefined)
    t.presuppose('detention_transferred', transferred(scene), { begins: receiving(scene) })
  const instance = standingIn(scene, matters, open)
  if (instance === undefined) return t.withoutPlace('nothing was transferred')
  const days = wholeOf(form?.values.DETENTION_DAYS ?? '')
  t.tell(row.act, {
    moves: [moving(scene, instance, row.act)],
    input: { ...t.said, ...(detained && days !== null && { days: Number(days) }) },
  })
}

/** A step that the mapping names and that does nothing but move. */
export function plainStep(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  const step = row.plainStep ?? ''
  const rule = scene.story.rule(step)
  const { from } = rule
  if (from === 'any') return t.tell(step)
  if (rule.track === 'criminal') {
    const ids = subjectsOf(scene).filter((id) => from !== 'new' && from.includes(criminalOf(scene, id) ?? ''))
    const joint = scene.story.stateOf('criminal/case/1')
    if (joint !== undefined && from !== 'new' && from.includes(joint) && rule.divides !== true)
      return t.tell(step, { moves: [moving(scene, 'criminal/case/1', rule.to)] })
    if (ids.length === 0) return t.withoutPlace(`nobody is in ${String(from)}`)
    return t.tell(step, placing(scene, ids, rule.to))
  }
  const prefix = rule.of === undefined ? `${rule.track}/` : `${rule.track}/${rule.of}/`
  const standing = from === 'new' ? undefined : standingIn(scene, prefix, from)
  if (standing !== undefined) return t.tell(step, { moves: [moving(scene, standing, rule.to)] })
  if (rule.of === undefined || rule.of === 'suspect' || (from !== 'new' && rule.orNew !== true))
    return t.withoutPlace(`nothing is in ${String(from)}`)
  t.tell(step, { opens: [opening(scene, rule.track, rule.of, rule.to)] })
}
