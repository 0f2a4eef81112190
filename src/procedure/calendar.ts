// The official calendar: which local days are rest days, as the State Council announces them year by year. A year
// without a notice is never guessed: deadlines in it are marked provisional and counted with weekends only. Lunar dates
// are never derived (ICU has 2027's Spring Festival on the wrong day).
import { createHash } from 'node:crypto'
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { dayOf } from '../kernel/index.ts'

export interface Calendar {
  /** Digest over the loaded days; a clock records it, so that a later notice is seen to have changed the answer. */
  readonly version: string
  /** Rest day: a statutory holiday, a day off by swap, or a weekend day that was not made a working day. */
  isRest(day: number): boolean
  /** The day itself if it is a working day, else the first one after it. */
  nextWorking(day: number): number
  /** The `count`-th working day after `day`. */
  addWorking(day: number, count: number): number
  /** Whether the notices that may move the day are loaded: its own year's, and from 29 December the next year's too. */
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
  const isRest = (day: number) => {
    if (rest.has(day)) return true
    if (worked.has(day)) return false
    const weekday = (day + 4) % 7 // 1970-01-01 was a Thursday
    return weekday === 0 || weekday === 6
  }
  const publishedDays = publishedRanges(years)
  // Asked for every clock of every act: within the published days it is looked up, not searched.
  const from = publishedDays.at(0)?.from ?? 0
  const next = new Int32Array((publishedDays.at(-1)?.to ?? 0) - from)
  let working = from + next.length
  while (isRest(working)) working++
  for (let i = next.length - 1; i >= 0; i--) {
    if (!isRest(from + i)) working = from + i
    next[i] = working
  }
  const nextWorking = (day: number) => {
    const known = next[day - from]
    if (known !== undefined) return known
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
    isPublished: (day) => publishedDays.some((range) => range.from <= day && day < range.to),
    nameOf: (day) => rest.get(day) ?? (isRest(day) ? '周末' : null),
  }
}

/**
 * Days that no further notice can move. The last three days of a year belong to the next year's notice as well: it gave
 * 2018-12-29 as a working day and 2022-12-31 as a day off.
 */
function publishedRanges(years: readonly number[]): readonly { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = []
  for (const year of years) {
    const from = dayOf(`${year}-01-01`)
    const last = ranges.at(-1)
    const to = dayOf(`${year}-12-29`)
    if (last !== undefined && years.includes(year - 1)) last.to = to
    else ranges.push({ from, to })
  }
  return ranges
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
