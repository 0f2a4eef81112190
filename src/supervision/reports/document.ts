// A content as an official document: headings numbered, tables and charts numbered through, each table with its definition,
// denominator and query below it, places left to the author shaded.
import { type Block, docxOf, type Sheet } from '../../letters/index.ts'
import { chartHeight, chartMillimetres, chartWidth } from './chart-option.ts'
import { type Piece, type ReportContent, type ReportTable, shownCell, tablesOf } from './content.ts'

const numerals = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九']
const numeral = (n: number): string => {
  if (n < 10) return numerals[n] as string
  const tens = Math.floor(n / 10)
  return `${tens === 1 ? '' : numerals[tens]}十${n % 10 === 0 ? '' : numerals[n % 10]}`
}

export const passageWords = (text: string): string => `【此处由撰写人填写：${text}】`

interface Counts {
  headings: number
  subheadings: number
  tables: number
  charts: number
}

function blocksOf(content: ReportContent, pictures: ReadonlyMap<string, Uint8Array>): Block[] {
  const counts: Counts = { headings: 0, subheadings: 0, tables: 0, charts: 0 }
  const byId = new Map(tablesOf(content).map((table) => [table.id, table]))
  return content.pieces.flatMap((piece) => pieceBlocks(piece, pictures, byId, counts))
}

function pieceBlocks(
  piece: Piece,
  pictures: ReadonlyMap<string, Uint8Array>,
  byId: ReadonlyMap<string, ReportTable>,
  counts: Counts,
): Block[] {
  switch (piece.kind) {
    case 'heading':
      counts.headings += 1
      counts.subheadings = 0
      return [{ kind: 'heading', text: `${numeral(counts.headings)}、${piece.text}` }]
    case 'subheading':
      counts.subheadings += 1
      return [{ kind: 'subheading', text: `（${numeral(counts.subheadings)}）${piece.text}` }]
    case 'text':
      return [{ kind: 'text', text: piece.text }]
    case 'passage':
      return [{ kind: 'passage', text: passageWords(piece.text) }]
    case 'table':
      counts.tables += 1
      return tableBlocks(piece.table, counts.tables)
    case 'chart': {
      const png = pictures.get(piece.chart.id)
      if (png === undefined) return []
      counts.charts += 1
      const title = `图${counts.charts}　${piece.chart.title}`
      const table = byId.get(piece.chart.table) as ReportTable
      const height = (chartMillimetres * chartHeight(piece.chart, table)) / chartWidth
      return [
        { kind: 'picture', png, alt: title, width: chartMillimetres, height },
        { kind: 'caption', text: title, under: true },
      ]
    }
  }
}

function tableBlocks(table: ReportTable, no: number): Block[] {
  const { columns, rows, definition, denominator, query, left } = table
  const caption: Block = { kind: 'caption', text: `表${no}　${table.title}` }
  const more = left === undefined ? '' : `另有${left}行未列，见查询。`
  const note: Block = {
    kind: 'note',
    text: `注：口径——${definition}。分母——${denominator}。${more}查询——${query}`,
  }
  if (rows.length === 0) return [caption, { kind: 'text', text: '本期无数据。' }, note]
  return [
    caption,
    {
      kind: 'table',
      columns: columns.map(({ zh, width, kind }) => ({
        zh,
        width,
        align: kind === 'text' ? 'left' : kind === 'day' ? 'center' : 'right',
      })),
      rows: rows.map((row) => row.map((cell, i) => shownCell(cell, columns[i]?.kind ?? 'text'))),
    },
    note,
  ]
}

export const dayWords = (day: string): string =>
  `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

export function sheetOfReport(content: ReportContent, pictures: ReadonlyMap<string, Uint8Array>, at: string): Sheet {
  const { head, redHead, issue, title, subtitle, addressee, signer, day } = content
  return {
    ...{ head, redHead, title, documentNo: issue, addressee: undefined },
    blocks: [
      { kind: 'caption', text: `（${subtitle}）` },
      // Under the period, which belongs to the title; a letter has it right below the title.
      ...(addressee === undefined ? [] : [{ kind: 'line', text: `${addressee}：`, flush: true } as const]),
      ...blocksOf(content, pictures),
    ],
    attachments: [],
    signers: [signer],
    date: dayWords(day),
    copyTo: undefined,
    check: ['本报告由系统按所列口径取数生成；带底色的文字须由撰写人补写后方可报送。'],
    ...{ checkUrl: undefined, slip: undefined, landscape: false, at },
  }
}

export const docxOfReport = (content: ReportContent, pictures: ReadonlyMap<string, Uint8Array>, at: string): Buffer =>
  docxOf(sheetOfReport(content, pictures, at))
