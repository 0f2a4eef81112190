// Running periods as stacked bars, red next to the axis: what matters is compared on a common base.
import type { Drawing } from './draw.ts'
import { paint } from './paint.ts'

export interface UrgencyRow {
  readonly words: string
  /** Red, orange, yellow, blue, green. */
  readonly counts: readonly [number, number, number, number, number]
}

const width = 540
const wordsMax = 11
const stack = [
  ['q-r', 'n-w'],
  ['q-o', 'n-d'],
  ['q-y', 'n-d'],
  ['q-b', 'n-k'],
  ['q-g', 'n-k'],
] as const

/** Whole names stand in the table below. */
const cut = (words: string) => ([...words].length > wordsMax ? `${[...words].slice(0, wordsMax - 1).join('')}…` : words)
const widthOf = (words: string) => [...words].reduce((sum, glyph) => sum + (/[\u0020-\u024f]/.test(glyph) ? 8 : 14), 0)

export function urgencyBars(name: string, rows: readonly UrgencyRow[], size: { width?: number } = {}): Drawing {
  const w = size.width ?? width
  const names = rows.map(({ words }) => cut(words))
  const left = Math.max(40, ...names.map(widthOf)) + 10
  const most = Math.max(1, ...rows.map(({ counts }) => counts.reduce((sum, n) => sum + n, 0)))
  // The axis ends at a round figure above the longest bar.
  const room = (w - left - 20) / (most * 1.12)
  return {
    name,
    ...{ width: w, height: 34 + rows.length * 40 },
    option: {
      grid: { left, right: 16, top: 4, bottom: 26 },
      xAxis: {
        ...{ type: 'value', minInterval: 1, splitNumber: 4, axisLabel: { fontSize: 14, color: paint('kt') } },
        splitLine: { lineStyle: { color: paint('lg') } },
      },
      yAxis: {
        ...{ type: 'category', inverse: true, data: names, axisTick: { show: false } },
        axisLabel: { fontSize: 14, color: paint('ki') },
        axisLine: { lineStyle: { color: paint('la') } },
      },
      series: stack.map(([fill, figure], i) => ({
        ...{ type: 'bar', stack: 'periods', barWidth: 20 },
        itemStyle: { color: paint(fill), borderColor: paint('qs'), borderWidth: 1 },
        data: rows.map(({ counts }) => {
          const n = counts[i] ?? 0
          if (n === 0) return null
          const show = n * room > String(n).length * 9 + 6
          return { value: n, label: { show, position: 'inside', fontSize: 14, color: paint(figure) } }
        }),
      })),
    },
  }
}
