// The indicators' door: what is counted, kept by increments, read as figures, drilled down, and frozen as signed statements.
export { agencyScope, everywhere, regionScope, regionScopes } from './cells.ts'
export { contributionsOf } from './contributions/index.ts'
export {
  definitionOf,
  type Indicator,
  type IndicatorId,
  indicatorIds,
  indicatorRules,
  isIndicator,
} from './definitions.ts'
export { describeIndicators } from './describe.ts'
export { type Behind, casesBehind, type DrillAsked, type Which } from './drill.ts'
export {
  type Dashboard,
  type Dimension,
  dashboard,
  dimensions,
  type Figure,
  figures,
  type IndicatorsAsked,
  lastMonths,
  monthNumber,
  monthText,
  type Ratio,
} from './figures.ts'
export { type Feed, followIndicators, type Place } from './follow.ts'
export { type Recount, type RecountHow, recount } from './recount.ts'
export type { IndicatorsRoom } from './room.ts'
export { removeReport, reportsMax, type SavedReport, savedReport, savedReports, saveReport } from './saved-reports.ts'
export { mayRead, organsOf, ownScope, type Reader } from './sight.ts'
export {
  freeze,
  type IndicatorStatement,
  indicatorStatementType,
  NoPosition,
  type StatementsRoom,
  type StatementVerified,
  statementOf,
  statementsOf,
  verifyStatement,
} from './statements.ts'
