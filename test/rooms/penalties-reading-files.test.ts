// The files that penalty records come in: forms and encodings by content, line numbers, rows that cannot be read, and that no
// more than a row stands in memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import { FileFault, formatOf, type Row, readFile } from '../../src/penalties/files/index.ts'
import { parseExactly, readRecord, recognise } from '../../src/penalties/reading/index.ts'
import { xlsx } from '../xlsx.ts'

const place = mkdtempSync(join(tmpdir(), 'xianjie-files-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

async function* pieces(bytes: Buffer | string, size = 7): AsyncGenerator<Buffer> {
  const all = Buffer.from(bytes as string)
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
}
async function collected(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}
async function rowsOf(bytes: Buffer | string, size?: number, format?: 'csv' | 'xlsx' | 'ndjson'): Promise<Row[]> {
  return collected(readFile(pieces(bytes, size), { format }))
}
const table =
  '行政相对人名称,罚款金额(万元)\r\n"沪上甲公司","1,5"\r\n\r\n"沪上\n乙公司",2\r\n丙公司,3,4\r\n,\r\n丁公司\r\n'
const expected: Row[] = [
  { line: 2, raw: { 行政相对人名称: '沪上甲公司', '罚款金额(万元)': '1,5' } },
  { line: 4, raw: { 行政相对人名称: '沪上\n乙公司', '罚款金额(万元)': '2' } },
  { line: 6, fault: 'Column 3 holds a value and has no heading.' },
  { line: 8, raw: { 行政相对人名称: '丁公司', '罚款金额(万元)': '' } },
]
/** GB18030 for the characters used here, by asking the decoder. */
function gb18030(text: string): Buffer {
  const wanted = new Set([...text].filter((c) => c > '\x7f'))
  const known = new Map<string, Buffer>()
  const decoder = new TextDecoder('gb18030')
  for (let high = 0x81; high <= 0xfe && known.size < wanted.size; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low])
      const c = decoder.decode(bytes)
      if (wanted.has(c)) known.set(c, bytes)
    }
  return Buffer.concat([...text].map((c) => known.get(c) ?? Buffer.from(c)))
}

describe('tables of text', () => {
  test('quotes, line breaks in cells, empty lines and rows; each row with the line on which it begins', async () => {
    expect(await rowsOf(table)).toEqual(expected)
  })
  test('UTF-8 with a mark, GB18030 and UTF-16 are told apart by their bytes, in pieces of any size', async () => {
    expect(await rowsOf(`\ufeff${table}`, 3)).toEqual(expected)
    expect(await rowsOf(gb18030(table), 5)).toEqual(expected)
    expect(await rowsOf(Buffer.from(`\ufeff${table}`, 'utf16le'), 9)).toEqual(expected)
  })
  test('a code that was kept from being taken for a number is that code', async () => {
    expect(await rowsOf('甲,乙\n="0123","=""45"""\n')).toEqual([{ line: 2, raw: { 甲: '0123', 乙: '45' } }])
  })
  test('semicolons and tabs separate too, where the heading has them', async () => {
    expect(await rowsOf('甲;乙\n1,5;2\n')).toEqual([{ line: 2, raw: { 甲: '1,5', 乙: '2' } }])
    expect(await rowsOf('甲\t乙\n1\t2\n')).toEqual([{ line: 2, raw: { 甲: '1', 乙: '2' } }])
  })
  test('a heading that is there twice, none at all, and another encoding halfway are said', async () => {
    await expect(rowsOf('甲,甲\n1,2\n')).rejects.toThrow('twice')
    await expect(rowsOf('')).rejects.toThrow(FileFault)
    const broken = Buffer.concat([Buffer.from(`甲\n${'公司\n'.repeat(12_000)}`), Buffer.from([0xff, 0xfe, 0x81, 0xff])])
    await expect(rowsOf(broken, 4096)).rejects.toThrow('from beginning to end')
  })
  test('a cell without an end stops the file, and does not fill the memory', async () => {
    async function* endless() {
      yield Buffer.from('甲,乙\n1,"')
      for (let i = 0; i < 5_000; i++) yield Buffer.alloc(1024, 'x')
    }
    await expect(collected(readFile(endless()))).rejects.toThrow(FileFault)
  })
})

describe('records a line', () => {
  test('what is no JSON, too long or in other bytes is named by its line, and the rest is read', async () => {
    const lines = Buffer.concat([
      Buffer.from('\ufeff{"a":1}\n\n{"b":\n'),
      Buffer.from(`{"c":"${'x'.repeat(1024 * 1024)}"}\r\n`),
      Buffer.from([0x7b, 0xff, 0x7d, 10]),
      Buffer.from('[1]\n{"d":"完"}'),
    ])
    const rows = await rowsOf(lines, 50_000)
    expect(rows.map((row) => [row.line, 'raw' in row ? row.raw : row.fault.slice(0, 18)])).toEqual([
      [1, { a: 1 }],
      [3, 'The line is no JSO'],
      [4, 'The line has more '],
      [5, 'The line is not in'],
      [6, [1]],
      [7, { d: '完' }],
    ])
  })
  test('a JSON array is asked for as lines', () => expect(() => formatOf(Buffer.from(' [{"a":1}]'))).toThrow('NDJSON'))
})

describe('numbers of JSON', () => {
  test('one that a double would change is kept as its text, all others stay numbers', () => {
    expect(parseExactly('{"a":1465621.49,"b":1e3,"c":-2.50,"d":["12345678901234567890"],"e":0.1}')).toEqual({
      a: 1465621.49,
      b: 1000,
      c: -2.5,
      d: ['12345678901234567890'],
      e: 0.1,
    })
    expect(parseExactly('{"a":12345678901234567,"b":[0.12345678901234567890, 9007199254740993]}')).toEqual({
      a: '12345678901234567',
      b: ['0.12345678901234567890', '9007199254740993'],
    })
    expect(parseExactly('{"a":1234567890123456.0,"s":"\\":12345678901234567"}')).toEqual({
      a: 1234567890123456,
      s: '":12345678901234567',
    })
    const long = `{"s":"${'\\n'.repeat(500_000)}","a":12345678901234567}`
    expect((parseExactly(long) as { a: string }).a).toBe('12345678901234567')
    expect(parseExactly('{"a":1e400}')).toEqual({ a: '1e400' })
    expect(() => parseExactly('{"a":01234567890123456789}')).toThrow(SyntaxError)
  })
  test('so an amount of any length is read to the fen', () => {
    const raw = parseExactly(
      '{"record_id":"T","agency":"甲局","decision_no":null,"party_name":"乙","violation_type":"丙","penalty_kinds":[],"fine_cny":90071992547409.91}',
    )
    const { layout } = recognise(Object.keys(raw as object))
    const read = readRecord(raw, layout as never, '2026-11-22')
    expect(read.outcome === 'record' && read.record.amounts[0]?.fen).toBe(9_007_199_254_740_991)
  })
})

describe('spreadsheets', () => {
  const heading = ['行政相对人名称', '罚款金额(万元)', '处罚决定日期', '备注']
  test('text, numbers as written, days as days; serials only under a heading of days', async () => {
    const sheet = xlsx([
      heading,
      ['沪上甲公司', 0.5, { days: 45_292 }, 45_292],
      ['沪上乙公司', 1.25, 45_292, { days: 45_292.5 }],
      ['沪上丙公司', 20_240_304, 20_240_304, null],
    ])
    expect(formatOf(sheet)).toBe('xlsx')
    expect(await rowsOf(sheet, 1000)).toEqual([
      {
        line: 2,
        raw: { 行政相对人名称: '沪上甲公司', '罚款金额(万元)': '0.5', 处罚决定日期: '2024-01-01', 备注: '45292' },
      },
      {
        line: 3,
        raw: {
          行政相对人名称: '沪上乙公司',
          '罚款金额(万元)': '1.25',
          处罚决定日期: '2024-01-01',
          备注: '2024-01-01 12:00:00',
        },
      },
      {
        line: 4,
        raw: { 行政相对人名称: '沪上丙公司', '罚款金额(万元)': '20240304', 处罚决定日期: '20240304', 备注: '' },
      },
    ])
  })
  test('a formula, an error and a cell under no heading cost their row, by their cell', async () => {
    const sheet = xlsx([
      heading,
      [{ xml: '<f>A1</f><v>1</v>' }],
      [{ xml: '<v>#N/A</v>', type: 'e' }],
      ['沪上甲公司', null, null, null, '多'],
      [123456789012345680, null],
    ])
    const rows = await rowsOf(sheet, 1000)
    expect(rows.map((row) => ('fault' in row ? row.fault : null))).toEqual([
      'A2: a formula; paste its value',
      'A3: an error value',
      'E4 holds a value and has no heading.',
      'A5: a number of more than 15 digits, the last of which a spreadsheet loses; format the cell as text',
    ])
  })
  test('a file that is none is said', async () => {
    await expect(rowsOf(Buffer.from('PK\x03\x04 nothing'), 100)).rejects.toThrow(FileFault)
    await expect(rowsOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 100)).rejects.toThrow('.xls')
  })
})

test('a large table is read from a file without standing in memory', async () => {
  const path = join(place, 'large.csv')
  const row = `沪上甲公司,${'经营超过保质期的食品'.repeat(30)}\n`
  writeFileSync(path, `名称,违法事实\n${row.repeat(12_000)}`)
  let rows = 0
  let most = 0
  // What nobody holds any more says nothing, and other files of this worker leave some behind.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = held()
  for await (const one of readFile(path)) {
    if ('raw' in one) rows += 1
    if (rows % 2_000 === 0) most = Math.max(most, held() - before)
  }
  expect(rows).toBe(12_000)
  // The file has 11 MB; as an array of rows it would hold 7 and more, beside the text.
  expect(most).toBeLessThan(5 * 1024 * 1024)
})
