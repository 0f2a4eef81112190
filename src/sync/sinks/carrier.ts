// Carries what is owed to service platforms: makes the platform's record of each entry as the organ that reports it sees it,
// and hands it over by the sink's road. What cannot be said in the platform's codes waits for people.
import type { Pool } from '../../../db/index.ts'
import type { Directory } from '../../agencies/index.ts'
import { type EntrySeen, entriesSeen } from '../../cases/index.ts'
import { dayText, localDay, type Outbound, type Sealer } from '../../kernel/index.ts'
import type { Carrier, Composed, Delivery, Owed, Receiver, Sent } from '../../outbox/index.ts'
import { sourcesOf as penaltySources } from '../../penalties/index.ts'
import type { SinkDefinition } from './definition.ts'
import { filledOf, recordOf, type SinkRecord } from './record.ts'
import { reportOf, type SourceRecord } from './report.ts'
import { sendReport } from './rest.ts'
import { type ReviewTold, reviewReport, reviewSink, reviewStep } from './reviews.ts'
import { type Road, roads } from './roads.ts'
import { writeRow } from './table.ts'

export interface SinkDeps {
  readonly pool: Pool
  readonly directory: () => Promise<Directory> | Directory
  readonly sealer: Sealer
  readonly calls: Outbound
  readonly now: () => number
  /** Results of double-random reviews by draw and running number; left out, none is told. */
  readonly reviews?: (
    wanted: readonly { readonly draw: string; readonly version: number }[],
  ) => Promise<readonly ReviewTold[]>
}

export interface SinkCarrier extends Carrier {
  roadOf(receiver: Receiver): Road
  close(): Promise<void>
}

export function sinkCarrier(deps: SinkDeps): SinkCarrier {
  const open = roads(deps)
  return {
    hears: ['transfer', 'draw'],
    compose: async (receiver, owed) => {
      const sink = receiver.config as SinkDefinition
      const cases = owed.filter(({ kind }) => kind === 'transfer')
      const wanted = sink.steps === undefined ? cases : cases.filter(({ step }) => sink.steps?.includes(step))
      const made = new Map<string, SinkRecord | Error>()
      const directory = await deps.directory()
      for (const [agencyId, own] of byAgency(wanted)) {
        for await (const page of pages(entriesSeen(deps.pool, agencyId, own), 100)) {
          const sources = await sourcesOf(deps, page)
          for (const seen of page)
            made.set(
              keyOf(seen),
              attempt(() => recordOf(sink, reportOf(seen, directory, sources.get(sourceOf(seen) ?? '')))),
            )
        }
      }
      return [...wanted.map((one) => composed(one, made.get(keyOf(one)))), ...(await reviewed(deps, sink, owed))]
    },
    send: async (receiver, delivery, signal): Promise<Sent> => {
      if (delivery.body === '')
        return { outcome: 'refused', detail: 'there is no record of it yet: xianjie sink replay makes it anew' }
      const road = open.of(receiver)
      const ofReview = delivery.step === reviewStep
      if (road.kind === 'rest') {
        const sink = ofReview ? (reviewSink(road.sink) ?? road.sink) : road.sink
        return sendReport(road.caller, sink, reportToSend(delivery), signal)
      }
      try {
        const sink = ofReview ? (reviewSink(road.sink) ?? road.sink) : road.sink
        await writeRow(road.exchange, sink, delivery.body, deps.now())
        return { outcome: 'delivered' }
      } catch (error) {
        return { outcome: refusedByServer(error) ? 'refused' : 'retry', detail: wordOf(error) }
      }
    },
    roadOf: (receiver) => open.of(receiver),
    close: () => open.close(),
  }
}

/**
 * Reviews of draws, in the sink's own form for them. They are told and not reconciled: a platform counts its cases, and these
 * are none.
 */
async function reviewed(deps: SinkDeps, sink: SinkDefinition, owed: readonly Owed[]): Promise<Composed[]> {
  const form = reviewSink(sink)
  const wanted = owed.filter(({ kind, step }) => kind === 'draw' && step === reviewStep)
  if (form === undefined || deps.reviews === undefined || wanted.length === 0) return []
  const told = await deps.reviews(wanted.map(({ transferId, version }) => ({ draw: transferId, version })))
  const directory = await deps.directory()
  const penalties = [...new Set(told.filter((t) => t.kind === 'penalty').map((t) => t.subjectId))]
  const sources = new Map((await penaltySources(deps.pool, penalties)).map((s) => [s.id, s]))
  const byKey = new Map(told.map((one) => [`${one.draw}/${one.version}`, one]))
  return wanted.flatMap((one): Composed[] => {
    const found = byKey.get(keyOf(one))
    if (found === undefined) return []
    const source = sources.get(found.subjectId)
    const record = source && { penaltyCaseId: source.id, key: source.sourceKey, origin: source.origin }
    const report = reviewReport(found, directory, record)
    const made = attempt(() => filledOf(form, keyOf(one), { ...report, at: found.at }))
    const order = { id: one.id, orderKey: `review:${found.subjectId}` }
    if (made instanceof Error) return [{ ...order, body: '', dead: made.message }]
    return [{ ...order, body: made.body, digest: made.digest }]
  })
}

const keyOf = ({ transferId, version }: { transferId: string; version: number }) => `${transferId}/${version}`

const reportToSend = (delivery: Delivery & { readonly sendId?: string }) => ({
  id: delivery.sendId ?? delivery.id,
  recordKey: delivery.recordKey ?? `${delivery.transferId}/${delivery.version}`,
  body: delivery.body,
})

function byAgency(owed: readonly Owed[]): Map<string, Owed[]> {
  const found = new Map<string, Owed[]>()
  for (const one of owed) {
    const own = found.get(one.agencyId)
    if (own === undefined) found.set(one.agencyId, [one])
    else own.push(one)
  }
  return found
}

async function* pages<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let page: T[] = []
  for await (const one of all) {
    page.push(one)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** The penalty case that the letter says the case grew from. */
function sourceOf({ letter }: EntrySeen): string | undefined {
  const id = letter?.input.sourceRecord
  return typeof id === 'string' ? id : undefined
}

async function sourcesOf(deps: SinkDeps, page: readonly EntrySeen[]): Promise<ReadonlyMap<string, SourceRecord>> {
  const ids = [...new Set(page.flatMap((seen) => sourceOf(seen) ?? []))]
  const kept = ids.length === 0 ? [] : await penaltySources(deps.pool, ids)
  const found = new Map<string, SourceRecord>()
  for (const { id, sourceKey, origin } of kept) found.set(id, { penaltyCaseId: id, key: sourceKey, origin })
  // A record that is not kept here any more is still named.
  for (const id of ids) if (!found.has(id)) found.set(id, { penaltyCaseId: id, key: null, origin: null })
  return found
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function composed({ id, transferId, version, at }: Owed, made: SinkRecord | Error | undefined): Composed {
  if (made !== undefined && !(made instanceof Error)) return { id, ...made }
  return {
    id,
    body: '',
    recordKey: `${transferId}/${version}`,
    day: dayText(localDay(at.getTime())),
    dead: made?.message ?? 'the organ in whose name it is reported does not see this entry any more',
  }
}

/** A value that a column does not take, or a constraint: the same row would be refused again. */
function refusedByServer(error: unknown): boolean {
  const { code, errno } = error as { code?: string; errno?: number }
  if (errno !== undefined && /^ER_/.test(code ?? '')) return mysqlRefusals.has(code as string)
  return /^(22|23)/.test(code ?? '') && code?.length === 5
}

const mysqlRefusals = new Set([
  'ER_DATA_TOO_LONG',
  'ER_TRUNCATED_WRONG_VALUE',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'ER_WARN_DATA_OUT_OF_RANGE',
  'ER_BAD_NULL_ERROR',
  'ER_NO_DEFAULT_FOR_FIELD',
  'ER_CHECK_CONSTRAINT_VIOLATED',
  'ER_CONSTRAINT_FAILED',
  'ER_NO_REFERENCED_ROW_2',
])

export function wordOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return [code, message].filter(Boolean).join(' ') || String(error)
}
