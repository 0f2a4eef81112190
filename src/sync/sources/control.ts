// Takes the control columns off a row (data.md 1.3): what is left is the record as exchanged, over which both sides make
// their digests.
import { dayText, localDay, shanghaiOffsetMs } from '../../kernel/index.ts'
import type { Arrived } from './adapter.ts'
import type { Control } from './form.ts'
import { kindOf, type Row } from './pointers.ts'

/** The row as it arrives; with a fault where its operation is none that is configured. */
export function arrivedFrom(row: Row, control: Control, more: { handle?: unknown; line?: number } = {}): Arrived {
  const raw: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) if (!isControl(name, control)) raw[name] = value
  const time = textOf(control.time === null ? undefined : row[control.time])
  const said = control.operation === null ? undefined : row[control.operation]
  const operation = operationOf(said, control)
  const ms = time === null ? undefined : timeMs(time)
  return {
    raw,
    key: textOf(row[control.key]),
    time,
    ...(operation !== undefined && operation !== 'unknown' && { operation }),
    // Taken for an insert, a deletion in an unknown word would be a record that nobody withdraws.
    ...(operation === 'unknown' && { fault: `/${control.operation}: is no known operation: ${kindOf(said)}` }),
    ...(ms !== undefined && { sourceDay: dayText(localDay(ms)), sourceAt: sortable(ms) }),
    ...more,
  }
}

export function isControl(name: string, control: Control): boolean {
  if (name === control.key) return false
  if (name === control.time || name === control.operation || name === control.batch) return true
  return control.names.includes(name) || control.prefixes.some((prefix) => name.startsWith(prefix))
}

function operationOf(value: unknown, { operations }: Control): Arrived['operation'] | 'unknown' {
  if (value === undefined || value === null || value === '') return undefined
  const text = String(value).trim()
  for (const operation of ['insert', 'update', 'delete'] as const)
    if (operations[operation].includes(text)) return operation
  return 'unknown'
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null
}

/** Local, to the second where nothing is behind it: the form in which the times of one source are compared. */
function sortable(ms: number): string {
  const local = new Date(ms + shanghaiOffsetMs).toISOString().replace('T', ' ')
  return local.slice(0, ms % 1000 === 0 ? 19 : 23)
}

/** The instant of a control time, which is local where it does not say otherwise; undefined where it is none. */
export function timeMs(time: string): number | undefined {
  const text = time.trim()
  const compact = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (compact)
    return parsed(`${compact[1]}-${compact[2]}-${compact[3]}T${compact[4]}:${compact[5]}:${compact[6]}+08:00`)
  if (/^\d{13}$/.test(text)) return Number(text)
  if (/^\d{10}$/.test(text)) return Number(text) * 1000
  const said =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i.exec(
      text,
    )
  if (!said) return undefined
  const [, y, mo, d, h = '00', mi = '00', s = '00', fraction = '', zone = '+08:00'] = said
  const two = (part: string | undefined) => String(part).padStart(2, '0')
  const offset = /^z$/i.test(zone) ? 'Z' : zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3) || '00'}`
  return parsed(`${y}-${two(mo)}-${two(d)}T${two(h)}:${mi}:${s}${fraction.slice(0, 4)}${offset}`)
}

function parsed(text: string): number | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** A time so much earlier, in the writing of the given one; undefined where that cannot be read. */
export function earlier(time: string, byMs: number): string | undefined {
  const ms = timeMs(time)
  if (ms === undefined) return undefined
  const at = ms - byMs
  if (/^\d{13}$/.test(time)) return String(at)
  if (/^\d{10}$/.test(time)) return String(Math.floor(at / 1000))
  const local = new Date(at + shanghaiOffsetMs).toISOString()
  if (/^\d{14}$/.test(time)) return local.slice(0, 19).replace(/\D/g, '')
  if (/Z$/i.test(time)) return new Date(at).toISOString()
  if (/[+-]\d{2}:?\d{2}$/.test(time) && time.includes('T')) return `${local.slice(0, 19)}+08:00`
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`
}

/** Whether one control time comes after another; by their instants, or as texts where one cannot be read. */
export function later(a: string, b: string): boolean {
  const [x, y] = [timeMs(a), timeMs(b)]
  return x !== undefined && y !== undefined ? x > y : a > b
}

/** In the order of their times, each key's own order kept: a page may come in any order. */
export function byTime(records: readonly Arrived[]): Arrived[] {
  return [...records].sort((a, b) => {
    if (a.time === null || b.time === null || a.time === b.time) return 0
    return later(a.time, b.time) ? 1 : -1
  })
}
