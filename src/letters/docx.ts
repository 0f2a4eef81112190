// Draws a sheet as DOCX after GB/T 9704-2012: fixed pitch of the lines, small standard Song for the title, FangSong for the
// text, black headings, the number of the page on its outer side. Equal sheets give equal bytes.

import {
  appProperties,
  contentTypes,
  coreProperties,
  document,
  documentRelations,
  escaped,
  fontTable,
  footer,
  packageRelations,
  settings,
  styles,
} from './docx-parts.ts'
import { characterSpacing, type Font, fonts, lineTwips, page, red, size, subheadingFont } from './page.ts'
import { type Picture, qrOf } from './qr.ts'
import { attachmentLines, type Block, cellLines, type Drawn, paragraphsOf, type Sheet, sealPlace } from './sheet.ts'
import { zipOf } from './zip.ts'

export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

interface Look {
  readonly font?: Font
  /** Half points. */
  readonly size?: number
  readonly color?: string
  readonly align?: 'left' | 'center' | 'right'
  /** First line set in by this many characters. */
  readonly indent?: number
  /** Whole paragraph set in from the right, in characters. */
  readonly fromRight?: number
  /** Exact pitch in twips; the page's own where left out, single where null. */
  readonly line?: number | null
  readonly before?: number
  readonly after?: number
  readonly keepNext?: boolean
  readonly border?: string
  readonly shading?: string
}

function run(words: string, { font, size: half, color, shading }: Look): string {
  const properties = [
    font && `<w:rFonts w:eastAsia="${font.name}" w:hint="eastAsia"/>`,
    color && `<w:color w:val="${color}"/>`,
    // The grid of 28 characters is that of the body; what is smaller or larger keeps its own width.
    half === undefined && `<w:spacing w:val="${characterSpacing}"/>`,
    half !== undefined && `<w:sz w:val="${half}"/><w:szCs w:val="${half}"/>`,
    shading && `<w:shd w:val="clear" w:color="auto" w:fill="${shading}"/>`,
  ].filter(Boolean)
  return `<w:r><w:rPr>${properties.join('')}</w:rPr><w:t xml:space="preserve">${escaped(words)}</w:t></w:r>`
}

function paragraph(content: string, look: Look): string {
  const { align = 'both', indent, fromRight, line, before = 0, after = 0, keepNext, border } = look
  const pitch = line === null ? 'w:line="240" w:lineRule="auto"' : `w:line="${line ?? lineTwips}" w:lineRule="exact"`
  const set = [
    indent && `w:firstLineChars="${indent * 100}" w:firstLine="${indent * 315}"`,
    fromRight && `w:rightChars="${fromRight * 100}" w:right="${fromRight * 315}"`,
  ].filter(Boolean)
  const properties = [
    keepNext ? '<w:keepNext/><w:keepLines/>' : '',
    border ?? '',
    // What has a pitch of its own must not be drawn back to the 22 lines.
    line === undefined ? '' : '<w:snapToGrid w:val="0"/>',
    `<w:spacing w:before="${before}" w:after="${after}" ${pitch}/>`,
    set.length > 0 ? `<w:ind ${set.join(' ')}/>` : '',
    `<w:jc w:val="${align}"/>`,
  ]
  return `<w:p><w:pPr>${properties.join('')}</w:pPr>${content}</w:p>`
}

const p = (words: string, look: Look = {}) => paragraph(run(words, look), look)
const rule = (color: string, thickness: number, side: 'top' | 'bottom') =>
  `<w:pBdr><w:${side} w:val="single" w:sz="${thickness}" w:space="1" w:color="${color}"/></w:pBdr>`

/** What a place to be filled in stands on; pale enough to be printed. */
const unfilled = 'FFF2CC'

function blockXml(block: Block, width: number, drawn: Drawn[] = []): string {
  switch (block.kind) {
    case 'subheading':
      return p(block.text, { font: subheadingFont, indent: 2, keepNext: true })
    case 'caption':
      return p(block.text, {
        ...{ size: size.small, font: fonts.heading, align: 'center', before: 60, after: 60, keepNext: !block.under },
      })
    case 'note':
      return paragraphsOf(block.text)
        .map((words) => p(words, { size: size.fifth, line: 300, align: 'left' }))
        .join('')
    case 'passage':
      return paragraphsOf(block.text)
        .map((words) => p(words, { indent: 2, shading: unfilled }))
        .join('')
    case 'picture':
      drawn.push(block)
      return paragraph(pictureXml(block, drawn.length), { line: null, align: 'center', before: 60, keepNext: true })
    case 'heading':
      return p(block.text, { font: fonts.heading, indent: 2, keepNext: true })
    case 'text':
      return paragraphsOf(block.text)
        .map((words) => p(words, { indent: 2 }))
        .join('')
    case 'line':
      return paragraphsOf(block.text)
        .map((words) => p(words, { ...(block.flush ? {} : { indent: 2 }), align: 'left' }))
        .join('')
    case 'table':
      return tableXml(block, width)
  }
}

function tableXml({ columns, rows }: Extract<Block, { kind: 'table' }>, width: number): string {
  const all = columns.reduce((sum, c) => sum + c.width, 0)
  const widths = columns.map((c) => Math.floor((width * c.width) / all))
  const half = columns.length > 6 ? size.fifth : size.small
  const pitch = half * 14
  const cell = (words: string, i: number, head: boolean) => {
    const look: Look = {
      ...(head && { font: fonts.heading }),
      size: half,
      line: pitch,
      align: head ? 'center' : (columns[i]?.align ?? (words.length < 7 ? 'center' : 'left')),
    }
    const lines = words === '　' ? [words] : cellLines(words)
    return `<w:tc><w:tcPr><w:tcW w:w="${widths[i]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${lines.map((one) => p(one, look)).join('')}</w:tc>`
  }
  const row = (cells: readonly string[], head: boolean) =>
    `<w:tr><w:trPr><w:cantSplit/>${head ? '<w:tblHeader/>' : ''}</w:trPr>${cells.map((c, i) => cell(c, i, head)).join('')}</w:tr>`
  const edge = (side: string) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`
  const sum = widths.reduce((a, b) => a + b, 0)
  return `<w:tbl><w:tblPr><w:tblW w:w="${sum}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(edge).join('')}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${widths.map((x) => `<w:gridCol w:w="${x}"/>`).join('')}</w:tblGrid>${row(
    columns.map((c) => c.zh),
    true,
  )}${rows.map((cells) => row(cells, false)).join('')}</w:tbl>${paragraph('', { line: 160 })}`
}

function headXml({ head, redHead, title, documentNo }: Sheet): string {
  const big: Look = { font: fonts.title, size: size.title, align: 'center', line: 700, keepNext: true }
  if (redHead)
    return [
      p(head, { ...big, size: 56, line: 900, color: red }),
      // The rule stands 4 mm under the number.
      p(documentNo ?? '', { align: 'center', after: 227, border: rule(red, 18, 'bottom') }),
      p(title, { ...big, before: 300, after: 200 }),
    ].join('')
  return [
    p(head, { ...big, size: 36, line: 600 }),
    p(title, { ...big, after: documentNo === undefined ? 200 : 0 }),
    documentNo === undefined ? '' : p(documentNo, { align: 'right', fromRight: 1, after: 100 }),
  ].join('')
}

function footXml(sheet: Sheet, qr: Picture | undefined): string {
  const { attachments, signers, date, copyTo, check, slip } = sheet
  const width = sheet.landscape ? page.textHeight : page.textWidth
  const small: Look = { size: size.fourth, line: 420, align: 'left' }
  const last: string[] = []
  for (const [i, words] of attachmentLines(attachments).entries())
    last.push(p(words, { indent: i === 0 ? 2 : 5, align: 'left', ...(i === 0 && { before: 200 }) }))
  for (const [i, signer] of signers.entries()) {
    last.push(p(signer, { align: 'right', fromRight: 2, keepNext: true, before: i === 0 ? 500 : 200 }))
    last.push(p(sealPlace, { align: 'right', fromRight: 4, keepNext: true }))
  }
  last.push(p(date, { align: 'right', fromRight: 4 }))
  if (copyTo !== undefined)
    last.push(
      p(`抄送：${copyTo}`, {
        ...small,
        before: 300,
        border: `<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>`,
      }),
    )
  if (qr !== undefined) last.push(paragraph(drawing(), { line: null, align: 'left', before: 120, keepNext: true }))
  for (const words of check)
    last.push(p(words, { size: size.fifth, line: 320, align: 'left', keepNext: words !== check.at(-1) }))
  if (slip !== undefined) {
    last.push(
      paragraph('', {
        line: 300,
        border: `<w:pBdr><w:bottom w:val="dashed" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>`,
      }),
    )
    last.push(p(slip.title, { font: fonts.title, size: 36, align: 'center', line: 700, keepNext: true }))
    for (const block of slip.blocks) last.push(blockXml(block, width))
  }
  return last.join('')
}

/** 25 mm square, in English Metric Units. */
const qrEmu = 25 * 36_000

const drawing = () =>
  `<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${qrEmu}" cy="${qrEmu}"/><wp:docPr id="1" name="qr" descr="核验二维码"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="qr.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId6"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${qrEmu}" cy="${qrEmu}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`

/** English Metric Units in a millimetre. */
const emu = 36_000

const pictureXml = ({ width, height, alt }: Drawn, no: number) => {
  const [cx, cy] = [Math.round(width * emu), Math.round(height * emu)]
  return `<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${cx}" cy="${cy}"/><wp:docPr id="${no + 1}" name="chart${no}" descr="${escaped(alt)}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="${no + 1}" name="chart${no}.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId${no + 6}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
}

function sectionXml(landscape: boolean): string {
  const { width, height, top, right, bottom, left } = page
  const paper = landscape
    ? `<w:pgSz w:w="${height}" w:h="${width}" w:orient="landscape"/><w:pgMar w:top="${left}" w:right="${top}" w:bottom="${right}" w:left="${bottom}" w:header="720" w:footer="${Math.round(right / 2)}" w:gutter="0"/>`
    : `<w:pgSz w:w="${width}" w:h="${height}"/><w:pgMar w:top="${top}" w:right="${right}" w:bottom="${bottom}" w:left="${left}" w:header="720" w:footer="${page.footer}" w:gutter="0"/>`
  return `<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>${paper}<w:docGrid w:type="lines" w:linePitch="${lineTwips}"/></w:sectPr>`
}

/** The sheet as the bytes of a DOCX. */
export function docxOf(sheet: Sheet): Buffer {
  const qr = sheet.checkUrl === undefined ? undefined : qrOf(sheet.checkUrl)
  const width = sheet.landscape ? page.textHeight : page.textWidth
  const drawn: Drawn[] = []
  const body = [
    headXml(sheet),
    sheet.addressee === undefined ? '' : p(`${sheet.addressee}：`, { align: 'left' }),
    ...sheet.blocks.map((block) => blockXml(block, width, drawn)),
    footXml(sheet, qr),
    sectionXml(sheet.landscape),
  ].join('')
  const pictures = drawn.map((one, i) => ({ name: `chart${i + 1}.png`, bytes: Buffer.from(one.png) }))
  const more = sheet.blocks.some((block) => block.kind === 'subheading') ? [subheadingFont] : []
  return zipOf([
    { name: '[Content_Types].xml', bytes: contentTypes },
    { name: '_rels/.rels', bytes: packageRelations },
    { name: 'docProps/core.xml', bytes: coreProperties(sheet) },
    { name: 'docProps/app.xml', bytes: appProperties },
    { name: 'word/document.xml', bytes: document(body) },
    {
      name: 'word/_rels/document.xml.rels',
      bytes: documentRelations(
        qr !== undefined,
        pictures.map((one) => one.name),
      ),
    },
    { name: 'word/styles.xml', bytes: styles },
    { name: 'word/settings.xml', bytes: settings },
    { name: 'word/fontTable.xml', bytes: fontTable(more) },
    { name: 'word/footer1.xml', bytes: footer('right') },
    { name: 'word/footer2.xml', bytes: footer('left') },
    ...(qr === undefined ? [] : [{ name: 'word/media/qr.png', bytes: qr.png }]),
    ...pictures.map(({ name, bytes }) => ({ name: `word/media/${name}`, bytes, stored: true as const })),
  ])
}
