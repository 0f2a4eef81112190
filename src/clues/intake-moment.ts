// When a clue was received, as spreadsheets have it: a moment kept as a count of days, or one of the usual writings of a
// date with or without a time. All of it is local time in Shanghai; a date alone means its beginning.
import { isDate } from '../../schemas/index.ts'
import { rfc3339, shanghaiOffsetMs } from '../kernel/index.ts'

/** Where spreadsheets begin to count. */
const dayZeroMs = Date.UTC(1899, 11, 30)
/** 9999-12-31; beyond it no spreadsheet counts. */
const daysMax = 2_958_466

/** RFC 3339, or null where the count is no moment. */
export function momentOfDays(days: number): string | null {
  if (!(days >= 0 && days < daysMax)) return null
  // To the second: a day's fraction is never exact.
  return rfc3339(dayZeroMs + Math.round(days * 86_400) * 1000 - shanghaiOffsetMs)
}

const written =
  /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[T ]*(\d{1,2})(?:[:时](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d{1,6})?秒?)?)?)?))?$/
const compact = /^(\d{4})(\d{2})(\d{2})$/
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/

/** RFC 3339, or null where the text is no moment. */
export function momentOfText(text: string): string | null {
  const plain = text.normalize('NFKC').trim()
  if (withOffset.test(plain)) return Number.isNaN(Date.parse(plain)) ? null : rfc3339(Date.parse(plain))
  const [, year, month = '', day = '', hour = '0', minute = '0', second = '0'] =
    written.exec(plain) ?? compact.exec(plain) ?? []
  if (year === undefined) return null
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!isDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const time = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
  return rfc3339(Date.parse(`${date}T00:00:00Z`) + time - shanghaiOffsetMs)
}
