// What is judged beside the thresholds: downgraded handling and the kind of procedure.
import type { PenaltyRecord } from '../../../schemas/index.ts'
import { downgradedBits, type Screened, type SubjectHistory, type Triage, triage } from '../../screening/index.ts'
import type { Subject } from './draw.ts'
import { type History, repeatedMonths } from './history.ts'

/**
 * Flags that are told of by themselves: that a case was discussed or something was appraised (bits 2 and 3) belongs to many
 * an ordinary one. The indexes of the lists have the same figure.
 */
export const notableFlags = 4_083

/** Without a number to be found by, nothing is known of what came before. */
export const earlierOf = (subject: Subject, history: History): SubjectHistory | null =>
  subject.identities.length === 0 ? null : { earlier: history.earlier, months: repeatedMonths }

/** Bits 0–5 as the flags stand in order; 6–11 where the agency's declaration disagrees. */
export const downgradedOf = (
  record: PenaltyRecord,
  screened: readonly Screened[],
  subject: Subject,
  history: History,
): number => downgradedBits(record, screened, earlierOf(subject, history))

export const triageOf = (record: PenaltyRecord, screened: readonly Screened[]): Triage | null =>
  triage(record, screened)
