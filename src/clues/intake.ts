// Clues from a spreadsheet: read, held against the contract row by row, and taken in batches. A row that was taken before is
// left as it is, so that the same file may be sent again after whatever went wrong.
import { hash } from 'node:crypto'
import { run } from '../../db/index.ts'
import type { ClueContent } from '../../schemas/index.ts'
import { gatesRefusal, Refusal, uuidv7, type Verdict } from '../kernel/index.ts'
import { columnName, readSheet, type Sheet, type SheetRow, Unreadable } from '../spreadsheets/index.ts'
import { type CellFault, type Headings, headingOf, headingsOf } from './intake-columns.ts'
import { clueOfRow } from './intake-row.ts'
import { basis } from './lifecycle.ts'
import type { Caller, Clues } from './room.ts'
import { actorRow, hex, type Officers, officerRows } from './rows.ts'
import { contentHash, located, numberKey, takeRow, untimely, writeTaken } from './take.ts'

/** Rows of clues in one file. */
const cluesMax = 5_000
/** 5,000 rows of a hotline with half a page each stay below it. */
export const sheetBytesMax = 10 * 1024 * 1024
const unpackedBytesMax = 64 * 1024 * 1024
/** Rows in one statement; between two of them other requests have their turn. */
const batchRows = 250

export interface RowResult {
  readonly row: number
  outcome: 'created' | 'unchanged' | 'refused'
  id?: string
  faults?: readonly CellFault[]
}

export interface Intake {
  readonly sheet: string
  readonly created: number
  readonly unchanged: number
  readonly refused: number
  readonly rows: readonly RowResult[]
}

/** A row that may be taken. */
interface Candidate {
  readonly result: RowResult
  readonly content: ClueContent
  readonly key: string
  readonly numberCell: string
}

/** Takes a spreadsheet in. Refusals: invalid_fields (the cell is its pointer), officer_not_certified, client_disabled. */
export async function intake(
  clues: Clues,
  caller: Caller,
  officer: Officers[number],
  file: { readonly raw: Buffer; readonly signature?: string },
): Promise<Intake | Refusal> {
  const sheet = await readInTurn(clues, file.raw)
  if (sheet instanceof Refusal) return sheet
  const { headings, name, rows } = sheet
  const nowMs = clues.now()
  const noted = await note(clues, caller, officer, file, nowMs)
  if (noted instanceof Refusal) return noted
  const results: RowResult[] = []
  /** What this file itself says twice. */
  const firsts = new Map<string, Candidate>()
  const repetitions: { readonly candidate: Candidate; readonly of: Candidate }[] = []
  for (let at = 0; at < rows.length; at += batchRows) {
    const batch: Candidate[] = []
    for (const row of rows.slice(at, at + batchRows)) {
      const { result, candidate } = candidateOf(row, headings, caller, nowMs)
      results.push(result)
      if (candidate === undefined) continue
      const first = firsts.get(candidate.key)
      if (first) repetitions.push({ candidate, of: first })
      else {
        firsts.set(candidate.key, candidate)
        batch.push(candidate)
      }
    }
    const refusal = await takeBatch(clues, caller, officer, noted, nowMs, batch)
    if (refusal !== null) return refusal
  }
  for (const { candidate, of } of repetitions) repeatWithin(candidate, of)
  const count = (outcome: RowResult['outcome']) => results.filter((r) => r.outcome === outcome).length
  return {
    sheet: name,
    created: count('created'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    rows: results,
  }
}

/** One spreadsheet after the other: each may unfold to tens of megabytes. */
function readInTurn(clues: Clues, raw: Buffer): Promise<(Sheet & { headings: Headings }) | Refusal> {
  const read = async () => {
    try {
      const { name, rows } = await readSheet(raw, { rows: cluesMax + 1, unpackedBytes: unpackedBytesMax })
      const [heading, ...rest] = rows
      return { name, headings: headingsOf(heading), rows: rest }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      const pointer = error.cell === undefined ? '' : `/${error.cell}`
      return new Refusal('invalid_fields', error.message, { errors: [{ pointer, detail: error.message }] })
    }
  }
  const mine = clues.reading.last.then(read, read)
  clues.reading.last = mine.catch(() => {})
  return mine
}

/** Notes the file; its id. */
async function note(
  clues: Clues,
  caller: Caller,
  officer: Officers[number],
  file: { readonly raw: Buffer; readonly signature?: string },
  nowMs: number,
): Promise<string | Refusal> {
  const id = uuidv7()
  const row = {
    ord: 0,
    ...actorRow(caller, [officer], id, nowMs, file),
    sha256: hex(hash('sha256', file.raw, 'buffer')),
  }
  const [verdict] = await run<Verdict>(clues.pool, clues.statements.intake, [
    JSON.stringify([row]),
    officerRows(caller, [officer], nowMs),
  ])
  if (verdict === undefined) throw new Error('the statement gave no verdict')
  return gatesRefusal(verdict, basis, '') ?? id
}

function candidateOf(row: SheetRow, headings: Headings, caller: Caller, nowMs: number) {
  const result: RowResult = { row: row.row, outcome: 'refused' }
  const made = clueOfRow(row, headings)
  const cellOf = (field: 'number' | 'receivedAt') => {
    const [at = 0] = [...headings].find(([, f]) => f === field) ?? []
    return `${columnName(at)}${row.row}`
  }
  if (Array.isArray(made)) {
    result.faults = made
    return { result }
  }
  const content = located(made, caller)
  const late = untimely(content, nowMs)
  if (late !== null) {
    result.faults = [{ column: headingOf('receivedAt'), cell: cellOf('receivedAt'), detail: late }]
    return { result }
  }
  // Without a number a clue is known by what it says.
  const key = content.number === undefined ? `c:${contentHash(content).toString('hex')}` : numberKey(content.number)
  return { result, candidate: { result, content, key, numberCell: cellOf('number') } }
}

async function takeBatch(
  clues: Clues,
  caller: Caller,
  officer: Officers[number],
  intakeId: string,
  nowMs: number,
  batch: readonly Candidate[],
): Promise<Refusal | null> {
  if (batch.length === 0) return null
  const rows = batch.map(({ content, key }) => takeRow(caller, [officer], content, nowMs, { intakeId, intakeKey: key }))
  for (const verdict of await writeTaken(clues, caller, [officer], nowMs, rows)) {
    const refusal = gatesRefusal(verdict, basis, '')
    if (refusal !== null) return refusal
    const candidate = batch[verdict.ord] as Candidate
    const id = verdict.known_id ?? rows[verdict.ord]?.id
    if (id !== undefined) candidate.result.id = id
    candidate.result.outcome = verdict.done ? 'created' : verdict.same === true ? 'unchanged' : 'refused'
    if (candidate.result.outcome === 'refused')
      candidate.result.faults = [otherContent(candidate, 'your agency has taken another clue under this number')]
  }
  return null
}

const otherContent = ({ numberCell }: Candidate, detail: string): CellFault => ({
  column: headingOf('number'),
  cell: numberCell,
  detail,
})

/** A row that says again what an earlier one of the same file said, or says otherwise under its number. */
function repeatWithin({ result, content, numberCell, ...rest }: Candidate, of: Candidate): void {
  if (of.result.id !== undefined) result.id = of.result.id
  const same = contentHash(content).equals(contentHash(of.content))
  if (same && of.result.outcome !== 'refused') result.outcome = 'unchanged'
  else {
    const candidate = { result, content, numberCell, ...rest }
    result.faults = same
      ? (of.result.faults ?? [])
      : [otherContent(candidate, `row ${of.result.row} says something else under this number`)]
  }
}
