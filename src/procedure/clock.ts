// Statutory counting. A period in days begins on the day after its anchor and ends with the last moment of its last
// day; a last day that is a rest day moves to the first working day after it (CPL 105; ENV 38). Hours run through nights
// and holidays (the roll speaks of the last day). Nothing here knows which clock it counts.
import { dayStart, localDay, shanghaiOffsetMs } from '../kernel/index.ts'
import type { Calendar } from './calendar.ts'
import { dayText, instantMs, instantText } from './instants.ts'

/** `h` hours, `d` natural days with roll, `wd` working days, `month` calendar months with roll. */
export type Unit = 'h' | 'd' | 'wd' | 'month'

export interface Period {
  readonly amount: number
  readonly unit: Unit
}

export interface Due {
  /** The earlier reading: what a careful officer works to. RFC 3339, UTC. */
  readonly target: string
  /** The later reading: after this instant the period is broken. Equal to `target` where the texts do not differ. */
  readonly breach: string
  /** Local date of the breach instant's last valid moment (Asia/Shanghai). */
  readonly localDate: string
  /** A year without a published holiday notice was counted through: the date may move when the notice comes. */
  readonly provisional: boolean
}

const hourMs = 3_600_000

/** A due time as numbers; see `Due` for what each is. */
export interface DueInstants {
  readonly targetMs: number
  readonly breachMs: number
  /** Counted from 1970-01-01. */
  readonly localDay: number
  readonly provisional: boolean
}

/**
 * When a period that began at `anchorMs` ends.
 * Hours have two readings: exactly so many hours (Civil Code), and not counting the hour in which it began (CPL 105,
 * "开始的时和日不算在期间以内"): target is the former, breach the latter. What begins at 10:00:00 begins in the hour from
 * 10 to 11, as what begins at midnight begins on that day: a time written to the minute must not end a period earlier
 * than the same time written to the second.
 */
export function dueInstants(period: Period, anchorMs: number, calendar: Calendar): DueInstants {
  if (period.unit === 'h') {
    const breachMs = (Math.floor(anchorMs / hourMs) + 1 + period.amount) * hourMs
    return {
      targetMs: anchorMs + period.amount * hourMs,
      breachMs,
      localDay: localDay(breachMs),
      provisional: false,
    }
  }
  const first = localDay(anchorMs)
  const last = lastDay(period, first, calendar)
  // The last millisecond of the day, so that whoever reads the instant in Shanghai time finds the right date.
  const end = dayStart(last + 1) - 1
  return {
    targetMs: end,
    breachMs: end,
    localDay: last,
    provisional: !publishedThrough(period, first, last, calendar),
  }
}

/** The same as it is kept and sent. */
export function dueAt(period: Period, anchorMs: number, calendar: Calendar): Due {
  return dueTexts(dueInstants(period, anchorMs, calendar))
}

export function dueTexts({ targetMs, breachMs, localDay, provisional }: DueInstants): Due {
  const breach = instantText(breachMs)
  return {
    target: targetMs === breachMs ? breach : instantText(targetMs),
    breach,
    localDate: dayText(localDay),
    provisional,
  }
}

/** In time on the last moment of the last day (以内 includes the number, CL 99). */
export function inTime(atMs: number, breach: string): boolean {
  return atMs <= instantMs(breach)
}

/** The counting, told step by step, in Chinese and English. */
export function explainDue(period: Period, anchorMs: number, calendar: Calendar): { zh: string; en: string } {
  const due = dueAt(period, anchorMs, calendar)
  const local = (ms: number) => new Date(ms + shanghaiOffsetMs).toISOString().slice(0, 16).replace('T', ' ')
  if (period.unit === 'h') {
    return {
      zh: `自${local(anchorMs)}起${period.amount}小时；开始的时不计入，至${local(instantMs(due.breach))}届满；时限不因节假日顺延`,
      en: `${period.amount} hours from ${local(anchorMs)}; the hour in which it began is not counted, so it ends at ${local(instantMs(due.breach))}; hours are not moved by holidays`,
    }
  }
  const first = localDay(anchorMs)
  const unrolled =
    period.unit === 'd'
      ? first + period.amount
      : period.unit === 'month'
        ? addMonths(first, period.amount)
        : lastDay(period, first, calendar)
  const last = lastDay(period, first, calendar)
  const unitZh = { d: '日', wd: '个工作日', month: '个月' }[period.unit]
  const unitEn = { d: 'days', wd: 'working days', month: 'months' }[period.unit]
  const rolled = last !== unrolled
  const reason = calendar.nameOf(unrolled)
  return {
    zh: `自${dayText(first)}的次日起算${period.amount}${unitZh}${rolled ? `；${dayText(unrolled)}为${reason}，顺延至${dayText(last)}` : `，至${dayText(last)}`} 24时届满${due.provisional ? '（该年放假通知未公布，暂计）' : ''}`,
    en: `${period.amount} ${unitEn} counted from the day after ${dayText(first)}${rolled ? `; ${dayText(unrolled)} is a rest day (${reason}), so it rolls to ${dayText(last)}` : `, ending on ${dayText(last)}`} at 24:00${due.provisional ? ' (provisional: no holiday notice for that year yet)' : ''}`,
  }
}

function lastDay(period: Period, first: number, calendar: Calendar): number {
  if (period.unit === 'wd') return calendar.addWorking(first, period.amount)
  return calendar.nextWorking(unrolledDay(period, first))
}

const unrolledDay = ({ unit, amount }: Period, first: number): number =>
  unit === 'd' ? first + amount : addMonths(first, amount)

/** To the same-numbered day of the later month, or its last day where there is none (SPC21 202). */
export function addMonths(day: number, months: number): number {
  const from = new Date(day * 24 * hourMs)
  const lastOfTarget = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0))
  const wanted = Math.min(from.getUTCDate(), lastOfTarget.getUTCDate())
  return Math.floor(Date.UTC(lastOfTarget.getUTCFullYear(), lastOfTarget.getUTCMonth(), wanted) / (24 * hourMs))
}

/**
 * Natural days and months depend on the calendar only where they end: on the last day, and on those it rolls over.
 * Working days depend on every day they pass.
 */
function publishedThrough(period: Period, first: number, last: number, calendar: Calendar): boolean {
  if (!calendar.isPublished(last)) return false
  if (period.unit !== 'wd') return calendar.isPublished(unrolledDay(period, first))
  for (let day = first; day < last; day += 28) if (!calendar.isPublished(day)) return false
  return true
}
