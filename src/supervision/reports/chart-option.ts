// A chart as the option that draws it: plain JSON, for it is drawn in another thread. No animation, no chance, no function:
// equal tables give equal pictures.
import type { CellValue, ReportChart, ReportTable } from './content.ts'

/** Pixels at which a chart is laid out; on the page it is as wide as the text. */
export const chartWidth = 800
/** Of the text of a page, in millimetres. */
export const chartMillimetres = 156

const palette = ['#1f4e79', '#c55a11', '#548235', '#7f6000', '#7030a0', '#808080']
const ink = '#262626'
const wordsMax = 12

const cut = (words: string) => ([...words].length > wordsMax ? `${[...words].slice(0, wordsMax - 1).join('')}…` : words)

const barsMax = 12

/** Bars are drawn from the bottom upwards. */
const drawnRows = (chart: ReportChart, table: ReportTable) =>
  chart.kind === 'bars' ? table.rows.slice(0, barsMax).reverse() : table.rows.slice(chart.skip ?? 0)

/** Few bars need little paper. */
export const chartHeight = (chart: ReportChart, table: ReportTable): number =>
  chart.kind === 'bars' ? 90 + drawnRows(chart, table).length * (16 + 22 * chart.figures.length) : 360

/** Undefined where the table has nothing to draw. */
export function chartOption(chart: ReportChart, table: ReportTable): Record<string, unknown> | undefined {
  const at = (id: string) => table.columns.findIndex((column) => column.id === id)
  const value = (row: readonly CellValue[], id: string) => {
    const cell = row[at(id)]
    return typeof cell === 'number' ? cell : null
  }
  const rows = drawnRows(chart, table)
  if (rows.length === 0 || !rows.some((row) => chart.figures.some((id) => (value(row, id) ?? 0) !== 0)))
    return undefined
  const words = rows.map((row) => cut(String(row[at(chart.words)] ?? '')))
  const label = { show: true, fontSize: 15, color: ink }
  const series = chart.figures.map((id, i) => ({
    name: table.columns[at(id)]?.zh ?? id,
    type: chart.kind === 'lines' ? 'line' : 'bar',
    data: rows.map((row) => value(row, id)),
    itemStyle: { color: palette[i % palette.length] },
    ...(chart.kind === 'lines'
      ? { symbol: 'circle', symbolSize: 8, lineStyle: { width: 3, color: palette[i % palette.length] } }
      : { barMaxWidth: 44, label: { ...label, position: chart.kind === 'bars' ? 'right' : 'top' } }),
  }))
  const axis = { axisLabel: { fontSize: 15, color: ink }, axisLine: { lineStyle: { color: '#7f7f7f' } } }
  const lines = chart.kind === 'lines'
  const broken = chart.kind === 'columns' ? { width: (chartWidth - 110) / words.length - 8, overflow: 'break' } : {}
  const category = {
    ...axis,
    type: 'category',
    data: words,
    axisTick: { show: false },
    axisLabel: {
      ...axis.axisLabel,
      interval: words.length > 14 ? 'auto' : 0,
      rotate: lines && crowded(words) ? 30 : 0,
      ...(lines ? {} : broken),
    },
  }
  const figures = {
    ...axis,
    type: 'value',
    minInterval: 1,
    splitLine: { lineStyle: { color: '#e0e0e0' } },
  }
  const across = chart.kind === 'bars'
  return {
    animation: false,
    backgroundColor: '#ffffff',
    color: palette,
    ...(series.length > 1 && { legend: { top: 8, textStyle: { fontSize: 16, color: ink }, itemGap: 28 } }),
    grid: { left: 24, right: 48, top: series.length > 1 ? 56 : 32, bottom: 16, containLabel: true },
    xAxis: across ? figures : category,
    yAxis: across ? category : figures,
    series,
  }
}

/** Whether words side by side would run into each other. */
const crowded = (words: readonly string[]) =>
  words.reduce((sum, word) => sum + [...word].length * 16 + 10, 0) > chartWidth - 120
