// Which cell styles show a number as a date: a spreadsheet keeps a moment as a count of days and says so only by its format.
import { attributeOf, Unreadable, type XmlSource, xmlEvents } from './xml.ts'

/** Formats that every spreadsheet program knows by number (ECMA-376 18.8.30), those of Chinese editions included. */
const builtIn = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Excel itself stops at 65,490 styles. */
const stylesMax = 100_000

/** True for a format code with parts of a date or a time outside of quotes, brackets and escapes. */
export const showsDate = (code: string): boolean =>
  /[ymdhs]/i.test(
    code
      .replace(/"[^"]*"/g, '')
      .replace(/\\./g, '')
      .replace(/_./g, '')
      .replace(/\[(?!(h+|m+|s+)\])[^\]]*\]/gi, '')
      .replace(/General/gi, ''),
  )

/** Numbers of the styles (`s` of a cell) that show dates. */
export async function dateStyles(source: XmlSource): Promise<Set<number>> {
  const own = new Map<number, string>()
  const dates = new Set<number>()
  let style = 0
  let inCells = false
  await xmlEvents(source, {
    open(tag, attributes) {
      const id = Number(attributeOf(attributes, 'numFmtId') ?? 0)
      if (tag === 'numFmt') own.set(id, attributeOf(attributes, 'formatCode') ?? '')
      if (tag === 'cellXfs') inCells = true
      if (tag !== 'xf' || !inCells) return
      const code = own.get(id)
      if (code === undefined ? builtIn(id) : showsDate(code)) dates.add(style)
      style += 1
      if (style > stylesMax || own.size > stylesMax)
        throw new Unreadable('The spreadsheet has more styles than it can.')
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false
    },
  })
  return dates
}
