// The door of the cases: act, check, and see.
export { Acts } from './act.ts'
export type { Acted } from './acted.ts'
export { type CaseForBundle, caseForBundle, type EntryOutline, entryBytes, entryOutlines } from './bundle.ts'
export { checklistOf } from './checklist.ts'
export { type ClockFigures, clockFigures } from './clock-figures.ts'
export {
  type ClockFilter,
  casesToRecount,
  casesWithExpired,
  clockStates,
  clocks,
  parseClockCursor,
} from './clocks.ts'
export { CopyFault, type TravellingEntry, takeEntries } from './copy.ts'
export type { CasesDeps } from './deps.ts'
export {
  type ActRequest,
  requestsQueued,
  requestsWaiting,
  settleRequest,
  unsentRequests,
} from './elsewhere.ts'
export type { Entered, Entering } from './enter.ts'
export { type EntrySeen, entriesSeen } from './entries-seen.ts'
export { type CaseAsked, caseIdsAfter, eventsOfMany } from './events-of-many.ts'
export { type FollowDeps, followDesks, keepDesks, remakeDesks } from './follow.ts'
export { type Foreseen, foresee } from './foresee.ts'
export { forgetAnswers } from './forget.ts'
export { hasPart } from './gather.ts'
export {
  caseStands,
  type ImportedCase,
  type ImportedMaterial,
  type ImportOutcome,
  importCases,
  importedEntries,
  type SaltOf,
} from './import.ts'
export { handoverList, handoverLists } from './items-lists.ts'
export { type ItemFilter, itemHistory, itemsBalance, itemsPage } from './items-read.ts'
export { type CaseForLetters, caseForLetters, letterFacts, lettersSeen } from './letter-facts.ts'
export { type LightChange, sweepClocks } from './lights.ts'
export { type ActOfRequest, actsOfRequest } from './of-request.ts'
export { type CaseOutline, outlinesOf } from './outlines.ts'
export { type TransferMember, type TransferPopulation, transferPopulation } from './population.ts'
export type { Said } from './prepare.ts'
export {
  type ListFilter,
  list,
  partsIn,
  receiptsOf,
  show,
  sight,
  type TimelineAsked,
  timeline,
} from './read.ts'
export { manifestDigest, type ReceiptRow, receiptType } from './receipt.ts'
export { type CaseFound, casesNumbered, type MatchKind, matchKinds, searchCases } from './search.ts'
export { type CaseStanding, standings } from './standings.ts'
export { lastCasesAt, type TransferCount, type TransfersAsked, transferCounts } from './theme.ts'
export { actorsOf, type CaseInShort, inShort } from './told.ts'
export { changeHome, homeOf, type Journey, journeyOf } from './travel.ts'
export { type Urgency, urgencies } from './urgency.ts'
export { notFound } from './verdict.ts'
export { type CaseFault, verifyCases } from './verify.ts'
export { agencyView, clockView, lightOf, ruleSetOf, schemaName } from './view.ts'
export {
  parseWorkCursor,
  type WorkAsked,
  type WorkItem,
  work,
} from './work.ts'
export { actsOfOfficer, closedCases } from './work-done.ts'
export type { WorkAbout, WorkStep } from './work-words.ts'
