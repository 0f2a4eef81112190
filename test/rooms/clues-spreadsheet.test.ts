// Spreadsheets as offices and others send them: what is read, what is refused with its cell named, and what hostile files
// cannot do.
import { describe, expect, test } from 'vitest'
import { sheetBytesMax } from '../../src/clues/index.ts'
import { headingsOf } from '../../src/clues/intake-columns.ts'
import { momentOfDays, momentOfText } from '../../src/clues/intake-moment.ts'
import { clueOfRow } from '../../src/clues/intake-row.ts'
import { showsDate } from '../../src/spreadsheets/number-formats.ts'
import { type Limits, readSheet } from '../../src/spreadsheets/workbook.ts'
import { columnName } from '../../src/spreadsheets/worksheet.ts'
import { Unreadable } from '../../src/spreadsheets/xml.ts'
import { inventedUscc } from '../world.ts'
import { type CellValue, headings, type Workbook, workbookParts, xlsx, zip } from '../xlsx.ts'

const limits = (rows: number): Limits => ({ rows, unpackedBytes: 64 * 1024 * 1024 })
const read = (rows: readonly (readonly CellValue[])[], made?: Workbook) => readSheet(xlsx(rows, made), limits(5_001))
const cellsOf = async (rows: readonly (readonly CellValue[])[], made?: Workbook) =>
  (await read(rows, made)).rows.map(({ row, cells }) => [row, Object.fromEntries(cells)])

/** Why a file is not read, and which cell is to blame. */
async function unreadable(bytes: Buffer, rowsMax = 5_001): Promise<{ message: string; cell: string | undefined }> {
  const error = await readSheet(bytes, limits(rowsMax)).then(
    () => new Error('it was read'),
    (e: unknown) => e,
  )
  expect(error).toBeInstanceOf(Unreadable)
  const { message, cell } = error as Unreadable
  return { message, cell }
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const sheetOf = (data: string) => `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`

describe('what is read', () => {
  test('texts from the shared table and from the cells themselves, numbers, moments, and nothing of empty rows', async () => {
    const rows: CellValue[][] = [['编号', 'a & b < c', 7.5, { days: 46_346.5 }, null, ''], [], [null, '  '], ['末行']]
    const expected = [
      [
        1,
        {
          0: { kind: 'text', text: '编号' },
          1: { kind: 'text', text: 'a & b < c' },
          2: { kind: 'number', text: '7.5' },
          3: { kind: 'moment', days: 46_346.5 },
        },
      ],
      [4, { 0: { kind: 'text', text: '末行' } }],
    ]
    expect(await cellsOf(rows)).toEqual(expected)
    expect(await cellsOf(rows, { inline: true })).toEqual(expected)
  })

  test('the first worksheet that is not hidden, whatever stands before it', async () => {
    const sheet = await read([['x']], { hiddenFirst: true, sheetName: '线索 & 举报' })
    expect([sheet.name, sheet.rows.length]).toEqual(['线索 & 举报', 1])
  })

  test('no chart that stands before it, and parts whose names are written otherwise', async () => {
    const parts = workbookParts([['x']], { hiddenFirst: true }).map((p) => {
      const text = String(p.bytes)
        .replace(' state="hidden"', '')
        .replace('/worksheet" Target="worksheets/hidden', '/chartsheet" Target="chartsheets/hidden')
      return { name: p.name.replace('sharedStrings', 'SharedStrings'), bytes: text }
    })
    expect((await readSheet(zip(parts), limits(5))).rows).toEqual([
      { row: 1, cells: new Map([[0, { kind: 'text', text: 'x' }]]) },
    ])
  })

  test('rich texts as plain ones, without the reading aid beside characters, escapes undone', async () => {
    const runs = `<is><r><rPr><b/></rPr><t>某</t></r><r><t xml:space="preserve"> 公司</t></r><rPh sb="0" eb="1"><t>mou</t></rPh></is>`
    const cells = await cellsOf([
      [
        { xml: runs, type: 'inlineStr' },
        { xml: '<is><t>一_x000A_二_x005F_x000A_</t></is>', type: 'inlineStr' },
      ],
    ])
    expect(cells).toEqual([[1, { 0: { kind: 'text', text: '某 公司' }, 1: { kind: 'text', text: '一\n二_x000A_' } }]])
  })

  test('a formula, an error value and a truth value as what they are, also a formula that has a last result', async () => {
    const [[, cells]] = (await cellsOf([
      [{ xml: '<f>1+1</f><v>2</v>' }, { xml: '<v>#REF!</v>', type: 'e' }, { xml: '<v>1</v>', type: 'b' }],
    ])) as [[number, Record<string, { kind: string }>]]
    expect(Object.values(cells).map((c) => c.kind)).toEqual(['formula', 'error', 'truth'])
  })

  test('cells and rows without a place of their own stand after the former ones; prefixed tags are the same tags', async () => {
    const prefixed = `<x:worksheet xmlns:x="${main}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c r="D1"><x:v>2</x:v></x:c><x:c><x:v>3</x:v></x:c></x:row><x:row><x:c><x:v>4</x:v></x:c></x:row></x:sheetData></x:worksheet>`
    expect(await cellsOf([], { sheetXml: prefixed })).toEqual([
      [1, { 0: { kind: 'number', text: '1' }, 3: { kind: 'number', text: '2' }, 4: { kind: 'number', text: '3' } }],
      [2, { 0: { kind: 'number', text: '4' } }],
    ])
  })

  test('days counted from 1904 are moved to where others begin', async () => {
    expect(await cellsOf([[{ days: 44_884 }]], { from1904: true })).toEqual([
      [1, { 0: { kind: 'moment', days: 46_346 } }],
    ])
  })

  test('dates by the formats that programs know by number and by those that a file defines', () => {
    const dates = ['yyyy/m/d', 'yyyy"年"m"月"d"日"', '[$-804]yyyy/m/d h:mm;@', '[h]:mm', 'm/d/yy h:mm', 'mm:ss.0']
    const others = ['0.00', '#,##0.00_ ', '@', 'General', '[Red]0', '"day"0', '\\d0', '0.00E+00', '0_d']
    expect([dates.filter(showsDate), others.filter(showsDate)]).toEqual([dates, []])
  })

  test('columns are named as spreadsheets name them', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
  })
})

describe('what is refused', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('编号,来源\n1,热线\n')],
    ['the beginning of a zip', Buffer.from('PK\x03\x04 and no more', 'latin1')],
    ['a zip that is no spreadsheet', zip([{ name: 'readme.txt', bytes: 'hello' }])],
    ['a spreadsheet cut off', xlsx([['编号']]).subarray(0, 600)],
  ])('%s is no spreadsheet', async (_, bytes) => {
    expect((await unreadable(bytes)).message).toMatch(/spreadsheet/)
  })

  test('one that was damaged on its way is read as it was or not at all', async () => {
    const bytes = xlsx([
      ['编号', '来源'],
      ['12345-1', '热线'],
    ])
    const intact = JSON.stringify((await readSheet(bytes, limits(10))).rows.map((r) => [...r.cells]))
    let refused = 0
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] as number) ^ 0x55
      const outcome = await readSheet(damaged, limits(10)).catch((e: unknown) => e)
      if (outcome instanceof Unreadable) refused += 1
      else
        expect(JSON.stringify((outcome as Awaited<ReturnType<typeof readSheet>>).rows.map((r) => [...r.cells]))).toBe(
          intact,
        )
    }
    expect(refused).toBeGreaterThan(100)
  })

  test('an old .xls, and one that is locked, is named as such', async () => {
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512)])
    expect((await unreadable(old)).message).toContain('.xls')
    const locked = zip(workbookParts([['a']]).map((p) => (p.name.includes('sheet1') ? { ...p, flags: 1 } : p)))
    expect((await unreadable(locked)).message).toContain('locked')
  })

  test('a cell that points to a text that is not there, or a number that is none, is named', async () => {
    const at = async (xml: string) => unreadable(xlsx([['a']], { sheetXml: sheetOf(xml) }))
    expect((await at('<row r="3"><c r="B3" t="s"><v>99</v></c></row>')).cell).toBe('B3')
    expect((await at('<row r="3"><c r="C3"><v>eins</v></c></row>')).cell).toBe('C3')
  })

  test('more rows than are taken are refused with the first that is too many; empty ones do not count', async () => {
    const rows = Array.from({ length: 12 }, (_, i): CellValue[] => (i % 2 === 0 ? [`r${i}`] : []))
    expect((await readSheet(xlsx(rows), limits(6))).rows).toHaveLength(6)
    expect((await unreadable(xlsx(rows), 5)).cell).toBe('A11')
  })

  test('a workbook without a worksheet to be seen', async () => {
    const parts = workbookParts([['a']]).map((p) =>
      p.name === 'xl/workbook.xml'
        ? { ...p, bytes: String(p.bytes).replace('<sheet name="线索"', '<sheet state="veryHidden" name="线索"') }
        : p,
    )
    expect((await unreadable(zip(parts))).message).toContain('not hidden')
  })
})

describe('what a hostile file cannot do', () => {
  const withSheet = (bytes: Buffer | string, more: object = {}) =>
    zip(workbookParts([['a']]).map((p) => (p.name === 'xl/worksheets/sheet1.xml' ? { ...p, bytes, ...more } : p)))

  test('unpack to more than it may: by its own word', async () => {
    const bomb = withSheet(Buffer.alloc(65 * 1024 * 1024, 32))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await unreadable(bomb)).message).toMatch(/unpacks to more/)
  })

  test('unpack to more than it says', async () => {
    const bomb = withSheet(Buffer.concat([Buffer.from('<a>'), Buffer.alloc(65 * 1024 * 1024, 32)]), {
      declaredSize: 1000,
    })
    expect((await unreadable(bomb)).message).toMatch(/damaged/)
  })

  test('make a table of its farthest cell', async () => {
    const far = sheetOf('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>')
    expect((await read([], { sheetXml: far })).rows.map((r) => r.row)).toEqual([1, 1_048_576])
    expect((await unreadable(xlsx([], { sheetXml: sheetOf('<row r="1"><c r="XFD1"><v>1</v></c></row>') }))).cell).toBe(
      'XFD1',
    )
  })

  test('define entities, nest without end, or have a tag without end', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${sheetOf('<row><c t="str"><v>&b;</v></c></row>')}`
    expect((await unreadable(withSheet(laughs))).message).toContain('document type')
    expect((await unreadable(withSheet(sheetOf('<row><c t="str"><v>&b;</v></c></row>')))).message).toMatch(/damaged/)
    expect((await unreadable(withSheet('<a>'.repeat(1_000_000)))).message).toContain('nests deeper')
    const attributes = Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(' ')
    expect((await unreadable(withSheet(`<worksheet ${attributes}/>`))).message).toContain('endless tag')
  })

  test('be no UTF-8, be no XML, hold a cell larger than cells are', async () => {
    expect((await unreadable(withSheet(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe])))).message).toMatch(/damaged/)
    expect((await unreadable(withSheet('<worksheet><sheetData></worksheet>'))).message).toMatch(/damaged/)
    const huge = sheetOf(`<row r="1"><c r="B1" t="str"><v>${'x'.repeat(300_000)}</v></c></row>`)
    expect((await unreadable(withSheet(huge))).cell).toBe('B1')
  })

  test('be a directory of endless parts', async () => {
    const many = Array.from({ length: 1_500 }, (_, i) => ({ name: `p${i}`, bytes: '', stored: true }))
    expect((await unreadable(zip(many))).message).toContain('more parts')
  })

  test('the limits leave room for what offices send', async () => {
    const facts = '群众反映该公司在广告中对保健食品作虚假宣传。'.repeat(20)
    const rows: CellValue[][] = Array.from({ length: 5_000 }, (_, i) => [
      `${i}`,
      '热线',
      { days: 46_000 },
      '某公司',
      null,
      '张三',
      13_800_138_000,
      `${facts}${i}`,
    ])
    const bytes = xlsx([[...headings], ...rows])
    expect(bytes.length).toBeLessThan(sheetBytesMax)
    expect((await readSheet(bytes, limits(5_001))).rows).toHaveLength(5_001)
  })
})

describe('the headings', () => {
  const of = async (...row: CellValue[]) => {
    const [first] = (await read([[], row])).rows
    try {
      return [...headingsOf(first)]
    } catch (error) {
      return error as Unreadable
    }
  }

  test('stand in any order, with the marks that templates put beside them', async () => {
    expect(await of('反映内容*', ' 来 源 ', '接收时间＊', null, '编号')).toEqual([
      [0, 'facts'],
      [1, 'source'],
      [2, 'receivedAt'],
      [4, 'number'],
    ])
  })

  test.each([
    ['unknown', ['来源', '收到时间', '反映内容'], 'B2'],
    ['there twice', ['来源', '接收时间', '反映内容', '来源'], 'D2'],
    ['missing', ['来源', '反映内容'], 'A2'],
    ['a number', ['来源', 5, '接收时间', '反映内容'], 'B2'],
  ])('one that is %s is refused by its cell', async (_, row, cell) => {
    expect(await of(...row)).toMatchObject({ name: 'Unreadable', cell })
  })

  test('an empty worksheet has none', async () => {
    expect(() => headingsOf(undefined)).toThrow(/empty/)
  })
})

describe('a row', () => {
  const uscc = inventedUscc(77, '450502', '91')
  const good: CellValue[] = [
    '12345-1',
    '热线',
    '2026-11-20 09:30',
    '某公司',
    uscc,
    '张三',
    13_800_138_000,
    '虚假宣传',
    '食品',
    450_502,
  ]
  const row = async (changes: Partial<Record<(typeof headings)[number], CellValue>> = {}) => {
    const cells = headings.map((h, i) => (h in changes ? (changes[h] ?? null) : (good[i] ?? null)))
    const [head, data] = (await read([[...headings], cells])).rows
    if (data === undefined) throw new Error('the row is empty')
    return clueOfRow(data, headingsOf(head))
  }

  test('is a clue, numbers and words read as what they mean', async () => {
    expect(await row()).toEqual({
      number: '12345-1',
      source: 'hotline',
      receivedAt: '2026-11-20T01:30:00.000Z',
      subject: { kind: 'unit', name: '某公司', uscc },
      reporter: { name: '张三', phone: '13800138000' },
      facts: '虚假宣传',
      domain: 'food',
      regionCode: '450502',
    })
  })

  test('needs a source, a time and the facts, and nothing else', async () => {
    const only = Object.fromEntries(headings.map((h) => [h, null]))
    const needed = { 来源: '12315', 接收时间: { days: 46_346.5 }, 反映内容: '某店\n短斤少两' }
    expect(await row({ ...only, ...needed })).toEqual({
      source: 'hotline',
      sourceDetail: '12315',
      receivedAt: '2026-11-20T04:00:00.000Z',
      facts: '某店\n短斤少两',
      domain: 'general',
    })
    expect(await row({ ...needed, 来源: null, 接收时间: null, 反映内容: null })).toEqual([
      { column: '来源', cell: 'B2', detail: 'nothing stands here' },
      { column: '接收时间', cell: 'C2', detail: 'nothing stands here' },
      { column: '反映内容', cell: 'H2', detail: 'nothing stands here' },
    ])
  })

  test('of a reporter who wants no name has none', async () => {
    expect(await row({ 反映人: '匿名', 联系电话: null })).not.toHaveProperty('reporter')
    expect(await row({ 反映人: '匿名' })).toMatchObject({ reporter: { phone: '13800138000' } })
  })

  test.each([
    ['a word that means no source', { 来源: '听说' }, ['B2'], /no known source; known are 热线/],
    ['a word that means no field', { 领域: '体育' }, ['I2'], /no known field; known are 综合/],
    ['a date that does not exist', { 接收时间: '2026-02-30' }, ['C2'], /no date/],
    ['a number that is no date', { 接收时间: 12 }, ['C2'], /no date/],
    [
      'a credit code with a wrong check character',
      { 统一社会信用代码: `${uscc.slice(0, 17)}${uscc.endsWith('A') ? 'B' : 'A'}` },
      ['E2'],
      /check character|code/,
    ],
    ['a credit code that the spreadsheet rounded', { 统一社会信用代码: 911_101_080_000_000_000 }, ['E2'], /15 digits/],
    ['a credit code of nobody', { 反映对象: null }, ['E2'], /whose/],
    ['a region that is none', { 行政区划: 990_000 }, ['J2'], /region/],
    ['a formula', { 反映内容: { xml: '<f>A1</f><v>x</v>', type: 'str' } }, ['H2'], /formula/],
    ['an error value', { 编号: { xml: '<v>#N/A</v>', type: 'e' } }, ['A2'], /error/],
    ['a date as a name', { 反映对象: { days: 46_000 } }, ['D2'], /date/],
    ['a control character', { 反映对象: '某_x0007_公司' }, ['D2'], /control/],
    ['a text that is too long', { 编号: '9'.repeat(65) }, ['A2'], /64/],
  ])('with %s is refused by its cell', async (_, changes, cells, why) => {
    const faults = await row(changes as never)
    expect(Array.isArray(faults) && faults.map((f) => f.cell)).toEqual(cells)
    expect(Array.isArray(faults) && faults[0]?.detail).toMatch(why)
  })

  test('says everything that is wrong with it at once', async () => {
    const faults = await row({ 来源: '听说', 接收时间: '昨天', 反映内容: null, 行政区划: 'x' })
    expect(Array.isArray(faults) && faults.map((f) => f.cell).sort()).toEqual(['B2', 'C2', 'H2', 'J2'])
  })

  test('with a cell under no heading is refused: nothing is left out in silence', async () => {
    const [head, data] = (
      await read([
        ['来源', '接收时间', '反映内容'],
        ['热线', '2026-11-20', '事实', '备注'],
      ])
    ).rows
    expect(clueOfRow(data as never, headingsOf(head))).toEqual([
      { column: 'D', cell: 'D2', detail: 'there is no heading above this cell' },
    ])
  })
})

describe('moments', () => {
  test.each([
    ['2026-11-20', '2026-11-19T16:00:00.000Z'],
    ['2026/1/5 9:05', '2026-01-05T01:05:00.000Z'],
    ['2026.11.20 23:59:59', '2026-11-20T15:59:59.000Z'],
    ['2026年11月20日', '2026-11-19T16:00:00.000Z'],
    ['2026年11月20日 9时30分', '2026-11-20T01:30:00.000Z'],
    ['2026年11月20日9时', '2026-11-20T01:00:00.000Z'],
    ['２０２６－１１－２０ ０９：３０', '2026-11-20T01:30:00.000Z'],
    ['20261120', '2026-11-19T16:00:00.000Z'],
    ['2026-11-20T09:30:00+08:00', '2026-11-20T01:30:00.000Z'],
    ['2026-11-20T09:30', '2026-11-20T01:30:00.000Z'],
  ])('%s is understood', (text, instant) => {
    expect(momentOfText(text)).toBe(instant)
  })

  test.each([
    '',
    '昨天',
    '2026',
    '2026-13-01',
    '2026-02-29',
    '2026-11-20 24:00',
    '2026-11-20 09:60',
    '20/11/2026',
    '2026-11-20 9',
    '20261301',
    '99999999999',
  ])('%s is none', (text) => {
    expect(momentOfText(text)).toBeNull()
  })

  test('a count of days is a local moment, to the second', () => {
    expect(momentOfDays(46_346)).toBe('2026-11-19T16:00:00.000Z')
    expect(momentOfDays(46_346 + 34_200 / 86_400)).toBe('2026-11-20T01:30:00.000Z')
    expect([momentOfDays(-1), momentOfDays(Number.NaN), momentOfDays(1e9)]).toEqual([null, null, null])
  })
})
