// The door of the coverage: which organs should be connected, which are, which enter and which are silent.
export { type CoverageState, coverageStates, enteringDays } from './kinds.ts'
export { type CoverageDeps, lookAtRoster } from './look.ts'
export {
  type CoverageFigures,
  type CoverageFilter,
  type CoverageOrgan,
  coverageFigures,
  listCoverage,
  notConnected,
} from './read.ts'
export { enterRoster, keepOnly, type RosterEntry, type RosterFault, rosterEntry } from './roster.ts'
