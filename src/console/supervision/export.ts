// The dashboard's figures as a workbook: every indicator of the period beside the same months of the year before, and the months.
import type { Context } from 'hono'
import { dayText, localDay } from '../../kernel/index.ts'
import { definitionOf, type IndicatorId, type ReportTable, xlsxOfReport, xlsxType } from '../../supervision/index.ts'
import type { ConsoleEnv } from '../env.ts'
import { refused } from '../html/refused.ts'
import type { IndicatorFigures } from './answers.ts'
import { askedOf, scopeOf } from './dashboard-asked.ts'
import type { Item } from './figures.ts'

export async function exportFigures(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const asked = askedOf(c)
  const { period } = asked
  const query = { from: period.from, to: period.to, compare: 'year', ...scopeOf(asked) }
  const [total, months] = await Promise.all([
    c.get('ask')<IndicatorFigures>('GET', '/v1/indicators/figures', { query }),
    c.get('ask')<IndicatorFigures>('GET', '/v1/indicators/figures', { query: { ...query, dimension: 'month' } }),
  ])
  if (!total.ok) return refused(c, total.problem)
  if (!months.ok) return refused(c, months.problem)
  const { me } = c.get('session')
  const path = `GET /v1/indicators/figures?${new URLSearchParams(query)}`
  const name = `行刑衔接指标 ${period.id}`
  const bytes = await xlsxOfReport({
    ...{ head: me.agency.name, redHead: false, title: '行刑衔接指标', subtitle: `${period.from} 至 ${period.to}` },
    ...{ signer: me.agency.name, day: dayText(localDay(v.nowMs)), zero: false },
    pieces: [
      { kind: 'table', table: sheet('figures', '指标', total.body.items, path, false) },
      { kind: 'table', table: sheet('months', '分月指标', months.body.items, `${path}&dimension=month`, true) },
    ],
  })
  return c.body(new Uint8Array(bytes), 200, {
    'content-type': xlsxType,
    'content-disposition': `attachment; filename="indicators-${period.id}.xlsx"; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`,
  })
}

const sheet = (id: string, title: string, items: readonly Item[], query: string, byMonth: boolean): ReportTable => ({
  ...{ id, title, query, definition: '各指标的口径见 docs/indicators.md', denominator: '见各指标的分母' },
  columns: [
    { id: 'name', zh: '指标', kind: 'text', width: 4 },
    ...(byMonth ? [{ id: 'month', zh: '月份', kind: 'text', width: 1 } as const] : []),
    { id: 'n', zh: '分子', kind: 'count', width: 1 },
    { id: 'd', zh: '分母', kind: 'count', width: 1 },
    { id: 'rate', zh: '比率', kind: 'share', width: 1 },
    { id: 'n0', zh: '上年分子', kind: 'count', width: 1 },
    { id: 'd0', zh: '上年分母', kind: 'count', width: 1 },
    { id: 'rate0', zh: '上年比率', kind: 'share', width: 1 },
  ],
  rows: items.map((item) => {
    const before = item.previous?.cases
    return [
      definitionOf(item.indicator as IndicatorId).zh,
      ...(byMonth ? [item.key] : []),
      ...[item.cases.n, item.cases.d, item.cases.rate, before?.n ?? null, before?.d ?? null, before?.rate ?? null],
    ]
  }),
})
