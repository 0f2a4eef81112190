// Screening as it is kept: a queue of ids, a follower, results with what made them, marks, and what people put in.
export { type BacktestDifference, type BacktestOptions, type BacktestSummary, backtest } from './backtest.ts'
export { forgetScreened, type ScreenedBatch, type ScreeningChange, screenedAfter, screeningChanges } from './changes.ts'
export { type Explained, explainScreening } from './explain.ts'
export { type FactSaid, type Saying, sayFact } from './facts.ts'
export { penaltiesOfParty } from './find.ts'
export { type FollowOptions, followScreening } from './follow.ts'
export type { Hit, KeptFact, KeptVerdict } from './judge.ts'
export { declaredRule } from './judge.ts'
export { type Kept as KeptScreening, type PenaltyStanding, penaltyStandings, screeningOf } from './kept.ts'
export { listScreened, type ScreenedFilter, type ScreenedItem } from './list.ts'
export { type MarksKey, marksKeyOf } from './marks.ts'
export { type PenaltyMeasured, penaltyMeasures, penaltyMeasuresAfter } from './measures.ts'
export { enteredHere, membersAround } from './members.ts'
export { enqueueRules, type QueueReason, type ScreeningLag, screeningLag } from './queue.ts'
export type { ScreeningRoom } from './room.ts'
export {
  enterParameter,
  lawOf,
  type Parameter,
  type ParameterEntered,
  type ParameterRow,
  parametersEntered,
  type Switch,
  switchRule,
} from './rule-sets.ts'
export { windows } from './windows.ts'
