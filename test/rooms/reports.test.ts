// A report from its content: the document, the workbook and the JSON say the same figures; a cell is what it is and never a
// formula; equal contents give equal bytes; what a human must write is marked.
import PizZip from 'pizzip'
import { describe, expect, test } from 'vitest'
import { readSheet } from '../../src/spreadsheets/index.ts'
import {
  compose,
  docxOfReport,
  drawCharts,
  periodName,
  periodsEnded,
  type ReportAsked,
  type ReportContent,
  shownCell,
  tablesOf,
  xlsxOfReport,
} from '../../src/supervision/index.ts'
import { tablesOfDocx, wordsOfDocx } from './letters-drawn.ts'
import { environment, gathered, procuratorate } from './reports-scene.ts'

const quarter = { from: '2026-07', to: '2026-09' }
const at = '2026-10-12T01:00:00Z'
const theme = { name: '固体废物污染环境案件', domain: 'environment', words: ['固体废物'] }
const asked: readonly (readonly [typeof environment, ReportAsked])[] = [
  [environment, { kind: 'self_examination', ...quarter, addressee: '长沙市人民检察院' }],
  [procuratorate, { kind: 'work', ...quarter }],
  [procuratorate, { kind: 'bulletin', from: '2017-01', to: '2026-09', theme, issue: 3 }],
]
const contents: readonly ReportContent[] = await Promise.all(
  asked.map(async ([agency, one]) => compose(await gathered(agency, one))),
)
const limits = { rows: 1_000, columns: 50, unpackedBytes: 8 * 1024 * 1024 }

describe('a report', () => {
  test.each(contents.map((c) => [c.title, c] as const))(
    '%s: its document has every figure of its tables',
    (_, content) => {
      const bytes = docxOfReport(content, new Map(), at)
      const drawn = tablesOfDocx(bytes)
      const said = tablesOf(content).filter((table) => table.rows.length > 0)
      expect(drawn.length).toBe(said.length)
      for (const [i, table] of said.entries()) {
        const [heading, ...rows] = drawn[i] as string[][]
        expect(heading, table.id).toEqual(table.columns.map((column) => column.zh))
        const shown = table.rows.map((row) => row.map((cell, at) => shownCell(cell, table.columns[at]?.kind ?? 'text')))
        expect(rows, table.id).toEqual(shown)
      }
      const words = wordsOfDocx(bytes).join('\n')
      for (const table of tablesOf(content))
        for (const one of [table.title, table.definition, table.denominator, table.query]) expect(words).toContain(one)
    },
  )

  test.each(contents.map((c) => [c.title, c] as const))('%s: its workbook has them as numbers', async (_, content) => {
    const bytes = await xlsxOfReport(content)
    const names = worksheets(bytes)
    expect(names.length).toBe(tablesOf(content).length + 1)
    for (const [i, table] of tablesOf(content).entries()) {
      const { rows } = await readSheet(onlySheet(bytes, i + 2), limits)
      for (const [r, row] of table.rows.entries())
        for (const [c, value] of row.entries()) {
          const cell = rows.find((one) => one.row === r + 3)?.cells.get(c)
          if (value === null) expect(cell, `${table.id} ${r} ${c}`).toBeUndefined()
          else if (typeof value === 'number')
            expect([cell?.kind, Number((cell as { text: string }).text)], `${table.id} ${r} ${c}`).toEqual([
              'number',
              value,
            ])
          else if (table.columns[c]?.kind === 'day') expect(cell?.kind).toBe('moment')
          else expect([cell?.kind, (cell as { text: string }).text]).toEqual(['text', value])
        }
    }
  })

  test('a cell that begins like a formula stays text, in the workbook as in the document', async () => {
    const content = contents[1] as ReportContent
    const evil = '=cmd|calc!A1 测试局'
    const xml = partsOf(await xlsxOfReport(content))
    expect(xml).not.toMatch(/<f[ >]/)
    expect(xml).toContain('=cmd|calc!A1')
    expect(wordsOfDocx(docxOfReport(content, new Map(), at))).toContain(evil)
  })

  test('what a human must write is marked and shaded, and there is some of it in every kind', () => {
    for (const content of contents) {
      const bytes = docxOfReport(content, new Map(), at)
      const marked = wordsOfDocx(bytes).filter((words) => words.startsWith('【此处由撰写人填写：'))
      expect(marked.length).toBe(content.pieces.filter((piece) => piece.kind === 'passage').length)
      expect(marked.length).toBeGreaterThan(2)
      const shaded = new PizZip(bytes)
        .file('word/document.xml')
        ?.asText()
        .match(/<w:shd /g)
      expect(shaded?.length).toBe(marked.length)
    }
  })

  test('equal contents give equal bytes', async () => {
    for (const content of contents) {
      expect(docxOfReport(content, new Map(), at)).toEqual(docxOfReport(content, new Map(), at))
      expect(await xlsxOfReport(content)).toEqual(await xlsxOfReport(content))
    }
  })

  test('where nothing happened it says so, divides nothing by nothing and draws nothing', async () => {
    for (const [agency, one] of asked.slice(0, 2)) {
      const content = compose(await gathered(agency, one, 0))
      expect(content.zero).toBe(true)
      const words = [...wordsOfDocx(docxOfReport(content, await drawCharts(content), at))].join('')
      expect(words).not.toMatch(/NaN|Infinity|undefined|null/)
    }
    expect(compose(await gathered(environment, { kind: 'zero', ...quarter }, 0)).zero).toBe(true)
  })
})

describe('charts', () => {
  test('are drawn, the same each time, and stand in the document as pictures', async (context) => {
    const whole = contents[0] as ReportContent
    const [first] = whole.pieces.filter((piece) => piece.kind === 'chart')
    const pieces = whole.pieces.filter((piece) => piece.kind !== 'chart' || piece === first)
    const content = { ...whole, pieces }
    const [once, again] = await Promise.all([drawCharts(content), drawCharts(content)])
    if (once.size === 0) {
      console.log('charts are not drawn: no font with Chinese characters is installed')
      context.skip()
    }
    expect([...again]).toEqual([...once])
    for (const png of once.values()) expect(Buffer.from(png).subarray(1, 4).toString('latin1')).toBe('PNG')
    const zip = new PizZip(docxOfReport(content, once, at))
    const charts = content.pieces.filter((piece) => piece.kind === 'chart').length
    expect(Object.keys(zip.files).filter((name) => /^word\/media\/chart\d+\.png$/.test(name)).length).toBe(charts)
    const relations = zip.file('word/_rels/document.xml.rels')?.asText() ?? ''
    const used = [...(zip.file('word/document.xml')?.asText() ?? '').matchAll(/r:embed="(rId\d+)"/g)].map((m) => m[1])
    for (const id of used) expect(relations).toContain(`Id="${id}"`)
  }, 60_000)
})

describe('periods', () => {
  test('are called as officials call them', () => {
    const called = (from: string, to: string) => periodName({ from, to })
    expect(called('2026-03', '2026-03')).toBe('2026年3月')
    expect(called('2026-07', '2026-09')).toBe('2026年第三季度')
    expect(called('2026-01', '2026-06')).toBe('2026年上半年')
    expect(called('2026-01', '2026-12')).toBe('2026年度')
    expect(called('2026-02', '2026-04')).toBe('2026年2月至4月')
    expect(called('2017-01', '2026-09')).toBe('2017年1月至2026年9月')
  })

  test('are owed when they are over for as many days as were asked, and those missed are made up for', () => {
    const at = (text: string) => Date.parse(text)
    const owed = (every: 'month' | 'quarter' | 'year', since: string, delay: number, now: string) =>
      periodsEnded(every, since, delay, at(now)).map(({ from, to }) => `${from}..${to}`)
    expect(owed('month', '2026-08-01', 3, '2026-11-03T15:59:59Z')).toEqual(['2026-08..2026-08', '2026-09..2026-09'])
    expect(owed('month', '2026-08-01', 3, '2026-11-03T16:00:00Z')).toHaveLength(3)
    expect(owed('quarter', '2026-01-01', 0, '2026-09-30T16:00:00Z')).toEqual([
      ...['2026-01..2026-03', '2026-04..2026-06', '2026-07..2026-09'],
    ])
    expect(owed('year', '2020-06-30', 0, '2022-12-31T15:00:00Z')).toEqual(['2020-01..2020-12', '2021-01..2021-12'])
    expect(owed('month', '2000-01-01', 0, '2026-11-01T00:00:00Z')).toHaveLength(24)
  })
})

const worksheets = (bytes: Buffer) =>
  Object.keys(new PizZip(bytes).files).filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name))

const partsOf = (bytes: Buffer) =>
  Object.values(new PizZip(bytes).files)
    .filter((file) => /\.xml$/.test(file.name))
    .map((file) => file.asText())
    .join('\n')

/** The workbook with one of its worksheets shown and the others hidden: the reader reads the first that is shown. */
function onlySheet(bytes: Buffer, no: number): Buffer {
  const zip = new PizZip(bytes)
  const workbook = zip.file('xl/workbook.xml')?.asText() ?? ''
  let seen = 0
  const changed = workbook.replace(/<sheet /g, () => {
    seen += 1
    return seen === no ? '<sheet ' : '<sheet state="hidden" '
  })
  zip.file('xl/workbook.xml', changed)
  return zip.generate({ type: 'nodebuffer' })
}
