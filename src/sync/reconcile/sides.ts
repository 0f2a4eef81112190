// The two sides of an exchange, as reconciliation sees them: what we hold, what the other side says that it holds, how
// things under way are brought home before anything is judged, and how a difference is repaired.
import type { DayFigures, Holdings, KeyDigest } from '../sinks/holdings.ts'

export type DifferenceKind = 'missing' | 'surplus' | 'different'

/** `missing` 漏, `surplus` 多, `different` 不一致, each on the side that receives: ours for a source, theirs for a sink. */
export interface Difference {
  readonly day: string
  readonly key: string
  readonly kind: DifferenceKind
  readonly ours: string | null
  readonly theirs: string | null
}

/** What became of one difference that was to be repaired; keys that are not named stay as they are. */
export interface RepairOutcome {
  readonly day: string
  readonly key: string
  /** Why nothing could be done. */
  readonly detail: string
}

export interface OwnKey extends KeyDigest {
  /** On its way, or given up by people: no difference, whatever the other side says. */
  readonly underWay?: true
}

export interface Ours {
  figures(from: string, to: string, signal: AbortSignal): Promise<readonly DayFigures[]>
  keys(day: string, signal: AbortSignal): Promise<readonly OwnKey[]>
}

/** A source or a sink that can be compared. */
export interface Partner {
  readonly kind: 'source' | 'sink'
  readonly id: string
  readonly name: string
  readonly agencyId: string | null
  readonly ours: Ours
  readonly theirs: Holdings
  /** Brings home what is under way by the ordinary road: a pull, or waiting for the queue. */
  settle(signal: AbortSignal): Promise<void>
  /** Repairs what it can; the day is compared again afterwards. */
  repair(differences: readonly Difference[], signal: AbortSignal): Promise<readonly RepairOutcome[]>
}

export type { DayFigures, Holdings, KeyDigest }
