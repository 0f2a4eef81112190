// From an entry of a case to the record that is exchanged: the platform's form filled, its key, the day under which both
// sides count it, and the digest by which both sides compare it.
import { hash } from 'node:crypto'
import { canonical, dayText, localDay } from '../../kernel/index.ts'
import type { SinkDefinition, TableSink } from './definition.ts'
import type { Report } from './report.ts'
import { fill } from './template.ts'

export interface SinkRecord {
  /** `<caseId>/<version>`. */
  readonly recordKey: string
  /** Local day of the entry. */
  readonly day: string
  /** Canonical JSON of the record as exchanged, without control columns. */
  readonly body: string
  /** SHA-256 of the body, lower-case hex. */
  readonly digest: string
}

/** Throws UnmappedCode. */
export function recordOf(sink: SinkDefinition, report: Report): SinkRecord {
  return filledOf(sink, `${report.caseId}/${report.version}`, report)
}

/** The record of another report than of an entry, under a key of its own. Throws UnmappedCode. */
export function filledOf(sink: SinkDefinition, recordKey: string, report: { readonly at: string }): SinkRecord {
  const filled = fill(sink.body ?? report, report, sink.codes)
  const body = canonical(sink.kind === 'table' ? columnsOf(sink, recordKey, filled as Record<string, unknown>) : filled)
  return { recordKey, day: dayText(localDay(Date.parse(report.at))), body, digest: hash('sha256', body, 'hex') }
}

/** Every column as the text that will stand in it: only so are both sides' digests over the same. */
function columnsOf({ body, config }: TableSink, recordKey: string, filled: Record<string, unknown>) {
  const columns: Record<string, string | null> = { [config.key]: recordKey }
  for (const name of Object.keys(body ?? {})) columns[name] = columnText(filled[name])
  return columns
}

function columnText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'object' ? canonical(value) : String(value)
}
