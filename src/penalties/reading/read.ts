// Reads one raw object of a source into the canonical record: what was said beside what could be read of it, what it is known
// by, and whether it is fit to keep. Pure: the same object, layout and day give the same reading.
import type { PenaltyRecord } from '../../../schemas/index.ts'
import { assemble } from './assemble.ts'
import { composeInto } from './compose.ts'
import { readDate } from './dates.ts'
import { Draft, type Fault, said } from './draft.ts'
import { judge } from './fitness.ts'
import { digestOf, fingerprintOf, keyOf } from './keys.ts'
import { compile, type Layout } from './layout.ts'
import { putAt } from './places.ts'

/** What the control columns of an exchange say about the record that stands beside them. */
export interface Control {
  readonly operation?: 'insert' | 'update' | 'delete'
  /** As written, and the local day of it where it can be read. */
  readonly time?: string
  readonly day?: string
  readonly batch?: string
}

export type Reading =
  | {
      readonly outcome: 'record'
      readonly record: PenaltyRecord
      readonly key: string
      readonly fingerprint: string
      readonly digest: string
      readonly control: Control
    }
  | {
      readonly outcome: 'quarantined'
      readonly digest: string
      readonly faults: readonly Fault[]
      readonly key: string | null
      /** Sum of the fines that could be read, in fen; reconciliation counts what arrived, fit or not. */
      readonly amountFen: string | null
      readonly control: Control
    }
  | { readonly outcome: 'refused'; readonly faults: readonly Fault[] }

const unknownMax = 500

export function readRecord(raw: unknown, layout: Layout, today: string): Reading {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw))
    return refused('not_an_object', 'A record is an object of fields.')
  const fields = raw as Readonly<Record<string, unknown>>
  const names = Object.keys(fields)
  if (names.length === 0) return refused('empty', 'The record has no field at all.')
  const d = new Draft(today)
  const known = compile(layout)
  for (const field of names) {
    const rule = known.ruleOf(field)
    if (rule === undefined) unknown(d, field)
    else putAt(rule.to)(d, field, fields[field], rule)
  }
  if (layout.constants !== undefined || layout.composed !== undefined) composeInto(d, layout, fields)
  if (d.said === 0) return refused('empty', 'No field of the record that its layout knows says anything.')
  let digest: string
  try {
    digest = digestOf(fields)
  } catch {
    return refused('no_canonical_form', 'The record has no canonical form: a lone surrogate, or nested too deep.')
  }
  const record = assemble(d)
  judge(d, record)
  const fingerprint = fingerprintOf(record)
  const key = keyOf(record, fingerprint)
  const control = controlOf(d)
  if (key === null)
    d.fault(
      '',
      'unidentifiable',
      'There is no key, no number, and not enough of party, day, amount and facts to find it again.',
    )
  if (key === null || d.faults.length > 0)
    return { outcome: 'quarantined', digest, faults: d.faults, key, amountFen: fineOf(record), control }
  return { outcome: 'record', record, key, fingerprint, digest, control }
}

const refused = (code: string, detail: string): Reading => ({
  outcome: 'refused',
  faults: [{ field: '', code, detail }],
})

function unknown(d: Draft, field: string): void {
  if (d.unknownKeys.length < unknownMax) d.unknownKeys.push(said(field, 200))
  else if (d.unknownKeys.length === unknownMax && !d.notes.some((n) => n.code === 'too_many_keys'))
    d.note('', 'too_many_keys', `More than ${unknownMax} unknown fields; all are kept raw.`)
}

function fineOf(record: PenaltyRecord): string | null {
  const fines = record.amounts.filter((a) => a.kind === 'fine' && a.fen !== null)
  return fines.length === 0 ? null : String(fines.reduce((sum, a) => sum + (a.fen ?? 0), 0))
}

const operations = new Map<string, 'insert' | 'update' | 'delete'>([
  ['i', 'insert'],
  ['u', 'update'],
  ['d', 'delete'],
  ['insert', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
])

const nothingControlled: Control = Object.freeze({})

function controlOf(d: Draft): Control {
  if (d.operation === null && d.controlTime === null && d.batch === null) return nothingControlled
  const operation = d.operation === null ? undefined : operations.get(d.operation.trim().toLowerCase())
  if (d.operation !== null && operation === undefined)
    d.fault('cd_operation', 'unread', `The operation is i, u or d, not ${d.operation}.`)
  const day = d.controlTime === null ? null : (readDate(d.controlTime, { today: '2199-12-31' })?.value ?? null)
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(d.controlTime === null ? {} : { time: d.controlTime }),
    ...(day === null || day.length !== 10 ? {} : { day }),
    ...(d.batch === null ? {} : { batch: d.batch }),
  }
}
