// The records of a request, found in its bytes without parsing the whole: a body of tens of megabytes is read a record at a
// time, so that nobody else waits for it and its objects are not all in memory at once.
import { isUtf8 } from 'node:buffer'
import { penaltyIngestOptions, penaltyRecordsMax } from '../../schemas/index.ts'
import { jsonDepthMax, Refusal } from '../kernel/index.ts'
import { type Incoming, parseExactly } from '../penalties/index.ts'
import { faultsOf } from './read-body.ts'

export interface PenaltyBody {
  readonly records: readonly Incoming[]
  readonly layout?: string
  readonly mapping?: unknown
}

/** Thrown where a record of a JSON document turns out to be no JSON: then the document is none. */
export class MalformedRecord extends Error {}

const stepBytes = 1024 * 1024
const space = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
const malformed = (detail: string) => new Refusal('malformed_json', detail)
const tooMany = () =>
  new Refusal('invalid_fields', `At most ${penaltyRecordsMax} records may be sent at a time.`, {
    errors: [{ pointer: '', detail: 'divide the records over several requests; they are idempotent' }],
  })

type Range = readonly [from: number, to: number]

/** One record, parsed when it is its turn. */
class Element implements Incoming {
  readonly #raw: Buffer
  readonly #range: Range
  readonly line?: number
  constructor(raw: Buffer, range: Range, line?: number) {
    this.#raw = raw
    this.#range = range
    if (line !== undefined) this.line = line
  }

  get text(): string {
    return this.#raw.toString('utf8', ...this.#range)
  }

  get raw(): unknown {
    try {
      return parseExactly(this.text)
    } catch (error) {
      // A line stands for itself; a document does not.
      if (this.line !== undefined) return undefined
      throw new MalformedRecord(error instanceof Error ? error.message.slice(0, 200) : '')
    }
  }
}

/** `application/x-ndjson`: a record a line. Blank lines are none. */
export async function linesOf(raw: Buffer): Promise<PenaltyBody | Refusal> {
  if (!isUtf8(raw)) return malformed('The body is not UTF-8.')
  const records: Incoming[] = []
  let line = 0
  for (let from = bomBytes(raw); from < raw.length; ) {
    const end = raw.indexOf(0x0a, from)
    const to = end < 0 ? raw.length : end
    line += 1
    const range = trimmed(raw, from, to)
    if (range[1] > range[0]) records.push(deep(raw, range) ? { raw: undefined, line } : new Element(raw, range, line))
    if (records.length > penaltyRecordsMax) return tooMany()
    if (line % 512 === 0) await breath()
    from = to + 1
  }
  return { records }
}

/** `application/json`: an array of records, or an object with `records` and how they are to be read. */
export async function documentOf(raw: Buffer): Promise<PenaltyBody | Refusal> {
  if (!isUtf8(raw)) return malformed('The body is no JSON in UTF-8: it is not UTF-8.')
  const whole = trimmed(raw, bomBytes(raw), raw.length)
  const first = raw[whole[0]]
  if (first === 0x5b) return recordsIn(raw, whole)
  if (first !== 0x7b)
    return new Refusal('invalid_fields', 'Send an array of records, or an object with `records`.', {
      errors: [{ pointer: '', detail: 'an array or an object is needed' }],
    })
  const members = await parts(raw, whole)
  if (members instanceof Refusal) return members
  let records: PenaltyBody | Refusal | undefined
  const rest: Record<string, unknown> = {}
  for (const range of members) {
    const colon = raw.indexOf(0x3a, closingQuote(raw, range[0]))
    const name = parsed(raw, [range[0], colon])
    if (typeof name !== 'string' || colon < 0) return malformed('A member of the body has no name.')
    const value = trimmed(raw, colon + 1, range[1])
    if (name === 'records' && raw[value[0]] === 0x5b) records = await recordsIn(raw, value)
    else rest[name] = parsed(raw, value)
    if (rest[name] === notJson) return malformed(`The member ${name.slice(0, 100)} is no JSON.`)
  }
  if (records instanceof Refusal) return records
  const options = penaltyIngestOptions.safeParse(rest)
  if (records === undefined || !options.success)
    return new Refusal('invalid_fields', 'Some fields are not as the contract has them.', {
      errors: [
        ...(records === undefined ? [{ pointer: '/records', detail: 'an array of records is needed' }] : []),
        ...(options.success ? [] : faultsOf(options.error)),
      ],
    })
  const { layout, mapping } = options.data
  return { ...records, ...(layout !== undefined && { layout }), ...(mapping !== undefined && { mapping }) }
}

async function recordsIn(raw: Buffer, range: Range): Promise<PenaltyBody | Refusal> {
  const found = await parts(raw, range)
  if (found instanceof Refusal) return found
  return { records: found.map((one) => new Element(raw, one)) }
}

/** What stands between the commas of an array or object, brackets and strings respected. */
async function parts(raw: Buffer, [from, to]: Range): Promise<Range[] | Refusal> {
  const found: Range[] = []
  let [depth, inString, start, closed] = [0, false, from + 1, false]
  for (let i = from + 1; i < to; i++) {
    if (i % stepBytes === 0) await breath()
    const byte = raw[i]
    if (inString) {
      if (byte === 0x5c) i += 1
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1
      if (depth >= jsonDepthMax) return malformed(`The body nests deeper than ${jsonDepthMax} levels.`)
    } else if (byte === 0x5d || byte === 0x7d) {
      depth -= 1
      if (depth < 0) {
        if (i !== to - 1) return malformed('Something stands behind the end of the body.')
        closed = true
        const last = trimmed(raw, start, i)
        if (last[1] > last[0] || found.length > 0) found.push(last)
      }
    } else if (byte === 0x2c && depth === 0) {
      found.push(trimmed(raw, start, i))
      start = i + 1
    }
    if (found.length > penaltyRecordsMax) return tooMany()
  }
  return closed && raw[from] === (raw[to - 1] as number) - 2 ? found : malformed('The body is cut off.')
}

const bomBytes = (raw: Buffer) => (raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0)
const breath = () => new Promise<void>((go) => setImmediate(go))

function trimmed(raw: Buffer, from: number, to: number): Range {
  let [a, b] = [from, to]
  while (a < b && space(raw[a])) a += 1
  while (b > a && space(raw[b - 1])) b -= 1
  return [a, b]
}

function closingQuote(raw: Buffer, from: number): number {
  for (let i = from + 1; i < raw.length; i++) {
    if (raw[i] === 0x5c) i += 1
    else if (raw[i] === 0x22) return i
  }
  return raw.length
}

const notJson = Symbol('no JSON')

function parsed(raw: Buffer, [from, to]: Range): unknown {
  try {
    return JSON.parse(raw.toString('utf8', from, to))
  } catch {
    return notJson
  }
}

/** Whether a line nests deeper than any record does; the parser would take the thread with it. */
function deep(raw: Buffer, [from, to]: Range): boolean {
  let [depth, inString] = [0, false]
  for (let i = from; i < to; i++) {
    const byte = raw[i]
    if (inString) {
      if (byte === 0x5c) i += 1
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1
      if (depth > jsonDepthMax) return true
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1
  }
  return false
}
