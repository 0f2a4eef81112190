// Reports as rows of an exchange table: written by key, so that a repetition changes nothing; a row whose content changes is
// offered again (status 0, operation `u`). What stands there is read back as text and compared.
import { createHash, hash } from 'node:crypto'
import { canonical, dayOf, dayText } from '../../kernel/index.ts'
import type { TableSink } from './definition.ts'
import type { Exchange } from './exchange.ts'
import type { DayFigures, Holdings } from './holdings.ts'
import { localTime } from './template.ts'

const where = ({ config }: TableSink, exchange: Exchange) =>
  `${config.schema === null ? '' : `${exchange.name(config.schema)}.`}${exchange.name(config.table)}`

/** Writes one record; whether it was there before makes no difference. Throws what the server says. */
export async function writeRow(exchange: Exchange, sink: TableSink, body: string, nowMs: number): Promise<void> {
  const { config } = sink
  const columns = JSON.parse(body) as Record<string, string | null>
  const own = Object.keys(columns).filter((name) => name !== config.key)
  const control = controlOf(sink, columns[config.key] as string, nowMs)
  const all = { ...columns, ...control }
  const names = Object.keys(all)
  const n = exchange.name
  const text =
    config.dialect === 'postgresql'
      ? `insert into ${where(sink, exchange)} as t (${names.map(n).join(', ')}) values (${names.map(() => '?').join(', ')})
on conflict (${n(config.key)}) do update set ${[
          ...own.map((name) => `${n(name)} = excluded.${n(name)}`),
          ...Object.keys(control).map((name) => `${n(name)} = ${onChange(sink, name, `excluded.${n(name)}`)}`),
        ].join(', ')}
where ${own.map((name) => `t.${n(name)} is distinct from excluded.${n(name)}`).join(' or ')}`
      : `insert into ${where(sink, exchange)} (${names.map(n).join(', ')}) values (${names.map(() => '?').join(', ')})
on duplicate key update ${[
          // Assignments are made from left to right: what depends on a difference comes before it is gone.
          ...Object.keys(control).map(
            (name) => `${n(name)} = if(${same(own.map(n))}, ${n(name)}, ${onChange(sink, name, `values(${n(name)})`)})`,
          ),
          ...own.map((name) => `${n(name)} = values(${n(name)})`),
        ].join(', ')}`
  await exchange.query(text, Object.values(all))
}

const same = (names: readonly string[]) => names.map((name) => `${name} <=> values(${name})`).join(' and ')

/** A row that was there is an update, whatever an insert would say. */
const onChange = ({ config }: TableSink, name: string, given: string) =>
  name === config.control.operation ? `'u'` : given

function controlOf({ config }: TableSink, key: string, nowMs: number): Record<string, string> {
  const { id, time, source, batch, operation, status } = config.control
  const now = localTime(nowMs)
  const minute = Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16))
  return {
    ...(id !== null && { [id]: `${config.sourceCode}${key}` }),
    ...(time !== null && { [time]: now }),
    ...(source !== null && { [source]: config.sourceCode }),
    // Date and sequence; what is written within one minute is one batch.
    ...(batch !== null && {
      [batch]: `${now.slice(0, 10).replaceAll('-', '')}${String(minute).padStart(5, '0')}`,
    }),
    ...(operation !== null && { [operation]: 'i' }),
    ...(status !== null && { [status]: String(config.fresh) }),
  }
}

const pageRows = 1_000

/** Key and digest of every record of a local day that stands in the table, withdrawn ones left out; a page at a time. */
export async function* rowsOf(
  exchange: Exchange,
  sink: TableSink,
  day: string,
): AsyncGenerator<{ key: string; digest: string }> {
  const { config } = sink
  const n = exchange.name
  const names = [config.key, ...Object.keys(sink.body ?? {})]
  const { operation } = config.control
  const text = `select ${names.map((name, i) => `${exchange.asText(n(name))} as c${i}`).join(', ')} from ${where(sink, exchange)}
where ${n(config.at)} >= ? and ${n(config.at)} < ? and ${n(config.key)} > ?
${operation === null ? '' : `and (${n(operation)} is null or ${n(operation)} <> 'd')`}
order by ${n(config.key)} limit ${pageRows}`
  const [from, to] = [`${day} 00:00:00`, `${dayText(dayOf(day) + 1)} 00:00:00`]
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Record<string, unknown>[] = (await exchange.query(text, [from, to, after])).rows
    for (const row of page) {
      const columns = Object.fromEntries(names.map((name, i) => [name, row[`c${i}`] ?? null]))
      yield { key: String(row.c0), digest: hash('sha256', canonical(columns), 'hex') }
    }
    after = page.length < pageRows ? undefined : String(page.at(-1)?.c0)
  }
}

/** Whoever may read the table is compared by digests, made here over the rows as they stand there. */
export function tableHoldings(exchange: Exchange, sink: TableSink): Holdings {
  return {
    figures: async (from, to, signal) => {
      const days: DayFigures[] = []
      for (let d = dayOf(from); d <= dayOf(to); d++) {
        signal.throwIfAborted()
        const day = dayText(d)
        const lines: [string, string][] = []
        for await (const { key, digest } of rowsOf(exchange, sink, day)) lines.push([key, digest])
        if (lines.length > 0) days.push({ day, count: lines.length, sum: null, digest: digestOfLines(lines) })
      }
      return days
    },
    keys: (day) => rowsOf(exchange, sink, day),
  }
}

/** Sorted bytewise, as both sides agreed: the order of JavaScript's texts is another beyond the basic plane. */
function digestOfLines(lines: readonly [string, string][]): string {
  const bytes = lines.map(([key, digest]) => Buffer.from(`${key}\t${digest}\n`)).sort(Buffer.compare)
  const sum = createHash('sha256')
  for (const line of bytes) sum.update(line)
  return sum.digest('hex')
}
