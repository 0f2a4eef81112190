// The rule sets by date. An amended rule is a new set with its own date, never an edit; the set in force on the day of an
// act governs it.
import { dayText, localDay } from '../kernel/index.ts'
import { procedure2026 } from './rules/steps.ts'
import type { Procedure } from './table.ts'

export const ruleSets: readonly Procedure[] = [procedure2026]

/** The set in force on the local day of an instant. Throws RangeError before the first set's day. */
export function procedureAt(atMs: number, sets: readonly Procedure[] = ruleSets): Procedure {
  const date = dayText(localDay(atMs))
  const found = sets.findLast(
    (set) => set.inForceFrom <= date && (set.inForceTo === undefined || date <= set.inForceTo),
  )
  if (found === undefined) throw new RangeError(`No rule set was in force on ${date}.`)
  return found
}

/**
 * The set that governs an act on a case: the one of the day, or the former one where a transitional row keeps cases that
 * were opened under it.
 */
export function procedureFor(
  atMs: number,
  openedAtMs: number,
  step: string,
  sets: readonly Procedure[] = ruleSets,
): Procedure {
  let set = procedureAt(atMs, sets)
  const opened = dayText(localDay(openedAtMs))
  while (set.transitional !== undefined && opened < set.inForceFrom) {
    if (set.transitional.steps !== 'all' && !set.transitional.steps.includes(step)) break
    const former = sets[sets.indexOf(set) - 1]
    if (former === undefined) break
    set = former
  }
  return set
}

export type StepName = keyof typeof procedure2026.steps
