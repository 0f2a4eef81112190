// The door of the filing thresholds: facts in, hits, unknowns and near misses out, each with its rule and the facts that
// made it. Pure: it knows no store, no clock and no record, only facts.

export { articlesOf, type CitedArticle } from './articles.ts'
export { type HeldFine, heldFine } from './below-minimum.ts'
export {
  type Cluster,
  type ClusterMember,
  type ClusterOptions,
  clustersOf,
  crowdedMarks,
  type MarkKind,
} from './clusters.ts'
export {
  downgraded,
  downgradedBits,
  type Flag,
  type FlagName,
  flagNames,
  flagTitles,
  type SubjectHistory,
} from './downgraded.ts'
export { type Drawn, factsOf, type Stated, type Withheld } from './drawn.ts'
export { type Fact, type FactName, type FactOrigin, factNames, facts, type Unit } from './facts.ts'
export { type Known, RuleFault } from './interval.ts'
export { grounds as leniencyGroundsOfLaw, heldAgainst, type Leniency, leniencyOf, type Measured } from './leniency.ts'
export { mapping, type Row as MappingRow } from './mapping.ts'
export { type ProposedFact, proposedFacts } from './proposed.ts'
export { emptyRow, type FactValue, type FactValues, fill, forget, isKnown } from './row.ts'
export { expressionOf, offByDefault, type Rule } from './rule.ts'
export { rules } from './rules.ts'
export { type Asked, type RuleSet, ruleSetOf, type Screened, screen, type Verdict } from './screen.ts'
export { factsNamed, type Told, toldOf } from './told.ts'
export { type Reason, type Triage, type TriageReason, triage } from './triage.ts'
