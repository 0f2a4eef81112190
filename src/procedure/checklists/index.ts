// Which papers each stage of a case asks for, as dated, cited rows, and a case held against them. One copy: the condition
// of the transfer, the dry run and the lists that partners fetch all read these.
export { factsOfCase, factsOfLetter, type LetterFacts } from './case-facts.ts'
export {
  applies,
  checklistRows,
  evaluate,
  type Held,
  type Present,
  type Required,
  type StageResult,
  satisfies,
} from './evaluate.ts'
export { basisText, type CaseFact, type ChecklistRow, type ChecklistStage, facts, stages } from './row.ts'
