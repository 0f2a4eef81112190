// The table of texts that cells point into. Formatting falls away, and so does the reading aid that stands beside
// characters (phonetic runs).
import { Unreadable, unescaped, type XmlSource, xmlEvents } from './xml.ts'

/** 5,000 rows of ten columns need 50,000; further worksheets share the table. */
const stringsMax = 1_000_000

export async function sharedStrings(source: XmlSource): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let inText = false
  let aside = 0
  await xmlEvents(source, {
    open(tag) {
      if (tag === 'si') text = ''
      if (tag === 'rPh') aside += 1
      inText = tag === 't' && aside === 0
    },
    text(part) {
      if (inText) text += part
    },
    close(tag) {
      inText = false
      if (tag === 'rPh') aside -= 1
      if (tag !== 'si') return
      if (strings.length === stringsMax) throw new Unreadable('The spreadsheet holds more texts than are read here.')
      strings.push(unescaped(text))
    },
  })
  return strings
}
