// The door of the letters: statutory documents composed from a case's facts, drawn as DOCX or HTML, numbered, checked.
export { lettersBrought } from './catalogue.ts'
export { checkUrl, codeOf, codeText, codeTyped } from './check-code.ts'
export { type Composed, compose, fieldsOf, type MissingFact } from './compose.ts'
export { docxOf, docxType } from './docx.ts'
export type { LetterEntry, LetterFacts, LetterMarks, LetterOfficer, LetterOrgan, LetterPerson } from './facts.ts'
export { blank, type Form } from './form.ts'
export { allLetters, formOf, ownForms, titleOf } from './forms/index.ts'
export { escapedHtml, htmlOf, htmlPolicy } from './html.ts'
export { type Issued, type Issuing, issuedByCode, issuedOf, issuePart, letterColumns } from './issues.ts'
export { allot, attemptOver, type LetterKey, schemeFor } from './numbers.ts'
export {
  everyLetter,
  redHeadOf,
  removeScheme,
  type Scheme,
  schemeFault,
  schemesOf,
  setRedHead,
  setScheme,
} from './schemes.ts'
export { type Block, type Column, linesOf, type Sheet } from './sheet.ts'
export {
  checkTemplate,
  fillTemplate,
  removeTemplate,
  setTemplate,
  TemplateFault,
  templateBytesMax,
  templateOf,
  templatesOf,
} from './templates.ts'
export { type UrgingFacts, urgingSheet, urgingTitle } from './urging.ts'
export {
  type CellKind,
  type CellValue,
  type WorkbookColumn,
  type WorkbookFront,
  type WorkbookTable,
  workbookOf,
  xlsxType,
} from './workbook.ts'
