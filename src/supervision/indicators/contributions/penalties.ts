// What a penalty record contributes: whether it was transferred, and whether that was due.
import type { IndicatorId } from '../definitions.ts'
import type { Contribution } from './contribution.ts'
import { monthOfDay } from './life.ts'

/** A penalty case as screening and its outcome leave it. */
export interface PenaltyMeasure {
  readonly id: string
  /** Withdrawn records count nowhere. */
  readonly live: boolean
  readonly agencyId: string | null
  readonly regionCode: string | null
  readonly domain: string | null
  /** Local day of the decision; without one, the day its origin counts it under. */
  readonly day: string
  /** Hit by screening, or declared as suspected crime. */
  readonly hit: boolean
  /** By the record or here. */
  readonly transferred: boolean
  /** Transferred here after the penalty, though the record did not say so, and filed. */
  readonly missed: boolean
}

export function contributionsOfPenalty(measure: PenaltyMeasure): Contribution[] {
  if (!measure.live) return []
  const made = (indicator: IndicatorId, n: boolean): Contribution => ({
    ...{
      indicator,
      instance: '',
      month: monthOfDay(measure.day),
      n: Number(n),
      d: 1,
      personsN: 0,
      personsD: 0,
      kind: '',
    },
    agencyIds: measure.agencyId === null ? [] : [measure.agencyId],
  })
  const share = made('transfer_share', measure.transferred)
  if (!measure.hit) return [share]
  return [
    share,
    made('transfer_rate', measure.transferred),
    made('should_transfer_missed', measure.missed),
    made('penalty_substitution', !measure.transferred),
  ]
}
