// Periods of whole months, and when one of them is over: what a schedule owes by a given day. Pure; months are local ones.
import { dayStart, dayText, localDay } from '../../kernel/index.ts'

export const everys = ['month', 'quarter', 'year'] as const
export type Every = (typeof everys)[number]

/** Whole months, `yyyy-mm`, both included. */
export interface Period {
  readonly from: string
  readonly to: string
}

const monthsIn: Readonly<Record<Every, number>> = { month: 1, quarter: 3, year: 12 }

/** Months since the year 0. */
const countOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
const monthOf = (count: number): string =>
  `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`

export const monthsLong = ({ from, to }: Period): number => countOf(to) - countOf(from) + 1

/** Every month of a period, the first one first. */
export const monthsOf = (period: Period): string[] =>
  Array.from({ length: Math.max(0, monthsLong(period)) }, (_, i) => monthOf(countOf(period.from) + i))

export const yearBefore = ({ from, to }: Period): Period => ({
  from: monthOf(countOf(from) - 12),
  to: monthOf(countOf(to) - 12),
})

/** `2026-10`, `2026-Q3` or `2026`: the name under which a period is owed once. */
export function keyOf({ from, to }: Period): string {
  const [months, month] = [monthsLong({ from, to }), Number(from.slice(5, 7))]
  if (months === 1) return from
  if (months === 3 && month % 3 === 1) return `${from.slice(0, 4)}-Q${(month + 2) / 3}`
  if (months === 12 && month === 1) return from.slice(0, 4)
  return `${from}..${to}`
}

/** How a period is called in a Chinese document. */
export function periodName({ from, to }: Period): string {
  const [year, month] = [from.slice(0, 4), Number(from.slice(5, 7))]
  const [toYear, toMonth] = [to.slice(0, 4), Number(to.slice(5, 7))]
  const months = monthsLong({ from, to })
  if (months === 1) return `${year}年${month}月`
  if (months === 12 && month === 1) return `${year}年度`
  if (months === 6 && month % 6 === 1) return `${year}年${month === 1 ? '上' : '下'}半年`
  if (months === 3 && month % 3 === 1) return `${year}年第${'一二三四'[(month - 1) / 3]}季度`
  return year === toYear ? `${year}年${month}月至${toMonth}月` : `${year}年${month}月至${toYear}年${toMonth}月`
}

/** The last local day of a period, as a count of days. */
export function lastDayOf({ to }: Period): number {
  return Math.floor(Date.UTC(Number(to.slice(0, 4)), Number(to.slice(5, 7)), 0) / 86_400_000)
}

const monthToday = (nowMs: number): string => dayText(localDay(nowMs)).slice(0, 7)

/** A period that is not over can be reported on; one that has not begun cannot. */
export const begun = ({ from }: Period, nowMs: number): boolean => from <= monthToday(nowMs)

/**
 * The periods of a rhythm that were over for `delayDays` by now and ended on or after a day, the oldest first and at most
 * `most` of the youngest: a gateway that stood still makes up for what it missed.
 */
export function periodsEnded(every: Every, since: string, delayDays: number, nowMs: number, most = 24): Period[] {
  const length = monthsIn[every]
  const found: Period[] = []
  const current = countOf(monthToday(nowMs))
  for (let begin = current - (current % length); found.length < most; begin -= length) {
    const period = { from: monthOf(begin), to: monthOf(begin + length - 1) }
    const last = lastDayOf(period)
    if (dayText(last) < since) break
    if (nowMs >= dayStart(last + 1 + delayDays)) found.unshift(period)
  }
  return found
}
