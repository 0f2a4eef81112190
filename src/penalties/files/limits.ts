// What a file of records may be at most; each number carries its why.

/** A record of a decision with its facts in full has tens of kilobytes. */
export const lineBytesMax = 1024 * 1024
/** An export of a platform has a few hundred columns at the very most. */
export const columnsMax = 512
/** Spreadsheets hold 1,048,576 rows and are read whole: what is larger comes as CSV or NDJSON. */
export const sheetRowsMax = 100_000
export const sheetBytesMax = 256 * 1024 * 1024
/** The packed file, which is held in memory. */
export const sheetFileBytesMax = 64 * 1024 * 1024

export type Row = { readonly line: number; readonly raw: unknown } | { readonly line: number; readonly fault: string }

/** The file cannot be read as what it is said to be; nothing of it was given out, or no more can be. */
export class FileFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FileFault'
  }
}
