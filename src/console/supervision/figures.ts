// Figures as these pages show them: sums of months, rates with one decimal, the change against the former period.
import type { View } from '../env.ts'
import { count } from '../html/format.ts'
import type { IndicatorFigures } from './answers.ts'

export interface Sum {
  readonly n: number
  readonly d: number
}

export type Item = IndicatorFigures['items'][number]

/** Months are cohorts of their own: what is counted in several is the sum of them. */
export function sumOf(items: readonly Item[], indicator: string, { from, to }: { from: string; to: string }): Sum {
  let [n, d] = [0, 0]
  for (const item of items)
    if (item.indicator === indicator && item.key >= from && item.key <= to) {
      n += item.cases.n
      d += item.cases.d
    }
  return { n, d }
}

export const rateOf = ({ n, d }: Sum): number | null => (d === 0 ? null : n / d)

/** `97.0`; a dash where nothing was to be counted. */
export const percent = (rate: number | null): string => (rate === null ? '—' : (rate * 100).toFixed(1))

/** `129 / 133`. */
export const ratio = ({ n, d }: Sum): string => `${count(n)} / ${count(d)}`

/** `上季 95.1%，升 1.9 个百分点`. */
export function changeWords({ t }: Pick<View, 't'>, formerWords: string, now: Sum, former: Sum): string {
  const [a, b] = [rateOf(now), rateOf(former)]
  if (b === null) return t('sup.formerNone', { former: formerWords })
  const said = { former: formerWords, rate: percent(b) }
  if (a === null) return t('sup.formerOnly', said)
  const points = Math.round(a * 1000) - Math.round(b * 1000)
  if (points === 0) return t('sup.same', said)
  return t(points > 0 ? 'sup.up' : 'sup.down', { ...said, points: (Math.abs(points) / 10).toFixed(1) })
}
