// The door of the cases: act, check, and see.
export { type Acted, Acts, notFound } from './act.ts'
export {
  type ClockFilter,
  casesToRecount,
  casesWithExpired,
  clockStates,
  clocks,
  parseClockCursor,
} from './clocks.ts'
export type { CasesDeps } from './deps.ts'
export { forgetAnswers } from './forget.ts'
export { hasPart } from './gather.ts'
export type { Said } from './prepare.ts'
export { type ListFilter, list, receiptsOf, seizedItems, show, sight, timeline } from './read.ts'
export { type ReceiptRow, receiptType } from './receipt.ts'
export { type CaseFault, verifyCases } from './verify.ts'
export { agencyView, clockView, lightOf, ruleSetOf, schemaName } from './view.ts'
