// One row of a spreadsheet as a clue, or everything that keeps it from being one, cell by cell.
import { type ClueContent, clueContent } from '../../schemas/index.ts'
import { type Cell, columnName, type SheetRow } from '../spreadsheets/index.ts'
import { type CellFault, type Field, type Headings, headingOf, textOf } from './intake-columns.ts'
import { momentOfDays, momentOfText } from './intake-moment.ts'
import { domainOf, sourceOf } from './intake-words.ts'

const emptyNeeded: readonly Field[] = ['source', 'receivedAt', 'facts']
/** How reporters who gave no name are written. */
const anonymous = /^(匿名|无|不详|未留名|\/|-)$/

/** Where the contract's fields stand in the table. */
const fieldOf: Readonly<Record<string, Field>> = {
  number: 'number',
  source: 'source',
  sourceDetail: 'source',
  receivedAt: 'receivedAt',
  'subject/name': 'subject',
  'subject/uscc': 'uscc',
  'reporter/name': 'reporter',
  'reporter/phone': 'phone',
  facts: 'facts',
  domain: 'domain',
  regionCode: 'regionCode',
}

export function clueOfRow(row: SheetRow, headings: Headings): ClueContent | CellFault[] {
  const faults: CellFault[] = []
  const texts = new Map<Field, string>()
  const places = new Map([...headings].map(([at, field]) => [field, at]))
  const fault = (field: Field, detail: string) =>
    faults.push({ column: headingOf(field), cell: `${columnName(places.get(field) ?? 0)}${row.row}`, detail })
  for (const [at, cell] of row.cells) {
    const field = headings.get(at)
    if (field === undefined) {
      const column = columnName(at)
      faults.push({ column, cell: `${column}${row.row}`, detail: 'there is no heading above this cell' })
      continue
    }
    const said = field === 'receivedAt' ? momentOf(cell) : textOf(cell)
    if (typeof said === 'string') fault(field, said)
    else texts.set(field, said.text)
  }
  const blamed = (field: Field) => faults.some((f) => f.column === headingOf(field))
  for (const field of emptyNeeded) if (!texts.has(field) && !blamed(field)) fault(field, 'nothing stands here')
  const parsed = clueContent.safeParse(contentOf(texts, fault, blamed))
  if (parsed.success && faults.length === 0) return parsed.data
  // What is wrong with a cell is said once; the rest of the row is held against the contract all the same.
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = fieldOf[path.join('/')] ?? 'facts'
    if (!blamed(field)) fault(field, message)
  }
  // From left to right; all are of one row, so `AA7` is longer than `Z7`.
  return faults.sort((a, b) => a.cell.length - b.cell.length || (a.cell < b.cell ? -1 : 1))
}

function momentOf(cell: Cell): { text: string } | string {
  const wrong = 'no date or time; write it as 2026-11-20 09:30'
  if (cell.kind === 'number' && !/^\d{8}$/.test(cell.text)) return wrong
  if (cell.kind === 'moment' || cell.kind === 'text' || cell.kind === 'number') {
    const text = cell.kind === 'moment' ? momentOfDays(cell.days) : momentOfText(cell.text)
    return text === null ? wrong : { text }
  }
  return textOf(cell)
}

function contentOf(
  texts: ReadonlyMap<Field, string>,
  fault: (field: Field, detail: string) => void,
  blamed: (field: Field) => boolean,
) {
  const get = (field: Field) => texts.get(field)
  const word = <Meant extends object>(field: Field, meaning: (text: string) => Meant | string) => {
    const text = get(field)
    if (text === undefined) return undefined
    const meant = meaning(text)
    if (typeof meant !== 'string') return meant
    fault(field, meant)
    return undefined
  }
  const [name, uscc, phone] = [get('subject'), get('uscc')?.toUpperCase(), get('phone')]
  if (uscc !== undefined && name === undefined && !blamed('subject'))
    fault('uscc', 'a code without the name of whose it is')
  const reporter = anonymous.test(get('reporter') ?? '') ? undefined : get('reporter')
  return {
    ...(texts.has('number') && { number: get('number') }),
    ...word('source', sourceOf),
    receivedAt: get('receivedAt'),
    ...(name !== undefined && { subject: { name, ...(uscc !== undefined && { kind: 'unit', uscc }) } }),
    ...((reporter !== undefined || phone !== undefined) && {
      reporter: { ...(reporter !== undefined && { name: reporter }), ...(phone !== undefined && { phone }) },
    }),
    facts: get('facts'),
    ...word('domain', domainOf),
    ...(texts.has('regionCode') && { regionCode: get('regionCode') }),
  }
}
