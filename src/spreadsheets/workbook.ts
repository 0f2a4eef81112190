// Opens a spreadsheet (XLSX: a zip of XML, ECMA-376) without trusting it: what it may unfold to is bounded before anything
// is unfolded, and nothing of it is looked at but the first worksheet that is not hidden.
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { dateStyles } from './number-formats.ts'
import { sharedStrings } from './shared-strings.ts'
import { type SheetRow, sheetRows } from './worksheet.ts'
import { attributeOf, Unreadable, type XmlSource, xmlEvents } from './xml.ts'

/** A workbook has a dozen parts. */
const partsMax = 1_000

/** The longest published layout has thirty-odd; who has more columns than this sends another table. */
const columnsUsual = 64

/** What is read of one file at most. A zip may promise a thousand times its size. */
export interface Limits {
  readonly rows: number
  /** Of all parts that are read, unpacked. */
  readonly unpackedBytes: number
  /** Columns that may hold something; the tables of this gateway's own templates have few. */
  readonly columns?: number
}

export interface Sheet {
  readonly name: string
  readonly rows: readonly SheetRow[]
}

/** The rows that hold anything. Throws Unreadable, which says where and why. */
export async function readSheet(bytes: Buffer, limits: Limits): Promise<Sheet> {
  if (bytes.subarray(0, 4).equals(Buffer.from('d0cf11e0', 'hex')))
    throw new Unreadable('The file is an old .xls or is locked with a password. Save it as .xlsx without one.')
  const parts = await partsOf(bytes, limits.unpackedBytes)
  const { sheets, from1904 } = await sheetsOf(parts.source('xl/workbook.xml'))
  const worksheets = await worksheetsOf(parts.source('xl/_rels/workbook.xml.rels'))
  const { name, relation } = sheets.find((s) => worksheets.has(s.relation)) ?? {}
  const path = worksheets.get(relation ?? '')
  if (name === undefined || path === undefined)
    throw new Unreadable('The workbook has no worksheet that is not hidden.')
  const strings = parts.has('xl/sharedStrings.xml') ? await sharedStrings(parts.source('xl/sharedStrings.xml')) : []
  const dates = parts.has('xl/styles.xml') ? await dateStyles(parts.source('xl/styles.xml')) : new Set<number>()
  const columnsMax = limits.columns ?? columnsUsual
  return {
    name,
    rows: await sheetRows(parts.source(path), { strings, dates, from1904, rowsMax: limits.rows, columnsMax }),
  }
}

interface Parts {
  has(name: string): boolean
  source(name: string): XmlSource
}

async function partsOf(bytes: Buffer, unpackedBytesMax: number): Promise<Parts> {
  const found = new Map<string, Entry>()
  let zip: ZipFile
  try {
    zip = await fromBufferPromise(bytes)
    if (zip.entryCount > partsMax) throw new Unreadable('The file holds more parts than a spreadsheet has.')
    // Names of parts are the same in upper and lower case.
    for await (const entry of zip.eachEntry()) found.set(entry.fileName.toLowerCase(), entry)
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('The file is no spreadsheet: an .xlsx is a zip archive.')
  }
  let left = unpackedBytesMax
  return {
    has: (name) => found.has(name.toLowerCase()),
    source: (name) => async () => {
      const entry = found.get(name.toLowerCase())
      if (entry === undefined) throw new Unreadable(`The file is no spreadsheet: it has no ${name}.`)
      // The size is the file's own word; the reader breaks off a part that turns out longer.
      left -= entry.uncompressedSize
      if (left < 0) throw new Unreadable(`The spreadsheet unpacks to more than ${unpackedBytesMax} bytes.`)
      if (!entry.canDecodeFileData())
        throw new Unreadable(`${name} is packed or locked in a way that is not read here.`)
      return whole(await zip.openReadStreamPromise(entry), entry)
    },
  }
}

/** The bytes of a part as they come; one that is not what the directory says it is was damaged on its way. */
async function* whole(stream: AsyncIterable<Buffer>, { fileName, crc32: sum }: Entry): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of stream) {
    seen = crc32(chunk, seen)
    yield chunk
  }
  if (seen !== sum) throw new Unreadable(`The spreadsheet is damaged: ${fileName} has another checksum.`)
}

/** The sheets that are not hidden, and whether days are counted from 1904 (files of older Macs). */
async function sheetsOf(source: XmlSource) {
  const sheets: { name: string; relation: string }[] = []
  let from1904 = false
  await xmlEvents(source, {
    open(tag, attributes) {
      if (tag === 'workbookPr') from1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904') ?? '')
      if (tag !== 'sheet' || /^(veryH|h)idden$/.test(attributeOf(attributes, 'state') ?? '')) return
      // `r:id`, whatever the prefix; `sheetId` is another matter.
      sheets.push({ name: attributeOf(attributes, 'name') ?? '', relation: attributeOf(attributes, 'id') ?? '' })
    },
  })
  return { sheets, from1904 }
}

/** Where each worksheet is, by its relation; a sheet may also be a chart. */
async function worksheetsOf(source: XmlSource): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  await xmlEvents(source, {
    open(tag, attributes) {
      const [id, type, target] = ['Id', 'Type', 'Target'].map((name) => attributeOf(attributes, name))
      if (tag !== 'Relationship' || id === undefined || target === undefined) return
      // Relative to xl/, or absolute.
      if (type?.endsWith('/worksheet'))
        targets.set(id, decodeURIComponent(new URL(target, 'zip:/xl/').pathname.slice(1)))
    },
  })
  return targets
}
