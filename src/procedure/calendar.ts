// The official calendar: which local days are rest days, as the State Council announces them year by year and as a region
// adds holidays of its own (HOL 4). A year without a notice is never guessed: deadlines in it are marked provisional and
// counted with weekends only. Lunar dates are never derived (ICU has 2027's Spring Festival on the wrong day).
import { createHash } from 'node:crypto'
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { dayOf, dayText } from '../kernel/index.ts'

export interface Calendar {
  /**
   * Years, regions with notices of their own, and a digest over the days (`2004-2027+640000.0123456789ab`). A clock
   * records it, so that a later notice is seen to have changed the answer.
   */
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

/** A notice that an operator has loaded, beside those that ship with the release. */
export interface LoadedNotice extends YearNotice {
  /** `100000` for the State Council's; else the region (GB/T 2260) that adds holidays, for itself and what lies in it. */
  readonly regionCode: string
  readonly year: number
}

export type CalendarFor = (regionCode: string) => Calendar

type Years = ReadonlyMap<number, YearNotice>

export const wholeCountry = '100000'

/** A place and all it lies in, the country first: `100000`, `640000`, `640100`, `640105`. */
export function regionsAround(code: string): readonly string[] {
  if (code === '000000') return [wholeCountry]
  return [...new Set([wholeCountry, `${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code])]
}

/** Builds a calendar from the notices of some years; days of other years count as unpublished. */
export function buildCalendar(notices: Readonly<Record<number, YearNotice>>): Calendar {
  return build(new Map(Object.entries(notices).map(([year, notice]) => [Number(year), notice])), new Map())
}

/**
 * The calendars of all regions, from the shipped notices and the loaded ones; of several for one region and year the last
 * counts, and a national one replaces the shipped one. Regions with the same notices share one calendar, so most share
 * the national one.
 */
export function calendarsFrom(notices: readonly LoadedNotice[]): CalendarFor {
  const byRegion = new Map<string, Map<number, YearNotice>>([[wholeCountry, shippedByNotice()]])
  for (const notice of notices) {
    const own = byRegion.get(notice.regionCode) ?? new Map<number, YearNotice>()
    byRegion.set(notice.regionCode, own.set(notice.year, notice))
  }
  const national = byRegion.get(wholeCountry) as Years
  const built = new Map<string, Calendar>()
  const known = new Map<string, Calendar>()
  return (regionCode) => {
    const before = known.get(regionCode)
    if (before !== undefined) return before
    const own = regionsAround(regionCode).filter((code) => code !== wholeCountry && byRegion.has(code))
    const key = own.join('+')
    const calendar = built.get(key) ?? build(national, new Map(own.map((code) => [code, byRegion.get(code) as Years])))
    built.set(key, calendar)
    known.set(regionCode, calendar)
    return calendar
  }
}

/** The notices that ship with this release (package chinese-days, which transcribes the State Council's), by year of the day. */
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

/**
 * The same by the notice that announced the day, so that a loaded notice replaces neither more nor less than its
 * predecessor said: what was ever moved in the last three days of a year, the next year's notice moved, for New Year.
 */
function shippedByNotice(): Map<number, YearNotice> {
  const shipped = publishedNotices()
  const byNotice = new Map<number, { rest: Record<string, string>; worked: string[] }>()
  const of = (date: string) => {
    const year = Number(date.slice(0, 4))
    const announced = date.slice(5) >= '12-29' && shipped[year + 1] !== undefined ? year + 1 : year
    const notice = byNotice.get(announced) ?? { rest: {}, worked: [] }
    byNotice.set(announced, notice)
    return notice
  }
  for (const { rest, worked } of Object.values(shipped)) {
    for (const [date, name] of Object.entries(rest)) of(date).rest[date] = name
    for (const date of worked) of(date).worked.push(date)
  }
  return byNotice
}

function build(national: Years, regional: ReadonlyMap<string, Years>): Calendar {
  const { rest, worked } = daysOf(national, regional)
  const isRest = (day: number) => {
    if (rest.has(day)) return true
    if (worked.has(day)) return false
    const weekday = (day + 4) % 7 // 1970-01-01 was a Thursday
    return weekday === 0 || weekday === 6
  }
  const years = [...national.keys()].sort((a, b) => a - b)
  // Asked for every clock of every act: in the years of the notices it is looked up, not searched.
  const span = publishedRanges(years)
  const from = span.at(0)?.from ?? 0
  const next = new Int32Array((span.at(-1)?.to ?? 0) - from)
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
  const publishedDays = regional.size === 0 ? span : publishedRanges(years.filter((year) => complete(year, regional)))
  return {
    version: versionOf(years, regional, rest, worked),
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
 * A later national notice has the last word on a day that two of them name. A region adds days of rest and may have them
 * worked for on other weekends; it takes no national holiday away, and keeps its own where the country works a weekend.
 */
function daysOf(national: Years, regional: ReadonlyMap<string, Years>) {
  const rest = new Map<number, string>()
  const worked = new Set<number>()
  for (const [, notice] of byYear(national)) {
    for (const day of notice.worked.map(dayOf)) {
      worked.add(day)
      rest.delete(day)
    }
    for (const [date, name] of Object.entries(notice.rest)) {
      rest.set(dayOf(date), name)
      worked.delete(dayOf(date))
    }
  }
  const own = [...regional.values()].flatMap((years) => byYear(years).map(([, notice]) => notice))
  for (const { worked: dates } of own) for (const day of dates.map(dayOf)) if (!rest.has(day)) worked.add(day)
  for (const notice of own) {
    for (const [date, name] of Object.entries(notice.rest)) {
      const day = dayOf(date)
      if (!rest.has(day)) rest.set(day, name)
      worked.delete(day)
    }
  }
  return { rest, worked }
}

const byYear = (years: Years) => [...years].sort(([a], [b]) => a - b)

/**
 * A region that has once announced holidays of its own will again: a later year without its notice is as open as one
 * without the State Council's. What was before its first notice is closed.
 */
function complete(year: number, regional: ReadonlyMap<string, Years>): boolean {
  return [...regional.values()].every((own) => own.has(year) || year < Math.min(...own.keys()))
}

function versionOf(
  years: readonly number[],
  regional: ReadonlyMap<string, Years>,
  rest: ReadonlyMap<number, string>,
  worked: ReadonlySet<number>,
): string {
  const digest = createHash('sha256')
  // A notice without days still settles its year.
  for (const [code, own] of regional) for (const [year] of byYear(own)) digest.update(`${code} ${year}\n`)
  for (const day of [...rest.keys()].sort((a, b) => a - b)) digest.update(`${dayText(day)} rest\n`)
  for (const day of [...worked].sort((a, b) => a - b)) digest.update(`${dayText(day)} worked\n`)
  const runs = years
    .filter((year) => !years.includes(year - 1))
    .map((first) => {
      let last = first
      while (years.includes(last + 1)) last++
      return `${first}-${last}`
    })
  const name = [runs.join(',') || 'none', ...regional.keys()].join('+')
  return `${name}.${digest.digest('hex').slice(0, 12)}`
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
