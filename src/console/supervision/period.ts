// Periods of figures: whole local months, the period before of the same length, and the twelve months that a chart shows.
import { dayText, localDay } from '../../kernel/index.ts'
import type { View } from '../env.ts'

export interface Period {
  /** As it stands in the address: `2026-11`, `2026Q4`, `2026`, `12m`. */
  readonly id: string
  readonly from: string
  readonly to: string
  readonly former: { readonly from: string; readonly to: string }
  readonly words: string
  /** 上月, 上季, 上年, 前 12 个月. */
  readonly formerWords: string
}

const numberOf = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
const monthOf = (n: number) => `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
export const monthsBack = (month: string, months: number): string => monthOf(numberOf(month) - months)

/** The months of a range, both included. */
export const monthsOf = (from: string, to: string): string[] =>
  Array.from({ length: numberOf(to) - numberOf(from) + 1 }, (_, i) => monthOf(numberOf(from) + i))

const thisMonth = (nowMs: number) => dayText(localDay(nowMs)).slice(0, 7)

/** `2026年第三季度` · `Q3 2026`; undefined where `id` is no period that has begun. */
export function periodOf(v: Pick<View, 'lang' | 't' | 'nowMs'>, id: string): Period | undefined {
  const last = thisMonth(v.nowMs)
  const made = (
    from: string,
    to: string,
    kind: 'month' | 'quarter' | 'year' | 'twelve',
    words: string,
  ): Period | undefined => {
    if (from > last) return undefined
    const length = numberOf(to) - numberOf(from) + 1
    const former = { from: monthsBack(from, length), to: monthsBack(from, 1) }
    return { id, from, to: to > last ? last : to, former, words, formerWords: v.t(`sup.former.${kind}`) }
  }
  const month = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(id)
  if (month !== null) return made(id, id, 'month', v.t('sup.month', { y: month[1] ?? '', m: Number(month[2]) }))
  const quarter = /^(20\d\d)Q([1-4])$/.exec(id)
  if (quarter !== null) {
    const first = monthOf(Number(quarter[1]) * 12 + (Number(quarter[2]) - 1) * 3)
    return made(
      first,
      monthsBack(first, -2),
      'quarter',
      v.t(`sup.quarter.${quarter[2] as '1' | '2' | '3' | '4'}`, { y: quarter[1] ?? '' }),
    )
  }
  if (/^20\d\d$/.test(id)) return made(`${id}-01`, `${id}-12`, 'year', v.t('sup.year', { y: id }))
  return id === '12m' ? made(monthsBack(last, 11), last, 'twelve', v.t('sup.twelve')) : undefined
}

/** What may be chosen: this and the former quarters, years, months; the first is meant where nothing is said. */
export function periods(v: Pick<View, 'lang' | 't' | 'nowMs'>): Period[] {
  const last = thisMonth(v.nowMs)
  const [y, m] = [Number(last.slice(0, 4)), Number(last.slice(5, 7))]
  const quarters = Array.from({ length: 5 }, (_, i) => {
    const n = y * 4 + Math.floor((m - 1) / 3) - i
    return `${Math.floor(n / 4)}Q${(n % 4) + 1}`
  })
  const months = Array.from({ length: 6 }, (_, i) => monthsBack(last, i))
  return [...quarters, '12m', String(y), String(y - 1), ...months].flatMap((id) => periodOf(v, id) ?? [])
}
