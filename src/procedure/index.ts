// The door of the law: pure, no database, no HTTP, no clock of the machine.

export type { Facts, Gate, Granted, StepRequest } from './asking.ts'
export * from './available.ts'
export { expiry, gatewayId, recounting } from './by-itself.ts'
export * from './calendar.ts'
export {
  applies,
  type CaseFact,
  type ChecklistRow,
  type ChecklistStage,
  checklistRows,
  evaluate,
  facts as checklistFacts,
  factsOfCase,
  factsOfLetter,
  type LetterFacts,
  type StageResult,
  stages as checklistStages,
} from './checklists/index.ts'
export * from './citation.ts'
export * from './clock.ts'
export { decide } from './decide.ts'
export * from './describe.ts'
export * from './divide.ts'
export * from './evolve.ts'
export { itemsListed, itemsMoved, Ledger, type ListedItem, ledgerOf } from './ledger.ts'
export * from './markdown.ts'
export { quantityOf, quantityText } from './quantities.ts'
export * from './rule-sets.ts'
export { requiredMaterials } from './rules/conditions.ts'
export { firstStage, type OptIns, stagesOf, waitingClocks } from './stages.ts'
export * from './state.ts'
export * from './table.ts'
export * from './views.ts'
