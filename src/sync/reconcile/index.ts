// The door of the reconciliation: both sides of a source or a sink, compared, repaired and signed for.
export { lookForAbsence } from './absence.ts'
export {
  type DayShown,
  type DifferenceKept,
  daysOf,
  differencesOf,
  lastReconciliations,
  listReconciliations,
  type Reconciliation,
  type ReconciliationState,
  scheduledSince,
  showReconciliation,
} from './keep.ts'
export {
  daysMax,
  lastDays,
  type PartnerNamed,
  partnersNamed,
  partnersOf,
  type Reconciliations,
  reconcileNamed,
} from './room.ts'
export { type Asked, type ReconcileDeps, ReconciliationUnderWay, reconcile } from './run.ts'
export type { Difference, DifferenceKind, Partner } from './sides.ts'
export { type SinkSideDeps, sinkPartner } from './sink-side.ts'
export { NotComparable, sourcePartner } from './source-side.ts'
export { listDigest, statementType } from './statement.ts'
