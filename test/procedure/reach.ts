// Where the tables lead: every state of every track by the subject of its instances, from the steps that may begin a case,
// through moves, openings, duties and what acts move beside. Suspects stand for one another as `s#`.
import type { Procedure, StepRule } from '../../src/procedure/index.ts'

/** `track/subject/state`. */
export type Place = string

/** Subjects that a step of this row may move, among those known. */
export function subjectsOf(rule: Pick<StepRule, 'track' | 'of'>, known: Iterable<Place>): string[] {
  if (rule.of === 'suspect') return ['s#']
  if (rule.of !== undefined) return [rule.of]
  const found = new Set<string>()
  for (const place of known) {
    const [track, subject = ''] = place.split('/')
    if (track === rule.track) found.add(subject)
  }
  return [...found]
}

export interface Reached {
  readonly places: ReadonlySet<Place>
  readonly steps: ReadonlySet<string>
  /** From where something leads on: by a step, or beside another. */
  readonly leading: ReadonlySet<Place>
}

export function reach(procedure: Procedure): Reached {
  const places = new Set<Place>()
  const steps = new Set<string>()
  const leading = new Set<Place>()
  const stands = (track: string, states: readonly string[], of?: string) =>
    subjectsOf({ track, ...(of !== undefined && { of }) }, places).some((s) =>
      states.some((state) => places.has(`${track}/${s}/${state}`)),
    )
  let before = -1
  while (places.size + steps.size + leading.size !== before) {
    before = places.size + steps.size + leading.size
    for (const [step, rule] of Object.entries(procedure.steps)) {
      const timely = rule.during === undefined || rule.during.some((d) => stands(d.track, d.states, d.of))
      const begins = rule.opening !== undefined
      if (!timely && !begins) continue
      if (take(rule, places, leading, stands)) {
        steps.add(step)
        follow(procedure, rule, places, leading)
      }
    }
  }
  return { places, steps, leading }
}

/** The row's own move; false where nothing stands there yet. */
function take(
  rule: StepRule,
  places: Set<Place>,
  leading: Set<Place>,
  stands: (t: string, s: readonly string[]) => boolean,
): boolean {
  const { track, from, to } = rule
  if (from === 'any') return true
  let taken = false
  if (from === 'new' || rule.orNew) {
    places.add(`${track}/${rule.of === 'suspect' ? 's#' : (rule.of ?? 'case')}/${to}`)
    taken = true
  }
  if (from === 'new') return taken
  for (const subject of subjectsOf(rule, places)) {
    for (const state of from) {
      if (!places.has(`${track}/${subject}/${state}`)) continue
      taken = true
      leading.add(`${track}/${subject}/${state}`)
      if (rule.divides && subject === 'case') places.add(`${track}/s#/${to}`).add(`${track}/case/divided`)
      else places.add(`${track}/${subject}/${to}`)
    }
  }
  return taken || stands(track, from)
}

/** What the act opens, owes and moves beside. */
function follow(procedure: Procedure, rule: StepRule, places: Set<Place>, leading: Set<Place>): void {
  for (const { track, subject, state } of rule.opens) places.add(`${track}/${subject}/${state}`)
  for (const id of rule.duties) places.add(`duty/${id}/${procedure.duties[id]?.done === undefined ? 'owed' : 'done'}`)
  for (const { track, of, from, to } of rule.also) {
    for (const subject of subjectsOf({ track, ...(of !== undefined && { of }) }, places)) {
      for (const state of from) {
        if (!places.has(`${track}/${subject}/${state}`)) continue
        leading.add(`${track}/${subject}/${state}`)
        places.add(`${track}/${subject}/${to}`)
      }
    }
  }
}
