// The door of the take-over: years of cases from the platform that a city already has, and the proof that none was lost.
export { type CountedLine, compare, type Figures } from './compare.ts'
export { type Dump, DumpFault, type Opening, openDump } from './dump/index.ts'
export { dutiesOfCase, type ImportedDuty } from './duties.ts'
export { proposedMapping } from './propose.ts'
export { takeoverStatementType } from './report.ts'
export { type TakeoverPlan, TakeoverRefused, type TakeoverRoom } from './room.ts'
export { type TakeoverResult, takeOver } from './run.ts'
export { selectList } from './tables.ts'
