// The parts of a DOCX around its text: types, relations, styles, fonts with their open fallbacks, page numbers, properties.
// Nothing in them is of the moment or by chance.

import { type Font, fonts, latin, lineTwips, size } from './page.ts'
import type { Sheet } from './sheet.ts'

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
export const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
export const r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const ct = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

export const document = (body: string) => `${xml}<w:document ${w} ${r}><w:body>${body}</w:body></w:document>`

// What XML 1.0 cannot hold at all; the contracts let none of it in, and a template's author might.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must go
const unholdable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

export function escaped(text: string): string {
  return text
    .replace(unholdable, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

export const contentTypes = `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="${ct}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${ct}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="${ct}.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="${ct}.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="${ct}.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="${ct}.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

export const packageRelations = `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="${rel}/extended-properties" Target="docProps/app.xml"/></Relationships>`

/** Pictures are numbered from 7 on. */
export const documentRelations = (withQr: boolean, pictures: readonly string[] = []) =>
  `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${rel}/settings" Target="settings.xml"/><Relationship Id="rId3" Type="${rel}/fontTable" Target="fontTable.xml"/><Relationship Id="rId4" Type="${rel}/footer" Target="footer1.xml"/><Relationship Id="rId5" Type="${rel}/footer" Target="footer2.xml"/>${withQr ? `<Relationship Id="rId6" Type="${rel}/image" Target="media/qr.png"/>` : ''}${pictures.map((name, i) => `<Relationship Id="rId${i + 7}" Type="${rel}/image" Target="media/${name}"/>`).join('')}</Relationships>`

/** Who and when come from the facts; a program's name and version would change with a release. */
export const coreProperties = ({ head, title, at }: Pick<Sheet, 'head' | 'title' | 'at'>) =>
  `${xml}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(title)}</dc:title><dc:creator>${escaped(head)}</dc:creator><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${escaped(at)}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${escaped(at)}</dcterms:modified></cp:coreProperties>`

export const appProperties = `${xml}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Xianjie</Application></Properties>`

export const styles = `${xml}<w:styles ${w}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="${latin}" w:hAnsi="${latin}" w:eastAsia="${fonts.body.name}" w:cs="${latin}"/><w:sz w:val="${size.body}"/><w:szCs w:val="${size.body}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0" w:line="${lineTwips}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`

/** Page numbers of odd and even pages stand on their outer sides. */
export const settings = `${xml}<w:settings ${w}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

const described = ({ name, fallbacks, family }: Font) =>
  `<w:font w:name="${name}"><w:altName w:val="${fallbacks.join(',')}"/><w:charset w:val="86"/><w:family w:val="${family}"/><w:pitch w:val="variable"/></w:font>`
export const fontTable = (more: readonly Font[]) =>
  `${xml}<w:fonts ${w}>${[...Object.values(fonts), ...more].map(described).join('')}<w:font w:name="${latin}"><w:altName w:val="Liberation Serif"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`

/** Page number of 4号 between dashes; `one` character from the outer side. */
export function footer(side: 'left' | 'right'): string {
  const font = `<w:rPr><w:rFonts w:ascii="${fonts.song.name}" w:hAnsi="${fonts.song.name}" w:eastAsia="${fonts.song.name}"/><w:sz w:val="${size.fourth}"/></w:rPr>`
  const run = (inner: string) => `<w:r>${font}${inner}</w:r>`
  const indent = side === 'left' ? 'w:left="280"' : 'w:right="280"'
  return `${xml}<w:ftr ${w}><w:p><w:pPr><w:spacing w:line="320" w:lineRule="exact"/><w:ind ${indent}/><w:jc w:val="${side}"/></w:pPr>${run('<w:t xml:space="preserve">— </w:t>')}${run('<w:fldChar w:fldCharType="begin"/>')}${run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')}${run('<w:fldChar w:fldCharType="separate"/>')}${run('<w:t>1</w:t>')}${run('<w:fldChar w:fldCharType="end"/>')}${run('<w:t xml:space="preserve"> —</w:t>')}</w:p></w:ftr>`
}
