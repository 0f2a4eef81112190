// Draws a sheet as one HTML page: the same words in the same order, everything escaped, no script, one style whose digest
// stands in the policy that the door sends.
import { hash } from 'node:crypto'
import { qrOf } from './qr.ts'
import { attachmentLines, type Block, cellLines, paragraphsOf, type Sheet, sealPlace } from './sheet.ts'

const style = `body{max-width:156mm;margin:20mm auto;padding:0 6mm;font:16pt/28.95pt "仿宋_GB2312",FangSong,STFangsong,"Noto Serif CJK SC",serif;color:#000;background:#fff;overflow-wrap:anywhere}
body.wide{max-width:240mm}
p{margin:0;text-indent:2em;text-align:justify}
p.bare,p.addressee{text-indent:0}
p.line{text-align:left}
.organ,h1,.number{text-align:center;text-indent:0;font-weight:normal}
.organ,h1,h2.slip{font-family:"方正小标宋简体",FZXiaoBiaoSong-B05S,SimSun,"Noto Serif CJK SC",serif}
.organ{font-size:18pt}h1{font-size:22pt;margin:8pt 0}
.number{text-align:right}
.red .organ{color:#f00;font-size:28pt;line-height:45pt}.red .number{text-align:center;border-bottom:2pt solid #f00;padding-bottom:4mm;margin-bottom:8mm}
h2{font:16pt/28.95pt "黑体",SimHei,"Noto Sans CJK SC",sans-serif;margin:0;text-indent:2em}
h2.slip{font-size:18pt;text-align:center;text-indent:0}
table{border-collapse:collapse;width:100%;margin:6pt 0;font-size:12pt;line-height:17pt}
th,td{border:.5pt solid #000;padding:2pt 4pt;text-align:left;font-weight:normal}th{font-family:"黑体",SimHei,"Noto Sans CJK SC",sans-serif;text-align:center}
td p,th p{text-indent:0;text-align:inherit}
.right{text-align:right;text-indent:0;padding-right:2em}
.copy{border-top:.75pt solid #000;border-bottom:.75pt solid #000;text-indent:0;font-size:14pt;margin-top:12pt}
.check{font-size:10.5pt;line-height:16pt;text-indent:0}
hr{border:0;border-top:.75pt dashed #000;margin:14pt 0}
mark{background:#fff3b0}`

/** Of the answer that carries the page: it may show itself and its picture, and do nothing. */
export const htmlPolicy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`

export const escapedHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** Blanks stand out on the screen. */
const marked = (text: string) => escapedHtml(text).replace(/【缺[^】]*】/g, '<mark>$&</mark>')
const p = (words: string, kind = '') => `<p${kind === '' ? '' : ` class="${kind}"`}>${marked(words)}</p>`

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${marked(block.text)}</h2>`
    case 'text':
      return paragraphsOf(block.text)
        .map((words) => p(words))
        .join('\n')
    case 'line':
    case 'subheading':
    case 'caption':
    case 'note':
    case 'passage':
      return paragraphsOf(block.text)
        .map((words) => p(words, 'line'))
        .join('\n')
    case 'picture':
      return `<img alt="${escapedHtml(block.alt)}" src="data:image/png;base64,${Buffer.from(block.png).toString('base64')}">`
    case 'table': {
      const cell = (words: string) =>
        words === '　'
          ? `<p>${words}</p>`
          : cellLines(words)
              .map((one) => p(one))
              .join('')
      const head = block.columns.map((c) => `<th>${marked(c.zh)}</th>`).join('')
      const rows = block.rows.map((row) => `<tr>${row.map((c) => `<td>${cell(c)}</td>`).join('')}</tr>`)
      return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
    }
  }
}

/** The sheet as one HTML document. */
export function htmlOf(sheet: Sheet): string {
  const { head, redHead, title, documentNo, addressee, blocks, attachments, signers, date, copyTo, check, slip } = sheet
  const number = documentNo === undefined ? '' : p(documentNo, 'number')
  const qr = sheet.checkUrl === undefined ? undefined : qrOf(sheet.checkUrl)
  const kinds = [redHead && 'red', sheet.landscape && 'wide'].filter(Boolean).join(' ')
  const parts = [
    p(head, 'organ'),
    redHead ? number : '',
    `<h1>${marked(title)}</h1>`,
    redHead ? '' : number,
    addressee === undefined ? '' : p(`${addressee}：`, 'addressee'),
    ...blocks.map(blockHtml),
    ...attachmentLines(attachments).map((words) => p(words, 'line')),
    ...signers.flatMap((signer) => [p(signer, 'right'), p(sealPlace, 'right')]),
    p(date, 'right'),
    copyTo === undefined ? '' : p(`抄送：${copyTo}`, 'copy'),
    qr === undefined
      ? ''
      : `<img alt="" width="118" height="118" src="data:image/png;base64,${qr.png.toString('base64')}">`,
    ...check.map((words) => p(words, 'check')),
    ...(slip === undefined
      ? []
      : ['<hr>', `<h2 class="slip">${marked(slip.title)}</h2>`, ...slip.blocks.map(blockHtml)]),
  ]
  return `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapedHtml(title)}</title><style>${style}</style></head>
<body${kinds === '' ? '' : ` class="${kinds}"`}>
${parts.filter((part) => part !== '').join('\n')}
</body></html>
`
}
