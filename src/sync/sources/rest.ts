// Pulls a platform's REST interface as configured: by its cursor, or by a time from which on. Every answer is looked at
// before anything of it is taken; what is not as configured ends the pull there, with the place named.
import type { Arrived, Cursor, KeyDigest, Page, SourceAdapter, SourceOf } from './adapter.ts'
import { type Call, type CallerDeps, openCaller } from './caller.ts'
import { arrivedFrom, byTime, later } from './control.ts'
import { SourceFault } from './fault.ts'
import type { RestConfig } from './form.ts'
import { at, countAt, kindOf, type Row, rowsAt, wordAt } from './pointers.ts'
import { type Position, readingFrom } from './watermark.ts'

/** A page that says there is more and has nothing in it, again and again, is a circle. */
const emptyPagesMax = 100

export function restAdapter(deps: CallerDeps, source: SourceOf<'rest'>): SourceAdapter {
  const { config } = source
  const { records, control } = config
  const caller = openCaller(deps, config, source.secret)

  async function ask(
    plan: { path: string; parameters: Readonly<Record<string, string>>; method?: 'GET' | 'POST' },
    values: Readonly<Record<string, string | undefined>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const own = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >
    const parameters = { ...plan.parameters, ...own }
    const call: Call =
      plan.method === 'POST'
        ? { path: plan.path, method: 'POST', body: parameters, signal }
        : { path: plan.path, query: parameters, signal }
    return (await caller.call(call)).json
  }

  /** The rows of an answer, in the order of their times. */
  function arrivals(answer: unknown): Arrived[] {
    const rows = rowsAt(answer, config.rows, records.path)
    return byTime(rows.map((row, i) => sound(row, `${records.path} ${config.rows}/${i}`)))
  }

  /** Nobody there would hear of one record that cannot be taken: it ends the pull, so that an operator does. */
  function sound(row: Row, where: string): Arrived {
    const record = arrivedFrom(row, control)
    if (record.fault !== undefined) throw new SourceFault(where, record.fault)
    return record
  }

  function flag(answer: unknown, pointer: string): boolean {
    const found = at(answer, pointer)
    if (found === true || found === 1 || found === 'true' || found === '1') return true
    if (found === false || found === 0 || found === 'false' || found === '0' || found === null) return false
    throw new SourceFault(`${records.path} ${pointer}`, `must be true or false, and is ${kindOf(found)}`)
  }

  const isZeroReport = (answer: unknown) => config.zeroReport !== null && at(answer, config.zeroReport) === true

  async function* byCursor(
    plan: Extract<RestConfig['records'], { mode: 'cursor' }>,
    from: Cursor | null,
    signal: AbortSignal,
  ): AsyncGenerator<Page> {
    let cursor = typeof from?.next === 'string' ? from.next : undefined
    for (let empty = 0; ; ) {
      const limit = plan.limit === null ? {} : { [plan.limit]: String(config.pageSize) }
      const answer = await ask(plan, { [plan.cursor]: cursor, ...limit }, signal)
      const page = arrivals(answer)
      const more = flag(answer, plan.more)
      const said = at(answer, plan.next)
      const next = typeof said === 'number' ? String(said) : said
      if (more && (typeof next !== 'string' || next === ''))
        throw new SourceFault(`${plan.path} ${plan.next}`, `must say where to go on, and is ${kindOf(said)}`)
      empty = page.length === 0 || next === cursor ? empty + 1 : 0
      if (more && (next === cursor || empty >= emptyPagesMax))
        throw new SourceFault(
          `${plan.path} ${plan.next}`,
          'leads in a circle: there is said to be more, and nothing new comes',
        )
      if (typeof next === 'string' && next !== '') cursor = next
      yield { records: page, cursor: { next: cursor ?? null }, more, zeroReport: isZeroReport(answer) }
      if (!more) return
    }
  }

  async function* byTimeFrom(
    plan: Extract<RestConfig['records'], { mode: 'watermark' }>,
    from: Cursor | null,
    signal: AbortSignal,
  ): AsyncGenerator<Page> {
    const timeName = control.time
    if (timeName === null) throw new SourceFault('config/control/time', 'is needed to pull by time', { passing: false })
    const reading = readingFrom(from, plan.overlapSeconds * 1000, deps.now)
    let { time, key } = reading.from
    time ??= plan.from
    for (;;) {
      const limit = plan.limit === null ? {} : { [plan.limit]: String(config.pageSize) }
      const answer = await ask(
        plan,
        { [plan.since]: time ?? undefined, [plan.after]: key ?? undefined, ...limit },
        signal,
      )
      const page = arrivals(answer)
      const last = page.at(-1)
      // Among equal times the platform's own order of keys counts: where the next page begins is what it sent last.
      const end = last === undefined ? null : positionOf(rowsAt(answer, config.rows, plan.path), timeName)
      const more = plan.more === null ? page.length >= config.pageSize : flag(answer, plan.more)
      if (more && (end === null || (end.time === time && end.key === key)))
        throw new SourceFault(
          `${plan.path} ${plan.more ?? config.rows}`,
          'leads in a circle: there is said to be more, and nothing new comes',
        )
      yield {
        records: page,
        cursor: reading.after(end, last?.time ?? null, !more),
        more,
        zeroReport: isZeroReport(answer),
      }
      if (!more || end === null) return
      time = end.time
      key = end.key
    }
  }

  /** The greatest (time, key) of a page, whatever order it came in. */
  function positionOf(rows: readonly Row[], timeName: string): Position {
    let greatest: Position | undefined
    for (const [i, row] of rows.entries()) {
      const where = `${records.path} ${config.rows}/${i}`
      const here = { time: wordAt(row, timeName, where), key: wordAt(row, control.key, where) }
      const beyond =
        greatest === undefined ||
        later(here.time, greatest.time) ||
        (!later(greatest.time, here.time) && here.key > greatest.key)
      if (beyond) greatest = here
    }
    return greatest as Position
  }

  const adapter: SourceAdapter = {
    pull: (from, signal) =>
      records.mode === 'cursor' ? byCursor(records, from, signal) : byTimeFrom(records, from, signal),
  }
  const { figures, keys, one } = config
  if (figures !== null)
    adapter.figures = async (from, to, signal) => {
      const answer = await ask(figures, { [figures.from]: from, [figures.to]: to }, signal)
      return rowsAt(answer, figures.rows, figures.path).map((row, i) => {
        const where = `${figures.path} ${figures.rows}/${i}`
        return {
          day: wordAt(row, figures.day, where).slice(0, 10),
          count: countAt(row, figures.count, where),
          sumFen: figures.sum === null ? null : wordAt(row, figures.sum, where),
          digest: figures.digest === null ? null : wordAt(row, figures.digest, where),
        }
      })
    }
  if (keys !== null)
    adapter.keys = async (day, signal): Promise<readonly KeyDigest[]> => {
      const answer = await ask(keys, { [keys.day]: day }, signal)
      return rowsAt(answer, keys.rows, keys.path).map((row, i) => {
        const where = `${keys.path} ${keys.rows}/${i}`
        return { key: wordAt(row, keys.key, where), digest: wordAt(row, keys.digest, where) }
      })
    }
  if (one !== null)
    adapter.fetch = async (wanted, signal) => {
      const found: Arrived[] = []
      for (const key of wanted) {
        const row = at(await ask(one, { [one.key]: key }, signal), one.row)
        if (row === null || row === undefined) continue
        if (typeof row !== 'object' || Array.isArray(row))
          throw new SourceFault(`${one.path} ${one.row}`, `must be a record or null, and is ${kindOf(row)}`)
        found.push(sound(row as Row, `${one.path} ${one.row}`))
      }
      return found
    }
  return adapter
}
