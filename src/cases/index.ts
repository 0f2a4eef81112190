// The door of the cases: act, check, and see.
export { type Acted, Acts, notFound } from './act.ts'
export type { CasesDeps } from './deps.ts'
export type { Said } from './prepare.ts'
export { eventsOf, list, type ListFilter, type ReceiptRow, receiptsOf, show, sight } from './read.ts'
export { receiptType } from './receipt.ts'
export { eventView } from './timeline.ts'
export { type CaseFault, verifyCases } from './verify.ts'
export { agencyView, clockView, lightOf, ruleSetOf, schemaName } from './view.ts'
