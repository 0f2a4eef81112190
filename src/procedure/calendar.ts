// The official calendar: which local days are rest days, as the State Council announces them year by year. A year
// without a notice is never guessed: deadlines in it are marked provisional and counted with weekends only. Lunar dates
// are never derived (ICU has 2027's Spring Festival on the wrong day).
import { createHash } from 'node:crypto'
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { dayOf, dayText } from '../kernel/index.ts'

export interface Calendar {
  /** Digest over the loaded days; a clock records it, so that a later notice is seen to have changed the answer. */
  readonly version: string
  /** Rest day: a statutory holiday, a day off by swap, or a weekend day that was not made a working day. */
  isRest(day: number): boolean
  /** The day itself if it is a working day, else the first one after it. */
  nextWorking(day: number): number
  /** The `count`-th working day after `day`. */
  addWorking(day: number, count: number): number
  /** Whether the notice of the day's year is loaded. */
  isPublished(day: number): boolean
  /** `国庆节` and the like for a rest day, `周末` for a weekend; null for a working day. */
  nameOf(day: number): string | null
}

export interface YearNotice {
  /** `yyyy-mm-dd` → name of the holiday. */
  readonly rest: Readonly<Record<string, string>>
  /** Weekend days that are worked in exchange. */
  readonly worked: readonly string[]
}

/** Builds a calendar from the notices of some years; days of other years count as unpublished. */
export function buildCalendar(notices: Readonly<Record<number, YearNotice>>): Calendar {
  const years = Object.keys(notices).map(Number).sort()
  const rest = new Map<number, string>()
  const worked = new Set<number>()
  const digest = createHash('sha256')
  for (const year of years) {
    const notice = notices[year] as YearNotice
    for (const [date, name] of Object.entries(notice.rest).sort()) {
      rest.set(dayOf(date), name)
      digest.update(`${date} rest\n`)
    }
    for (const date of [...notice.worked].sort()) {
      worked.add(dayOf(date))
      digest.update(`${date} worked\n`)
    }
  }
  const publishedYears = new Set(years)
  const isRest = (day: number) => {
    if (rest.has(day)) return true
    if (worked.has(day)) return false
    const weekday = (day + 4) % 7 // 1970-01-01 was a Thursday
    return weekday === 0 || weekday === 6
  }
  const nextWorking = (day: number) => {
    let at = day
    while (isRest(at)) at++
    return at
  }
  return {
    version: `${years.at(0) ?? 'none'}-${years.at(-1) ?? 'none'}.${digest.digest('hex').slice(0, 12)}`,
    isRest,
    nextWorking,
    addWorking: (day, count) => {
      let at = day
      for (let n = 0; n < count; n++) at = nextWorking(at + 1)
      return at
    },
    isPublished: (day) => publishedYears.has(Number(dayText(day).slice(0, 4))),
    nameOf: (day) => rest.get(day) ?? (isRest(day) ? '周末' : null),
  }
}

/** The notices that ship with this release (package chinese-days, which transcribes the State Council's). */
export function publishedNotices(): Record<number, YearNotice> {
  const notices: Record<number, { rest: Record<string, string>; worked: string[] }> = {}
  const of = (date: string) => {
    const year = Number(date.slice(0, 4))
    notices[year] ??= { rest: {}, worked: [] }
    return notices[year]
  }
  for (const [date, name] of Object.entries(published.holidays)) of(date).rest[date] = name.split(',')[1] ?? name
  for (const date of Object.keys(published.workdays)) of(date).worked.push(date)
  return notices
}
