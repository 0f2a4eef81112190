// What a case contributes to all indicators, from its events alone: the same events give the same figures, today and years
// later.
import type { CaseEvent } from '../../../procedure/index.ts'
import { acceptance } from './acceptance.ts'
import type { Contribution } from './contribution.ts'
import { criminal } from './criminal.ts'
import { filing } from './filing.ts'
import { forward } from './forward.ts'
import { type Life, lifeOf } from './life.ts'
import { lights } from './lights.ts'
import { notices } from './notices.ts'
import { reverse } from './reverse.ts'
import { supervision } from './supervision.ts'

export type { Contribution } from './contribution.ts'
export { monthOfDay } from './life.ts'
export { contributionsOfPenalty, type PenaltyMeasure } from './penalties.ts'

/** Where a case belongs, as it stands. */
export interface CasePlace {
  readonly regionCode: string
  readonly domain: string
  /** Main charge of the last act that named any; empty where none did. */
  readonly charge: string
  /** The organ by whose level it is counted: the sender, or who took the case up. */
  readonly levelOf: string | undefined
}

const tracks: readonly ((life: Life) => Iterable<Contribution>)[] = [
  forward,
  acceptance,
  filing,
  supervision,
  notices,
  criminal,
  reverse,
  lights,
]

/** Pure. `events` whole and in order. */
export function contributionsOf(
  events: readonly CaseEvent[],
): { place: CasePlace; contributions: Contribution[] } | null {
  const life = lifeOf(events)
  if (life === undefined) return null
  const contributions = tracks.flatMap((track) => [...track(life)])
  return { place: placeOf(life), contributions: contributions.filter(({ past }) => past === undefined) }
}

function placeOf({ state, events }: Life): CasePlace {
  let charge = ''
  for (const { input, visibleTo } of events) {
    // A charge that was named in secret stays so.
    if (visibleTo !== undefined) continue
    charge = (input.charges as readonly { name?: string }[] | undefined)?.[0]?.name ?? charge
  }
  const levelOf = state.parts.sender ?? state.parts.police_in_charge ?? state.parts.supervisor ?? events[0]?.by.agencyId
  return { regionCode: state.regionCode, domain: state.domain, charge, levelOf }
}
