// A platform's own form, filled from a report: `{"$from": "/status", "$code": "status"}` stands for a value, anything else
// for itself. A value for which the platform has no code is never guessed: it is named, and the report waits for people.
import { dayText, localDay, shanghaiOffsetMs } from '../../kernel/index.ts'
import { at } from '../sources/pointers.ts'
import { reportMembers } from './report.ts'

/** List → our word → theirs. */
export type Crosswalk = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A word of ours that the platform has no code for. */
export class UnmappedCode extends Error {
  constructor(list: string, word: string, pointer: string) {
    super(`${pointer}: "${word}" has no code in the list "${list}"`)
    this.name = 'UnmappedCode'
  }
}

interface Reference {
  readonly $from: string
  readonly $code?: string
  readonly $time?: 'local' | 'date' | 'ms'
  readonly $text?: boolean
  readonly $else?: unknown
}

const referenceMembers = new Set(['$from', '$code', '$time', '$text', '$else'])
const depthMax = 16

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isReference = (value: unknown): value is Reference => isObject(value) && '$from' in value

/** What is wrong with a template, each with its place; empty where nothing is. */
export function templateFaults(
  template: unknown,
  codes: Crosswalk,
  place = '',
  depth = 0,
  members: readonly string[] = reportMembers,
): string[] {
  if (depth > depthMax) return [`${place}: nests deeper than ${depthMax}`]
  if (Array.isArray(template))
    return template.flatMap((one, i) => templateFaults(one, codes, `${place}/${i}`, depth + 1, members))
  if (!isObject(template)) return []
  if (!isReference(template)) {
    const odd = Object.keys(template).filter((name) => name.startsWith('$'))
    if (odd.length > 0) return [`${place}/${odd[0]}: without $from means nothing`]
    return Object.entries(template).flatMap(([name, one]) =>
      templateFaults(one, codes, `${place}/${name}`, depth + 1, members),
    )
  }
  const { $from, $code, $time } = template
  const faults: string[] = []
  const member = typeof $from === 'string' ? $from.split('/')[1] : undefined
  if (!(members as readonly unknown[]).includes(member))
    faults.push(`${place}/$from: must point into the report, e.g. /status; its members are ${members.join(', ')}`)
  if ($code !== undefined && codes[$code] === undefined) faults.push(`${place}/$code: codes has no list "${$code}"`)
  if ($time !== undefined && !['local', 'date', 'ms'].includes($time))
    faults.push(`${place}/$time: must be local, date or ms`)
  for (const name of Object.keys(template))
    if (!referenceMembers.has(name)) faults.push(`${place}/${name}: is not known`)
  return faults
}

/** The template with every reference replaced; what a report does not have is left out. Throws UnmappedCode. */
export function fill(template: unknown, report: object, codes: Crosswalk): unknown {
  if (Array.isArray(template)) return template.map((one) => fill(one, report, codes) ?? null)
  if (!isObject(template)) return template
  if (isReference(template)) return referred(template, report, codes)
  const filled: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(template)) {
    const value = fill(one, report, codes)
    if (value !== undefined) filled[name] = value
  }
  return filled
}

function referred({ $from, $code, $time, $text, $else }: Reference, report: object, codes: Crosswalk): unknown {
  const found = at(report, $from)
  if (found === undefined || found === null) return $else
  if ($code !== undefined) {
    const word = String(found)
    const code = codes[$code]?.[word]
    if (code === undefined) throw new UnmappedCode($code, word, $from)
    return code
  }
  if ($time !== undefined) return timeAs(String(found), $time)
  return $text ? (typeof found === 'object' ? JSON.stringify(found) : String(found)) : found
}

/** `yyyy-mm-dd hh:mm:ss` on the clock in Shanghai, as exchange tables write it. */
export function localTime(ms: number): string {
  return new Date(ms + shanghaiOffsetMs).toISOString().slice(0, 19).replace('T', ' ')
}

function timeAs(instant: string, form: 'local' | 'date' | 'ms'): string | number {
  const ms = Date.parse(instant)
  return form === 'ms' ? ms : form === 'date' ? dayText(localDay(ms)) : localTime(ms)
}
