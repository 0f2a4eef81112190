// What comes in: a record as its origin exchanges it, without the control columns that say when and how it came.

/** Of what is taken over from an older platform: `takeover:<code>`. */
export const takenOverOrigin = 'takeover:'

/** Who gave a record: the natural keys of one origin are one space. */
export interface Origin {
  /** `source:<uuid>`, `agency:<uuid>`, `import:<name>`, `takeover:<code>`. */
  readonly id: string
  /** The organ on whose behalf; null for an operator's import. */
  readonly agencyId: string | null
}

export interface Incoming {
  /** Of the penalty case, should it be a new one; left out, one is made. */
  readonly id?: string
  readonly raw: unknown
  /** The JSON as it came; left out, it is written anew from `raw`. */
  readonly text?: string
  readonly operation?: 'insert' | 'update' | 'delete'
  readonly line?: number
  /** Local day under which the source counts it; left out, the day it came. */
  readonly sourceDay?: string
  /** The source's own time for the row, as text that sorts. With it, late rows change nothing and a return is seen. */
  readonly sourceAt?: string
  /** Why the row could not even be read: it is refused with these words. */
  readonly fault?: string
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'quarantined' | 'refused'

export interface Fault {
  readonly field: string
  readonly code: string
  readonly detail: string
}

export interface Result {
  /** Place in the batch, from 0. */
  readonly n: number
  readonly line?: number
  readonly outcome: Outcome
  /** Of a held record: by what it would be known. */
  readonly key?: string
  /** The penalty case; of a quarantined record, the entry of the quarantine. */
  readonly id?: string
  readonly version?: number
  readonly faults?: readonly Fault[]
  readonly withdrawn?: true
}

const operations: Readonly<Record<string, Incoming['operation']>> = { i: 'insert', u: 'update', d: 'delete' }
const timed = /^(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$/

/** A control time as text that sorts; one that does not sort orders nothing. */
export function sortable(time: string | undefined): string | undefined {
  const match = time === undefined ? null : timed.exec(time.trim())
  return match !== null && isDay(match[1] as string) ? match[0].replace('T', ' ') : undefined
}

/** A row of an exchange as what comes in: its control columns (`cd_…`) are read and left out of the record. */
export function incomingOf(raw: unknown, more: Pick<Incoming, 'line'> = {}): Incoming {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { raw, ...more }
  const row = raw as Readonly<Record<string, unknown>>
  const operation = typeof row.cd_operation === 'string' ? operations[row.cd_operation.trim().toLowerCase()] : undefined
  const sourceAt = typeof row.cd_time === 'string' ? sortable(row.cd_time) : undefined
  return {
    raw: Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('cd_'))),
    ...more,
    ...(operation !== undefined && { operation }),
    ...(sourceAt !== undefined && { sourceAt, sourceDay: sourceAt.slice(0, 10) }),
  }
}

export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}
