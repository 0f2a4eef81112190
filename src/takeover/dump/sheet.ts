// The spreadsheet that the older platform takes cases in with: one row a case that was only received, its parties and units
// in one cell each, as `name:number` with commas between.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { FileFault, type Row, readFile } from '../../penalties/index.ts'
import { legacyTable } from '../tables.ts'
import { type Dump, DumpFault, type DumpTable } from './dump.ts'

const columns: Readonly<Record<string, string>> = {
  案件编号: 'CASE_NO',
  案件名称: 'CASE_NAME',
  案件来源: 'RECORD_SRC',
  案发区域: 'ANFA_ADDRESS',
  案发时间: 'ANFA_TIME',
  违法事实: 'CASE_DETAIL_NAME',
  承办人: 'UNDERTAKER',
  承办时间: 'UNDERTAKER_TIME',
  承办意见: 'UNDERTAKER_SUGGEST',
}
const persons = '当事人信息'
const units = '企业信息'

type Cells = Readonly<Record<string, string>>

export async function openSheet(path: string): Promise<Dump> {
  const rows: Row[] = []
  try {
    for await (const row of readFile(createReadStream(path), { format: 'xlsx' })) rows.push(row)
  } catch (error) {
    if (error instanceof FileFault) throw new DumpFault(error.message)
    throw error
  }
  const cells = rows.find((row) => 'raw' in row) as { raw: Cells } | undefined
  if (cells !== undefined && !('案件编号' in cells.raw))
    throw new DumpFault('The spreadsheet has no column 案件编号: it is not the form for cases that were received.')
  const foreign = Object.keys(cells?.raw ?? {}).filter(
    (name) => columns[name] === undefined && name !== persons && name !== units,
  )
  const one = (name: string, made: (cells: Cells) => Cells[]): DumpTable => ({
    table: legacyTable.get(name) as DumpTable['table'],
    name,
    async *rows() {
      for (const row of rows) {
        if ('fault' in row) {
          if (name === 'CASE_BASIC') yield row
          continue
        }
        for (const raw of made(row.raw as Cells)) yield { line: row.line, raw }
      }
    },
  })
  const { size, mtimeMs } = await stat(path)
  return {
    form: 'sheet',
    whole: false,
    described: `${path} ${size} ${Math.floor(mtimeMs)}`,
    tables: [
      one('CASE_BASIC', (cells) => [
        {
          CASE_ID: cells.案件编号 ?? '',
          CASE_STATE: '0',
          ...Object.fromEntries(Object.entries(columns).map(([theirs, ours]) => [ours, cells[theirs] ?? ''])),
          ...Object.fromEntries(foreign.map((name) => [name, cells[name] ?? ''])),
        },
      ]),
      one('CASE_PARTY', (cells) =>
        listed(cells[persons]).map(({ name, number }, i) => ({
          ...{ PARTY_ID: `${cells.案件编号}-${i + 1}`, CASE_ID: cells.案件编号 ?? '', NAME: name, IDS_NO: number },
        })),
      ),
      one('CASE_COMPANY', (cells) =>
        listed(cells[units]).map(({ name, number }, i) => ({
          ...{ COMPANY_ID: `${cells.案件编号}-${i + 1}`, CASE_ID: cells.案件编号 ?? '', NAME: name },
          ...{ REGISTRACTION_NUM: number },
        })),
      ),
    ],
    foreign: [],
    losses: ['The spreadsheet holds cases as they were received and nothing of what became of them.'],
    deleted: [],
    claims: {},
    prefix: '',
    close: async () => {},
  }
}

/** `name:number,name:number`, in half or full width. */
function listed(cell = ''): { name: string; number: string }[] {
  return cell
    .split(/[,，;；、\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', number = ''] = one.split(/[:：]/)
      return { name: name.trim(), number: number.trim() }
    })
}
