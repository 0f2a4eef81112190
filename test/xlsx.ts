// Makes spreadsheets for tests as the programs in offices write them, and the broken and hostile ones that they do not.
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly bytes: Buffer | string
  /** Kept as it is where true. */
  readonly stored?: boolean
  /** What the directory says instead of the truth. */
  readonly declaredSize?: number
  /** General purpose bits; 1 = locked. */
  readonly flags?: number
}

/** A zip archive with these parts, its directory at the end. */
export function zip(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const raw = Buffer.isBuffer(part.bytes) ? part.bytes : Buffer.from(part.bytes)
    const packed = part.stored ? raw : deflateRawSync(raw)
    const name = Buffer.from(part.name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE((part.flags ?? 0) | 0x800, 2)
    fields.writeUInt16LE(part.stored ? 0 : 8, 4)
    fields.writeUInt16LE(0x21, 8) // 1980-01-01
    fields.writeUInt32LE(crc32(raw), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(part.declaredSize ?? raw.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, name]))
    bodies.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, listed, Buffer.from('PK\x05\x06', 'latin1'), end])
}

/** A cell: text, a number, a moment (local, as days since 1899-12-30), nothing, or the XML of a cell's inside. */
export type CellValue =
  | string
  | number
  | { readonly days: number }
  | null
  | { readonly xml: string; readonly type?: string }

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export interface Workbook {
  readonly sheetName?: string
  readonly from1904?: boolean
  /** Instead of the sheet that is made of the rows. */
  readonly sheetXml?: string
  /** A hidden sheet before it. */
  readonly hiddenFirst?: boolean
  /** Texts stand in the cells and not in the shared table. */
  readonly inline?: boolean
  readonly more?: readonly ZipPart[]
}

/** The parts of a workbook with one worksheet. Style 1 shows a date with a time, style 2 a Chinese date. */
export function workbookParts(rows: readonly (readonly CellValue[])[], made: Workbook = {}): ZipPart[] {
  /** Each text once, with its place in the table. */
  const places = new Map<string, number>()
  const cell = (value: CellValue, at: string) => {
    if (value === null) return ''
    if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`
    if (typeof value === 'object' && 'days' in value) return `<c r="${at}" s="1"><v>${value.days}</v></c>`
    if (typeof value === 'object') return `<c r="${at}"${value.type ? ` t="${value.type}"` : ''}>${value.xml}</c>`
    if (made.inline) return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
    const place = places.get(value) ?? places.size
    places.set(value, place)
    return `<c r="${at}" t="s"><v>${place}</v></c>`
  }
  const data = rows
    .map((row, y) => `<row r="${y + 1}">${row.map((value, x) => cell(value, `${letters(x)}${y + 1}`)).join('')}</row>`)
    .join('')
  const shared = [...places.keys()]
  const sheet = made.sheetXml ?? `${declaration}<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`
  const hidden = made.hiddenFirst ? '<sheet name="隐藏" sheetId="1" state="hidden" r:id="rId9"/>' : ''
  return [
    {
      name: '[Content_Types].xml',
      bytes: `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    },
    {
      name: 'xl/workbook.xml',
      bytes: `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><workbookPr${made.from1904 ? ' date1904="1"' : ''}/><sheets>${hidden}<sheet name="${escaped(made.sheetName ?? '线索')}" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes: `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="${relations}/worksheet" Target="worksheets/hidden.xml"/><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      bytes: `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="176"/></cellXfs></styleSheet>`,
    },
    { name: 'xl/worksheets/hidden.xml', bytes: `<worksheet xmlns="${main}"><sheetData/></worksheet>` },
    { name: 'xl/worksheets/sheet1.xml', bytes: sheet },
    ...(shared.length > 0
      ? [
          {
            name: 'xl/sharedStrings.xml',
            bytes: `${declaration}<sst xmlns="${main}" count="${shared.length}">${shared.map((s) => `<si><t xml:space="preserve">${escaped(s)}</t></si>`).join('')}</sst>`,
          },
        ]
      : []),
    ...(made.more ?? []),
  ]
}

/** A spreadsheet with one worksheet of these rows. */
export const xlsx = (rows: readonly (readonly CellValue[])[], made: Workbook = {}): Buffer =>
  zip(workbookParts(rows, made))

export const headings = [
  '编号',
  '来源',
  '接收时间',
  '反映对象',
  '统一社会信用代码',
  '反映人',
  '联系电话',
  '反映内容',
  '领域',
  '行政区划',
] as const

export const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
