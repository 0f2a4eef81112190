// Reports over HTTP: sent once under an id that stays the same over retries, and what the platform says that it holds. An
// answer that is not understood is no delivery: the report is sent again, which the platform knows by its id.
import { OutboundFault } from '../../kernel/index.ts'
import type { Sent } from '../../outbox/index.ts'
import type { Caller } from '../sources/caller.ts'
import { SourceFault } from '../sources/fault.ts'
import { at, countAt, kindOf, rowsAt, wordAt } from '../sources/pointers.ts'
import type { RestSink } from './definition.ts'
import type { DayFigures, Holdings, KeyDigest } from './holdings.ts'

export interface ReportToSend {
  readonly id: string
  readonly recordKey: string
  readonly body: string
}

/** The platform read it and does not want it; the same report would be refused again. */
const refusals = new Set([400, 409, 411, 413, 414, 415, 422])

export async function sendReport(
  caller: Caller,
  { config }: RestSink,
  report: ReportToSend,
  signal: AbortSignal,
): Promise<Sent> {
  const [caseId = '', version = ''] = report.recordKey.split('/')
  const values = { caseId, version, key: report.recordKey }
  try {
    const { status, headers, body } = await caller.send({
      path: filled(config.path, values, encodeURIComponent),
      query: Object.fromEntries(Object.entries(config.parameters).map(([name, text]) => [name, filled(text, values)])),
      method: config.method,
      body: report.body,
      headers: { [config.idHeader]: report.id },
      signal,
    })
    if (status >= 200 && status <= 299) return { ...understood(config, body), status }
    const detail = `answered ${status}${saying(body, config.message)}`
    if (refusals.has(status)) return { outcome: 'refused', status, detail }
    const wait = retryAfter(headers['retry-after'])
    return { outcome: 'retry', status, detail, ...(wait !== undefined && { retryAfterMs: wait }) }
  } catch (error) {
    if (error instanceof OutboundFault || error instanceof SourceFault)
      return { outcome: 'retry', detail: error.message }
    throw error
  }
}

function filled(text: string, values: Readonly<Record<string, string>>, as = (value: string) => value): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (values[name] === undefined ? whole : as(values[name])))
}

function understood({ success, retryCodes, message }: RestSink['config'], body: Buffer): Sent {
  if (success === null) return { outcome: 'delivered' }
  const found = at(parsed(body), success.pointer)
  if (found === success.equals) return { outcome: 'delivered' }
  const detail = `${success.pointer} is ${kindOf(found)}${saying(body, message)}`
  // No word of the platform's at all: an answer of something else, or one that was cut.
  if (found === undefined || found === null || typeof found === 'object') return { outcome: 'retry', detail }
  return { outcome: (retryCodes as readonly unknown[]).includes(found) ? 'retry' : 'refused', detail }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function saying(body: Buffer, pointer: string): string {
  const said = at(parsed(body), pointer)
  return typeof said === 'string' && said !== '' ? `: ${said.slice(0, 300)}` : ''
}

function retryAfter(given: string | undefined): number | undefined {
  return given !== undefined && /^\d{1,6}$/.test(given) ? Number(given) * 1000 : undefined
}

/** Undefined where the platform gives no figures. */
export function restHoldings(caller: Caller, { config }: RestSink): Holdings | undefined {
  const { figures, keys } = config
  if (figures === null) return undefined
  return {
    figures: async (from, to, signal) => {
      const { path, parameters } = figures
      const query = { ...parameters, [figures.from]: from, [figures.to]: to }
      const { json } = await caller.call({ path, query, signal })
      return rowsAt(json, figures.rows, path).map((row, i): DayFigures => {
        const where = `${path} ${figures.rows}/${i}`
        return {
          day: wordAt(row, figures.day, where).slice(0, 10),
          count: countAt(row, figures.count, where),
          sum: null,
          digest: figures.digest === null ? null : wordAt(row, figures.digest, where).toLowerCase(),
        }
      })
    },
    ...(keys && {
      keys: async function* (day: string, signal: AbortSignal): AsyncGenerator<KeyDigest> {
        const { path, parameters } = keys
        const { json } = await caller.call({ path, query: { ...parameters, [keys.day]: day }, signal })
        for (const [i, row] of rowsAt(json, keys.rows, path).entries()) {
          const where = `${path} ${keys.rows}/${i}`
          yield {
            key: wordAt(row, keys.key, where),
            digest: keys.digest === null ? null : wordAt(row, keys.digest, where).toLowerCase(),
          }
        }
      },
    }),
  }
}
