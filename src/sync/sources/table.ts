// Reads an exchange table (前置库) in pages of short statements. Where the table has a status column it is asked for what is
// new, and what became of each row is written back once that is durable here; without one it is read by time and key, an
// overlap behind the youngest seen.
import type { Arrived, Cursor, Page, PageResult, SourceAdapter, SourceOf } from './adapter.ts'
import { arrivedFrom, earlier, later, timeMs } from './control.ts'
import { DayTally, fenOf, recordDigest } from './day-figures.ts'
import { SourceFault } from './fault.ts'
import { openSql, type SqlConnection, type SqlRow } from './sql-connection.ts'
import { type Narrowing, type TableQueries, tableQueries } from './table-queries.ts'
import { type Position, type Reading, readingFrom } from './watermark.ts'

/** What is acknowledged: exactly the row that was read. */
interface Handle {
  readonly id: string
  readonly state: string
}

const keysAtATime = 200

export function tableAdapter(now: () => number, source: SourceOf<'table'>): SourceAdapter {
  const { config } = source
  const { control, status } = config
  let opened: { connection: SqlConnection; queries: TableQueries } | undefined

  async function open(signal: AbortSignal) {
    if (opened !== undefined) return opened
    const connection = await openSql(config, source.secret, signal)
    try {
      opened = { connection, queries: await tableQueries(connection, config) }
    } catch (error) {
      await connection.close()
      throw error
    }
    return opened
  }

  function arrival(row: SqlRow, queries: TableQueries): Arrived {
    const { [queries.stateName]: state, ...said } = row
    const own = Object.fromEntries(Object.entries(said).filter(([name]) => !queries.ownColumns.has(name)))
    const handle: Handle = { id: String(row[queries.id]), state: String(state) }
    return arrivedFrom(own, control, { handle })
  }

  /** Rows in the order of time and id, page by page; each page a statement of its own. */
  async function* rowsOf(
    narrowing: Narrowing,
    from: Partial<Position>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly SqlRow[]> {
    const { connection, queries } = await open(signal)
    let position: { time: string | null; id: string | null } = { time: from.time ?? null, id: from.key ?? null }
    for (;;) {
      signal.throwIfAborted()
      const { text, values } = queries.page(narrowing, position, config.pageSize)
      const rows = await connection.query(text, values)
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows
      if (rows.length < config.pageSize) return
      const time = narrowing.untimed === true ? null : String(last[control.time as string])
      position = { time, id: String(last[queries.id]) }
    }
  }

  async function* byStatus(signal: AbortSignal): AsyncGenerator<Page> {
    const { queries } = await open(signal)
    const phases = control.time === null ? [true] : [true, false]
    // A status says of each row whether it was taken; there is nothing to remember, and `at` is for people.
    let cursor: Cursor = source.cursor ?? {}
    for (const untimed of phases)
      for await (const rows of rowsOf({ fresh: true, untimed }, {}, signal)) {
        const records = rows.map((row) => arrival(row, queries))
        cursor = { at: records.at(-1)?.time ?? cursor.at ?? null }
        yield { records, cursor, more: true }
      }
    yield { records: [], cursor, more: false }
  }

  async function* byMark(from: Cursor | null, signal: AbortSignal): AsyncGenerator<Page> {
    const { queries } = await open(signal)
    const timeName = control.time
    if (timeName === null)
      throw new SourceFault('config/control/time', 'is needed where the table has no status column', { passing: false })
    const reading: Reading = readingFrom(from, config.overlapSeconds * 1000, now)
    const { time, key } = reading.from
    // Rows without a time have no place in the order: they are looked at each time, before all others.
    for await (const rows of rowsOf({ untimed: true }, {}, signal))
      yield { records: rows.map((row) => arrival(row, queries)), cursor: reading.after(null, null, false), more: true }
    let last: Position | null = null
    for await (const rows of rowsOf({}, { ...(time !== null && { time }), ...(key !== null && { key }) }, signal)) {
      const end = rows.at(-1) as SqlRow
      last = { time: String(end[timeName]), key: String(end[queries.id]) }
      yield {
        records: rows.map((row) => arrival(row, queries)),
        cursor: reading.after(last, last.time, false),
        more: true,
      }
    }
    yield { records: [], cursor: reading.after(last, last?.time ?? null, true), more: false }
  }

  /** In the words of the column: taken, or failed with what is wrong. */
  async function acknowledge(page: Page, results: readonly PageResult[], signal: AbortSignal): Promise<void> {
    if (status === null || page.records.length === 0) return
    const { connection, queries } = await open(signal)
    const taken: Handle[] = []
    const failed = new Map<string, Handle[]>()
    for (const [i, record] of page.records.entries()) {
      const said = messageOf(record, results[i])
      const handle = record.handle as Handle
      if (said === null) taken.push(handle)
      else failed.set(said, [...(failed.get(said) ?? []), handle])
    }
    const groups: [string | null, Handle[]][] = [[null, taken], ...failed]
    for (const [message, handles] of groups)
      for (let i = 0; i < handles.length; i += keysAtATime) {
        const { text, values } = queries.acknowledge(handles.slice(i, i + keysAtATime), message)
        await connection.change(text, values)
      }
  }

  /** Rows of whole days, as they stand. */
  async function tally(from: string, to: string, signal: AbortSignal): Promise<DayTally> {
    const { connection, queries } = await open(signal)
    const timeName = control.time
    if (timeName === null) throw new SourceFault('config/control/time', 'is needed to count days', { passing: false })
    const [sample] = await connection.query(queries.youngest)
    const youngest = sample?.youngest
    const tallied = new DayTally()
    if (typeof youngest !== 'string') return tallied
    const bound = (instant: number) => earlier(youngest, (timeMs(youngest) ?? 0) - instant) ?? ''
    const [begin, end] = [Date.parse(`${from}T00:00:00+08:00`), Date.parse(`${to}T00:00:00+08:00`) + 86_400_000]
    const narrowing = { between: [bound(begin), bound(end)] as const, standing: true }
    for await (const rows of rowsOf(narrowing, {}, signal))
      for (const row of rows) {
        const record = arrival(row, queries)
        if (record.operation === 'delete' || record.key === null || record.sourceDay === undefined) continue
        const fen = config.amount === null ? 0n : fenOf(row[config.amount.column], config.amount.unit)
        tallied.add(record.sourceDay, record.key, recordDigest(record.raw), fen)
      }
    return tallied
  }

  async function fetch(keys: readonly string[], signal: AbortSignal): Promise<readonly Arrived[]> {
    const { connection, queries } = await open(signal)
    const youngest = new Map<string, Arrived>()
    for (let i = 0; i < keys.length; i += keysAtATime) {
      const { text, values } = queries.byKeys(keys.slice(i, i + keysAtATime))
      for (const row of await connection.query(text, values)) {
        const record = arrival(row, queries)
        const former = youngest.get(record.key ?? '')
        const older = former?.time != null && record.time !== null && later(former.time, record.time)
        if (record.key !== null && !older) youngest.set(record.key, record)
      }
    }
    return [...youngest.values()]
  }

  const adapter: SourceAdapter = {
    pull: (from, signal) => (status === null ? byMark(from, signal) : byStatus(signal)),
    figures: async (from, to, signal) => (await tally(from, to, signal)).figures(config.amount !== null),
    keys: async (day, signal) => (await tally(day, day, signal)).keys(day),
    fetch,
    async close() {
      const closing = opened
      opened = undefined
      await closing?.connection.close()
    },
  }
  if (status !== null) {
    adapter.acknowledge = acknowledge
    adapter.backlog = async (signal) => {
      const { connection, queries } = await open(signal)
      const { text, values } = queries.freshCount()
      return Number((await connection.query(text, values))[0]?.count ?? 0)
    }
  }
  return adapter
}

/** Null where the row was taken; else what the sender reads in its message column. */
function messageOf(record: Arrived, result: PageResult | undefined): string | null {
  if (record.fault !== undefined) return record.fault
  if (result === undefined) return 'no result'
  if (result.outcome !== 'quarantined' && result.outcome !== 'refused') return null
  const faults = (result.faults ?? []).slice(0, 5).map(({ field, code, detail }) => `${field}: ${detail || code}`)
  return `${result.outcome}: ${faults.join('; ')}`
}
