// The door of the reader of spreadsheets: cells as somebody typed them, from a file that nobody vouches for. It knows
// nothing of what the columns mean.
export { type Limits, readSheet, type Sheet } from './workbook.ts'
export { type Cell, columnName, type SheetRow } from './worksheet.ts'
export { Unreadable } from './xml.ts'
