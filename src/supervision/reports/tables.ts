// Tables of a report over figures: the stages, the indicators, one row a domain, region, charge or month. Each says what it
// counts, of what its shares are, and which request answers the same.
import { type CellValue, changeOf, type ReportColumn, type ReportTable, shareOf } from './content.ts'
import type { FigureSource, FiguresAsked, ReportFigure } from './figure-source.ts'
import { stageBefore, stageCount, stages } from './stages.ts'

/** On paper; the workbook has no other rows either, the query has all. */
const rowsMax = 30

const text = (id: string, zh: string, width: number): ReportColumn => ({ id, zh, width, kind: 'text' })
const count = (id: string, zh: string, width = 2): ReportColumn => ({ id, zh, width, kind: 'count' })
const column = (id: string, zh: string, kind: ReportColumn['kind'], width = 2): ReportColumn => ({
  id,
  zh,
  kind,
  width,
})

const cohort = '各数按锚定事件发生的月份归入本期，一案只计一次；其后进展截至出具之日'

const nameOf = (source: FigureSource, id: string) => source.definitions().find((one) => one.id === id)?.zh ?? id

export function stagesTable(source: FigureSource, asked: FiguresAsked, total: readonly ReportFigure[]): ReportTable {
  return {
    id: 'stages',
    title: '各环节案件数（件）',
    columns: [
      text('stage', '环节', 4),
      count('now', '本期'),
      count('before', '上年同期', 2.4),
      column('change', '同比', 'change', 2.4),
      text('basis', '取数指标', 5),
    ],
    rows: stages.map(({ id, zh, indicator, of }) => {
      const [now, before] = [stageCount(total, id), stageBefore(total, id)]
      return [
        zh,
        now,
        before,
        changeOf(now, before),
        `${nameOf(source, indicator)}·${of === 'numerator' ? '分子' : '分母'}`,
      ]
    }),
    definition: cohort,
    denominator: '本表为件数，无分母；同比以上年同期为基数',
    query: source.queryOf({ ...asked, compare: true }),
  }
}

export function indicatorsTable(
  source: FigureSource,
  asked: FiguresAsked,
  total: readonly ReportFigure[],
): ReportTable {
  const rows = source.definitions().flatMap(({ id, zh }): (readonly CellValue[])[] => {
    const figure = total.find((one) => one.indicator === id && one.key === '')
    if (figure === undefined || (figure.numerator === 0 && (figure.denominator ?? 0) === 0)) return []
    const now = shareOf(figure.numerator, figure.denominator)
    const before = shareOf(figure.before?.numerator ?? 0, figure.before?.denominator)
    return [
      [zh, figure.numerator, figure.denominator, now, before, now === null || before === null ? null : now - before],
    ]
  })
  return {
    id: 'indicators',
    title: '监督指标',
    columns: [
      text('indicator', '指标', 5),
      count('numerator', '分子', 2),
      count('denominator', '分母', 2),
      column('share', '比率', 'share', 2.4),
      column('before', '上年同期', 'share', 2.4),
      column('points', '百分点增减', 'points', 2.6),
    ],
    rows,
    definition: `${cohort}。本期分子、分母均为零的指标未列`,
    denominator: '各指标的分母定义见附表“指标口径”',
    query: source.queryOf({ ...asked, compare: true }),
  }
}

/** What the numerator and the denominator of each indicator in a table are, in words. */
export function definitionsTable(source: FigureSource, table: ReportTable): ReportTable {
  const named = new Set(table.rows.map((row) => row[0]))
  return {
    id: 'definitions',
    title: '指标口径',
    columns: [
      ...[text('indicator', '指标', 3), text('numerator', '分子', 5), text('denominator', '分母', 5)],
      text('id', '代码', 6),
    ],
    rows: source
      .definitions()
      .filter(({ zh }) => named.has(zh))
      .map(({ id, zh, numerator, denominator }) => [
        ...[zh, numerator, denominator === '' ? '（计数，无分母）' : denominator, id],
      ]),
    definition: '本网关所采用的指标定义；国家层面尚无统一公式',
    denominator: '见“分母”栏',
    query: 'GET /v1/indicators',
  }
}

/** Columns of tables with one row a domain, region, charge or month. */
const shown = ['threshold', 'transferred', 'accepted', 'filed', 'not_filed', 'supervised'] as const
const shortly: Readonly<Record<string, string>> = {
  punished: '处罚',
  prosecuted: '起诉',
  convicted: '判决',
  threshold: '达标',
  transferred: '移送',
  accepted: '受案',
  filed: '立案',
  not_filed: '不立案',
  supervised: '监督',
}

export interface ByOptions {
  readonly id: string
  readonly title: string
  readonly heading: string
  readonly columns?: readonly string[]
  /** Keys in this order, also those of which nothing was counted; left out, the largest first. */
  readonly keys?: readonly { readonly key: string; readonly name: string }[]
}

export function byTable(
  source: FigureSource,
  asked: FiguresAsked,
  figures: readonly ReportFigure[],
  { id, title, heading, columns = shown, keys }: ByOptions,
): ReportTable {
  const names = new Map(figures.filter((f) => f.key !== '').map((f) => [f.key, f.name]))
  const counts = (key: string) => columns.map((stage) => stageCount(figures, stage, key))
  const found = keys ?? [...names].map(([key, name]) => ({ key, name }))
  const all = found.map(({ key, name }) => ({ key, name, counts: counts(key) }))
  const weight = (row: { counts: number[] }) => row.counts.reduce((sum, n) => sum + n, 0)
  const filled = keys === undefined ? all.filter((row) => weight(row) > 0) : all
  if (keys === undefined) filled.sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1))
  const left = keys === undefined ? Math.max(0, filled.length - rowsMax) : 0
  const withRate = columns.includes('filed')
  const rateOf = (key: string) => {
    const figure = figures.find((f) => f.indicator === 'filing_rate' && f.key === key)
    return shareOf(figure?.numerator ?? 0, figure?.denominator)
  }
  const rows = filled
    .slice(0, left > 0 ? rowsMax : filled.length)
    .map((row) => [row.name, ...row.counts, ...(withRate ? [rateOf(row.key)] : [])])
  return {
    id,
    title,
    columns: [
      text(id, heading, 4),
      ...columns.map((stage) => count(stage, shortly[stage] ?? stages.find((s) => s.id === stage)?.zh ?? stage)),
      ...(withRate ? [column('filing_rate', '立案率', 'share', 2.6)] : []),
    ],
    rows,
    definition: cohort,
    denominator: withRate ? '立案率取同名指标，以已受案（不含转出）的案件为分母' : '本表为件数，无分母',
    query: source.queryOf(asked),
    ...(left > 0 && { left }),
  }
}
