// One file of penalty records on its way in: streamed, taken in chunks whose place is kept with them, and what was held or
// refused written down so that it can be corrected and sent again.
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import {
  beginFile,
  type Counts,
  endFile,
  type FileFormat,
  type Incoming,
  ingest,
  type Layout,
  type Origin,
  type Penalties,
  type Result,
  readFile,
} from '../penalties/index.ts'

export interface ImportPlan {
  readonly file: string
  readonly origin: Origin
  readonly layout?: Layout | undefined
  readonly format?: FileFormat | undefined
  /** Where the error report goes. */
  readonly errors?: string | undefined
  /** Told after each chunk: records dealt with, and how many of them an earlier run had dealt with. */
  readonly progress: (done: number, before: number) => void
}

/** Large enough for the merge to be cheap, small enough for a line of progress every moment. */
const chunkRecords = 2_000

/** What the file came to, in all the runs it took. Throws FileFault where it cannot be read on. */
export async function importFile(room: Penalties, plan: ImportPlan): Promise<Counts> {
  const begun = await beginFile(room, plan.origin.id, plan.file, await digestOf(plan.file))
  const report = plan.errors === undefined ? undefined : new ErrorReport(plan.errors, begun.position > 0)
  let [done, chunk] = [0, [] as Incoming[]]
  const take = async () => {
    done += chunk.length
    const results = await ingest(room, plan.origin, plan.layout, chunk, { file: { id: begun.id, position: done } })
    report?.write(results, chunk)
    chunk = []
    plan.progress(done, begun.position)
  }
  try {
    for await (const row of readFile(plan.file, { format: plan.format })) {
      if (done < begun.position) {
        done += 1
        continue
      }
      chunk.push('fault' in row ? { raw: undefined, line: row.line, fault: row.fault } : row)
      if (chunk.length === chunkRecords) await take()
    }
    if (chunk.length > 0) await take()
    return await endFile(room, begun.id)
  } finally {
    report?.close()
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

/** CSV that a spreadsheet opens: a line a fault, the record as it was read beside it. */
class ErrorReport {
  readonly #file: number
  constructor(path: string, goesOn: boolean) {
    this.#file = openSync(path, goesOn ? 'a' : 'w')
    if (!goesOn) writeSync(this.#file, '\uFEFFline,key,outcome,field,code,fault,raw\r\n')
  }

  write(results: readonly Result[], chunk: readonly Incoming[]): void {
    let lines = ''
    for (const { n, line, key, outcome, faults = [] } of results) {
      if (outcome !== 'quarantined' && outcome !== 'refused') continue
      const raw = JSON.stringify(chunk[n]?.raw) ?? ''
      for (const { field, code, detail } of faults)
        lines += `${[String(line ?? ''), key ?? '', outcome, field, code, detail, raw].map(cell).join(',')}\r\n`
    }
    if (lines !== '') writeSync(this.#file, lines)
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** A cell that begins like a formula is one to a spreadsheet, and what stands in it was written by somebody else. */
const cell = (text: string) => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
