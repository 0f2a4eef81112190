// One pull: page by page, each made durable here before the cursor moves, and the cursor moved before the other side is told.
// A kill between any two of these repeats a page and loses none; what comes again is unchanged.
import { closeGap, raiseGap } from '../gaps.ts'
import type { Arrived, Page, PageResult, Source, SourceAdapter } from './adapter.ts'
import { later } from './control.ts'
import { keep, type Result } from './keeping.ts'
import { receiptOf } from './receipt.ts'
import { adapterOf, type Sources } from './room.ts'
import { beginRun, type Counts, endRun, moveCursor, opened } from './rows.ts'

export interface Pulled extends Counts {
  readonly source: string
  readonly run: string
  readonly pages: number
  readonly error: string | null
}

export interface PullOptions {
  readonly askedBy?: string
  readonly signal?: AbortSignal
  /** A pull that has not come to the end by then is ended and goes on with the next. */
  readonly atMostMs?: number
}

/** Other lanes and replicas shall come to their turn too, and a row of a pull shall not be open for hours. */
const atMostDefault = 10 * 60_000
/** The first wait after a failure is the source's own; it doubles up to an hour. */
const longestPauseMs = 3_600_000

/** Pulls until there is no more. Undefined where another pull has the source in hand, or there is none. A failure is kept, not thrown. */
export async function pull(room: Sources, sourceId: string, options: PullOptions = {}): Promise<Pulled | undefined> {
  const lock = await room.locks.take(sourceId)
  if (lock === undefined) return undefined
  try {
    const begun = await beginRun(room.pool, sourceId, options.askedBy ?? 'schedule', new Date(room.now()))
    if (begun === undefined) return undefined
    const signal = AbortSignal.any([lock.lost, ...(options.signal ? [options.signal] : [])])
    const until = room.now() + (options.atMostMs ?? atMostDefault)
    const pulling = new Pulling(room, sourceId, begun.runId, signal, until)
    let error: unknown
    try {
      await pulling.whole(opened(begun.row, room.sealer))
    } catch (thrown) {
      error = thrown
    }
    // One that came a page further is no failure after failures: a long backlog must not be slowed to a page an hour.
    const before = pulling.pages > 0 ? 0 : begun.row.failures
    const failures = error === undefined ? 0 : before + 1
    const said = error === undefined ? null : (error instanceof Error ? error.message : String(error)).slice(0, 2_000)
    const now = room.now()
    const pause = Math.min(begun.row.everyMs * 2 ** Math.min(failures, 12), Math.max(longestPauseMs, begun.row.everyMs))
    // Jitter: what failed together shall not come again together.
    const wait = pulling.unfinished ? 0 : failures === 0 ? begun.row.everyMs : pause * (0.5 + room.random() / 2)
    const ended = { error: said, failures, nextAt: new Date(now + wait), backlog: pulling.backlog }
    await endRun(room.pool, sourceId, begun.runId, ended, new Date(now))
    return { source: sourceId, run: begun.runId, pages: pulling.pages, error: said, ...pulling.counts }
  } finally {
    await lock.release()
  }
}

class Pulling {
  readonly #room: Sources
  readonly #sourceId: string
  readonly #runId: string
  readonly #signal: AbortSignal
  readonly #until: number
  counts: Counts = { read: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, refused: 0 }
  pages = 0
  backlog: number | undefined
  unfinished = false

  constructor(room: Sources, sourceId: string, runId: string, signal: AbortSignal, until: number) {
    this.#room = room
    this.#sourceId = sourceId
    this.#runId = runId
    this.#signal = signal
    this.#until = until
  }

  async whole(source: Source): Promise<void> {
    const adapter = adapterOf(this.#room, source)
    try {
      for await (const page of adapter.pull(source.cursor, this.#signal)) {
        this.#signal.throwIfAborted()
        await this.#page(source, adapter, page)
        this.unfinished = page.more && this.#room.now() >= this.#until
        if (this.unfinished) break
      }
      this.backlog = await adapter.backlog?.(this.#signal)
      await this.#absence(source, adapter)
    } finally {
      await adapter.close?.()
    }
  }

  async #page(source: Source, adapter: SourceAdapter, page: Page): Promise<void> {
    const results = await kept(this.#room, source, page.records)
    const counts = counted(results)
    const file = page.file && { ...page.file, ...(await receiptOf(this.#room, source, page.file)) }
    const moved = await moveCursor(
      this.#room.pool,
      this.#sourceId,
      this.#runId,
      {
        cursor: page.advance?.(results) ?? page.cursor,
        counts,
        newRecords: counts.created + counts.updated + counts.quarantined > 0,
        zeroReport: page.zeroReport === true,
        youngest: youngestOf(page.records),
        ...(file && { file }),
      },
      new Date(this.#room.now()),
    )
    if (!moved) throw new Error('another pull has taken the source in hand')
    this.counts = summed(this.counts, counts)
    this.pages += 1
    await adapter.acknowledge?.(page, results, this.#signal)
  }

  async #absence(source: Source, adapter: SourceAdapter): Promise<void> {
    if (adapter.absence === undefined) return
    const missing = adapter.absence()
    const [subject, now] = [`source:${source.id}`, new Date(this.#room.now())]
    if (missing === null) await closeGap(this.#room.pool, 'file_gap', subject, 'the packages came', now)
    else
      await raiseGap(
        this.#room.pool,
        { kind: missing.kind, subject, agencyId: source.agencyId, detail: { source: source.name, ...missing.detail } },
        now,
      )
  }
}

/** Results at the places of the records; what cannot be handed on is refused here. */
export async function kept(
  room: Pick<Sources, 'penalties'>,
  source: Source,
  records: readonly Arrived[],
): Promise<readonly PageResult[]> {
  const sound = records.flatMap((record, i) => (record.fault === undefined ? [{ record, i }] : []))
  const incoming = sound.map(({ record }) => {
    const { key: _key, time: _time, handle: _handle, fault: _fault, ...rest } = record
    return rest
  })
  const answered: readonly Result[] = incoming.length === 0 ? [] : await keep(room.penalties, source, incoming)
  const results: PageResult[] = records.map(({ fault }) => ({
    outcome: 'refused',
    faults: [{ field: fault?.split(':')[0] ?? '', code: 'control_column', detail: fault ?? 'no result' }],
  }))
  for (const [n, { i }] of sound.entries()) {
    const result = answered[n]
    if (result !== undefined) results[i] = result
  }
  return results
}

export function counted(results: readonly PageResult[]): Counts {
  const counts = { read: results.length, created: 0, updated: 0, unchanged: 0, quarantined: 0, refused: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}

function summed(a: Counts, b: Counts): Counts {
  return {
    read: a.read + b.read,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    quarantined: a.quarantined + b.quarantined,
    refused: a.refused + b.refused,
  }
}

function youngestOf(records: readonly Arrived[]): string | null {
  let youngest: string | null = null
  for (const { sourceAt } of records)
    if (sourceAt !== undefined && (youngest === null || later(sourceAt, youngest))) youngest = sourceAt
  return youngest
}
