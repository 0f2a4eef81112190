// What a holiday notice must look like before clocks are counted with it, whoever loads it. It checks what can be known of
// any notice and derives no date itself: whether a day is the right one only the document tells.
import { isDate, regionFault } from '../../schemas/index.ts'
import { dayOf, dayText } from '../kernel/index.ts'
import { type Calendar, type LoadedNotice, wholeCountry } from '../procedure/index.ts'
import { nameOf, Unregistrable } from './registration.ts'

export interface HolidayNotice extends LoadedNotice {
  /** Number and date of the document: `国办发明电〔2025〕7号, 2025-11-04`. */
  readonly source: string
}

/** The first year whose notice ships with a release. */
const firstYear = 2004
const lastYear = 2100
/** The law itself gives 13 days (HOL 2), and never gave fewer than 10 in these years: with less than a week it is a fragment. */
const nationalDaysMin = 7

/** The notice in order, with `100000` for the whole country; throws Unregistrable that names every date that is wrong. */
export function checkedNotice(notice: HolidayNotice, national: Calendar): HolidayNotice {
  const regionFaulty = regionFault(notice.regionCode)
  if (regionFaulty !== null) throw new Unregistrable('regionCode', regionFaulty)
  const regionCode = notice.regionCode === '000000' ? wholeCountry : notice.regionCode
  const { year } = notice
  if (!Number.isInteger(year) || year < firstYear || year > lastYear)
    throw new Unregistrable('year', `The year of a notice is one from ${firstYear} to ${lastYear}.`)
  const rest = Object.entries(notice.rest).sort(([a], [b]) => (a < b ? -1 : 1))
  const worked = [...notice.worked].sort()
  refuse('rest', [
    ...rest.map(([date]) => dateFault(date, year)),
    ...rest.map(([date, name]) => (isName(name) ? null : `${date} needs the name of its holiday.`)),
  ])
  refuse('worked', [
    ...worked.map((date) => dateFault(date, year)),
    ...worked.map((date, i) =>
      date === worked[i - 1]
        ? `${date} is named twice.`
        : date in notice.rest
          ? `${date} is both off and worked.`
          : null,
    ),
  ])
  refuse('worked', [
    ...worked.map((date) => (weekend(date) ? null : `${date} is no Saturday or Sunday; it is worked anyway.`)),
    ...(regionCode === wholeCountry ? [] : worked.map((date) => takenAway(date, national))),
  ])
  if (regionCode === wholeCountry && rest.length < nationalDaysMin)
    throw new Unregistrable(
      'rest',
      `The State Council's notice of a year has at least ${nationalDaysMin} days off; for ${year} there are ${rest.length}${rest.length === 0 ? '' : `, from ${rest[0]?.[0]} to ${rest.at(-1)?.[0]}`}.`,
    )
  const named = rest.map(([date, name]) => [date, nameOf(name, 'rest')] as const)
  return { regionCode, year, rest: Object.fromEntries(named), worked, source: nameOf(notice.source, 'source') }
}

/** Every fault at once: whoever types a notice mends it in one go. */
function refuse(field: string, faults: readonly (string | null)[]): void {
  const found = faults.filter((fault) => fault !== null)
  if (found.length > 0) throw new Unregistrable(field, found.join(' '))
}

/** A notice moves days of its own year, and around New Year the last three of the former and the first three of the next. */
function dateFault(date: string, year: number): string | null {
  if (!isDate(date)) return `${date} is no date (yyyy-mm-dd).`
  if (date >= `${year - 1}-12-29` && date <= `${year + 1}-01-03`) return null
  return `${date} does not belong to the notice of ${year}.`
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name.trim() !== ''
}

function weekend(date: string): boolean {
  const weekday = (dayOf(date) + 4) % 7 // 1970-01-01 was a Thursday
  return weekday === 0 || weekday === 6
}

/** A region adds holidays (HOL 4); it has no power over the country's. */
function takenAway(date: string, national: Calendar): string | null {
  const name = national.nameOf(dayOf(date))
  if (name === null || name === '周末') return null
  return `${dayText(dayOf(date))} is a national holiday (${name}), which a region cannot have worked.`
}
