// Two plots over the same months, one above the other: a rate as a line, and counts as columns. Never two axes in one plane.
import type { Drawing } from './draw.ts'
import { paint } from './paint.ts'

export interface TrendMonth {
  /** `10月` · `Oct`. */
  readonly words: string
  /** 0 to 1; null where nothing was to be counted. */
  readonly rate: number | null
  /** The two columns. */
  readonly first: number
  readonly second: number
}

const width = 540
const height = 280
const axisText = { fontSize: 14, color: paint('kt') }
const noTick = { axisTick: { show: false } }
const gridLine = { lineStyle: { color: paint('lg') } }

export function trend(
  name: string,
  months: readonly TrendMonth[],
  size: { width?: number; height?: number } = {},
): Drawing {
  const [w, h] = [size.width ?? width, size.height ?? height]
  const rates = months.flatMap(({ rate }) => (rate === null ? [] : [rate * 100]))
  // Two steps below a hundred, as small as the lowest rate allows: what varies is seen, and the axis says where it begins.
  const step = [5, 10, 20, 25, 50].find((s) => 100 - 2 * s <= Math.min(100, ...rates)) ?? 50
  const words = months.map((month) => month.words)
  const upper = Math.round(h * 0.21)
  const category = { type: 'category', data: words, ...noTick }
  const series = (id: 'first' | 'second', name_: 'k1' | 'k2') => ({
    ...{
      type: 'bar',
      xAxisIndex: 1,
      yAxisIndex: 1,
      barWidth: Math.round((w - 56) / months.length / 3.4),
      barGap: '15%',
    },
    data: months.map((month) => (month[id] === 0 ? null : month[id])),
    itemStyle: { color: paint(name_) },
  })
  return {
    name,
    ...{ width: w, height: h },
    option: {
      grid: [
        { left: 44, right: 12, top: 14, height: upper },
        { left: 44, right: 12, top: upper + 44, bottom: 26 },
      ],
      xAxis: [
        { ...category, gridIndex: 0, axisLabel: { show: false }, axisLine: { lineStyle: { color: paint('la') } } },
        {
          ...category,
          gridIndex: 1,
          axisLabel: { ...axisText, interval: 0 },
          axisLine: { lineStyle: { color: paint('la') } },
        },
      ],
      yAxis: [
        {
          ...{ type: 'value', gridIndex: 0, min: 100 - 2 * step, max: 100, interval: step },
          ...{ axisLabel: { ...axisText, formatter: '{value}%' }, splitLine: gridLine },
        },
        { type: 'value', gridIndex: 1, minInterval: 1, splitNumber: 3, axisLabel: axisText, splitLine: gridLine },
      ],
      series: [
        series('first', 'k1'),
        series('second', 'k2'),
        {
          ...{ type: 'line', xAxisIndex: 0, yAxisIndex: 0, symbol: 'circle', symbolSize: 7 },
          data: months.map(({ rate }) => (rate === null ? null : Math.round(rate * 1000) / 10)),
          lineStyle: { color: paint('l3'), width: 2 },
          itemStyle: { color: paint('d3'), borderColor: paint('l3'), borderWidth: 2 },
        },
      ],
    },
  }
}
