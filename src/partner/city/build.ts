// An invented city as a dump: a file a table, and beside it what an honest import must find. Written as a stream, so that a
// hundred thousand cases need no more memory than ten; the same seed and day give the same bytes.

import { once } from 'node:events'
import { createWriteStream, mkdirSync, type WriteStream, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dice } from '../dice.ts'
import { CaseFile, localTime } from './case-file.ts'
import { type Faults, lateChanges, soil } from './dirt.ts'
import { live } from './lives.ts'
import { CityRegistry } from './registry.ts'
import { type CityRow, type CityTable, cityTables } from './tables.ts'

export interface CityPlan {
  readonly out: string
  readonly cases: number
  readonly seed: number
  /** Steps that a case has on the average, about. */
  readonly steps: number
  /** Share of the cases with a fault; 0 for none. */
  readonly dirt: number
  /** 2: the same city three weeks later. */
  readonly day: 1 | 2
  readonly format: 'csv' | 'ndjson'
  /** Where the files go that the attachments name; without it none are made. */
  readonly files?: string | undefined
  readonly progress?: (cases: number) => void
}

export interface CityTruth {
  readonly cases: number
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>
  /** Of PENALTY_CASE_FORM.FINE_AMOUNT, in fen. */
  readonly fineFen: number
  readonly kinds: Readonly<Record<string, number>>
  /** Differences by kind that an import must report. */
  readonly differences: Readonly<Faults>
  /** Cases that are still running, with somebody whose turn it is. */
  readonly waiting: number
  /** Attachments whose file is not there. */
  readonly absent: number
}

const begun = Date.parse('2016-03-01T09:00:00+08:00')
const cut = { 1: Date.parse('2026-10-31T18:00:00+08:00'), 2: Date.parse('2026-11-21T18:00:00+08:00') } as const

export async function buildCity(plan: CityPlan): Promise<CityTruth> {
  mkdirSync(plan.out, { recursive: true })
  const city = new CityRegistry()
  const files = new Tables(plan.out, plan.format)
  const faults: Faults = {}
  const kinds: Record<string, number> = { penalty: 0, transfer: 0, duty_clue: 0 }
  let [cases, waiting, absent, fineFen] = [0, 0, 0, 0]
  city.write((table, row) => files.write(table, row))
  // On the second day there is a little more than on the first, in the same order.
  const pace = (cut[1] - begun) / plan.cases
  for (let n = 1; ; n++) {
    const at = begun + Math.floor(n * pace)
    if (at > cut[plan.day]) break
    const file = new CaseFile(n, at, cut[plan.day], dice((plan.seed * 1_000_003 + n * 2_654_435_761) >>> 0))
    live(file, city, plan.steps)
    soil(file, plan.dirt, faults)
    if (plan.day === 2) {
      const { retyped, gone } = lateChanges(file)
      if (retyped) faults.row_changed = (faults.row_changed ?? 0) + 1
      if (gone) faults.row_vanished = (faults.row_vanished ?? 0) + 1
    }
    for (const { table, row } of file.rows) {
      files.write(table, row)
      if (table === 'PENALTY_CASE_FORM') fineFen += Math.round(Number(row.FINE_AMOUNT) * 100)
      if (table === 'CASE_ATTACHMENT' && plan.files !== undefined && !attachment(plan.files, row)) absent += 1
    }
    cases += 1
    kinds[file.kind] = (kinds[file.kind] ?? 0) + 1
    if (file.waiting !== undefined) waiting += 1
    if (n % 50 === 0) clue(files, city, plan.seed, n, at)
    if (n % 1_000 === 0) {
      await files.drained()
      plan.progress?.(n)
    }
  }
  const tables = await files.close()
  const truth = { cases, tables, fineFen, kinds, differences: faults, waiting, absent }
  const kept = { 'truth.json': truth, 'mapping.json': city.mapping(), 'mapping-incomplete.json': city.mapping(true) }
  for (const [name, content] of Object.entries(kept))
    writeFileSync(join(plan.out, name), `${JSON.stringify(content, null, 1)}\n`)
  return truth
}

/** Whether the file is there: one of fifty is listed and absent. */
function attachment(directory: string, row: CityRow): boolean {
  const id = Number(row.ID)
  if ((id + Number(row.CASE_ID)) % 50 === 0) return false
  const path = join(directory, ...String(row.ATTACHMENT_PATH).split(/[\\/]/).filter(Boolean))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `虚构附件 ${id}\n`)
  return true
}

function clue(files: Tables, city: CityRegistry, seed: number, n: number, at: number): void {
  const from = city.organ('450500J')
  const to = city.organs[n % 8]
  const time = localTime(at)
  files.write('CLUE_INFO', {
    ...{
      CLUE_ID: n,
      CLUE_NO: `线索${seed}-${n}`,
      CLUE_NAME: '涉嫌销售假酒线索',
      ADDRESS: '450502',
      HAPPEN_TIME: time,
      FOUND_TIME: time,
    },
    ...{ CLUE_SRC: '举报', AMOUNT_INVOLVED: '1200.50', CONTENT: '群众反映某店销售假酒', CLUE_STATE: 4 },
    ...{ CREATE_USER: from.users[0], CREATE_ORG: from.code, CREATE_TIME: time },
  })
  files.write('CLUE_DISPATCH', {
    DISPATCH_ID: n,
    CLUE_ID: n,
    DISPATCH_ORG: from.code,
    RECEIVE_ORG: to?.code,
    DISPATCH_TIME: time,
  })
  files.write('CLUE_ACCEPT', { ACCEPT_ID: n, DISPATCH_ID: n, CLUE_ID: n, ACCEPT_ORG: to?.code, ACCEPT_TIME: time })
  files.write('CLUE_REPLY', {
    ...{
      REPLY_ID: n,
      DISPATCH_ID: n,
      CLUE_ID: n,
      CONTENT: '已查处',
      UNDERTAKER: '乙某',
      REPLY_ORG: to?.code,
      REPLY_TIME: time,
    },
  })
}

const chunkCharacters = 256 * 1024

class Tables {
  readonly #format: CityPlan['format']
  readonly #open = new Map<CityTable, { columns: readonly string[]; stream: WriteStream; text: string; rows: number }>()

  constructor(out: string, format: CityPlan['format']) {
    this.#format = format
    for (const [name, columns] of cityTables) {
      const stream = createWriteStream(join(out, `${name}.${format}`))
      const text = format === 'csv' ? `${columns.join(',')}\r\n` : ''
      this.#open.set(name, { columns, stream, text, rows: 0 })
    }
  }

  write(table: CityTable, row: CityRow): void {
    const to = this.#open.get(table)
    if (to === undefined) throw new RangeError(table)
    to.rows += 1
    to.text +=
      this.#format === 'csv'
        ? `${to.columns.map((column) => cell(row[column])).join(',')}\r\n`
        : `${JSON.stringify(row, (_, value) => (value === '' ? undefined : value))}\n`
    if (to.text.length < chunkCharacters) return
    to.stream.write(to.text)
    to.text = ''
  }

  async drained(): Promise<void> {
    for (const { stream } of this.#open.values()) if (stream.writableNeedDrain) await once(stream, 'drain')
  }

  async close(): Promise<Record<string, number>> {
    const rows: Record<string, number> = {}
    for (const [name, one] of this.#open) {
      one.stream.end(one.text)
      await once(one.stream, 'finish')
      rows[name] = one.rows
    }
    return rows
  }
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
